//! The answers for people.

use crate::access::words;
use crate::form::text::{Run, TextWriter};
use anstyle::{AnsiColor, Style};
use iam_access::questions::{
    Actions, Extent, Grant, LevelCounts, OnResources, PatternAnswer, WhoCan,
};
use std::io;

const PLAIN: Style = Style::new();
const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();
const OPEN: Style = AnsiColor::Yellow.on_default().bold();

/// What an extent is called, with its style.
fn extent(extent: Extent, has_resource: bool) -> (Style, &'static str) {
    match extent {
        Extent::All if has_resource => (GOOD, "yes"),
        Extent::All => (GOOD, "on all"),
        Extent::Some => (GOOD, "on some"),
        Extent::Conditional => (OPEN, "conditional"),
        Extent::None => (BAD, "no"),
        Extent::Denied => (BAD, "denied"),
    }
}

/// The reasons of a grant, and on what it depends.
fn grant(grant: &Grant, indent: usize, out: &mut TextWriter<'_>) -> io::Result<()> {
    let mut reasons = grant.reasons.clone();
    if grant.when.is_some() {
        // What the statements ask for is said once, for all of them.
        for reason in reasons.iter_mut().filter(|reason| reason.policy.is_some()) {
            reason.why = match reason.effect.as_deref() {
                Some("Deny") => "denies the rest".to_owned(),
                _ => "allows it".to_owned(),
            };
        }
    }
    for reason in words::reasons(&reasons, grant.reasons_left_out) {
        out.wrapped(indent, indent + 2, &[Run::of(PLAIN, reason)])?;
    }
    match &grant.when {
        Some(when) => out.wrapped(indent, indent + 2, &[Run::plain(when)]),
        None => Ok(()),
    }
}

fn assumptions(found: &[String], out: &mut TextWriter<'_>) -> io::Result<()> {
    for sentence in found {
        out.wrapped(0, 2, &[Run::new(DIM, "assumed: "), Run::new(DIM, sentence)])?;
    }
    Ok(())
}

/// Writes who may do something.
///
/// # Errors
/// What the writer gives.
pub fn who_can_text(answer: &WhoCan, out: &mut TextWriter<'_>) -> io::Result<()> {
    let has_resource = answer.resource.is_some();
    for holder in &answer.principals {
        let (style, word) = extent(holder.extent, has_resource);
        let title = Run::new(BOLD, &holder.principal);
        out.wrapped(0, 2, &[title, Run::plain(": "), Run::new(style, word)])?;
        let chain = holder.chain.as_ref();
        if let Some(direct) = &holder.direct {
            let (style, word) = extent(direct.extent, has_resource);
            if chain.is_some() {
                out.wrapped(2, 4, &[Run::plain("by itself: "), Run::new(style, word)])?;
            }
            grant(direct, if chain.is_some() { 4 } else { 2 }, out)?;
        }
        for step in chain.iter().flat_map(|chain| &chain.steps) {
            let (style, word) = match step.by.extent {
                Extent::Conditional => (OPEN, " under conditions"),
                _ => (PLAIN, ""),
            };
            let runs = [
                Run::plain("assumes "),
                Run::plain(&step.assumes),
                Run::new(style, word),
            ];
            out.wrapped(2, 4, &runs)?;
            grant(&step.by, 4, out)?;
        }
        if let Some(chain) = chain {
            let (style, word) = extent(chain.grant.extent, has_resource);
            out.wrapped(2, 4, &[Run::plain("which may: "), Run::new(style, word)])?;
            grant(&chain.grant, 4, out)?;
        }
    }
    for outsider in &answer.outsiders {
        let (style, word) = extent(outsider.by.extent, true);
        let runs = [
            Run::new(BOLD, &outsider.principal),
            Run::of(PLAIN, format_args!(" ({}): ", outsider.kind.words())),
            Run::new(style, word),
        ];
        out.wrapped(0, 2, &runs)?;
        if let Some(role) = &outsider.assumes {
            out.wrapped(2, 4, &[Run::plain("assumes "), Run::plain(role)])?;
        }
        grant(&outsider.by, 4, out)?;
    }
    if !answer.principals.is_empty() || !answer.outsiders.is_empty() {
        out.blank()?;
    }
    out.wrapped(0, 2, &[Run::of(BOLD, summary(answer))])?;
    assumptions(&answer.assumptions, out)
}

