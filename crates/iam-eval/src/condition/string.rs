//! String operators: the same text (S5.3), or one that matches a pattern (S5.4).

use super::family::{Family, Question, Scope};
use super::list;
use super::many_values::Matches;
use super::variables::OrTemplate;
use super::view::{TextOperand, with_templates};
use crate::arena::{Arena, PatternRef, Patterns, TemplateRef, TextRole};
use crate::logic::Truth;
use crate::request::Lookup;
use iam_syntax::document::operator::{Operator, TextTest};
use iam_syntax::document::{Document, Text};
use iam_syntax::pattern::wildcard;
use std::borrow::Cow;
use std::ops::Range;

/// The values of the family's conditions: what each operator of it compiles, compares and shows is
/// here alone.
#[derive(Debug, Default)]
pub(crate) struct Strings {
    texts: Vec<OrTemplate<Text>>,
    patterns: Vec<OrTemplate<PatternRef>>,
}

impl Strings {
    /// Compiles the values of one condition, `most` being the most that may follow: their places in
    /// the test's list.
    pub(super) fn compile(
        &mut self,
        test: TextTest,
        document: &Document,
        (most, texts): (usize, &[Text]),
        patterns: &mut Patterns,
    ) -> Range<u32> {
        match test {
            TextTest::Equal | TextTest::EqualIgnoringCase => {
                list::append(&mut self.texts, most, texts, |text| {
                    let role = TextRole::Literal;
                    OrTemplate::compile(document, *text, patterns, role, |_, _| *text)
                })
            }
            TextTest::Like => list::append(&mut self.patterns, most, texts, |text| {
                let role = TextRole::Pattern;
                OrTemplate::compile(document, *text, patterns, role, |value, patterns| {
                    patterns.add(value)
                })
            }),
        }
    }

    #[inline]
    pub(super) fn holds(
        &self,
        test: TextTest,
        (operator, range): (&Operator, &Range<u32>),
        scope: Scope<'_>,
        found: Lookup<'_>,
    ) -> Truth {
        let texts = || list::slice(&self.texts, range);
        match test {
            TextTest::Equal => Question::new(Equal, operator, texts(), scope).holds(found),
            TextTest::EqualIgnoringCase => {
                Question::new(EqualIgnoringCase, operator, texts(), scope).holds(found)
            }
            TextTest::Like => {
                let patterns = list::slice(&self.patterns, range);
                Question::new(Like, operator, patterns, scope).holds(found)
            }
        }
    }

    pub(super) fn template(
        &self,
        test: TextTest,
        range: &Range<u32>,
        at: usize,
    ) -> Option<TemplateRef> {
        match test {
            TextTest::Equal | TextTest::EqualIgnoringCase => {
                list::slice(&self.texts, range).get(at)?.template()
            }
            TextTest::Like => list::slice(&self.patterns, range).get(at)?.template(),
        }
    }

    pub(super) fn view<'a>(
        &self,
        test: TextTest,
        range: &Range<u32>,
        arena: &'a Arena,
    ) -> Vec<TextOperand<'a>> {
        match test {
            TextTest::Equal | TextTest::EqualIgnoringCase => {
                with_templates(arena, list::slice(&self.texts, range), |text| {
                    TextOperand::text(arena.document.text(*text))
                })
            }
            TextTest::Like => {
                with_templates(arena, list::slice(&self.patterns, range), |pattern| {
                    TextOperand::Pattern(arena.patterns.bytes(*pattern).to_vec())
                })
            }
        }
    }
}

/// `StringEquals`.
#[derive(Debug, Clone, Copy)]
struct Equal;

/// `StringEqualsIgnoreCase`.
#[derive(Debug, Clone, Copy)]
struct EqualIgnoringCase;

/// `StringLike`.
#[derive(Debug, Clone, Copy)]
struct Like;

impl Family for Equal {
    type Operand = OrTemplate<Text>;
    type Value<'v> = &'v str;

    #[inline]
    fn read(self, text: &str) -> &str {
        text
    }

    #[inline]
    fn compare(self, value: &&str, operand: &OrTemplate<Text>, scope: Scope<'_>) -> Truth {
        match operand {
            OrTemplate::Parsed(text) => Truth::from(*value == scope.arena.document.text(*text)),
            OrTemplate::Template(template) => {
                scope.compare_expanded(*template, value.len(), |text| value.as_bytes() == text)
            }
        }
    }

