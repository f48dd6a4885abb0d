//! The report for browsers: one self-contained page with the matrix of principals and actions.

mod data;

use super::Options;
use crate::form::html::{content_security_policy, escaped, filled, script_json};
use crate::form::json::for_people;
use data::PageData;
use iam_access::report::Report;
use std::io;

const PAGE: &str = include_str!("html/page.html");
const STYLE: &str = include_str!("html/style.css");
const SCRIPT: &str = concat!(
    include_str!("html/model.js"),
    include_str!("html/panel.js"),
    include_str!("html/cards.js"),
    include_str!("html/grid.js"),
    include_str!("html/app.js"),
);

pub(super) fn render(
    report: &Report,
    options: &Options,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let data = for_people(&PageData::of(report, &options.wording))?;
    let data = script_json(&data);
    let policy = content_security_policy(SCRIPT, STYLE);
    let summary = report.summary;
    let without_script = format!(
        "{} principals: {} pass, {} conditional, {} fail.",
        summary.principals, summary.pass, summary.conditional, summary.fail
    );
    let made_by = report
        .tool
        .as_ref()
        .map(|tool| format!("{} {}", tool.name, tool.version));
    let made_by = made_by.unwrap_or_default();
    let page = filled(
        PAGE,
        &[
            ("policy", &policy),
            ("title", &escaped(options.wording.title)),
            ("made-by", &escaped(&made_by)),
            ("style", STYLE),
            ("summary", &escaped(&without_script)),
            ("data", &data),
            ("script", SCRIPT),
        ],
    );
    out.write_all(page.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::{SCRIPT, STYLE};

    #[test]
    fn the_page_needs_no_network_and_its_parts_cannot_end_it() {
        for part in [SCRIPT, STYLE] {
            for forbidden in [
                "http:",
                "https:",
                "url(",
                "@import",
                "fetch(",
                "innerHTML",
                "</",
            ] {
                assert!(!part.contains(forbidden), "{forbidden}");
            }
        }
    }
}
