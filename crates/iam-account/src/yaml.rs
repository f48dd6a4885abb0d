//! YAML as JSON: the same values on the same lines, so that one reader reads both.
//!
//! What a value is in YAML must not depend on who reads it. AWS reads YAML 1.1, most libraries 1.2,
//! and a plain `no` or `010` is something else in each: such scalars are refused. An alias repeats
//! a value of any size and may be repeated itself; CloudFormation doesn't take any, and here they
//! are refused, too. So the JSON is about as long as the YAML.
//!
//! The parser is `saphyr-parser`: it gives positions and tags, recurses nowhere where it is asked
//! for one event after the other, has no `unsafe`, and is kept up (0.3.4 is of November 2026).
//! `serde_yaml` is archived, its forks give no positions of values, and `serde-saphyr` needs a
//! newer Rust than this workspace.

mod scalar;

use crate::layout::Layout;
use crate::problem::{Problem, quoted};
use iam_eval::Position;
use saphyr_parser::{Event, Parser, ScalarStyle, Span, StrInput, Tag};
use scalar::{Plain, plain};

/// The intrinsic function that stands for a plain scalar that YAML 1.1 and 1.2 read otherwise, in a
/// template: most scalars of a template have nothing to do with policies.
pub(crate) const AMBIGUOUS: &str = "Fn::PlainScalar";

/// What is expected in place of such a scalar.
pub(crate) const IN_QUOTES: &str = "it in quotes: versions of YAML read it otherwise";

/// Nothing that is read here nests deeper.
const DEEPEST: usize = 100;

/// Top-level members of what is read, and of templates. A file that doesn't end in `.yaml` is YAML
/// where it begins with one of them.
const FIRST_MEMBERS: [&str; 33] = [
    "AWSTemplateFormatVersion",
    "Conditions",
    "Description",
    "GroupDetailList",
    "GroupName",
    "Id",
    "IsTruncated",
    "Mappings",
    "Marker",
    "Metadata",
    "Outputs",
    "Parameters",
    "Policies",
    "PolicyDocument",
    "PolicyName",
    "PolicyVersion",
    "Resources",
    "Role",
    "RoleDetailList",
    "RoleName",
    "Rules",
    "Statement",
    "TemplateBody",
    "Transform",
    "UserDetailList",
    "UserName",
    "Version",
    "arn",
    "configurationItems",
    "identity",
    "permissionsBoundary",
    "scps",
    "trustPolicy",
];

/// True for a text that is meant as YAML, by the name of its file or by how it begins. JSON isn't.
pub(crate) fn is_yaml(name: &str, text: &str) -> bool {
    let Some(first) = first_line(text) else {
        return false;
    };
    let first = first.trim_start();
    if first.starts_with(['{', '[', '"']) {
        return false;
    }
    let first = first.strip_prefix("- ").unwrap_or(first);
    let Some((member, rest)) = first.split_once(':') else {
        return false;
    };
    let lower = name.to_ascii_lowercase();
    let is_named = [".yaml", ".yml", ".template"]
        .iter()
        .any(|ending| lower.ends_with(ending));
    let has_value = rest.is_empty() || rest.starts_with([' ', '\t', '\r']);
    has_value && (is_named || FIRST_MEMBERS.contains(&member.trim_end()))
}

/// The first line with content.
fn first_line(text: &str) -> Option<&str> {
    let is_before = |line: &&str| {
        line.trim().is_empty() || line.starts_with(['#', '%']) || line.starts_with("---")
    };
    text.lines().find(|line| !is_before(line))
}

/// True for a list of scalars in a file that is named as YAML: `- ec2:RunInstances` in each line.
pub(crate) fn is_named_list(name: &str, text: &str) -> bool {
    let first = first_line(text);
    let lower = name.to_ascii_lowercase();
    let is_named = lower.ends_with(".yaml") || lower.ends_with(".yml");
    is_named && first.is_some_and(|line| line.trim_start().starts_with("- "))
}

