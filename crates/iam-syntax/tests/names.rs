//! The names of what documents consist of: read and written, they are the same.

use iam_syntax::document::operator::{Comparison, Operator, TextTest};
use iam_syntax::{Effect, Element, PolicyKind};

#[test]
fn kinds_of_policies() {
    let names = [
        ("identity", "identity-based policy"),
        ("permissionsBoundary", "permissions boundary"),
        ("session", "session policy"),
        ("serviceControl", "service control policy"),
        ("resourceControl", "resource control policy"),
        ("resource", "resource-based policy"),
        ("trust", "role trust policy"),
        ("vpcEndpoint", "VPC endpoint policy"),
    ];
    assert_eq!(PolicyKind::ALL.len(), names.len());
    for (code, name) in names {
        let kind: PolicyKind = code.parse().expect(code);
        assert_eq!(name.parse(), Ok(kind));
        assert_eq!((kind.code(), kind.name()), (code, name));
        assert_eq!(kind.to_string(), name);
        assert!(code.to_uppercase().parse::<PolicyKind>().is_err());
    }
}

#[test]
fn effects() {
    for (name, effect) in [("Allow", Effect::Allow), ("Deny", Effect::Deny)] {
        assert_eq!(name.parse(), Ok(effect));
        assert_eq!(effect.to_string(), name);
    }
    let error = "allow".parse::<Effect>().map_err(|error| error.to_string());
    let expected = "found `allow`, expected one of `Allow`, `Deny`";
    assert_eq!(error, Err(expected.to_owned()));
}

#[test]
fn elements() {
    assert_eq!(Element::NotAction.to_string(), "NotAction");
    assert_eq!(Element::Condition.to_string(), "Condition");
}

/// Each operator: its name, the name of its positive form, whether it is negated, whether it takes
/// variables, and whether it takes wildcards literally.
const OPERATORS: [(&str, &str, bool, bool, bool); 27] = [
    ("StringEquals", "StringEquals", false, true, true),
    ("StringNotEquals", "StringEquals", true, true, true),
    (
        "StringEqualsIgnoreCase",
        "StringEqualsIgnoreCase",
        false,
        true,
        true,
    ),
    (
        "StringNotEqualsIgnoreCase",
        "StringEqualsIgnoreCase",
        true,
        true,
        true,
    ),
    ("StringLike", "StringLike", false, true, false),
    ("StringNotLike", "StringLike", true, true, false),
    ("NumericEquals", "NumericEquals", false, false, false),
    ("NumericNotEquals", "NumericNotEquals", true, false, false),
    ("NumericLessThan", "NumericLessThan", false, false, false),
    (
        "NumericLessThanEquals",
        "NumericLessThanEquals",
        false,
        false,
        false,
    ),
    (
        "NumericGreaterThan",
        "NumericGreaterThan",
        false,
        false,
        false,
    ),
    (
        "NumericGreaterThanEquals",
        "NumericGreaterThanEquals",
        false,
        false,
        false,
    ),
    ("DateEquals", "DateEquals", false, false, false),
    ("DateNotEquals", "DateNotEquals", true, false, false),
    ("DateLessThan", "DateLessThan", false, false, false),
    (
        "DateLessThanEquals",
        "DateLessThanEquals",
        false,
        false,
        false,
    ),
    ("DateGreaterThan", "DateGreaterThan", false, false, false),
    (
        "DateGreaterThanEquals",
        "DateGreaterThanEquals",
        false,
        false,
        false,
    ),
    ("Bool", "Bool", false, true, false),
    ("BinaryEquals", "BinaryEquals", false, false, false),
    ("IpAddress", "IpAddress", false, false, false),
    ("NotIpAddress", "IpAddress", true, false, false),
    ("ArnEquals", "ArnEquals", false, true, false),
    ("ArnNotEquals", "ArnEquals", true, true, false),
    ("ArnLike", "ArnEquals", false, true, false),
    ("ArnNotLike", "ArnEquals", true, true, false),
    ("Null", "Null", false, false, false),
];

#[test]
fn operators() {
    let mut names: Vec<&str> = Operator::names().collect();
    let mut expected: Vec<&str> = OPERATORS.iter().map(|(name, ..)| *name).collect();
    names.sort_unstable();
    expected.sort_unstable();
    assert_eq!(names, expected);
    for (name, positive, is_negated, takes_variables, is_literal) in OPERATORS {
        let operator = Operator::parse(name).expect(name);
        assert_eq!(operator.positive_name(), positive, "{name}");
        assert_eq!(operator.is_negated(), is_negated, "{name}");
        assert_eq!(operator.takes_variables(), takes_variables, "{name}");
        assert_eq!(operator.takes_wildcards_literally(), is_literal, "{name}");
        assert!(!operator.verb().is_empty(), "{name}");
        assert_eq!(
            Operator::suggestion(&name.to_uppercase()).as_deref(),
            Some(name)
        );
        for before in ["", "ForAllValues:", "ForAnyValue:"] {
            for after in ["", "IfExists"] {
                let whole = format!("{before}{name}{after}");
                let is_operator = name != "Null" || whole == name;
                let read = Operator::parse(&whole);
                assert_eq!(read.is_some(), is_operator, "{whole}");
                if let Some(operator) = read {
                    assert_eq!(operator.to_string(), whole);
                    assert_eq!(format!("{operator:?}"), whole);
                }
            }
        }
    }
    assert_eq!(Operator::suggestion("StringEqual"), None);
}

#[test]
fn text_operators() {
    let test = |name: &str| match Operator::parse(name).map(|operator| operator.comparison()) {
        Some(Comparison::Text(test)) => test,
        other => panic!("{name}: {other:?}"),
    };
    let flags = |test: TextTest| (test.has_wildcards(), test.ignores_case());
    assert_eq!(flags(test("StringEquals")), (false, false));
    assert_eq!(flags(test("StringNotEqualsIgnoreCase")), (false, true));
    assert_eq!(flags(test("StringLike")), (true, false));
}
