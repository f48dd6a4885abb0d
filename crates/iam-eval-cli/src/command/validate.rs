//! `iam-eval validate`: is this a valid policy document?

use crate::Outcome;
use crate::failure::{Failure, complain};
use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use iam_cli_support::output::ForPeople;
use iam_cli_support::{input, message, output};
use iam_eval::{Document, PolicyErrorKind, PolicyKind, Position, Problem, Reading, Span};
use iam_report::form::json::EscapingWriter;
use iam_report::form::text::{Run, clean, clean_lines};
use serde::Serialize;
use std::io::{self, Write};

/// Check policy documents against the grammar of their kind
///
/// Reports every mistake of a document: where it is, what was found and what was expected. A mistake of JSON
/// is the last one that is reported of its document. At most 1,000 are reported of one document; one of more
/// than 8 MiB isn't read.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Files; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,

    /// The kind of policy that the documents are
    #[arg(long, value_enum, default_value = "identity")]
    kind: Kind,

    /// How mistakes are written: with the lines concerned, one per line, or as a JSON object for each
    /// document
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  iam-eval validate role.json
  iam-eval validate --kind trust trust.json
  iam-eval validate --kind scp --format json policies/*.json | jq 'select(.valid | not)'

Exit status:
  0    every document is valid
  1    a document is not
  2    a file could not be read, or the call is wrong
  141  the reader of the output closed it";

#[derive(Debug, Clone, Copy, Serialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Kind {
    Identity,
    Boundary,
    Session,
    Scp,
    Rcp,
    Resource,
    Trust,
    VpcEndpoint,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Text,
    Short,
    Json,
}

impl From<Kind> for PolicyKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Identity => Self::Identity,
            Kind::Boundary => Self::PermissionsBoundary,
            Kind::Session => Self::Session,
            Kind::Scp => Self::ServiceControl,
            Kind::Rcp => Self::ResourceControl,
            Kind::Resource => Self::Resource,
            Kind::Trust => Self::Trust,
            Kind::VpcEndpoint => Self::VpcEndpoint,
        }
    }
}

pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    let mut stdout = ForPeople::new();
    let mut out = stdout.text();
    let mut programs = output::for_programs();
    let mut outcome = Outcome::Good;
    let mut invalid = 0_usize;
    let mut cut_off = Vec::new();
    for file in &args.files {
        let bytes = match input::read(file, Document::MAX_BYTES as u64) {
            Ok(bytes) => bytes,
            Err(error) => {
                complain(&format!("{file}: {error}"));
                outcome = Outcome::Unreadable;
                continue;
            }
        };
        let name = if file == "-" { "<stdin>" } else { file };
        let findings = match &bytes {
            Some(bytes) => Findings::of(args.kind, name, bytes),
            None => Findings::only(too_large(name)),
        };
        if !findings.problems.is_empty() {
            invalid += 1;
            outcome = outcome.max(Outcome::Found);
        }
        let text = bytes.unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        match args.format {
            Format::Json => {
                let verdict = Verdict {
                    file: name,
                    kind: args.kind,
                    valid: findings.problems.is_empty(),
                    errors: findings.problems.iter().map(Error::from).collect(),
                    more: findings.may_be_more,
                };
                serde_json::to_writer(EscapingWriter::new(&mut programs), &verdict)
                    .map_err(io::Error::from)?;
                writeln!(programs)?;
            }
            Format::Text => {
                for problem in &findings.problems {
                    out.styled_lines(&snippet(problem, &text))?;
                    out.blank()?;
                }
            }
            Format::Short => {
                for problem in &findings.problems {
                    out.line(&[Run::plain(&problem.to_string())])?;
                }
            }
        }
        if findings.may_be_more && args.format != Format::Json {
            cut_off.push(name);
        }
    }
    programs.flush()?;
    stdout.flush()?;
    for name in cut_off {
        complain(&format!(
            "{name}: only the first {} mistakes found are reported",
            Reading::MOST_MISTAKES
        ));
    }
    if args.format == Format::Text {
        let documents = match args.files.len() {
            1 => "1 document".to_owned(),
            several => format!("{several} documents"),
        };
        message::say(&format!("{documents}, {invalid} invalid"));
    }
    Ok(outcome)
}

#[derive(Debug, Serialize)]
struct Verdict<'a> {
    file: &'a str,
    kind: Kind,
    valid: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Error<'a>>,
    /// There may be more of them than are listed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    more: bool,
}

#[derive(Debug, Serialize)]
struct Error<'a> {
    code: &'static str,
    #[serde(flatten)]
    position: Option<Position>,
    #[serde(flatten)]
    span: Option<Span>,
    found: &'a str,
    expected: &'a str,
}

impl<'a> From<&'a Problem> for Error<'a> {
    fn from(problem: &'a Problem) -> Self {
        Self {
            code: problem.code,
            position: problem.position,
            span: problem.span,
            found: &problem.found,
            expected: &problem.expected,
        }
    }
}

/// What is wrong with a document, in order of the places.
struct Findings {
    problems: Vec<Problem>,
    /// There are so many that no more were looked for.
    may_be_more: bool,
}

impl Findings {
    fn of(kind: Kind, name: &str, bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => {
                let mistakes = iam_eval::read(kind.into(), name, text).mistakes;
                Self {
                    may_be_more: mistakes.len() >= Reading::MOST_MISTAKES,
                    problems: mistakes.into_iter().map(Problem::from).collect(),
                }
            }
            Err(error) => Self::only(not_utf8(name, bytes, error.valid_up_to())),
        }
    }

    fn only(problem: Problem) -> Self {
        Self {
            problems: vec![problem],
            may_be_more: false,
        }
    }
}

fn not_utf8(name: &str, bytes: &[u8], offset: usize) -> Problem {
    let valid = String::from_utf8_lossy(&bytes[..offset]);
    let start = u32::try_from(offset).unwrap_or(u32::MAX);
    let (code, found) = (PolicyErrorKind::Json.code(), "a byte that is not UTF-8");
    let problem = Problem::new(name, code, found, "UTF-8 text");
    let end = start.saturating_add(1);
    let position = Position::START.advanced(&valid, offset);
    problem.at(position).spanning(Span { start, end })
}

fn too_large(name: &str) -> Problem {
    let most = Document::MAX_BYTES;
    let found = format!("a text of more than {most} bytes");
    let expected = format!("a policy document of at most {most} bytes");
    let problem = Problem::new(name, PolicyErrorKind::TooLarge.code(), found, expected);
    problem.at(Position::START).spanning(Span::default())
}

/// The problem with the lines concerned, in colour. The author's words in it are clean.
fn snippet(problem: &Problem, text: &str) -> String {
    let span = problem.span.unwrap_or_default();
    let position = problem.position.unwrap_or(Position::START);
    let start = char_boundary(text, span.start as usize);
    let end = char_boundary(text, span.end as usize).max(start);
    let (before, rest) = text.split_at(start);
    let (marked, after) = rest.split_at(end - start);
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let near = char_boundary(before, before.len().saturating_sub(BESIDE));
    let is_cut = near > line_start;
    let before = &before[line_start.max(near)..];
    let near = char_boundary(after, BESIDE);
    let after = &after[..after[..near].find('\n').unwrap_or(near)];
    let [before, marked, after] = [before, marked, after].map(clean_lines);
    let (start, end) = (before.len(), before.len() + marked.len());
    let shown = [before, marked, after].concat();
    let (name, sentence) = (clean(&problem.source), problem.sentence());
    let sentence = clean(&sentence);
    let (line, column) = (position.line as usize, position.column as usize);
    let annotation = AnnotationKind::Primary.span(start..end);
    let snippet = Snippet::source(&shown).line_start(line);
    let snippet = snippet.annotation(annotation);
    let title = Level::ERROR.primary_title(&*sentence).id(problem.code);
    let group = match is_cut {
        false => title.element(snippet.path(name)),
        // Of a line that is cut the renderer would count the column from where it is cut.
        true => {
            let origin = Origin::path(name).line(line).char_column(column);
            title.element(origin).element(snippet)
        }
    };
    Renderer::styled().render(&[group]).to_string()
}

/// So many bytes of a line are looked at on either side of a mistake, more than are shown: a document of one long
/// line may have many mistakes.
const BESIDE: usize = 2_000;

/// The nearest start of a character at or before an offset.
fn char_boundary(text: &str, offset: usize) -> usize {
    let mut offset = text.len().min(offset);
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}
