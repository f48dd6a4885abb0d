use crate::rules::prelude::*;

rule! {
    /// A statement names no actions.
    ///
    /// Every statement has `Action` or `NotAction`.
    ///
    /// ```json
    /// {"Effect": "Allow", "Resource": "*"}
    /// ```
    MISSING_ACTION: Error, AccessAnalyzer, Statement(check)
}

fn check(_: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    let names = ["Action", "NotAction"];
    if statement.lacks(&names) {
        report
            .find(
                statement.span,
                "",
                "the statement has neither `Action` nor `NotAction`",
            )
            .help("add one of them");
    }
}
