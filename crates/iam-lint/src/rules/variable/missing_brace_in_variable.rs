use crate::rules::prelude::*;
use crate::rules::variable::faults::{Fault, each_fault};

rule! {
    /// A policy variable that is never closed.
    ///
    /// ```json
    /// {"Resource": "arn:aws:s3:::reports/${aws:username/*"}
    /// ```
    MISSING_BRACE_IN_VARIABLE: Error, AccessAnalyzer, Statement(check)
}

fn check(_: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    each_fault(statement, Fault::Unclosed, |text, span| {
        let message = format!(
            "a policy variable in {} is never closed",
            quoted(text.value)
        );
        report
            .find(span, text.value, message)
            .help("close it: `${aws:username}`");
    });
}
