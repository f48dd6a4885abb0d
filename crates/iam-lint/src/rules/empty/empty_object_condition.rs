use crate::rules::empty::shape::empty_object;
use crate::rules::prelude::*;

rule! {
    /// `Condition`, or an operator in it, is an empty object.
    ///
    /// It restricts nothing: every request satisfies it.
    ///
    /// ```json
    /// {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {}}
    /// ```
    EMPTY_OBJECT_CONDITION: Suggestion, AccessAnalyzer, Statement(check)
}

fn check(policy: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    let Some(member) = statement.object.get("Condition") else {
        return;
    };
    if empty_object(&member.value) {
        let found = report
            .find(
                member.value.span,
                "",
                "`Condition` is empty and restricts nothing",
            )
            .help("remove it, or add the intended restriction");
        if let Some(edit) = policy.without(member.whole()) {
            found.edit(edit, "");
        }
        return;
    }
    let operators = member
        .value
        .object()
        .into_iter()
        .flat_map(|block| &block.members);
    for operator in operators.filter(|operator| empty_object(&operator.value)) {
        let message = format!(
            "{} has no condition keys and restricts nothing",
            quoted(&operator.name)
        );
        report
            .find(operator.value.span, &operator.name, message)
            .help("remove it, or add the intended restriction");
    }
}
