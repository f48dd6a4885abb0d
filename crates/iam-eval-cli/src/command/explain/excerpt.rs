//! The lines of a statement, with what decides about it underlined.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use iam_eval::{Document, Mismatch, Span, Statement, StatementOutcome, StatementReason};
use iam_report::form::text::clean_lines;
use std::ops::Range;

/// A longer line, in bytes, is no help to anyone: such a statement is shown in its canonical form.
const LONGEST_LINE: usize = 400;

/// A longer statement, in bytes, isn't shown.
const LONGEST: usize = 20_000;

/// So many values of an element are underlined.
const MOST_MARKS: usize = 8;

/// How far the excerpt is indented.
const INDENT: usize = 8;

/// A part of a statement and what is said of it.
struct Mark {
    span: Span,
    label: &'static str,
    kind: AnnotationKind,
}

/// The excerpt in colour, indented. `None` where the text has too long lines.
pub(super) fn of(statement: &StatementReason, width: Option<usize>) -> Option<String> {
    let node = statement.origin.node()?;
    let (from, lines) = lines(statement.origin.document(), node.span())?;
    let mut marks = marks(statement, &node);
    marks.sort_by_key(|mark| mark.span.start);
    // A part that is named twice is underlined once.
    marks.dedup_by_key(|mark| mark.span.start);
    let mut shown = String::with_capacity(lines.len());
    let mut annotations = Vec::new();
    let mut done = 0;
    for mark in &marks {
        let Some(range) = within(mark.span, from, lines).filter(|range| range.start >= done) else {
            continue;
        };
        shown.push_str(&clean_lines(lines.get(done..range.start)?));
        let start = shown.len();
        shown.push_str(&clean_lines(lines.get(range.clone())?));
        annotations.push(mark.kind.span(start..shown.len()).label(mark.label));
        done = range.end;
    }
    shown.push_str(&clean_lines(lines.get(done..)?));
    if annotations.is_empty() {
        return None;
    }
    let line = statement
        .origin
        .document()
        .position(u32::try_from(from).ok()?)
        .line;
    let snippet = Snippet::source(shown)
        .line_start(line as usize)
        .annotations(annotations);
    let renderer = match width {
        Some(width) => Renderer::styled().term_width(width.saturating_sub(INDENT).max(40)),
        None => Renderer::styled(),
    };
    let rendered = renderer.render(&[Group::with_level(Level::NOTE).element(snippet)]);
    let indented = rendered.lines().map(|line| format!("{:INDENT$}{line}", ""));
    Some(indented.collect::<Vec<_>>().join("\n"))
}

/// The whole lines that a span touches, and where they begin.
fn lines(document: &Document, span: Span) -> Option<(usize, &str)> {
    let text = document.source();
    let (start, end) = (span.start as usize, span.end as usize);
    let from = text.get(..start)?.rfind('\n').map_or(0, |at| at + 1);
    let rest = text.get(end..)?;
    let to = end + rest.find('\n').unwrap_or(rest.len());
    let lines = text.get(from..to)?;
    let fits = lines.len() <= LONGEST && lines.lines().all(|line| line.len() <= LONGEST_LINE);
    fits.then_some((from, lines))
}

fn within(span: Span, from: usize, lines: &str) -> Option<Range<usize>> {
    let start = (span.start as usize).checked_sub(from)?;
    let end = (span.end as usize).checked_sub(from)?;
    (start < end && end <= lines.len()).then_some(start..end)
}

fn marks(statement: &StatementReason, node: &Statement<'_>) -> Vec<Mark> {
    let mut marks = Vec::new();
    match statement.outcome() {
        StatementOutcome::Applies => {
            marks.push(Mark {
                span: node.effect_span(),
                label: "applies",
                kind: AnnotationKind::Primary,
            });
            marks.extend(statement.holds().map(|condition| Mark {
                span: condition.condition.key_span(),
                label: "holds",
                kind: AnnotationKind::Context,
            }));
        }
        StatementOutcome::Fails(part) => {
            mark_part(
                &part,
                node,
                ["not the caller", "not the resource", "doesn't hold"],
                &mut marks,
            );
        }
        StatementOutcome::Depends(parts) => {
            for part in &parts {
                mark_part(part, node, ["unknown"; 3], &mut marks);
            }
        }
    }
    marks
}

/// Marks the part that a statement fails by, or depends on: its principals, its resources or a
/// condition.
fn mark_part(
    part: &Mismatch<'_>,
    node: &Statement<'_>,
    labels: [&'static str; 3],
    marks: &mut Vec<Mark>,
) {
    let [of_principal, of_resource, of_condition] = labels;
    let mut mark = |span, label| {
        let kind = AnnotationKind::Primary;
        marks.push(Mark { span, label, kind });
    };
    match part {
        Mismatch::Principal { .. } => {
            for (_, value) in node.spanned_principals().take(MOST_MARKS) {
                mark(value.span, of_principal);
            }
        }
        Mismatch::Resource { .. } => {
            let values = node.resources().into_iter();
            for value in values.flat_map(|it| it.spanned_values()).take(MOST_MARKS) {
                mark(value.span, of_resource);
            }
        }
        Mismatch::Condition(condition) => mark(condition.condition.key_span(), of_condition),
        _ => {}
    }
}