/// The JSON that a YAML text means. `name` is what messages call the text, which begins at `start`
/// in its input.
pub(crate) fn to_json(name: &str, text: &str, start: Position) -> Result<String, Problem> {
    let mut writer = Writer {
        name,
        start,
        layout: Layout::new(start),
        open: Vec::new(),
        ambiguous: None,
        is_template: false,
    };
    let mut parser = Parser::new_from_str(text);
    loop {
        let (event, span) = match next(&mut parser) {
            None => break,
            Some(Ok(event)) => event,
            Some(Err(error)) => {
                let found = format!("malformed YAML ({})", error.info());
                let at = writer.position(&Span::empty(*error.marker()));
                // The parser puts the end of a text on the line after its last one.
                let at = at.min(end_of(text, start));
                let expected = "YAML as its standard has it";
                return Err(Problem::new(name, found, expected).at(at));
            }
        };
        writer.event(event, &span)?;
    }
    match writer.ambiguous {
        Some(problem) if !writer.is_template => Err(problem),
        _ => Ok(writer.layout.into_text()),
    }
}

/// The position after the last character of a text that begins at `start`.
fn end_of(text: &str, start: Position) -> Position {
    // In YAML, a carriage return by itself ends a line, too.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    start.advanced(&text, text.len())
}

type Next<'t> = Result<(Event<'t>, Span), saphyr_parser::ScanError>;

fn next<'t>(parser: &mut Parser<'t, StrInput<'t>>) -> Option<Next<'t>> {
    parser.next_event()
}

struct Writer<'n> {
    name: &'n str,
    start: Position,
    layout: Layout,
    /// What is open, from the outside to the inside.
    open: Vec<Open>,
    /// The first plain scalar that versions of YAML read otherwise.
    ambiguous: Option<Problem>,
    is_template: bool,
}

/// A mapping or a sequence that is not complete.
struct Open {
    is_mapping: bool,
    /// In a mapping: a name was written, and its value comes next.
    has_name: bool,
    is_empty: bool,
    /// What closes it.
    close: &'static str,
}

