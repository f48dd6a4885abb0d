//! A decision as a tree: its layers, their statements, and how they make the decision.

use super::excerpt;
use anstyle::{AnsiColor, Style};
use iam_eval::{
    Certainty, Effect, Explanation, LayerReason, LayerStatus, PartialDecision, Statement,
    StatementReason,
};
use iam_report::form::text::{Run, TextWriter};
use std::io;

const PLAIN: Style = Style::new();
const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default();
const OPEN: Style = AnsiColor::Yellow.on_default();

/// What is shown, beside the explanation.
pub(super) struct Shown<'a> {
    pub(super) id: Option<&'a str>,
    /// The decision in a word.
    pub(super) word: &'static str,
    pub(super) verdict: Verdict,
    pub(super) who: &'a str,
    pub(super) what: &'a str,
    pub(super) on: &'a str,
    pub(super) sources: Sources,
    /// What the decision depends on.
    pub(super) residual: Option<String>,
}

/// What the decision comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Allowed,
    Denied,
    Open,
}

impl Verdict {
    pub(super) const fn of(decision: PartialDecision) -> Self {
        match decision {
            PartialDecision::Allowed => Self::Allowed,
            PartialDecision::Depends => Self::Open,
            _ => Self::Denied,
        }
    }

    const fn style(self) -> Style {
        match self {
            Self::Allowed => GOOD,
            Self::Denied => BAD,
            Self::Open => OPEN,
        }
        .bold()
    }

    const fn verb(self) -> &'static str {
        match self {
            Self::Allowed => "may",
            Self::Denied => "may not",
            Self::Open => "may, depending on what is not given,",
        }
    }
}

/// How the text of a statement is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sources {
    /// In the canonical form, since in a scenario most are somewhere inside a very long line.
    OneLine,
    /// The lines of its file, what matters underlined; within so many columns.
    Excerpts(Option<usize>),
}

/// The start of the first line.
pub(super) fn name(id: Option<&str>) -> [Run<'_>; 2] {
    let colon = id.map_or("", |_| ": ");
    [Run::new(BOLD, id.unwrap_or_default()), Run::plain(colon)]
}

pub(super) fn write<D>(
    out: &mut TextWriter<'_>,
    shown: &Shown<'_>,
    explanation: &Explanation<D>,
) -> io::Result<()> {
    let style = shown.verdict.style();
    let [id, colon] = name(shown.id);
    out.wrapped(0, 2, &[id, colon, Run::new(style, shown.word)])?;
    let verb = shown.verdict.verb();
    let (who, what, on) = (shown.who, shown.what, shown.on);
    let who_may_what = format_args!("{who} {verb} {what} on {on}");
    out.wrapped(2, 4, &[Run::of(PLAIN, who_may_what)])?;
    for layer in &explanation.layers {
        if layer.status != LayerStatus::NotSupplied {
            write_layer(out, shown, explanation, layer)?;
        }
    }
    out.blank()?;
    let closing = explanation.closing_lines();
    if let Some((conclusion, others)) = closing.split_last() {
        for line in others {
            out.wrapped(2, 4, &[Run::new(DIM, line)])?;
        }
        let residual = shown.residual.as_deref().filter(|text| !text.is_empty());
        let residual = residual.map_or(String::new(), |text| format!(": it is allowed {text}"));
        out.wrapped(
            2,
            4,
            &[
                Run::new(style, shown.word),
                Run::of(PLAIN, format_args!(" {conclusion}{residual}")),
            ],
        )?;
    }
    Ok(())
}

fn write_layer<D>(
    out: &mut TextWriter<'_>,
    shown: &Shown<'_>,
    explanation: &Explanation<D>,
    layer: &LayerReason,
) -> io::Result<()> {
    let style = match layer {
        layer if layer.status == LayerStatus::NotApplicable => DIM,
        layer if layer.denies == Certainty::Certain => BAD,
        layer if layer.allows == Certainty::Certain => GOOD,
        _ => BAD,
    };
    let said = layer.summary();
    out.blank()?;
    out.wrapped(
        2,
        4,
        &[
            Run::of(BOLD, format_args!("{}", layer.layer)),
            Run::plain(": "),
            Run::of(style, format_args!("{said}")),
        ],
    )?;
    if layer.statements.is_empty() && layer.status == LayerStatus::Evaluated {
        let action = shown.what;
        let none = format_args!("no statement is about {action}");
        out.wrapped(4, 6, &[Run::of(DIM, none)])?;
    }
    for statement in &layer.statements {
        write_statement(out, shown, statement, explanation)?;
    }
    Ok(())
}

