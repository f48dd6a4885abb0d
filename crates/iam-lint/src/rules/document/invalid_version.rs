use crate::rules::prelude::*;

rule! {
    /// `Version` is neither of the two versions of the policy language.
    ///
    /// `2012-10-17` has policy variables, `2008-10-17` doesn't. The version is not a date of your
    /// own choice.
    ///
    /// ```json
    /// {"Version": "2024-01-01"}
    /// ```
    INVALID_VERSION: Error, AccessAnalyzer, Document(check)
}

fn check(policy: &Policy<'_>, report: &mut Report) {
    let version = policy.root().and_then(|root| root.get("Version"));
    let Some(text) = version.and_then(|member| Text::of(&member.value)) else {
        return;
    };
    if !matches!(text.value, "2012-10-17" | "2008-10-17") {
        let message = format!("the version {} is not valid", quoted(text.value));
        report
            .find(text.span, text.value, message)
            .help("use `2012-10-17`, which has policy variables, or `2008-10-17`");
    }
}
