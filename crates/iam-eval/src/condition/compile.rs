//! Conditions in the form that is evaluated: each value of the policy is parsed once.

use crate::arena::{ArnMatcher, PatternRef, Patterns, TemplateRef, TextRole};
use crate::request::{DerivedKey, Key};
use base64::Engine as _;
use iam_syntax::document::operator::{Comparison, Operator};
use iam_syntax::document::{Document, Text, Version};
use iam_syntax::pattern::variables;
use iam_syntax::value::decimal::Decimal;
use iam_syntax::value::ip::IpRange;
use iam_syntax::value::moment::Moment;
use std::ops::Range;

#[derive(Debug)]
pub(crate) struct CompiledCondition {
    pub(crate) operator: Operator,
    pub(crate) key: Key,
    pub(crate) derived: Option<DerivedKey>,
    pub(crate) operands: Range<u32>,
}

/// One value of the policy, ready to be compared with.
#[derive(Debug)]
pub(crate) enum Operand {
    /// Compared as it stands.
    Text(Text),
    /// With wildcards.
    Pattern(PatternRef),
    Arn(ArnMatcher),
    /// With policy variables; compared once they are substituted.
    Template(TemplateRef),
    Number {
        negative: bool,
        digits: Text,
        scale: i64,
    },
    Date(Moment),
    IpRange(IpRange),
    Bool(bool),
    /// A value that nothing matches, such as `ten` under `NumericEquals` (S5.5).
    Never,
}

impl Operand {
    pub(crate) fn compile(
        document: &Document,
        operator: Operator,
        text: Text,
        patterns: &mut Patterns,
    ) -> Self {
        let value = document.text(text);
        let has_variables = document.version() == Version::V2012
            && document.mentions_variables()
            && operator.takes_variables()
            && variables::find(value).is_some();
        if has_variables {
            let role = match operator.comparison() {
                Comparison::StringLike | Comparison::Arn => TextRole::Pattern,
                _ => TextRole::Literal,
            };
            return Self::Template(patterns.template(document, text, role));
        }
        match operator.comparison() {
            Comparison::StringEquals | Comparison::StringEqualsIgnoreCase => Self::Text(text),
            Comparison::StringLike => Self::Pattern(patterns.add(value)),
            Comparison::Arn => patterns.arn(value).map_or(Self::Never, Self::Arn),
            Comparison::Numeric(_) => Decimal::parse(value).map_or(Self::Never, |number| {
                let (negative, digits, scale) = number.parts();
                let digits = text.subslice(value, digits);
                Self::Number {
                    negative,
                    digits,
                    scale,
                }
            }),
            Comparison::Date(_) => Moment::parse_of_policy(value).map_or(Self::Never, Self::Date),
            Comparison::Bool | Comparison::Null => {
                parse_bool(value).map_or(Self::Never, Self::Bool)
            }
            // Base64 without stray bits is the same text for the same bytes, so that a valid text
            // can be compared as text.
            Comparison::Binary => match base64::engine::general_purpose::STANDARD.decode(value) {
                Ok(_) => Self::Text(text),
                Err(_) => Self::Never,
            },
            Comparison::IpAddress => IpRange::parse(value).map_or(Self::Never, Self::IpRange),
        }
    }
}

/// S5.7: `true` and `false`, in any letter case (OPEN).
pub(crate) fn parse_bool(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}
