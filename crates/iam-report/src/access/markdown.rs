//! The report for pull requests and tickets.

use super::{Options, fix, words};
use crate::form::html::escaped as html;
use crate::form::json::pretty;
use crate::form::markdown::{Table, code, code_block, escaped};
use crate::form::text::clean;
use iam_access::report::{ActionReport, ActionStatus, PrincipalReport, Report, Verdict};
use std::io;

pub(super) fn render(
    report: &Report,
    options: &Options,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let summary = report.summary;
    writeln!(out, "# {}\n", escaped(options.wording.title))?;
    writeln!(
        out,
        "{}: **{} pass**, **{} conditional**, **{} fail**.\n",
        words::counted(summary.principals, "principal"),
        summary.pass,
        summary.conditional,
        summary.fail
    )?;
    let remarks = words::remarks(report);
    for remark in &remarks {
        writeln!(out, "* {}", escaped(remark))?;
    }
    if !remarks.is_empty() {
        writeln!(out)?;
    }
    overview(report, options, out)?;
    if !report.errors.is_empty() {
        writeln!(out, "\n## Not judged\n")?;
        writeln!(out, "What could not be read was not checked.\n")?;
        let mut table = Table::new(&["place", "problem"]);
        for error in &report.errors {
            table.row(&[code(&error.place()), escaped(&error.sentence())]);
        }
        write!(out, "{}", table.as_str())?;
    }
    if !report.absent_roles.is_empty() {
        writeln!(out)?;
    }
    for absent in &report.absent_roles {
        writeln!(out, "* {}", escaped(&absent.sentence()))?;
    }
    for principal in &report.principals {
        if principal.verdict != Verdict::Pass || !principal.notes.is_empty() {
            details(principal, options, out)?;
        }
    }
    if let Some(catalog) = &report.catalog {
        let date = catalog.date.as_deref().unwrap_or("undated");
        let (source, version) = (escaped(&catalog.source), escaped(&catalog.version));
        writeln!(
            out,
            "\nCatalogue of actions: {source} {version}, {}.",
            escaped(date)
        )?;
    }
    Ok(())
}

fn overview(report: &Report, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    let mut table = Table::new(&["verdict", "principal", "granted", "trust", "not supplied"]);
    for principal in &report.principals {
        let sets = principal.sets.iter().map(|set| {
            let granted = set.count(ActionStatus::Granted);
            format!("{}: {granted} of {}", escaped(&set.set), set.actions.len())
        });
        let layers = principal
            .layers_not_supplied
            .iter()
            .map(|name| escaped(&words::layer(name)));
        table.row(&[
            format!("**{}**", principal.verdict.name()),
            code(principal.title()),
            sets.collect::<Vec<_>>().join("<br>"),
            escaped(&words::trust(&principal.trust, &options.wording)),
            layers.collect::<Vec<_>>().join(", "),
        ]);
    }
    write!(out, "{}", table.as_str())
}

fn details(
    principal: &PrincipalReport,
    options: &Options,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    writeln!(out, "\n## {}", code(principal.title()))?;
    let of_sets = || principal.sets.iter().flat_map(words::set_notes);
    if !principal.notes.is_empty()
        || of_sets().next().is_some()
        || principal.trust.status.verdict() != Verdict::Pass
    {
        writeln!(out)?;
    }
    for note in &principal.notes {
        writeln!(out, "* {}", escaped(note))?;
    }
    for note in of_sets() {
        writeln!(out, "* {}", escaped(&note))?;
    }
    let trusts = principal.all_trusts().iter();
    for trust in trusts.filter(|trust| trust.status.verdict() != Verdict::Pass) {
        let says = words::trust(trust, &options.wording);
        writeln!(out, "* trust: {}", escaped(&says))?;
        let more = trust.when.iter().chain(&trust.hint).cloned();
        let reasons = words::reasons(&trust.reasons, trust.reasons_left_out);
        for line in reasons.chain(more) {
            writeln!(out, "  * {}", escaped(&line))?;
        }
    }
    let mut table = Table::new(&["status", "set", "action", "why"]);
    let mut any = false;
    for set in &principal.sets {
        let mut actions: Vec<&ActionReport> = set.actions.iter().map(AsRef::as_ref).collect();
        actions.retain(|action| action.status != ActionStatus::Granted);
        actions.sort_by_key(|action| {
            let status = std::cmp::Reverse(action.status);
            (
                action.ignored.is_some(),
                status,
                words::attention(&action.action),
            )
        });
        for action in actions {
            any = true;
            table.row(&row(&set.set, action, options));
        }
    }
    if any {
        writeln!(out)?;
        write!(out, "{}", table.as_str())?;
    }
    fixes(principal, out)
}

fn row(set: &str, action: &ActionReport, options: &Options) -> [String; 4] {
    let mut lines: Vec<String> = action.when.iter().cloned().collect();
    lines.extend(words::coverage(action, &options.wording));
    lines.extend(words::reasons(&action.reasons, action.reasons_left_out));
    lines.extend(action.hint.as_ref().map(|hint| format!("hint: {hint}")));
    let lines: Vec<String> = lines.iter().map(|line| escaped(line)).collect();
    let status = match &action.ignored {
        None => format!("**{}**", action.status.name()),
        Some(ignored) => {
            format!(
                "{}, ignored: {}",
                action.status.name(),
                escaped(&ignored.reason)
            )
        }
    };
    let name = match action.needed_on() {
        Some(on) => format!("{} on {}", code(action.canonical_name()), code(&on)),
        None => code(action.canonical_name()),
    };
    [status, escaped(set), name, lines.join("<br>")]
}

fn fixes(principal: &PrincipalReport, out: &mut dyn io::Write) -> io::Result<()> {
    for policy in principal.fix_policies() {
        // In a summary, HTML is interpreted but Markdown is not, and an empty line would end it.
        // Code is not searched for mentions.
        let name = clean(&policy.name);
        let (name, characters) = (html(&name), policy.characters);
        writeln!(out, "\n<details>")?;
        let says = "A policy that grants what is missing";
        writeln!(
            out,
            "<summary>{says}: <code>{name}</code> ({characters} characters)</summary>\n"
        )?;
        write!(out, "{}", code_block("json", &pretty(&policy.document)?))?;
        writeln!(out, "\n</details>")?;
    }
    for statement in principal.key_statements() {
        let key = clean(statement.title());
        let key = html(&key);
        writeln!(out, "\n<details>")?;
        let says = "A statement to add to the policy of the key";
        writeln!(out, "<summary>{says} <code>{key}</code></summary>\n")?;
        write!(
            out,
            "{}",
            code_block("json", &pretty(&statement.statement)?)
        )?;
        writeln!(out, "\n</details>")?;
    }
    for sentence in fix::proof(principal)
        .into_iter()
        .chain(fix::remains(principal))
    {
        writeln!(out, "\n{}", escaped(&sentence))?;
    }
    Ok(())
}
