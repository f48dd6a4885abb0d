//! The elements of a statement that have a shape of their own: principals and conditions.

use super::{Parser, Seen, duplicate_member, index};
use crate::document::operator::Operator;
use crate::document::{ConditionNode, PrincipalNode, PrincipalType};
use crate::text::json::{JsonType, Parsed, Scalar};
use crate::text::mistake::{Mistake, PolicyErrorKind, quoted};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

impl<'a> Parser<'a> {
    /// S1.10: `"*"`, or a map from the kind of principal to a string or an array of strings.
    pub(super) fn principal_element(&mut self) -> Parsed<Range<u32>> {
        const EXPECTED: &str =
            "`\"*\"` or an object with `AWS`, `Federated`, `Service` or `CanonicalUser`";
        let from = index(self.principals.len());
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
            }
            JsonType::Object => {
                let begin = self.reader.offset();
                self.reader.enter();
                let mut seen = Seen::default();
                let mut first = true;
                while let Some(member) = self.reader.member(&mut first)? {
                    let name = self.name(member);
                    let Some(kind) = PrincipalType::from_key(name.as_ref()) else {
                        let expected = "`AWS`, `Federated`, `Service` or `CanonicalUser`";
                        let found = format!("the principal type {}", quoted(name.as_ref()));
                        return Err(Mistake::new(
                            PolicyErrorKind::Principal,
                            member.span,
                            found,
                            expected,
                        ));
                    };
                    seen.note(kind as u8, member, name.as_ref())?;
                    let list = self.names("a principal or an array of principals")?;
                    let values = &self.texts[list.start as usize..list.end as usize];
                    self.principals
                        .extend(values.iter().map(|value| PrincipalNode {
                            kind,
                            value: *value,
                        }));
                }
                if self.principals.len() == from as usize {
                    return Err(self.empty(begin, "an empty object", EXPECTED));
                }
            }
            other => return Err(self.reader.wrong_type(other, EXPECTED)),
        }
        Ok(from..index(self.principals.len()))
    }

    /// S1.12, S5.18: operator → key → values; `{}` restricts nothing.
    pub(super) fn condition_element(&mut self) -> Parsed<()> {
        const EXPECTED: &str = "an object: operator, condition key, values";
        match self.reader.peek(EXPECTED)? {
            JsonType::Object => self.reader.enter(),
            other => return Err(self.reader.wrong_type(other, EXPECTED)),
        }
        // Mostly one: a set is made for the second.
        let mut only: Option<Cow<'a, str>> = None;
        let mut operators = BTreeSet::new();
        let mut first = true;
        while let Some(member) = self.reader.member(&mut first)? {
            let name = self.name(member);
            if only.as_ref() == Some(&name) || operators.contains(&name) {
                return Err(duplicate_member(member, &name));
            }
            match Operator::parse(&name) {
                Some(operator) => self.condition_keys(operator)?,
                None => self.no_condition_keys(member, &name)?,
            }
            match only {
                None => only = Some(name),
                Some(_) => {
                    operators.insert(name);
                }
            }
        }
        Ok(())
    }

    /// S1.12: an operator that doesn't exist restricts nothing while it has no keys; AWS accepts it.
    fn no_condition_keys(&mut self, operator: Scalar, name: &str) -> Parsed<()> {
        const EXPECTED: &str = "an object: condition key, values";
        if self.reader.peek(EXPECTED)? == JsonType::Object {
            self.reader.enter();
            if self.reader.member(&mut true)?.is_none() {
                return Ok(());
            }
        }
        Err(unknown_operator(operator, name))
    }

    fn condition_keys(&mut self, operator: Operator) -> Parsed<()> {
        self.expect_object("an object: condition key, values")?;
        let from = self.conditions.len();
        let mut first = true;
        while let Some(member) = self.reader.member(&mut first)? {
            let key = self.keep(member);
            let values = self.condition_values()?;
            self.conditions.push(ConditionNode {
                operator,
                key,
                values,
            });
        }
        self.distinct_keys(from)
    }

    /// S1.13: neither the same key twice under an operator, nor one that differs in case only.
    fn distinct_keys(&self, from: usize) -> Parsed<()> {
        let nodes = self.conditions.get(from..).unwrap_or_default();
        if nodes.len() < 2 {
            return Ok(());
        }
        let mut keys = std::collections::HashSet::with_capacity(nodes.len());
        for node in nodes {
            if !keys.insert(self.decode(node.key).to_ascii_lowercase()) {
                return Err(Mistake::new(
                    PolicyErrorKind::DuplicateElement,
                    self.span_of(node.key),
                    format!(
                        "the condition key {} a second time",
                        quoted(self.decode(node.key))
                    ),
                    "each key once under an operator, letter case disregarded",
                ));
            }
        }
        Ok(())
    }

    fn condition_values(&mut self) -> Parsed<Range<u32>> {
        let from = index(self.texts.len());
        if self.reader.peek("a value or an array of values")? == JsonType::Array {
            self.reader.enter();
            let mut first = true;
            while self.reader.element(&mut first)? {
                self.condition_value()?;
            }
        } else {
            self.condition_value()?;
        }
        Ok(from..index(self.texts.len()))
    }

    /// S5.17: numbers and booleans are taken as their text.
    fn condition_value(&mut self) -> Parsed<()> {
        const EXPECTED: &str = "a string, a number or a boolean";
        let scalar = match self.reader.peek(EXPECTED)? {
            JsonType::String => self.reader.string()?,
            JsonType::Number => self.reader.number()?,
            JsonType::True => self.reader.word("true"),
            JsonType::False => self.reader.word("false"),
            other => return Err(self.reader.wrong_type(other, EXPECTED)),
        };
        let text = self.keep(scalar);
        self.texts.push(text);
        Ok(())
    }
}

fn unknown_operator(member: Scalar, name: &str) -> Box<Mistake> {
    let found = format!("the operator {}", quoted(name));
    let expected = match Operator::suggestion(name) {
        Some(suggestion) => format!("{}, in this letter case", quoted(&suggestion)),
        None if name.contains("Null") => "`Null`, which takes neither prefix nor suffix".to_owned(),
        None => "a condition operator such as `StringEquals`".to_owned(),
    };
    Mistake::new(PolicyErrorKind::Operator, member.span, found, expected)
}
