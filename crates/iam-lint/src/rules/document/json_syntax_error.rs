use crate::rules::prelude::*;
use iam_syntax::Document;

rule! {
    /// The text is not JSON.
    ///
    /// AWS rejects it as a whole. The parts before and after the error are still checked if the
    /// error is an additional or missing comma. A document of more than 8 MiB is not read.
    ///
    /// ```json
    /// {"Version": "2012-10-17", "Statement": [],}
    /// ```
    JSON_SYNTAX_ERROR: Error, AccessAnalyzer, Document(check)
}

fn check(policy: &Policy<'_>, report: &mut Report) {
    if policy.text.len() > Document::MAX_BYTES {
        let most = Document::MAX_BYTES;
        let message = format!(
            "found a text of more than {most} bytes, expected a policy document of at most {most} bytes"
        );
        report.find(Span { start: 0, end: 0 }, "", message);
        return;
    }
    for mistake in &policy.tree.mistakes {
        let message = format!("found {}, expected {}", mistake.found, mistake.expected);
        report.find(mistake.span, "", message);
    }
}