/// `2 of 12 principals may s3:GetObject, 1 of them under conditions only`.
fn summary(answer: &WhoCan) -> String {
    let of = words::counted(answer.asked, "principal");
    let on = match &answer.resource {
        Some(resource) => format!(" on {resource}"),
        None => String::new(),
    };
    let conditional = answer.principals.iter();
    let conditional = conditional.filter(|holder| holder.extent == Extent::Conditional);
    let conditional = match conditional.count() {
        0 => String::new(),
        count => format!(", {count} of them under conditions only"),
    };
    let others = match answer.outsiders.len() {
        0 => String::new(),
        count => format!("; policies let in {}", words::counted(count, "outsider")),
    };
    let may = match answer.principals.len() {
        0 => "none".to_owned(),
        count => count.to_string(),
    };
    format!(
        "{may} of {of} may {}{on}{conditional}{others}",
        answer.action
    )
}

/// `12 all, 3 some`; what there is none of is left out.
fn counts(counts: LevelCounts) -> String {
    let parts = [
        (counts.all, "on all"),
        (counts.some, "on some"),
        (counts.conditional, "conditional"),
        (counts.denied, "denied"),
        (counts.none, "not"),
    ];
    let parts = parts.iter().filter(|(count, _)| *count > 0);
    let parts: Vec<String> = parts
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    parts.join(", ")
}

/// Writes what a principal may do.
///
/// # Errors
/// What the writer gives.
pub fn actions_text(answer: &Actions, out: &mut TextWriter<'_>) -> io::Result<()> {
    out.wrapped(0, 2, &[Run::new(BOLD, &answer.principal)])?;
    for service in &answer.services {
        let title = format!("{} ({})", service.service, service.title);
        out.wrapped(2, 4, &[Run::new(BOLD, &title)])?;
        for (level, found) in &service.levels {
            let runs = [
                Run::of(PLAIN, format_args!("{level:<23}")),
                Run::of(PLAIN, counts(*found)),
            ];
            out.wrapped(4, 6, &runs)?;
        }
        for action in &service.actions {
            let (style, word) = extent(action.grant.extent, answer.resource.is_some());
            let runs = [
                Run::plain(&action.action),
                Run::plain(": "),
                Run::new(style, word),
            ];
            out.wrapped(4, 6, &runs)?;
            grant(&action.grant, 6, out)?;
        }
    }
    out.blank()?;
    let on = match &answer.resource {
        Some(resource) => format!(" on {resource}"),
        None => String::new(),
    };
    let open = answer.counts.open();
    let all = open + answer.counts.none + answer.counts.denied;
    let sentence = format!(
        "it may {open} of {}{on}: {}",
        words::counted(all, "action"),
        counts(answer.counts)
    );
    out.wrapped(0, 2, &[Run::new(BOLD, &sentence)])?;
    assumptions(&answer.assumptions, out)
}

/// Writes on which resources a principal may do an action.
///
/// # Errors
/// What the writer gives.
pub fn on_resources_text(answer: &OnResources, out: &mut TextWriter<'_>) -> io::Result<()> {
    let has_resource = answer.resource.is_some();
    let (style, word) = extent(answer.grant.extent, has_resource);
    let on = answer.resource.as_ref();
    let on = on
        .map(|resource| format!(" on {resource}"))
        .unwrap_or_default();
    let runs = [
        Run::new(BOLD, &answer.principal),
        Run::plain(" "),
        Run::new(BOLD, &answer.action),
        Run::plain(&on),
        Run::plain(": "),
        Run::new(style, word),
    ];
    out.wrapped(0, 2, &runs)?;
    grant(&answer.grant, 2, out)?;
    for (title, list) in [
        ("allowed", &answer.allowed),
        ("denied", &answer.denied),
        ("limited to", &answer.limits),
    ] {
        if !list.is_empty() {
            out.wrapped(2, 4, &[Run::plain(title)])?;
        }
        for found in list {
            pattern(found, out)?;
        }
    }
    if answer.left_out > 0 {
        let more = format!("and {}", words::counted(answer.left_out, "more pattern"));
        out.wrapped(2, 4, &[Run::plain(&more)])?;
    }
    assumptions(&answer.assumptions, out)
}

fn pattern(found: &PatternAnswer, out: &mut TextWriter<'_>) -> io::Result<()> {
    let word = match found.extent {
        Some(Extent::All) => ": all of it",
        Some(Extent::Some) => ": some of it",
        Some(Extent::Conditional) => ": under conditions",
        Some(Extent::None) => ": nothing of it",
        Some(Extent::Denied) => ": denied",
        None => "",
    };
    let place = iam_account::place(&found.policy, Some(found.line), Some(found.column));
    let name = found.policy_name.as_ref();
    let name = name.map(|name| format!("{name}, ")).unwrap_or_default();
    let layer = match found.layer.as_str() {
        "identity" => String::new(),
        other => format!("{}, ", words::layer_of_reason(other)),
    };
    let runs = [
        Run::of(PLAIN, found.sentence()),
        Run::plain(word),
        Run::of(DIM, format_args!("  {layer}{name}{place}")),
    ];
    out.wrapped(4, 6, &runs)
}
