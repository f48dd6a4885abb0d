//! Condition operators: their names (S1.12) and what each compares.

use std::cmp::Ordering;

use crate::condition::{PolicyValue, address, binary, date, number, text};
use crate::keys::Keys;

/// A condition operator with its prefix and suffix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Operator {
    /// The prefix.
    pub(super) quantifier: Quantifier,
    /// What is compared.
    pub(super) test: Test,
    /// The suffix `IfExists` (S5.12).
    pub(super) if_exists: bool,
}

/// The prefix of an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quantifier {
    /// No prefix.
    None,
    /// S5.13
    ForAllValues,
    /// S5.14
    ForAnyValue,
}

/// The operators of S5.3 to S5.11.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Test {
    StringEquals,
    StringNotEquals,
    StringEqualsIgnoreCase,
    StringNotEqualsIgnoreCase,
    StringLike,
    StringNotLike,
    NumericEquals,
    NumericNotEquals,
    NumericLessThan,
    NumericLessThanEquals,
    NumericGreaterThan,
    NumericGreaterThanEquals,
    DateEquals,
    DateNotEquals,
    DateLessThan,
    DateLessThanEquals,
    DateGreaterThan,
    DateGreaterThanEquals,
    Bool,
    BinaryEquals,
    IpAddress,
    NotIpAddress,
    ArnEquals,
    ArnLike,
    ArnNotEquals,
    ArnNotLike,
    Null,
}

impl Operator {
    /// S1.12, S5.11: `ForAllValues:` or `ForAnyValue:`, the name, `IfExists`; `Null` takes neither
    /// prefix nor suffix. Letter case is significant.
    pub(super) fn parse(name: &str) -> Option<Operator> {
        let (quantifier, name) = if let Some(rest) = name.strip_prefix("ForAllValues:") {
            (Quantifier::ForAllValues, rest)
        } else if let Some(rest) = name.strip_prefix("ForAnyValue:") {
            (Quantifier::ForAnyValue, rest)
        } else {
            (Quantifier::None, name)
        };
        let (name, if_exists) = match name.strip_suffix("IfExists") {
            Some(rest) => (rest, true),
            None => (name, false),
        };
        let test = Test::parse(name)?;
        if test == Test::Null && (if_exists || quantifier != Quantifier::None) {
            return None;
        }
        Some(Operator {
            quantifier,
            test,
            if_exists,
        })
    }
}

impl Test {
    fn parse(name: &str) -> Option<Test> {
        Some(match name {
            "StringEquals" => Test::StringEquals,
            "StringNotEquals" => Test::StringNotEquals,
            "StringEqualsIgnoreCase" => Test::StringEqualsIgnoreCase,
            "StringNotEqualsIgnoreCase" => Test::StringNotEqualsIgnoreCase,
            "StringLike" => Test::StringLike,
            "StringNotLike" => Test::StringNotLike,
            "NumericEquals" => Test::NumericEquals,
            "NumericNotEquals" => Test::NumericNotEquals,
            "NumericLessThan" => Test::NumericLessThan,
            "NumericLessThanEquals" => Test::NumericLessThanEquals,
            "NumericGreaterThan" => Test::NumericGreaterThan,
            "NumericGreaterThanEquals" => Test::NumericGreaterThanEquals,
            "DateEquals" => Test::DateEquals,
            "DateNotEquals" => Test::DateNotEquals,
            "DateLessThan" => Test::DateLessThan,
            "DateLessThanEquals" => Test::DateLessThanEquals,
            "DateGreaterThan" => Test::DateGreaterThan,
            "DateGreaterThanEquals" => Test::DateGreaterThanEquals,
            "Bool" => Test::Bool,
            "BinaryEquals" => Test::BinaryEquals,
            "IpAddress" => Test::IpAddress,
            "NotIpAddress" => Test::NotIpAddress,
            "ArnEquals" => Test::ArnEquals,
            "ArnLike" => Test::ArnLike,
            "ArnNotEquals" => Test::ArnNotEquals,
            "ArnNotLike" => Test::ArnNotLike,
            "Null" => Test::Null,
            _ => return None,
        })
    }

