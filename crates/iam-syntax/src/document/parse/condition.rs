//! `Condition`: operator → key → values (S1.12, S5.18).

use super::members::duplicate;
use super::{Parser, index};
use crate::document::ConditionNode;
use crate::document::operator::Operator;
use crate::text::json::{JsonType, Parsed, Scalar};
use crate::text::mistake::{Mistake, PolicyErrorKind, quoted};
use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};

const VALUE: &str = "a string, a number or a boolean";

impl<'a> Parser<'a, '_> {
    /// S1.12, S5.18: operator → key → values; `{}` restricts nothing. False if an operator could
    /// not be read.
    pub(super) fn condition_element(&mut self) -> Parsed<bool> {
        self.expect_object("an object: operator, condition key, values")?;
        // Usually there is one operator: the set is only allocated for the second.
        let mut only: Option<Cow<'a, str>> = None;
        let mut operators = BTreeSet::new();
        let mut all_read = true;
        let mut first = true;
        while let Some(member) = self.reader.member(&mut first)? {
            let name = self.name(member);
            if only.as_ref() == Some(&name) || operators.contains(&name) {
                all_read = false;
                self.skip_member(duplicate(member, &name))?;
                continue;
            }
            let read = match Operator::parse(&name) {
                Some(operator) => self.or_skip(|parser| parser.condition_keys(operator))?,
                None => self.or_skip(|parser| parser.no_condition_keys(member, &name))?,
            };
            all_read &= read.is_some();
            match only {
                None => only = Some(name),
                Some(_) => {
                    operators.insert(name);
                }
            }
        }
        Ok(all_read)
    }

    /// S1.12: an unknown operator without keys restricts nothing; AWS accepts it.
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
        let outcome = self.condition_members(operator);
        if outcome.is_err() && self.mistakes.is_full() {
            return outcome;
        }
        let distinct = self.distinct_keys(from);
        outcome?;
        distinct
    }

    fn condition_members(&mut self, operator: Operator) -> Parsed<()> {
        let mut first = true;
        while let Some(member) = self.reader.member(&mut first)? {
            let key = self.keep(member);
            let from = index(self.texts.len());
            let outcome = self.or_skip(Self::condition_values);
            self.conditions.push(ConditionNode {
                operator,
                key,
                values: from..index(self.texts.len()),
            });
            outcome?;
        }
        Ok(())
    }

    /// S1.13: a key may be given once under an operator, ignoring letter case.
    fn distinct_keys(&mut self, from: usize) -> Parsed<()> {
        // Most operators have few keys, for which comparing is faster than hashing.
        const FEW: usize = 8;
        let nodes = self.conditions.get(from..).unwrap_or_default();
        let key = |node: &ConditionNode| self.decode(node.key);
        let mut second = Vec::new();
        if nodes.len() <= FEW {
            for (at, node) in nodes.iter().enumerate() {
                let mut before = nodes.iter().take(at);
                if before.any(|other| key(other).eq_ignore_ascii_case(key(node))) {
                    second.push(node.key);
                }
            }
        } else {
            let mut keys = HashSet::with_capacity(nodes.len());
            let is_second = |node: &&ConditionNode| !keys.insert(key(node).to_ascii_lowercase());
            second.extend(nodes.iter().filter(is_second).map(|node| node.key));
        }
        for key in second {
            let found = format!(
                "the condition key {} a second time",
                quoted(self.decode(key))
            );
            self.mistakes.report(Mistake::new(
                PolicyErrorKind::DuplicateElement,
                self.span_of(key),
                found,
                "each key once under an operator, letter case disregarded",
            ))?;
        }
        Ok(())
    }

    fn condition_values(&mut self) -> Parsed<()> {
        if !self.reader.is_next(b'[') {
            return self.condition_value("a value or an array of values");
        }
        self.reader.enter();
        let mut first = true;
        while self.reader.element(&mut first)? {
            self.or_skip(|parser| parser.condition_value(VALUE))?;
        }
        Ok(())
    }

    /// S5.17: numbers and booleans are taken as their text. If the text ends here, the mistake says
    /// that `expected` was expected.
    fn condition_value(&mut self, expected: &str) -> Parsed<()> {
        let scalar = match self.reader.peek(expected)? {
            JsonType::String => self.reader.string()?,
            JsonType::Number => self.reader.number()?,
            JsonType::True => self.reader.word("true"),
            JsonType::False => self.reader.word("false"),
            other => return Err(self.reader.wrong_type(other, VALUE)),
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
