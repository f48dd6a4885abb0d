use crate::rules::prelude::*;

rule! {
    /// A statement has neither `Allow` nor `Deny`.
    ///
    /// ```json
    /// {"Action": "s3:GetObject", "Resource": "*"}
    /// ```
    MISSING_EFFECT: Error, AccessAnalyzer, Statement(check)
}

fn check(_: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    if statement.object.is_complete && statement.object.get("Effect").is_none() {
        report
            .find(statement.span, "", "the statement has no `Effect`")
            .help("add `\"Effect\": \"Allow\"` or `\"Effect\": \"Deny\"`");
    }
}