impl Writer<'_> {
    fn problem(&self, span: &Span, found: impl Into<Box<str>>, expected: &str) -> Problem {
        Problem::new(self.name, found, expected).at(self.position(span))
    }

    fn position(&self, span: &Span) -> Position {
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let (line, column) = (count(span.start.line()), count(span.start.col()));
        Position {
            line: self.start.line.saturating_add(line.saturating_sub(1)),
            column: match line {
                0 | 1 => self.start.column.saturating_add(column),
                _ => column.saturating_add(1),
            },
        }
    }

    fn event(&mut self, event: Event<'_>, span: &Span) -> Result<(), Problem> {
        match event {
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => {}
            Event::Alias(_) => {
                let expected = "the value itself: no alias is read";
                return Err(self.problem(span, "an alias", expected));
            }
            Event::Scalar(text, style, _, tag) => {
                let tag = tag.as_deref();
                return match self.open.last() {
                    Some(open) if open.is_mapping && !open.has_name => {
                        self.member(&text, tag, span)
                    }
                    _ => self.scalar(&text, style, tag, span),
                };
            }
            Event::SequenceStart(_, tag) => self.begin(false, tag.as_deref(), span)?,
            Event::MappingStart(_, tag) => self.begin(true, tag.as_deref(), span)?,
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(open) = self.open.pop() {
                    self.layout.push(open.close);
                }
            }
        }
        Ok(())
    }

    /// Writes a member's name.
    fn member(&mut self, name: &str, tag: Option<&Tag>, span: &Span) -> Result<(), Problem> {
        if tag.is_some() || name == "<<" {
            let found = format!("the member {}", quoted(name));
            let expected = "a plain name: neither tags nor merges are read";
            return Err(self.problem(span, found, expected));
        }
        let is_template = matches!(name, "Resources" | "AWSTemplateFormatVersion");
        self.is_template |= is_template && self.open.len() == 1;
        let at = self.position(span);
        if let Some(open) = self.open.last_mut() {
            if !open.is_empty {
                self.layout.push(",");
            }
            open.is_empty = false;
            open.has_name = true;
        }
        self.layout.go_to(at);
        self.layout.push_string(name);
        self.layout.push(":");
        Ok(())
    }

    /// Goes to the place of a value, and says how many brackets its tag opens.
    fn value(&mut self, tag: Option<&Tag>, span: &Span) -> Result<Tagged, Problem> {
        let at = self.position(span);
        match self.open.last_mut() {
            Some(open) if open.is_mapping && !open.has_name => {
                let expected = "a name that is a scalar";
                return Err(self.problem(span, "a member whose name is a collection", expected));
            }
            Some(open) => {
                if !open.is_mapping && !open.is_empty {
                    self.layout.push(",");
                }
                open.has_name = false;
                open.is_empty = false;
            }
            // Documents of one stream.
            None if self.layout.len() > 0 => self.layout.push(" "),
            None => {}
        }
        self.layout.go_to(at);
        let Some(tag) = tag else {
            return Ok(Tagged::Plain);
        };
        match (tag.handle.as_str(), tag.suffix.as_str()) {
            ("tag:yaml.org,2002:", "str") | ("", "!") | ("!", "") => Ok(Tagged::Text),
            ("tag:yaml.org,2002:", "map" | "seq") => Ok(Tagged::Plain),
            ("!", function) if function.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
                self.layout.push("{");
                match function {
                    "Ref" | "Condition" => self.layout.push_string(function),
                    _ => self.layout.push_string(&format!("Fn::{function}")),
                }
                self.layout.push(":");
                Ok(Tagged::Function)
            }
            _ => {
                let found = format!("the tag {}", quoted(&tag.to_string()));
                let expected = "no tag, or that of an intrinsic function of CloudFormation";
                Err(self.problem(span, found, expected))
            }
        }
    }

    fn begin(&mut self, is_mapping: bool, tag: Option<&Tag>, span: &Span) -> Result<(), Problem> {
        if self.open.len() == DEEPEST {
            let expected = format!("at most {DEEPEST} levels");
            return Err(self.problem(span, "YAML that is nested too deep", &expected));
        }
        let tagged = self.value(tag, span)?;
        let (open, close) = match (is_mapping, tagged) {
            (true, Tagged::Function) => ("{", "}}"),
            (true, _) => ("{", "}"),
            (false, Tagged::Function) => ("[", "]}"),
            (false, _) => ("[", "]"),
        };
        self.layout.push(open);
        self.open.push(Open {
            is_mapping,
            has_name: false,
            is_empty: true,
            close,
        });
        Ok(())
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        tag: Option<&Tag>,
        span: &Span,
    ) -> Result<(), Problem> {
        let tagged = self.value(tag, span)?;
        let is_plain = style == ScalarStyle::Plain && tagged != Tagged::Text;
        match plain(text).filter(|_| is_plain) {
            None => self.layout.push_string(text),
            Some(Plain::Null) => self.layout.push("null"),
            Some(Plain::Boolean(true)) => self.layout.push("true"),
            Some(Plain::Boolean(false)) => self.layout.push("false"),
            Some(Plain::Ambiguous) => {
                let found = format!("the plain {}", quoted(text));
                let problem = self.problem(span, found, IN_QUOTES);
                self.ambiguous.get_or_insert(problem);
                self.layout.push("{");
                self.layout.push_string(AMBIGUOUS);
                self.layout.push(":");
                self.layout.push_string(text);
                self.layout.push("}");
            }
        }
        if tagged == Tagged::Function {
            self.layout.push("}");
        }
        Ok(())
    }
}

/// What a value's tag says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tagged {
    /// There is none that matters.
    Plain,
    /// It is text.
    Text,
    /// It is the argument of an intrinsic function, of which the object has been opened.
    Function,
}

#[cfg(test)]
mod tests;