    fn compare_many(
        self,
        values: &[Box<str>],
        operands: &[OrTemplate<Text>],
        scope: Scope<'_>,
    ) -> Vec<Truth> {
        let texts = values.iter().map(|value| Cow::Borrowed(value.as_bytes()));
        equal_to_any(
            Matches::new(values, texts, operands.len()),
            operands,
            scope,
            |text| Cow::Borrowed(text),
        )
    }
}

impl Family for EqualIgnoringCase {
    type Operand = OrTemplate<Text>;
    type Value<'v> = &'v str;

    fn read(self, text: &str) -> &str {
        text
    }

    fn compare(self, value: &&str, operand: &OrTemplate<Text>, scope: Scope<'_>) -> Truth {
        match operand {
            OrTemplate::Parsed(text) => {
                let text = scope.arena.document.text(*text);
                Truth::from(equal_ignoring_case(value, text))
            }
            OrTemplate::Template(template) => {
                scope.compare_expanded(*template, value.len(), |text| {
                    std::str::from_utf8(text).is_ok_and(|text| equal_ignoring_case(value, text))
                })
            }
        }
    }

    fn compare_many(
        self,
        values: &[Box<str>],
        operands: &[OrTemplate<Text>],
        scope: Scope<'_>,
    ) -> Vec<Truth> {
        let texts = values.iter();
        let texts = texts.map(|value| Cow::Owned(lower_case(value).into_bytes()));
        let found = Matches::new(values, texts, operands.len());
        equal_to_any(found, operands, scope, |text| {
            match std::str::from_utf8(text) {
                Ok(text) => Cow::Owned(lower_case(text).into_bytes()),
                Err(_) => Cow::Borrowed(text),
            }
        })
    }
}

/// Which values equal one of the policy's texts, each in the form in which the values are looked
/// up.
fn equal_to_any(
    mut found: Matches<'_>,
    operands: &[OrTemplate<Text>],
    scope: Scope<'_>,
    form: impl Fn(&[u8]) -> Cow<'_, [u8]>,
) -> Vec<Truth> {
    for operand in operands {
        match operand {
            OrTemplate::Parsed(text) => {
                found.equal_to(&form(scope.arena.document.text(*text).as_bytes()));
            }
            OrTemplate::Template(template) => {
                scope.match_expanded(*template, &mut found, |found, text| {
                    found.equal_to(&form(text));
                });
            }
        }
    }
    found.truths()
}

impl Family for Like {
    type Operand = OrTemplate<PatternRef>;
    type Value<'v> = &'v str;

    #[inline]
    fn read(self, text: &str) -> &str {
        text
    }

    #[inline]
    fn compare(self, value: &&str, operand: &OrTemplate<PatternRef>, scope: Scope<'_>) -> Truth {
        match operand {
            OrTemplate::Parsed(pattern) => Truth::from(scope.arena.matches(*pattern, value)),
            OrTemplate::Template(template) => {
                scope.compare_expanded(*template, value.len(), |pattern| {
                    wildcard::matches(pattern, value.as_bytes())
                })
            }
        }
    }

    fn compare_many(
        self,
        values: &[Box<str>],
        operands: &[OrTemplate<PatternRef>],
        scope: Scope<'_>,
    ) -> Vec<Truth> {
        let arena = scope.arena;
        let texts = values.iter().map(|value| Cow::Borrowed(value.as_bytes()));
        let mut found = Matches::new(values, texts, operands.len());
        for operand in operands {
            match operand {
                OrTemplate::Parsed(pattern) => {
                    if let Some(text) = arena.literal(*pattern) {
                        found.equal_to(text);
                    } else if let Some(start) = arena.start(*pattern) {
                        found.starting_with(start);
                    } else {
                        found.each(|value| arena.matches(*pattern, value));
                    }
                }
                OrTemplate::Template(template) => {
                    scope.match_expanded(*template, &mut found, |found, pattern| {
                        if wildcard::is_literal(pattern) {
                            found.equal_to(pattern);
                        } else {
                            found.each(|value| wildcard::matches(pattern, value.as_bytes()));
                        }
                    });
                }
            }
        }
        found.truths()
    }
}

/// S5.3: letter case is ignored, character by character.
fn equal_ignoring_case(a: &str, b: &str) -> bool {
    if a.is_ascii() && b.is_ascii() {
        return a.eq_ignore_ascii_case(b);
    }
    lower_case(a) == lower_case(b)
}

fn lower_case(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}
