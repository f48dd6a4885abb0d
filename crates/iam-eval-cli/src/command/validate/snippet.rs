//! A finding with its source line, underlined.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use iam_lint::{Finding, Severity};
use iam_report::form::text::{clean, clean_lines};

/// The number of bytes of a line that are considered on either side of a finding, more than are
/// shown: a document on one long line may have many findings.
const BESIDE: usize = 2_000;

/// The finding in colour. The author's text in it is cleaned.
pub(super) fn render(file: &str, finding: &Finding, text: &str) -> String {
    let start = char_boundary(text, finding.span.start as usize);
    let end = char_boundary(text, finding.span.end as usize).max(start);
    let (before, rest) = text.split_at(start);
    let (marked, after) = rest.split_at(end - start);
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let near = char_boundary(before, before.len().saturating_sub(BESIDE));
    let is_cut = near > line_start;
    let before = &before[line_start.max(near)..];
    // If it spans several lines, the first one is shown.
    let marked = marked.lines().next().unwrap_or_default();
    let marked = &marked[..char_boundary(marked, BESIDE)];
    let whole_line = text[start + marked.len()..]
        .lines()
        .next()
        .unwrap_or_default();
    let after = match after.is_empty() && marked.is_empty() {
        true => "",
        false => &whole_line[..char_boundary(whole_line, BESIDE)],
    };
    let [before, marked, after] = [before, marked, after].map(clean_lines);
    let (start, end) = (before.len(), before.len() + marked.len());
    let shown = [before, marked, after].concat();
    let (name, message) = (clean(file), finding.full_message());
    let message = clean(&message);
    let help = finding.help.as_deref().map(clean);
    let position = finding.position;
    let (line, column) = (position.line as usize, position.column as usize);
    let annotation = AnnotationKind::Primary.span(start..end);
    let snippet = Snippet::source(&shown)
        .line_start(line)
        .annotation(annotation);
    let title = level(finding.severity)
        .primary_title(&*message)
        .id(finding.code);
    let group: Group<'_> = match is_cut {
        false => title.element(snippet.path(name)),
        // In a truncated line, the renderer would count the column from the cut.
        true => {
            let origin = Origin::path(name).line(line).char_column(column);
            title.element(origin).element(snippet)
        }
    };
    let group = match &help {
        Some(help) => group.element(Level::HELP.message(&**help)),
        None => group,
    };
    Renderer::styled().render(&[group]).to_string()
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::SecurityWarning => Level::WARNING.with_name("security warning"),
        Severity::Warning => Level::WARNING,
        Severity::Suggestion => Level::NOTE.with_name("suggestion"),
    }
}

/// The nearest character boundary at or before an offset.
fn char_boundary(text: &str, offset: usize) -> usize {
    let mut offset = text.len().min(offset);
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}
