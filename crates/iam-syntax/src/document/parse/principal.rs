//! `Principal` and `NotPrincipal` (S1.10).

use super::Parser;
use super::members::Seen;
use crate::document::{PrincipalNode, PrincipalType};
use crate::text::json::{JsonType, Parsed};
use crate::text::mistake::{Mistake, PolicyErrorKind, quoted};

impl Parser<'_, '_> {
    /// S1.10: `"*"`, or a map from the type of principal to a string or an array of strings.
    /// Appends them to the parser's principals. False if one of them could not be read.
    pub(super) fn principal_element(&mut self) -> Parsed<bool> {
        const EXPECTED: &str =
            "`\"*\"` or an object with `AWS`, `Federated`, `Service` or `CanonicalUser`";
        match self.reader.peek(EXPECTED)? {
            JsonType::String => {
                let value = self.expect_string(EXPECTED)?;
                if self.decode(value) != "*" {
                    let found = format!("the principal {}", quoted(self.decode(value)));
                    let span = self.span_of(value);
                    return Err(Mistake::new(
                        PolicyErrorKind::Principal,
                        span,
                        found,
                        EXPECTED,
                    ));
                }
                self.principals.push(PrincipalNode {
                    kind: PrincipalType::Everyone,
                    value,
                });
                Ok(true)
            }
            JsonType::Object => {
                let begin = self.reader.offset();
                self.reader.enter();
                let mut seen = Seen::default();
                let mut all_read = true;
                let mut is_empty = true;
                let mut first = true;
                while let Some(member) = self.reader.member(&mut first)? {
                    is_empty = false;
                    let name = self.name(member);
                    let kind = match PrincipalType::from_key(&name) {
                        Some(kind) => seen.note(kind as u8, member, &name).map(|()| kind),
                        None => {
                            let expected = "`AWS`, `Federated`, `Service` or `CanonicalUser`";
                            let found = format!("the principal type {}", quoted(&name));
                            let code = PolicyErrorKind::Principal;
                            Err(Mistake::new(code, member.span, found, expected))
                        }
                    };
                    match kind {
                        Ok(kind) => all_read &= self.principals_of(kind)?,
                        Err(mistake) => {
                            all_read = false;
                            self.skip_member(mistake)?;
                        }
                    }
                }
                match is_empty {
                    true => Err(self.empty(begin, "an empty object", EXPECTED)),
                    false => Ok(all_read),
                }
            }
            other => Err(self.reader.wrong_type(other, EXPECTED)),
        }
    }

    fn principals_of(&mut self, kind: PrincipalType) -> Parsed<bool> {
        let from = self.texts.len();
        let outcome = self.or_skip(|parser| parser.names("a principal or an array of principals"));
        let values = self.texts.get(from..).unwrap_or_default().iter();
        let principals = values.map(|value| PrincipalNode {
            kind,
            value: *value,
        });
        self.principals.extend(principals);
        Ok(outcome? == Some(true))
    }
}
