//! `iam-eval validate`: is this a valid policy document?

use crate::Outcome;
use crate::failure::{Failure, complain};
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use iam_cli_support::output::ForPeople;
use iam_cli_support::{input, message, output};
use iam_eval::{Document, PolicyError, PolicyErrorKind, PolicyKind, Position, Span};
use iam_report::form::json::EscapingWriter;
use iam_report::form::text::{Run, clean, clean_lines};
use serde::Serialize;
use std::io::{self, Write};

/// Check policy documents against the grammar of their kind
///
/// Says of each document that isn't valid where the first mistake stands, what was found and what was
/// expected. Of a document of more than 8 MiB nothing more is said.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Files; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,

    /// What the documents are used as
    #[arg(long, value_enum, default_value = "identity")]
    kind: Kind,

    /// How mistakes are written: with the lines concerned, one a line, or a JSON object for each
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
  141  whoever reads the output closed it";

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
        let mistake = match &bytes {
            Some(bytes) => mistake(args.kind, name, bytes),
            None => Some(Mistake::too_large()),
        };
        if mistake.is_some() {
            invalid += 1;
            outcome = outcome.max(Outcome::Found);
        }
        match (args.format, &mistake) {
            (Format::Json, _) => {
                let valid = mistake.is_none();
                let verdict = Verdict {
                    file: name,
                    kind: args.kind,
                    valid,
                    mistake,
                };
                serde_json::to_writer(EscapingWriter::new(&mut programs), &verdict)
                    .map_err(io::Error::from)?;
                writeln!(programs)?;
            }
            (Format::Text, Some(mistake)) => {
                out.styled_lines(&mistake.snippet(name, &bytes.unwrap_or_default()))?;
                out.blank()?;
            }
            (Format::Short, Some(mistake)) => {
                let (position, sentence) = (mistake.position, mistake.sentence());
                out.line(&[Run::plain(&format!("{name}:{position}: {sentence}"))])?;
            }
            (Format::Text | Format::Short, None) => {}
        }
    }
    programs.flush()?;
    stdout.flush()?;
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
    #[serde(skip_serializing_if = "Option::is_none", rename = "error")]
    mistake: Option<Mistake>,
}

#[derive(Debug, Serialize)]
struct Mistake {
    code: &'static str,
    #[serde(flatten)]
    position: Position,
    #[serde(flatten)]
    span: Span,
    found: String,
    expected: String,
}

/// What is wrong with a document, if anything.
fn mistake(kind: Kind, name: &str, bytes: &[u8]) -> Option<Mistake> {
    match std::str::from_utf8(bytes) {
        Ok(text) => {
            let error = Document::parse(kind.into(), name, text).err()?;
            Some(Mistake::from(&error))
        }
        Err(error) => Some(Mistake::not_utf8(bytes, error.valid_up_to())),
    }
}

impl From<&PolicyError> for Mistake {
    fn from(error: &PolicyError) -> Self {
        Self {
            code: error.kind().code(),
            position: error.position(),
            span: error.span(),
            found: error.found().to_owned(),
            expected: error.expected().to_owned(),
        }
    }
}

impl Mistake {
    fn not_utf8(bytes: &[u8], offset: usize) -> Self {
        let valid = String::from_utf8_lossy(&bytes[..offset]);
        let start = u32::try_from(offset).unwrap_or(u32::MAX);
        Self {
            code: PolicyErrorKind::Json.code(),
            position: Position::START.advanced(&valid, offset),
            span: Span {
                start,
                end: start.saturating_add(1),
            },
            found: "a byte that is not UTF-8".to_owned(),
            expected: "UTF-8 text".to_owned(),
        }
    }

    fn too_large() -> Self {
        let most = Document::MAX_BYTES;
        Self {
            code: PolicyErrorKind::TooLarge.code(),
            position: Position::START,
            span: Span::default(),
            found: format!("a text of more than {most} bytes"),
            expected: format!("a policy document of at most {most} bytes"),
        }
    }

    fn sentence(&self) -> String {
        format!("found {}, expected {}", self.found, self.expected)
    }

    /// The mistake with the lines concerned, in colour. The author's words in it are clean.
    fn snippet(&self, name: &str, bytes: &[u8]) -> String {
        let text = String::from_utf8_lossy(bytes);
        let start = char_boundary(&text, self.span.start);
        let end = char_boundary(&text, self.span.end).max(start);
        let (before, rest) = text.split_at(start);
        let (marked, after) = rest.split_at(end - start);
        let [before, marked, after] = [before, marked, after].map(clean_lines);
        let (start, end) = (before.len(), before.len() + marked.len());
        let text = [before, marked, after].concat();
        let (name, sentence) = (clean(name), self.sentence());
        let sentence = clean(&sentence);
        let title = Level::ERROR.primary_title(&*sentence).id(self.code);
        let annotation = AnnotationKind::Primary.span(start..end);
        let snippet = Snippet::source(&text).path(name).annotation(annotation);
        Renderer::styled()
            .render(&[title.element(snippet)])
            .to_string()
    }
}

/// The nearest start of a character at or before an offset.
fn char_boundary(text: &str, offset: u32) -> usize {
    let mut offset = text.len().min(offset as usize);
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}
