use crate::rules::prelude::*;
use crate::rules::variable::faults::{Fault, each_fault};

rule! {
    /// A policy variable without a name.
    ///
    /// `${*}`, `${?}` and `${$}` are literal characters.
    ///
    /// ```json
    /// {"Resource": "arn:aws:s3:::reports/${}/*"}
    /// ```
    EMPTY_VARIABLE: Error, AccessAnalyzer, Statement(check)
}

fn check(_: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    each_fault(statement, Fault::Empty, |text, span| {
        let message = format!("a policy variable in {} has no name", quoted(text.value));
        report
            .find(span, text.value, message)
            .help("name a condition key: `${aws:username}`");
    });
}
