use crate::rules::prelude::*;
use crate::rules::variable::faults::{Fault, each_fault};

rule! {
    /// The default of a policy variable is not in single quotes.
    ///
    /// ```json
    /// {"Resource": "arn:aws:s3:::reports/${aws:PrincipalTag/team, 'shared}/*"}
    /// ```
    MISSING_QUOTE_IN_VARIABLE: Error, AccessAnalyzer, Statement(check)
}

fn check(_: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    each_fault(statement, Fault::Unquoted, |text, span| {
        let message = format!(
            "the default of a policy variable in {} lacks a quote",
            quoted(text.value)
        );
        report
            .find(span, text.value, message)
            .help("write it in single quotes: `${aws:PrincipalTag/team, 'shared'}`");
    });
}
