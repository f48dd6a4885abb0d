//! Many values of a request against many values of a policy (S5.13, S5.14).
//!
//! To compare each with each would cost the product of their numbers. Here what has no wildcard is looked up:
//! the cost is n log n, n being the length of both lists, and a comparison with each value of the request for
//! each value of the policy that has a wildcard.

use super::decimal::Decimal;
use super::evaluate::lower_case;
use super::ip;
use super::moment::Moment;
use super::{CompiledCondition, Operand};
use crate::document::operator::{Comparison, Relation};
use crate::evaluate::Truth;
use crate::pattern::wildcard;
use crate::policy::{Compiled, Expansion, arn_matches};
use crate::request::Facts;
use crate::steps;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::net::IpAddr;

/// Up to how many values of each side are compared each with each.
pub(super) const FEW: usize = 8;

impl CompiledCondition {
    /// For each value of the request what `matches` says of it.
    pub(super) fn match_many(
        &self,
        policy: &Compiled,
        facts: &Facts<'_>,
        operands: &[Operand],
        values: &[Box<str>],
    ) -> Vec<Truth> {
        let comparison = self.operator.comparison();
        let mut truths = match comparison {
            Comparison::StringEquals
            | Comparison::StringEqualsIgnoreCase
            | Comparison::StringLike
            | Comparison::Arn
            | Comparison::Binary => texts(comparison, policy, facts, operands, values),
            Comparison::Numeric(relation) => {
                let number = |operand: &_| match operand {
                    Operand::Number {
                        negative,
                        digits,
                        scale,
                    } => {
                        let digits = policy.document.text(*digits);
                        Some(Decimal::from_parts(*negative, digits, *scale))
                    }
                    _ => None,
                };
                let values = values.iter().map(|value| Decimal::parse(value));
                let operands = operands.iter().map(number).collect();
                ordered(relation, operands, values, Decimal::compare)
            }
            Comparison::Date(relation) => {
                let date = |operand: &_| match operand {
                    Operand::Date(date) => Some(*date),
                    _ => None,
                };
                let values = values.iter().map(|value| Moment::parse(value));
                ordered(
                    relation,
                    operands.iter().map(date).collect(),
                    values,
                    Ord::cmp,
                )
            }
            Comparison::IpAddress => {
                let range = |operand: &_| match operand {
                    Operand::IpRange(range) => Some(*range),
                    _ => None,
                };
                let ranges = ip::Ranges::of(operands.iter().filter_map(range));
                let is_within = |value: &str| {
                    let address = value.parse::<IpAddr>();
                    Truth::from(address.is_ok_and(|address| ranges.contain(address)))
                };
                values.iter().map(|value| is_within(value)).collect()
            }
            // There are three kinds of values: true, false, and others.
            Comparison::Bool | Comparison::Null => {
                let [yes, no, other] =
                    ["true", "false", ""].map(|value| self.matches(policy, facts, operands, value));
                let of = |value: &str| match super::compile::parse_bool(value) {
                    Some(true) => yes,
                    Some(false) => no,
                    None => other,
                };
                return values.iter().map(|value| of(value)).collect();
            }
        };
        if self.operator.is_complement() {
            for truth in &mut truths {
                *truth = truth.not();
            }
        }
        truths
    }
}

