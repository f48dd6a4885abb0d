use crate::policy::Policy;
use crate::policy_set::PolicySet;
use crate::request::{Context, Principal, Request, Resource};
use crate::{Decision, PartialDecision, PartialRequest, UnknownKeys};
use iam_syntax::document::PolicyKind;

const VALUES: [&str; 26] = [
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
    "arn:aws:s3:::a*",
    "a*",
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
        .with_resource(&resource)
        .with_context(context)
        .with_unknown_keys(unknown);
    policies.evaluate_partial(&request)
}

/// Many values at once give the same results as one by one.
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
            // Dates and ranges that can't be read are rejected in a policy.
            let readable = match operator {
                _ if operator.starts_with("Date") => &VALUES[19..22],
                "IpAddress" | "NotIpAddress" => &VALUES[22..25],
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
fn starts_within_each_other_are_all_found() {
    let starts = ["b", "abc", "ab", "ab", "ac", "", "b\u{e9}"];
    for skipped in 0..starts.len() {
        let starts: Vec<&[u8]> = starts
            .iter()
            .enumerate()
            .filter(|(at, _)| *at != skipped && *at != 5 || skipped == *at + 1)
            .map(|(_, start)| start.as_bytes())
            .collect();
        let sorted = super::Starts::of(starts.clone());
        for value in ["", "a", "ab", "abb", "abcd", "ad", "b", "b\u{e9}x", "c"] {
            let expected = starts
                .iter()
                .any(|start| value.as_bytes().starts_with(start));
            assert_eq!(sorted.fit(value.as_bytes()), expected, "{value} {starts:?}");
        }
    }
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
