use crate::rules::prelude::*;
use crate::rules::variable::faults::places;

rule! {
    /// A policy variable in a document that doesn't support them: without `Version`, or with
    /// `2008-10-17`.
    ///
    /// There `${aws:username}` is literal text, which no resource has.
    ///
    /// ```json
    /// {"Version": "2008-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject",
    ///  "Resource": "arn:aws:s3:::reports/${aws:username}/*"}}
    /// ```
    VARIABLE_UNSUPPORTED_IN_VERSION: Error, AccessAnalyzer, Statement(check)
}

fn check(policy: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    if policy.has_variables() {
        return;
    }
    for text in places(statement).filter(|text| text.value.contains("${")) {
        let message = format!(
            "{} is literal text in this version of the policy language",
            quoted(text.value)
        );
        report
            .find(text.span, text.value, message)
            .help("write `\"Version\": \"2012-10-17\"`");
    }
}
