use crate::rules::prelude::*;

rule! {
    /// `*` or `?` in a value that is compared literally.
    ///
    /// With `StringEquals`, a `*` is a literal star. `StringLike` has wildcards, and so has
    /// `ArnEquals`, which means `ArnLike`.
    ///
    /// ```json
    /// {"StringEquals": {"aws:PrincipalTag/team": "app-*"}}
    /// ```
    WILDCARD_WITHOUT_LIKE_OPERATOR: Warning, AccessAnalyzer, Condition(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    if !condition.operator.is_string_equals() {
        return;
    }
    for value in &condition.values {
        // `${*}` is an intentional star.
        let plain = value.text.replace("${*}", "").replace("${?}", "");
        if plain.contains(['*', '?']) {
            let operator = condition.operator.text.value;
            let like = operator
                .replace("EqualsIgnoreCase", "Like")
                .replace("Equals", "Like");
            let message = format!(
                "with `{operator}`, the wildcard in {} is a literal character",
                quoted(value.text)
            );
            report
                .find(value.span, value.text, message)
                .help(format!("use `{like}` if a wildcard is intended"));
        }
    }
}
