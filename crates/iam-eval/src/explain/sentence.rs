//! What parts of statements require, as sentences.

use super::policy_text::ConditionReason;
use super::reason::{Mismatch, RequestValues};
use iam_syntax::document::operator::{Comparison, SetOperator};

impl std::fmt::Display for Mismatch<'_> {
    /// The part as a sentence about what it requires: `aws:RequestedRegion is eu-west-1`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Principal {
                negated,
                principals,
            } => {
                write!(f, "the caller is {}", any_of(*negated, principals.iter()))
            }
            Self::Resource { negated, patterns } => {
                write!(f, "the resource is {}", any_of(*negated, patterns.iter()))
            }
            Self::Condition(condition) => condition.fmt(f),
        }
    }
}

impl Mismatch<'_> {
    /// The exact opposite of the part, if the part requires something to be different:
    /// `aws:RequestedRegion to be eu-west-1`.
    pub(super) fn opposite(&self) -> Option<String> {
        match self {
            Self::Principal {
                negated: true,
                principals,
            } => Some(format!(
                "the caller to be {}",
                any_of(false, principals.iter())
            )),
            Self::Resource {
                negated: true,
                patterns,
            } => Some(format!(
                "the resource to be {}",
                any_of(false, patterns.iter())
            )),
            Self::Condition(condition) => condition.opposite(),
            Self::Principal { .. } | Self::Resource { .. } => None,
        }
    }
}

fn any_of<'v>(negated: bool, values: impl ExactSizeIterator<Item = &'v str>) -> String {
    match (negated, values.len()) {
        (true, 0 | 1) => format!("not {}", list(values, "nor")),
        (true, _) => format!("neither {}", list(values, "nor")),
        (false, _) => list(values, "or"),
    }
}

/// `a`, `a or b`, `a, b or c`; long lists are cut.
fn list<'v>(values: impl ExactSizeIterator<Item = &'v str>, word: &str) -> String {
    const LONGEST: usize = 6;
    // No ARN is longer than 2,048 characters. A statement is about many actions, and its sentence
    // is repeated for each.
    const LONGEST_VALUE: usize = 2_048;
    let all = values.len();
    let shown: Vec<String> = values
        .take(LONGEST)
        .map(|value| match value.char_indices().nth(LONGEST_VALUE) {
            _ if value.is_empty() => "\"\"".to_owned(),
            Some((at, _)) => format!("{}…", &value[..at]),
            None => value.to_owned(),
        })
        .collect();
    match shown.as_slice() {
        [] => "nothing".to_owned(),
        [one] => one.clone(),
        many if all > many.len() => {
            let rest = all.saturating_sub(many.len());
            format!("{} {word} {rest} others", many.join(", "))
        }
        [rest @ .., last] => format!("{} {word} {last}", rest.join(", ")),
    }
}

impl ConditionReason<'_> {
    /// Why the condition holds: `ec2:MetadataHttpTokens is absent; StringNotEquals requires that it
    /// is other than required (or is absent)`.
    #[must_use]
    pub fn holding(&self) -> String {
        let key = self.condition.key();
        let operator = self.condition.operator_node();
        match self.request {
            RequestValues::Absent if operator.comparison() == Comparison::Null => {
                format!("{key} is absent")
            }
            request => format!("{key} is {request}; {operator} requires that {self}"),
        }
    }

    /// S5.1, S5.2: a complement is false exactly if the key has a value that its comparison
    /// matches. A number or a date that doesn't parse also makes its `…NotEquals` false (S5.5), so
    /// those have no such sentence.
    fn opposite(&self) -> Option<String> {
        let key = self.condition.key();
        let operator = self.condition.operator_node();
        if operator.comparison() == Comparison::Null {
            let mut values = self.condition.values();
            let first = values.next()?;
            let word = match first.eq_ignore_ascii_case("true") {
                true => "present",
                false => "absent",
            };
            let is_one = values.all(|value| value.eq_ignore_ascii_case(first));
            return is_one.then(|| format!("{key} to be {word}"));
        }
        let is_single = operator.set == SetOperator::None && self.condition.values().len() > 0;
        let verb = operator.verb().strip_prefix("is not")?;
        (is_single && operator.is_complement())
            .then(|| format!("{key} to be{verb} {}", list(self.condition.values(), "or")))
    }
}

impl std::fmt::Display for ConditionReason<'_> {
    /// What the condition requires, as a sentence.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let key = self.condition.key();
        let operator = self.condition.operator_node();
        if operator.comparison() == Comparison::Null {
            let mut values = self.condition.values();
            let asks_for_absence = values.any(|value| value.eq_ignore_ascii_case("true"));
            return write!(
                f,
                "{key} is {}",
                if asks_for_absence {
                    "absent"
                } else {
                    "present"
                }
            );
        }
        let quantifier = match operator.set {
            SetOperator::None => "",
            SetOperator::ForAllValues => "every value of ",
            SetOperator::ForAnyValue => "a value of ",
        };
        let several = self.condition.values().len() > 1;
        let verb = match operator.verb() {
            "is not" if several => "is neither",
            "is not" => "is other than",
            verb => verb,
        };
        let word = if operator.is_negated() { "nor" } else { "or" };
        let values = list(self.condition.values(), word);
        write!(f, "{quantifier}{key} {verb} {values}")?;
        // S5.2, S5.12, S5.13: an absent key satisfies these. S5.14: `ForAnyValue` requires a value.
        let negated = operator.is_negated() && self.condition.values().len() > 0;
        let holds_without_key = match operator.set {
            SetOperator::ForAllValues => true,
            SetOperator::None => operator.if_exists || negated,
            SetOperator::ForAnyValue => operator.if_exists,
        };
        if holds_without_key {
            write!(f, " (or is absent)")?;
        }
        Ok(())
    }
}