/// Whether any of the policy's texts and patterns matches each value.
fn texts(
    comparison: Comparison,
    policy: &Compiled,
    facts: &Facts<'_>,
    operands: &[Operand],
    values: &[Box<str>],
) -> Vec<Truth> {
    let fold = |text: &[u8]| match std::str::from_utf8(text) {
        Ok(text) if comparison == Comparison::StringEqualsIgnoreCase => {
            lower_case(text).into_bytes()
        }
        _ => text.to_vec(),
    };
    let mut places: HashMap<Cow<'_, [u8]>, Vec<usize>> = HashMap::with_capacity(values.len());
    for (place, value) in values.iter().enumerate() {
        let key = match comparison {
            Comparison::StringEqualsIgnoreCase => Cow::Owned(fold(value.as_bytes())),
            _ => Cow::Borrowed(value.as_bytes()),
        };
        places.entry(key).or_default().push(place);
    }
    let longest = values.iter().map(|value| value.len()).max().unwrap_or(0);
    let mut truths = vec![Truth::False; values.len()];
    let mut is_unknown = false;
    steps::note(values.len() + operands.len());
    let mut note_equal = |text: &[u8], truths: &mut Vec<Truth>| {
        steps::note(text.len());
        // What was found once need not be found again.
        for place in places.remove(text).unwrap_or_default() {
            if let Some(truth) = truths.get_mut(place) {
                *truth = Truth::True;
            }
        }
    };
    let note_each = |truths: &mut Vec<Truth>, matches: &dyn Fn(&str) -> bool| {
        for (truth, value) in truths.iter_mut().zip(values) {
            if *truth != Truth::True && matches(value) {
                *truth = Truth::True;
            }
        }
    };
    for operand in operands {
        match operand {
            Operand::Text(text) => {
                note_equal(&fold(policy.document.text(*text).as_bytes()), &mut truths);
            }
            Operand::Pattern(pattern) => match policy.literal(*pattern) {
                Some(text) => note_equal(text, &mut truths),
                None => note_each(&mut truths, &|value| policy.matches(*pattern, value)),
            },
            Operand::Arn(arn) => match policy.literal_arn(arn) {
                Some(text) => note_equal(text, &mut truths),
                None => note_each(&mut truths, &|value| policy.matches_arn(arn, value)),
            },
            Operand::Template(template) => match policy.expand(*template, facts, longest) {
                Expansion::Unknown => is_unknown = true,
                Expansion::Unresolved | Expansion::TooLong => {}
                Expansion::Done(text) if wildcard::is_literal(&text) => {
                    let is_arn = || crate::pattern::arn::ArnSplit::of_bytes(&text).is_some();
                    if comparison != Comparison::Arn || is_arn() {
                        note_equal(&fold(&text), &mut truths);
                    }
                }
                Expansion::Done(pattern) => note_each(&mut truths, &|value| match comparison {
                    Comparison::Arn => arn_matches(&pattern, value),
                    _ => wildcard::matches(&pattern, value.as_bytes()),
                }),
            },
            Operand::Number { .. }
            | Operand::Date(_)
            | Operand::IpRange(_)
            | Operand::Bool(_)
            | Operand::Never => {}
        }
    }
    if is_unknown {
        for truth in &mut truths {
            *truth = (*truth).max(Truth::Unknown);
        }
    }
    truths
}

/// Whether each value is in the relation to any of the policy's values, or to all for "not equal". `None`
/// stands for what couldn't be parsed: it is in no relation to anything (S5.5, S5.6).
fn ordered<T: Copy>(
    relation: Relation,
    operands: Vec<Option<T>>,
    values: impl Iterator<Item = Option<T>>,
    compare: impl Fn(&T, &T) -> Ordering,
) -> Vec<Truth> {
    let count = operands.len();
    let mut sorted: Vec<T> = operands.into_iter().flatten().collect();
    let all_parsed = sorted.len() == count;
    let compare = |a: &T, b: &T| {
        steps::note(1);
        compare(a, b)
    };
    sorted.sort_by(&compare);
    let in_relation = |value: T| {
        let holds = |operand: Option<&T>| {
            operand.is_some_and(|operand| relation.holds(compare(&value, operand)))
        };
        let is_there = || {
            sorted
                .binary_search_by(|operand| compare(operand, &value))
                .is_ok()
        };
        match relation {
            Relation::Equals => is_there(),
            Relation::NotEquals => all_parsed && !is_there(),
            Relation::LessThan | Relation::LessThanEquals => holds(sorted.last()),
            Relation::GreaterThan | Relation::GreaterThanEquals => holds(sorted.first()),
        }
    };
    let truths = values.map(|value| Truth::from(value.is_some_and(in_relation)));
    truths.collect()
}

#[cfg(test)]
mod tests {
    use crate::document::PolicyKind;
    use crate::policy::Policy;
    use crate::policy_set::PolicySet;
    use crate::request::{Context, Principal, Request, Resource};
    use crate::{Decision, PartialDecision, PartialRequest, UnknownKeys};

    const VALUES: [&str; 24] = [
        "a",
        "A",
        "b*",
        "ab",
        "é",
        "É",
        "${aws:username}",
        "${k:absent}x",
        "${k:unknown}",
        "alice",
        "arn:aws:s3:::a",
        "arn:aws:s3:::*",
        "arn:aws:s3:*:*:ab",
        "arn:aws:s3:::${aws:username}",
        "1",
        "1.0",
        "-3e2",
        "2020-01-01",
        "2020-01-01T00:00:00Z",
        "1577836800",
        "10.0.0.0/8",
        "10.1.2.3",
        "::1",
        "true",
    ];