fn write_statement<D>(
    out: &mut TextWriter<'_>,
    shown: &Shown<'_>,
    statement: &StatementReason,
    explanation: &Explanation<D>,
) -> io::Result<()> {
    let style = match statement.effect {
        Effect::Allow => GOOD,
        Effect::Deny => BAD,
    };
    let mark = if explanation.rests_on(statement) {
        ">"
    } else {
        " "
    };
    let (effect, origin) = (statement.effect, &statement.origin);
    out.wrapped(
        2,
        10,
        &[
            Run::new(BOLD, mark),
            Run::plain(" "),
            Run::of(style, format_args!("{effect:5}")),
            Run::of(PLAIN, format_args!(" {origin}")),
        ],
    )?;
    for line in explanation.lines_of(statement) {
        out.wrapped(10, 12, &[Run::plain(&line)])?;
    }
    let excerpt = match shown.sources {
        Sources::OneLine => None,
        Sources::Excerpts(width) => excerpt::of(statement, width),
    };
    if let Some(excerpt) = excerpt {
        return out.styled_lines(&excerpt);
    }
    match origin.node().as_ref().and_then(one_line) {
        Some(source) => out.wrapped(10, 12, &[Run::new(DIM, &source)]),
        None => Ok(()),
    }
}

/// A statement on one line. A long statement is truncated.
fn one_line(statement: &Statement<'_>) -> Option<String> {
    const LONGEST: usize = 240;
    let text = serde_json::to_string(statement).ok()?;
    Some(match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    })
}

#[cfg(test)]
mod tests {
    use super::{Shown, Sources, Verdict, write};
    use iam_eval::{PartialRequest, Policy, PolicyKind, PolicySet, Principal};
    use iam_report::form::text::TextWriter;

    fn text(width: usize) -> String {
        let policy = "{\"Version\": \"2012-10-17\", \"Statement\": [\n  {\"Sid\": \"Regions\", \"Effect\": \"Deny\",\n   \
            \"NotAction\": \"iam:*\", \"Resource\": \"*\",\n   \"Condition\": {\"StringNotEquals\": {\"aws:RequestedRegion\": \
            [\"eu-west-1\", \"eu-west-2\", \"eu-central-1\"]}}}]}";
        let policy = Policy::parse(PolicyKind::Identity, "role.json", policy).unwrap();
        let policies = PolicySet::new().with(policy).unwrap();
        let alice = Principal::parse("arn:aws:iam::111122223333:user/alice").unwrap();
        let request = PartialRequest::new(&alice, "s3:GetObject").unwrap();
        let explanation = policies.explain_partial(&request);
        let shown = Shown {
            id: None,
            word: explanation.decision.as_str(),
            verdict: Verdict::of(explanation.decision),
            who: alice.as_str(),
            what: "s3:GetObject",
            on: "*",
            sources: Sources::Excerpts(Some(width)),
            residual: None,
        };
        let mut out = Vec::new();
        write(
            &mut TextWriter::new(&mut out, width, false),
            &shown,
            &explanation,
        )
        .unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn prose_keeps_to_the_width_and_the_lines_of_a_policy_are_underlined() {
        let narrow = text(60);
        let too_wide = narrow.lines().find(|line| line.chars().count() > 60);
        assert_eq!(
            too_wide.filter(|line| !line.contains('|')),
            None,
            "{narrow}"
        );
        let wide = text(500);
        assert!(narrow.lines().count() > wide.lines().count(), "{wide}");
        assert!(wide.contains("^^^^ applies"), "{wide}");
        assert!(wide.contains("holds"), "{wide}");
    }
}
