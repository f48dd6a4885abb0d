//! Reports of why requests were denied, for people and programs.

use crate::access::words;
use crate::form::json::{EscapingWriter, pretty};
use crate::form::text::{Run, TextWriter};
use anstyle::{AnsiColor, Style};
use iam_access::denial::{DenialAnswer, DenialOfRequest, DenialReport, Remedy};
use iam_access::report::Reason;
use std::borrow::Cow;
use std::io;

const PLAIN: Style = Style::new();
const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();
const OPEN: Style = AnsiColor::Yellow.on_default().bold();

/// Writes a report as JSON, in the format of `docs/schema/denial-1.schema.json`.
///
/// # Errors
/// Errors of the writer.
pub fn json(report: &DenialReport, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(EscapingWriter::new(&mut *out), report)?;
    writeln!(out)
}

/// Writes a report for people.
///
/// ```
/// use iam_access::denial::{DenialOfRequest, DenialReport};
/// use iam_report::form::text::TextWriter;
/// let text = "User: arn:aws:iam::111122223333:user/u is not authorized to perform: a:B";
/// let requests = iam_account::parse_denied_requests("error.txt", text)?;
/// let report = DenialReport::new(vec![DenialOfRequest::new(&requests[0])]);
/// let mut out = Vec::new();
/// iam_report::denial::text(&report, &mut TextWriter::new(&mut out, 100, false))?;
/// assert!(String::from_utf8_lossy(&out).starts_with("a:B\n  by arn:aws:iam::111122223333:user/u\n"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Errors of the writer.
pub fn text(report: &DenialReport, out: &mut TextWriter<'_>) -> io::Result<()> {
    for (index, denial) in report.requests.iter().enumerate() {
        if index > 0 {
            out.blank()?;
        }
        request(denial, out)?;
        for answer in &denial.principals {
            out.blank()?;
            self::answer(answer, out)?;
        }
    }
    Ok(())
}

fn request(denial: &DenialOfRequest, out: &mut TextWriter<'_>) -> io::Result<()> {
    out.wrapped(0, 2, &[Run::new(BOLD, &denial.action)])?;
    if let Some(resource) = &denial.resource {
        out.wrapped(2, 4, &[Run::plain("on "), Run::plain(resource)])?;
    }
    if let Some(principal) = &denial.principal {
        out.wrapped(2, 4, &[Run::plain("by "), Run::plain(principal)])?;
    }
    let place = iam_account::place(&denial.source, denial.line, denial.column);
    let says = format_args!("AWS says: {} ({place})", denial.stated);
    out.wrapped(2, 4, &[Run::of(PLAIN, says)])?;
    for note in &denial.notes {
        out.wrapped(2, 4, &[Run::new(DIM, "note: "), Run::plain(note)])?;
    }
    Ok(())
}

fn answer(answer: &DenialAnswer, out: &mut TextWriter<'_>) -> io::Result<()> {
    let (style, words) = match answer.decision {
        "allowed" => (GOOD, "allowed"),
        "explicitDeny" => (BAD, "explicitly denied"),
        "implicitDeny" => (BAD, "not allowed"),
        "denied" => (BAD, "denied"),
        _ => (OPEN, "it depends on what the message doesn't say"),
    };
    let conclusion = match answer.when {
        Some(_) => "",
        None => answer.conclusion.as_str(),
    };
    let title = answer.principal.as_deref().unwrap_or(&answer.source);
    let runs = [
        Run::new(BOLD, title),
        Run::plain(": "),
        Run::new(style, words),
        Run::plain(" "),
        Run::plain(conclusion),
    ];
    out.wrapped(0, 2, &runs)?;
    for reason in &answer.reasons {
        out.wrapped(2, 4, &[Run::of(PLAIN, self::reason(reason))])?;
    }
    if answer.reasons_left_out > 0 {
        let more = format_args!("and {} more", answer.reasons_left_out);
        out.wrapped(2, 4, &[Run::of(PLAIN, more)])?;
    }
    if let Some(when) = &answer.when {
        out.wrapped(2, 4, &[Run::plain("allowed "), Run::plain(when)])?;
    }
    for sentence in &answer.comparison {
        out.wrapped(2, 4, &[Run::plain(sentence)])?;
    }
    if !answer.remedies.is_empty() {
        out.line(&[Run::plain("  "), Run::new(BOLD, "to close the gap:")])?;
    }
    for remedy in &answer.remedies {
        self::remedy(remedy, out)?;
    }
    if answer.remedies_left_out > 0 {
        let more = format_args!("- and {} more", answer.remedies_left_out);
        out.wrapped(4, 6, &[Run::of(PLAIN, more)])?;
    }
    if !answer.layers_not_supplied.is_empty() {
        let layers = answer.layers_not_supplied.iter();
        let layers: Vec<_> = layers.map(|name| layer(name)).collect();
        let layers = layers.join(", ");
        out.wrapped(
            2,
            4,
            &[Run::new(DIM, "not supplied: "), Run::new(DIM, &layers)],
        )?;
    }
    for assumption in &answer.assumptions {
        out.wrapped(
            2,
            4,
            &[Run::new(DIM, "assumed: "), Run::new(DIM, assumption)],
        )?;
    }
    Ok(())
}

fn remedy(remedy: &Remedy, out: &mut TextWriter<'_>) -> io::Result<()> {
    let colon = if remedy.statement.is_some() { ":" } else { "" };
    let runs = [
        Run::plain("- "),
        Run::plain(&remedy.what),
        Run::plain(colon),
    ];
    out.wrapped(4, 6, &runs)?;
    let Some(statement) = &remedy.statement else {
        return Ok(());
    };
    let statement = pretty(statement)?;
    let lines: Vec<String> = statement
        .lines()
        .map(|line| format!("      {line}"))
        .collect();
    out.lines(&lines.join("\n"))
}

/// A reason as one sentence, with its layer.
fn reason(reason: &Reason) -> String {
    let Some(place) = words::place(reason) else {
        return reason.why.clone();
    };
    let (layer, why) = (layer(&reason.layer), &reason.why);
    let of = match &reason.policy_name {
        Some(name) => format!(" of {name}"),
        None => String::new(),
    };
    format!("{layer}: {}{of}, {place}, {why}", words::statement(reason))
}

fn layer(name: &str) -> Cow<'_, str> {
    match name {
        "identity" => Cow::Borrowed("identity-based policies"),
        other => words::layer_of_reason(other),
    }
}