    fn policies(operator: &str, operands: &[&str]) -> PolicySet {
        let operands = operands.join(r#"", ""#);
        let text = format!(
            r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Action": "*", "Resource": "*",
                "Condition": {{"{operator}": {{"k:v": ["{operands}"]}}}}}}}}"#
        );
        PolicySet::new()
            .with(Policy::parse(PolicyKind::Identity, "p", &text).unwrap())
            .unwrap()
    }

    fn ask(policies: &PolicySet, context: &Context, unknown: &UnknownKeys) -> PartialDecision {
        let principal = Principal::parse("arn:aws:iam::111122223333:user/alice").unwrap();
        let resource = Resource::any();
        let request = PartialRequest::new(&principal, "s3:GetObject").unwrap();
        let request = request
            .on(&resource)
            .with_context(context)
            .with_unknown_keys(unknown);
        policies.evaluate_partial(&request)
    }

    /// Many at once are answered as one after the other are.
    #[test]
    fn many_values_are_answered_as_one_by_one() {
        let unknown = UnknownKeys::only(["k:unknown"]);
        let mut state = 11_usize;
        let mut number = |below: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        let operators = [
            "StringEquals",
            "StringNotEquals",
            "StringEqualsIgnoreCase",
            "StringNotEqualsIgnoreCase",
            "StringLike",
            "StringNotLike",
            "NumericEquals",
            "NumericNotEquals",
            "NumericLessThan",
            "NumericLessThanEquals",
            "NumericGreaterThan",
            "NumericGreaterThanEquals",
            "DateEquals",
            "DateNotEquals",
            "DateLessThan",
            "DateLessThanEquals",
            "DateGreaterThan",
            "DateGreaterThanEquals",
            "Bool",
            "BinaryEquals",
            "IpAddress",
            "NotIpAddress",
            "ArnLike",
            "ArnNotLike",
        ];
        let mut seen = std::collections::HashSet::new();
        for operator in operators {
            for round in 0..60 {
                // Dates and ranges that can't be read are refused in a policy.
                let readable = match operator {
                    _ if operator.starts_with("Date") => &VALUES[17..20],
                    "IpAddress" | "NotIpAddress" => &VALUES[20..23],
                    _ => &VALUES[..],
                };
                let mut some = |pool: &[&'static str], count: usize| -> Vec<&'static str> {
                    let kinds = 1 + number(pool.len());
                    (0..count).map(|_| pool[number(kinds)]).collect()
                };
                let operands = some(readable, 9 + round % 7);
                let values = some(&VALUES, 9 + round % 5);
                let single = policies(operator, &operands);
                let each: Vec<PartialDecision> = values
                    .iter()
                    .map(|value| ask(&single, &Context::new().with("k:v", *value), &unknown))
                    .collect();
                let context = Context::new().with_list("k:v", values.iter().copied());
                let any = match () {
                    () if each.contains(&PartialDecision::Allowed) => PartialDecision::Allowed,
                    () if each.contains(&PartialDecision::Depends) => PartialDecision::Depends,
                    () => PartialDecision::ImplicitDeny,
                };
                let all = match () {
                    () if each.contains(&PartialDecision::ImplicitDeny) => {
                        PartialDecision::ImplicitDeny
                    }
                    () if each.contains(&PartialDecision::Depends) => PartialDecision::Depends,
                    () => PartialDecision::Allowed,
                };
                for (set, expected) in [("ForAnyValue", any), ("ForAllValues", all)] {
                    let policies = policies(&format!("{set}:{operator}"), &operands);
                    let found = ask(&policies, &context, &unknown);
                    assert_eq!(found, expected, "{set}:{operator} {operands:?} {values:?}");
                    seen.insert((set, operator, found));
                }
            }
        }
        assert!(seen.len() > 80, "{}", seen.len());
    }

    #[test]
    fn ranges_within_each_other_are_all_found() {
        let operands: Vec<String> = (0..20)
            .map(|bits| format!("10.{bits}.0.0/{}", 8 + bits))
            .collect();
        let operands: Vec<&str> = operands.iter().map(String::as_str).collect();
        let policies = policies("ForAllValues:IpAddress", &operands);
        let principal = Principal::parse("arn:aws:iam::111122223333:user/alice").unwrap();
        let resource = Resource::any();
        for (last, expected) in [
            ("10.255.1.1", Decision::Allowed),
            ("11.0.0.0", Decision::ImplicitDeny),
        ] {
            let values = (0..20)
                .map(|part| format!("10.{part}.7.1"))
                .chain([last.to_owned()]);
            let context = Context::new().with_list("k:v", values);
            let request = Request::new(&principal, "s3:GetObject", &resource).unwrap();
            assert_eq!(
                policies.evaluate(&request.with_context(&context)),
                expected,
                "{last}"
            );
        }
    }
}
