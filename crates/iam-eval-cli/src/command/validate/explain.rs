//! `iam-eval validate --explain CODE`.

use crate::Outcome;
use crate::failure::Failure;
use iam_cli_support::output::ForPeople;
use iam_report::form::text::Run;

pub(super) fn run(code: &str) -> Result<Outcome, Failure> {
    let mut stdout = ForPeople::new();
    let mut out = stdout.text();
    if code.eq_ignore_ascii_case("all") {
        for rule in iam_lint::rules() {
            let (code, severity) = (rule.code(), rule.severity());
            out.line(&[Run::plain(&format!(
                "{code} ({severity}): {}",
                rule.summary()
            ))])?;
        }
        stdout.flush()?;
        return Ok(Outcome::Good);
    }
    let Some(rule) = iam_lint::rule(code) else {
        let codes = iam_lint::rules().map(iam_lint::Rule::code);
        let near = iam_catalog::nearest_name(code, codes);
        let near = near.map_or(String::new(), |near| format!(": did you mean {near}?"));
        let message = format!("found the code {code}, expected a rule's, or `all`{near}");
        return Err(Failure::Call(message));
    };
    out.line(&[Run::plain(&format!(
        "{} ({})",
        rule.code(),
        rule.severity()
    ))])?;
    out.blank()?;
    for line in rule.documentation().lines() {
        out.line(&[Run::plain(line)])?;
    }
    out.blank()?;
    out.line(&[Run::plain(&format!("Source: {}", rule.source().words()))])?;
    stdout.flush()?;
    Ok(Outcome::Good)
}
