//! JUnit XML, in the dialect that CI systems read.
//!
//! Own code, since `quick-junit` (0.6.1, tried in November 2026) loses text that policies may
//! contain: it drops control characters, so that `a\u{0}b` and `ab` become one name; it writes line
//! breaks and tabs in attributes unescaped, which a parser turns into spaces; and it writes
//! characters that change the writing direction unescaped, where this module writes references. It
//! also counts skipped cases as `disabled`, where CI systems read `skipped`.

use crate::form::text::is_deceptive;
use std::fmt::Write as _;
use std::io;

/// The outcome of a test case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It passed.
    Pass,
    /// It failed.
    Failure(Detail),
    /// It could not be run.
    Error(Detail),
    /// It doesn't count.
    Skipped(String),
}

/// The description of a failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detail {
    /// The kind of failure, in one word.
    pub kind: String,
    /// One line.
    pub message: String,
    /// More lines; may be empty.
    pub text: String,
}

/// A test case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Its class name.
    pub class: String,
    /// Its name.
    pub name: String,
    /// Its outcome.
    pub outcome: Outcome,
    /// More lines, for any outcome; may be empty.
    pub output: String,
}

/// A suite of test cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suite {
    /// Its name.
    pub name: String,
    /// Its properties: name and value.
    pub properties: Vec<(String, String)>,
    /// Its cases.
    pub cases: Vec<Case>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
}

impl Counts {
    fn of<'a>(cases: impl IntoIterator<Item = &'a Case>) -> Self {
        let mut counts = Self::default();
        for case in cases {
            counts.tests += 1;
            match case.outcome {
                Outcome::Pass => {}
                Outcome::Failure(_) => counts.failures += 1,
                Outcome::Error(_) => counts.errors += 1,
                Outcome::Skipped(_) => counts.skipped += 1,
            }
        }
        counts
    }

    fn attributes(self) -> String {
        let Self {
            tests,
            failures,
            errors,
            skipped,
        } = self;
        format!(r#"tests="{tests}" failures="{failures}" errors="{errors}" skipped="{skipped}""#)
    }
}

/// Writes suites as one XML document.
///
/// # Errors
/// Errors of the writer.
pub fn write(name: &str, suites: &[Suite], out: &mut dyn io::Write) -> io::Result<()> {
    let all = Counts::of(suites.iter().flat_map(|suite| &suite.cases)).attributes();
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(out, r#"<testsuites name="{}" {all}>"#, escaped(name))?;
    for suite in suites {
        let counts = Counts::of(&suite.cases).attributes();
        writeln!(
            out,
            r#"  <testsuite name="{}" {counts}>"#,
            escaped(&suite.name)
        )?;
        if !suite.properties.is_empty() {
            writeln!(out, "    <properties>")?;
            for (name, value) in &suite.properties {
                let (name, value) = (escaped(name), escaped(value));
                writeln!(out, r#"      <property name="{name}" value="{value}"/>"#)?;
            }
            writeln!(out, "    </properties>")?;
        }
        for case in &suite.cases {
            write_case(case, out)?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

fn write_case(case: &Case, out: &mut dyn io::Write) -> io::Result<()> {
    let (class, name) = (escaped(&case.class), escaped(&case.name));
    write!(out, r#"    <testcase classname="{class}" name="{name}""#)?;
    if case.outcome == Outcome::Pass && case.output.is_empty() {
        return writeln!(out, "/>");
    }
    writeln!(out, ">")?;
    match &case.outcome {
        Outcome::Pass => {}
        Outcome::Skipped(reason) => {
            writeln!(out, r#"      <skipped message="{}"/>"#, escaped(reason))?;
        }
        Outcome::Failure(detail) => write_detail("failure", detail, out)?,
        Outcome::Error(detail) => write_detail("error", detail, out)?,
    }
    if !case.output.is_empty() {
        writeln!(
            out,
            "      <system-out>{}</system-out>",
            escaped_text(&case.output)
        )?;
    }
    writeln!(out, "    </testcase>")
}

fn write_detail(tag: &str, detail: &Detail, out: &mut dyn io::Write) -> io::Result<()> {
    let (kind, message) = (escaped(&detail.kind), escaped(&detail.message));
    let text = escaped_text(&detail.text);
    writeln!(
        out,
        r#"      <{tag} type="{kind}" message="{message}">{text}</{tag}>"#
    )
}

/// Escapes text for an attribute value. Characters that XML 1.0 can't represent become U+FFFD.
fn escaped(words: &str) -> String {
    escape(words, true)
}

/// Escapes text between tags: line breaks are kept.
fn escaped_text(words: &str) -> String {
    escape(words, false)
}

fn escape(words: &str, attribute: bool) -> String {
    let mut out = String::with_capacity(words.len());
    for character in words.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if attribute => out.push_str("&quot;"),
            '\'' if attribute => out.push_str("&apos;"),
            // In an attribute, a parser would turn them into spaces.
            '\t' | '\n' | '\r' if attribute => {
                let _ = write!(out, "&#{};", u32::from(character));
            }
            '\t' | '\n' => out.push(character),
            '\r' => out.push_str("&#13;"),
            '\u{0}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => {
                out.push(char::REPLACEMENT_CHARACTER);
            }
            // Equivalent for a parser, and nothing that a terminal or an editor interprets.
            _ if is_deceptive(character) => {
                let _ = write!(out, "&#x{:X};", u32::from(character));
            }
            _ => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Case, Detail, Outcome, Suite, escape, write};

    #[test]
    fn nothing_that_xml_cannot_represent_is_written() {
        assert_eq!(
            escape("\u{0}\u{1b}[31m\u{FFFF}", true),
            "\u{FFFD}\u{FFFD}[31m\u{FFFD}"
        );
        assert_eq!(
            escape("<a b=\"c\">'&'\n", true),
            "&lt;a b=&quot;c&quot;&gt;&apos;&amp;&apos;&#10;"
        );
        assert_eq!(escape("]]>\n", false), "]]&gt;\n");
        assert_eq!(
            escape("\u{7F}\u{9B}2J\u{202E}", false),
            "&#x7F;&#x9B;2J&#x202E;"
        );
    }

    #[test]
    fn suites_are_counted() {
        let case = |outcome| Case {
            class: "c".to_owned(),
            name: "n".to_owned(),
            outcome,
            output: String::new(),
        };
        let detail = || Detail {
            kind: "k".to_owned(),
            message: "m".to_owned(),
            text: String::new(),
        };
        let suite = Suite {
            name: "s".to_owned(),
            properties: vec![("p".to_owned(), "v".to_owned())],
            cases: vec![
                case(Outcome::Pass),
                case(Outcome::Failure(detail())),
                case(Outcome::Error(detail())),
                case(Outcome::Skipped("why".to_owned())),
            ],
        };
        let mut out = Vec::new();
        write("all", &[suite], &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(
            text.contains(r#"<testsuite name="s" tests="4" failures="1" errors="1" skipped="1">"#)
        );
        assert!(text.contains(r#"<skipped message="why"/>"#), "{text}");
        assert!(text.contains(r#"<property name="p" value="v"/>"#));
    }
}
