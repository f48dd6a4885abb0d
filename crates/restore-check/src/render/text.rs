//! The report for people.

use super::{Options, Verbosity};
use crate::report::{
    ActionReport, ActionStatus, Coverage, PrincipalReport, Reason, Report, SetReport, Trust,
    TrustStatus, Verdict,
};
use anstyle::{AnsiColor, Style};
use std::io;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const fn colour(colour: AnsiColor) -> Style {
    colour.on_default().bold()
}

pub(super) fn render(report: &Report, options: Options, out: &mut dyn io::Write) -> io::Result<()> {
    let mut text = Text { options, out };
    for (index, principal) in report.principals.iter().enumerate() {
        if options.verbosity == Verbosity::Quiet {
            text.verdict_line(principal)?;
            continue;
        }
        if index > 0 {
            writeln!(text.out)?;
        }
        text.principal(principal)?;
    }
    if report.principals.len() > 1 {
        text.summary(report)?;
    }
    Ok(())
}

struct Text<'a> {
    options: Options,
    out: &'a mut dyn io::Write,
}

impl Text<'_> {
    fn verdict_line(&mut self, principal: &PrincipalReport) -> io::Result<()> {
        let (style, word) = verdict(principal.verdict);
        writeln!(
            self.out,
            "{style}{word:11}{style:#} {}",
            clean(title(principal))
        )
    }

    fn principal(&mut self, principal: &PrincipalReport) -> io::Result<()> {
        writeln!(self.out, "{BOLD}{}{BOLD:#}", clean(title(principal)))?;
        let plural = if principal.documents == 1 { "" } else { "s" };
        let mut known = format!("{} policy document{plural}", principal.documents);
        if principal.principal.is_some() {
            known = format!("{known} in {}", clean(&principal.source));
        }
        if !principal.layers_not_supplied.is_empty() {
            let layers: Vec<&str> = principal
                .layers_not_supplied
                .iter()
                .map(|layer| layer_words(layer))
                .collect();
            known = format!("{known}; not supplied: {}", layers.join(", "));
        }
        self.wrapped(2, &known, DIM)?;
        for note in &principal.notes {
            self.wrapped(2, &format!("note: {}", clean(note)), DIM)?;
        }
        let names = principal.sets.iter().map(|set| set.set.len());
        let name_width = names.max().unwrap_or(0);
        for set in &principal.sets {
            self.set(set, name_width)?;
        }
        self.trust(&principal.trust, name_width)?;
        if let Some(fix) = &principal.fix {
            let plural = if fix.actions == 1 { "" } else { "s" };
            let line = match &fix.file {
                Some(file) => format!(
                    "fix: {} grants the {} missing action{plural}",
                    clean(file),
                    fix.actions
                ),
                None => "fix: no permission is missing that a policy could grant".to_owned(),
            };
            self.wrapped(2, &line, Style::new())?;
            if !fix.still_not_granted.is_empty() {
                let rest = clean(&fix.still_not_granted.join(", "));
                self.wrapped(
                    2,
                    &format!("no added permission can help: {rest}"),
                    Style::new(),
                )?;
            }
        }
        let (style, word) = verdict(principal.verdict);
        writeln!(self.out, "{style}{word}{style:#}")
    }

    fn set(&mut self, set: &SetReport, name_width: usize) -> io::Result<()> {
        let granted = set.count(ActionStatus::Granted);
        let (style, _) = verdict(set.verdict);
        writeln!(
            self.out,
            "  {:name_width$}  {style}{granted} of {} granted{style:#}",
            clean(&set.set),
            set.actions.len()
        )?;
        let mut shown: Vec<&ActionReport> = set
            .actions
            .iter()
            .filter(|action| {
                action.status != ActionStatus::Granted
                    || self.options.verbosity == Verbosity::Verbose
            })
            .collect();
        shown.sort_by_key(|action| (std::cmp::Reverse(action.status), attention(&action.action)));
        let action_width = shown
            .iter()
            .map(|action| action.action.len())
            .max()
            .unwrap_or(0);
        for group in shown.chunk_by(|a, b| same_story(a, b)) {
            self.group(group, action_width)?;
        }
        Ok(())
    }

    /// Actions that come out alike for the same reasons: the reasons stand once, below them.
    fn group(&mut self, group: &[&ActionReport], action_width: usize) -> io::Result<()> {
        for (index, action) in group.iter().enumerate() {
            let (style, word) = status(action.status);
            let resource = action.resource.as_deref().unwrap_or_default();
            let last = index + 1 == group.len();
            let mut line = format!(
                "    {style}{word:11}{style:#} {:action_width$}",
                clean(&action.action)
            );
            if !resource.is_empty() {
                line = format!("{line}  on {}", clean(resource));
            }
            if last && let Some(story) = one_line_story(action) {
                line = format!("{line}  {story}");
                writeln!(self.out, "{}", line.trim_end())?;
                continue;
            }
            writeln!(self.out, "{}", line.trim_end())?;
            if last {
                self.story(action)?;
            }
        }
        Ok(())
    }

    fn story(&mut self, action: &ActionReport) -> io::Result<()> {
        const INDENT: usize = 16;
        if let Some(when) = &action.when {
            self.wrapped(INDENT, &clean(when), Style::new())?;
        }
        let of_types = |wanted| {
            let names = action
                .coverage
                .iter()
                .filter(move |entry| entry.coverage == wanted);
            names
                .map(|entry| entry.resource_type.as_str())
                .collect::<Vec<_>>()
        };
        if action.status != ActionStatus::Denied && action.status != ActionStatus::Granted {
            for (coverage, word) in [
                (Coverage::Complete, "all"),
                (Coverage::Partial, "some"),
                (Coverage::None, "no"),
            ] {
                let names = of_types(coverage);
                if names.is_empty()
                    || names.len() == action.coverage.len() && coverage == Coverage::None
                {
                    continue;
                }
                let shown = names.iter().take(8).copied().collect::<Vec<_>>().join(", ");
                let more = names.len().saturating_sub(8);
                let more = if more > 0 {
                    format!(" and {more} more types")
                } else {
                    String::new()
                };
                self.wrapped(
                    INDENT,
                    &format!("on {word} resources of: {}{more}", clean(&shown)),
                    DIM,
                )?;
            }
        }
        const MOST: usize = 4;
        let most = if self.options.verbosity == Verbosity::Verbose {
            usize::MAX
        } else {
            MOST
        };
        for reason in action.reasons.iter().take(most) {
            self.wrapped(INDENT, &told(reason), DIM)?;
        }
        if action.reasons.len() > most {
            let more = format!(
                "and {} more statements (--verbose)",
                action.reasons.len() - most
            );
            self.wrapped(INDENT, &more, DIM)?;
        }
        if let Some(hint) = &action.hint {
            self.wrapped(INDENT, &format!("hint: {}", clean(hint)), Style::new())?;
        }
        Ok(())
    }

    fn trust(&mut self, trust: &Trust, name_width: usize) -> io::Result<()> {
        let (style, word) = match trust.status {
            TrustStatus::Granted => (
                colour(AnsiColor::Green),
                "the appliance may assume the role",
            ),
            TrustStatus::Conditional => (
                colour(AnsiColor::Yellow),
                "the appliance may assume the role under conditions",
            ),
            TrustStatus::Denied => (
                colour(AnsiColor::Red),
                "the appliance is denied to assume the role",
            ),
            TrustStatus::Missing => (
                colour(AnsiColor::Red),
                "the appliance may not assume the role",
            ),
            TrustStatus::NotApplicable => (DIM, "an IAM user has no trust policy"),
            TrustStatus::NotSupplied if trust.trusted.is_empty() => return Ok(()),
            TrustStatus::NotSupplied => (DIM, "not checked (--appliance ARN checks it)"),
        };
        writeln!(
            self.out,
            "  {:name_width$}  {style}{word}{style:#}",
            "trust"
        )?;
        if let Some(when) = &trust.when {
            self.wrapped(4, &clean(when), Style::new())?;
        }
        let tells = matches!(
            trust.status,
            TrustStatus::Missing | TrustStatus::Denied | TrustStatus::Conditional
        );
        for reason in trust.reasons.iter().filter(|_| tells) {
            self.wrapped(4, &told(reason), DIM)?;
        }
        if !trust.trusted.is_empty() && trust.status != TrustStatus::Granted {
            self.wrapped(
                4,
                &format!("it trusts {}", clean(&trust.trusted.join("; "))),
                DIM,
            )?;
        }
        Ok(())
    }

    fn summary(&mut self, report: &Report) -> io::Result<()> {
        let summary = report.summary;
        writeln!(
            self.out,
            "\n{BOLD}{} principals{BOLD:#}: {} pass, {} conditional, {} fail",
            summary.principals, summary.pass, summary.conditional, summary.fail
        )
    }

    /// Writes words in lines of the width; a word is never broken, so that places stay clickable.
    fn wrapped(&mut self, indent: usize, words: &str, style: Style) -> io::Result<()> {
        let width = self.options.width.max(indent + 20);
        let mut line = String::new();
        let flush = |out: &mut dyn io::Write, line: &str, extra: usize| {
            writeln!(out, "{:1$}{style}{line}{style:#}", "", indent + extra)
        };
        let mut extra = 0;
        for word in words.split(' ') {
            let needed = indent + extra + line.chars().count() + 1 + word.chars().count();
            if !line.is_empty() && needed > width {
                flush(self.out, &line, extra)?;
                line.clear();
                extra = 2;
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        flush(self.out, &line, extra)
    }
}

/// Actions that trouble people most come first among those of one status.
fn attention(action: &str) -> (u8, &str) {
    let lower = action.to_ascii_lowercase();
    let rank = match lower.split_once(':') {
        Some(("iam", "passrole")) => 0,
        Some(("kms", _)) => 1,
        _ => 2,
    };
    (rank, action.split(':').next().unwrap_or(action))
}

fn same_story(a: &ActionReport, b: &ActionReport) -> bool {
    a.status == b.status
        && a.reasons == b.reasons
        && a.when == b.when
        && a.hint == b.hint
        && a.coverage == b.coverage
}

/// A single short reason stands behind the action itself.
fn one_line_story(action: &ActionReport) -> Option<String> {
    match (action.reasons.as_slice(), &action.when, &action.hint) {
        ([reason], None, None) if action.coverage.is_empty() => Some(told(reason)),
        ([reason], None, _) if action.status == ActionStatus::Denied => Some(told(reason)),
        _ => None,
    }
}

fn told(reason: &Reason) -> String {
    let (Some(policy), Some(line), Some(column)) = (&reason.policy, reason.line, reason.column)
    else {
        return clean(&reason.why);
    };
    let statement = match (&reason.sid, reason.statement) {
        (Some(sid), _) if !sid.is_empty() => format!("statement \"{}\"", clean(sid)),
        (_, Some(index)) => format!("statement {index}"),
        _ => "statement".to_owned(),
    };
    let layer = if reason.layer == "identity" {
        String::new()
    } else {
        format!("{} ", reason.layer)
    };
    let place = format!("{layer}{statement}, {}:{line}:{column}", clean(policy));
    match reason.why.as_str() {
        "allows it" | "denies it" => place,
        why => format!("{place} {}", clean(why)),
    }
}

fn title(principal: &PrincipalReport) -> &str {
    principal.principal.as_deref().unwrap_or(&principal.source)
}

fn layer_words(layer: &str) -> &str {
    match layer {
        "permissionsBoundary" => "permissions boundary",
        "scps" => "SCPs",
        "rcps" => "RCPs",
        "trust" => "trust policy",
        "keyPolicy" => "key policies",
        other => other,
    }
}

fn verdict(verdict: Verdict) -> (Style, &'static str) {
    match verdict {
        Verdict::Pass => (colour(AnsiColor::Green), "PASS"),
        Verdict::Conditional => (colour(AnsiColor::Yellow), "CONDITIONAL"),
        Verdict::Fail => (colour(AnsiColor::Red), "FAIL"),
    }
}

fn status(status: ActionStatus) -> (Style, &'static str) {
    match status {
        ActionStatus::Granted => (colour(AnsiColor::Green), "granted"),
        ActionStatus::Limited => (colour(AnsiColor::Yellow), "limited"),
        ActionStatus::Conditional => (colour(AnsiColor::Yellow), "conditional"),
        ActionStatus::Missing => (colour(AnsiColor::Red), "missing"),
        ActionStatus::Denied => (colour(AnsiColor::Red), "denied"),
    }
}

/// Text out of an input, without characters that a terminal would obey.
fn clean(text: &str) -> String {
    text.chars()
        .map(|character| {
            if character.is_control() {
                '\u{FFFD}'
            } else {
                character
            }
        })
        .collect()
}
