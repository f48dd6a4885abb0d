use crate::rules::prelude::*;

rule! {
    /// A policy variable outside `Resource` and the values of conditions.
    ///
    /// ```json
    /// {"Action": "s3:${aws:PrincipalTag/action}"}
    /// ```
    VARIABLE_UNSUPPORTED_IN_ELEMENT: Error, AccessAnalyzer, Statement(check)
}

fn check(_: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    let actions = statement.actions().iter().chain(statement.not_actions());
    let principals = [&statement.principal, &statement.not_principal]
        .into_iter()
        .flatten();
    let principals = principals.flat_map(|element| &element.values);
    let texts = actions
        .map(|action| action.text)
        .chain(principals.map(|principal| principal.text))
        .chain(
            statement
                .conditions
                .iter()
                .map(|condition| condition.key.text),
        );
    for text in texts.filter(|text| text.value.contains("${")) {
        let message = format!(
            "{} has a policy variable where none is supported",
            quoted(text.value)
        );
        report
            .find(text.span, text.value, message)
            .help("use variables in `Resource` and in values of conditions");
    }
}
