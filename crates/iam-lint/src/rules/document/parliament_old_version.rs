use crate::rules::prelude::*;

rule! {
    /// The document is written for the older version of the policy language.
    ///
    /// In `2008-10-17` a variable is literal text. Before the version is changed, a text with `${`
    /// in the document must be meant as a variable (`VARIABLE_UNSUPPORTED_IN_VERSION` reports it).
    ///
    /// ```json
    /// {"Version": "2008-10-17"}
    /// ```
    PARLIAMENT_OLD_VERSION: Suggestion, Parliament, Document(check)
}

fn check(policy: &Policy<'_>, report: &mut Report) {
    let version = policy.root().and_then(|root| root.get("Version"));
    let text = version.and_then(|member| Text::of(&member.value));
    if let Some(text) = text.filter(|text| text.value == "2008-10-17") {
        report
            .find(
                text.span,
                text.value,
                "the version `2008-10-17` has no policy variables",
            )
            .help("use `2012-10-17`");
    }
}