    /// S5.1, S5.2: the `…Not…` operators.
    pub(super) fn is_negated(self) -> bool {
        matches!(
            self,
            Test::StringNotEquals
                | Test::StringNotEqualsIgnoreCase
                | Test::StringNotLike
                | Test::NumericNotEquals
                | Test::DateNotEquals
                | Test::NotIpAddress
                | Test::ArnNotEquals
                | Test::ArnNotLike
        )
    }

    /// S5.6
    pub(super) fn is_of_dates(self) -> bool {
        matches!(
            self,
            Test::DateEquals
                | Test::DateNotEquals
                | Test::DateLessThan
                | Test::DateLessThanEquals
                | Test::DateGreaterThan
                | Test::DateGreaterThanEquals
        )
    }

    /// S5.3 to S5.10: whether the request's value matches one of the policy's. For most negated
    /// operators this is the match to be negated; for NumericNotEquals and DateNotEquals it is
    /// whether the two are different numbers or dates.
    pub(super) fn matches(self, given: &str, value: &PolicyValue, keys: &Keys) -> bool {
        let template = &value.template;
        let number = || number::compare(given, &value.text);
        let date = || date::compare(given, &value.text);
        match self {
            Test::StringEquals | Test::StringNotEquals => text::equals(given, template, keys),
            Test::StringEqualsIgnoreCase | Test::StringNotEqualsIgnoreCase => {
                text::equals_ignoring_case(given, template, keys)
            }
            Test::StringLike | Test::StringNotLike => text::like(given, template, keys),
            Test::NumericEquals => number().is_some_and(Ordering::is_eq),
            Test::NumericNotEquals => number().is_some_and(Ordering::is_ne),
            Test::NumericLessThan => number().is_some_and(Ordering::is_lt),
            Test::NumericLessThanEquals => number().is_some_and(Ordering::is_le),
            Test::NumericGreaterThan => number().is_some_and(Ordering::is_gt),
            Test::NumericGreaterThanEquals => number().is_some_and(Ordering::is_ge),
            Test::DateEquals => date().is_some_and(Ordering::is_eq),
            Test::DateNotEquals => date().is_some_and(Ordering::is_ne),
            Test::DateLessThan => date().is_some_and(Ordering::is_lt),
            Test::DateLessThanEquals => date().is_some_and(Ordering::is_le),
            Test::DateGreaterThan => date().is_some_and(Ordering::is_gt),
            Test::DateGreaterThanEquals => date().is_some_and(Ordering::is_ge),
            Test::Bool => text::equal_booleans(given, template, keys),
            Test::BinaryEquals => binary::equals(given, &value.text),
            Test::IpAddress | Test::NotIpAddress => address::contains(&value.text, given),
            Test::ArnEquals | Test::ArnLike | Test::ArnNotEquals | Test::ArnNotLike => {
                text::arn_like(given, template, keys)
            }
            // S5.11 is about the key, not its value.
            Test::Null => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let parsed = Operator::parse("ForAnyValue:StringNotLikeIfExists").unwrap();
        assert_eq!(parsed.quantifier, Quantifier::ForAnyValue);
        assert_eq!(parsed.test, Test::StringNotLike);
        assert!(parsed.if_exists && parsed.test.is_negated());
        for name in [
            "",
            "stringEquals",
            "StringEqualsIfExistsIfExists",
            "IfExists",
            "ForAllValues:",
            "ForAllValues:ForAnyValue:StringEquals",
            "forAllValues:StringEquals",
            "StringLikeIgnoreCase",
            "NotBool",
            "NullIfExists",
            "ForAnyValue:Null",
        ] {
            assert_eq!(Operator::parse(name), None, "{name}");
        }
    }
}
