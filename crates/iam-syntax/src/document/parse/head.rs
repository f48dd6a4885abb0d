//! The members of the document itself: version, ID, and the list of statements (S1.1–S1.4).

use super::Parser;
use super::members::{Seen, is_misspelt, unknown};
use crate::document::{Text, Version};
use crate::text::Span;
use crate::text::json::Parsed;
use crate::text::mistake::{Mistake, PolicyErrorKind, quoted};

const VERSION: u8 = 0;
const ID: u8 = 1;
const STATEMENT: u8 = 2;

/// The members of a document other than its statements.
#[derive(Default)]
pub(in crate::document) struct Head {
    /// The version and its span, if one is given and could be read.
    pub(in crate::document) version: Option<(Version, Span)>,
    pub(in crate::document) id: Option<Text>,
    /// False while a version may still follow, or if the one given could not be read.
    pub(in crate::document) is_version_known: bool,
}

impl Parser<'_, '_> {
    /// S1.1–S1.3: one object with `Version`, `Id` and `Statement`, and nothing after it.
    pub(in crate::document) fn document(&mut self) -> Parsed<()> {
        const EXPECTED: &str = "a policy document: a JSON object";
        if let Some(begin) = self.or_skip(|parser| parser.expect_object(EXPECTED))? {
            self.document_members(begin)?;
        }
        self.reader.finish()
    }

    fn document_members(&mut self, begin: u32) -> Parsed<()> {
        let mut seen = Seen::default();
        let mut has_statements = false;
        let mut has_unread_version = false;
        let mut first = true;
        while let Some(member) = self.reader.member(&mut first)? {
            let name = self.name(member);
            let known = match &*name {
                "Version" => Some(VERSION),
                "Id" => Some(ID),
                "Statement" => Some(STATEMENT),
                _ => None,
            };
            let outcome = match known {
                Some(known) => seen.note(known, member, &name),
                None => {
                    let expected = "one of the members `Version`, `Id` and `Statement`";
                    Err(unknown(member, &name, expected))
                }
            };
            if let Err(mistake) = outcome {
                has_statements |= is_misspelt(&name, "Statement");
                has_unread_version |= !seen.has(VERSION) && is_misspelt(&name, "Version");
                self.skip_member(mistake)?;
                continue;
            }
            match known {
                Some(VERSION) => {
                    self.head.version = self.or_skip(Self::version)?;
                    has_unread_version = self.head.version.is_none();
                    self.head.is_version_known = !has_unread_version;
                }
                Some(ID) => {
                    self.head.id = self.or_skip(|parser| parser.expect_string("a string"))?
                }
                _ => {
                    has_statements = true;
                    self.or_skip(Self::statement_list)?;
                }
            }
        }
        self.head.is_version_known = !has_unread_version;
        if !has_statements {
            let end = self.reader.offset().max(begin.saturating_add(1));
            self.mistakes.report(Mistake::new(
                PolicyErrorKind::MissingElement,
                Span { start: begin, end },
                "a document without `Statement`",
                "the member `Statement`",
            ))?;
        }
        Ok(())
    }

    fn version(&mut self) -> Parsed<(Version, Span)> {
        let version = self.expect_string("`\"2012-10-17\"` or `\"2008-10-17\"`")?;
        let span = self.span_of(version);
        match self.decode(version) {
            "2012-10-17" => Ok((Version::V2012, span)),
            "2008-10-17" => Ok((Version::V2008, span)),
            other => Err(Mistake::new(
                PolicyErrorKind::Version,
                span,
                format!("the version {}", quoted(other)),
                "`2012-10-17` or `2008-10-17`",
            )),
        }
    }

    fn statement_list(&mut self) -> Parsed<()> {
        if self.reader.is_next(b'{') {
            return self.statement();
        }
        if !self.reader.is_next(b'[') {
            return Err(self.another_type("an object or an array of objects"));
        }
        let begin = self.reader.offset();
        self.reader.enter();
        let mut is_empty = true;
        let mut first = true;
        while self.reader.element(&mut first)? {
            is_empty = false;
            self.or_skip(Self::statement)?;
        }
        match is_empty {
            true => Err(self.empty(begin, "an empty array", "at least one statement")),
            false => Ok(()),
        }
    }
}
