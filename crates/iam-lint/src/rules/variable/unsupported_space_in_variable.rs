use crate::rules::prelude::*;
use crate::rules::variable::faults::{Fault, each_fault};

rule! {
    /// A space in the name of a policy variable.
    ///
    /// ```json
    /// {"Resource": "arn:aws:s3:::reports/${aws: username}/*"}
    /// ```
    UNSUPPORTED_SPACE_IN_VARIABLE: Error, AccessAnalyzer, Statement(check)
}

fn check(_: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    each_fault(statement, Fault::Space, |text, span| {
        let message = format!("a policy variable in {} has a space", quoted(text.value));
        report
            .find(span, text.value, message)
            .help("remove the space");
    });
}
