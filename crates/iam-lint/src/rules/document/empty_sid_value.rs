use crate::rules::prelude::*;

rule! {
    /// A `Sid` that is an empty string.
    ///
    /// Remove the element, or give the statement a name that describes its purpose.
    ///
    /// ```json
    /// {"Sid": "", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
    /// ```
    EMPTY_SID_VALUE: Suggestion, AccessAnalyzer, Statement(check)
}

fn check(policy: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    let Some(sid) = statement.sid.filter(|sid| sid.value.is_empty()) else {
        return;
    };
    let whole = statement.object.get("Sid").map(|member| member.whole());
    let found = report
        .find(sid.span, "", "the Sid is empty")
        .help("name the statement, or remove the element");
    if let Some(edit) = whole.and_then(|whole| policy.without(whole)) {
        found.edit(edit, "");
    }
}
