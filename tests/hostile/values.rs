//! Values at the limits of their types.

use crate::{ALICE, decide, with_condition};
use iam_eval::{Context, Decision};
use serde_json::json;
use workspace_tests::compare::{Answer, difference, engine};

#[test]
fn nul_and_characters_beyond_ascii() {
    for (pattern, value, expected) in [
        ("a\0b", "a\0b", true),
        ("a\0*", "a\0b", true),
        ("a", "a\0", false),
        ("?", "\0", true),
        ("?", "\u{1F600}", true),
        ("??", "\u{1F600}", false),
        ("é", "e\u{301}", false),
        ("*\u{FFFD}", "x\u{FFFD}", true),
        ("\u{7F}?", "\u{7F}\u{80}", true),
    ] {
        let document = with_condition("StringLike", pattern);
        let answer = decide(&document, Context::new().with("k:v", value));
        assert_eq!(
            answer == Decision::Allowed,
            expected,
            "{pattern:?} {value:?}"
        );
    }
    // The engine and the reference agree on letters beyond ASCII; in actions they are
    // case-sensitive.
    for (policy, request) in [("É", "é"), ("ı", "I"), ("ſ", "s"), ("\u{212A}", "k")] {
        let document = with_condition("StringEqualsIgnoreCase", policy);
        let line = json!({
            "request": {"principal": ALICE, "action": "s3:GetObject", "resource": "*",
                "context": {"k:v": request}},
            "policies": {"identity": [serde_json::from_str::<serde_json::Value>(&document).unwrap()]},
        });
        assert_eq!(difference(&line.to_string()), None);
        let action = json!({
            "request": {"principal": ALICE, "action": format!("s3:{request}"), "resource": "*"},
            "policies": {"identity": [{"Statement": {
                "Effect": "Allow", "Action": format!("s3:{policy}"), "Resource": "*"}}]},
        });
        assert_eq!(
            engine(&action.to_string()),
            Answer::Decided(Decision::ImplicitDeny)
        );
    }
}

#[test]
fn numbers_beyond_floating_point() {
    let decide = |operator: &str, given: &str, wanted: &str| {
        // As JSON numbers, not as strings.
        let line = format!(
            r#"{{"request":{{"principal":"{ALICE}","action":"s3:GetObject","resource":"*","context":{{"k:v":{given}}}}},
               "policies":{{"identity":[{{"Statement":{{"Effect":"Allow","Action":"*","Resource":"*",
               "Condition":{{"{operator}":{{"k:v":{wanted}}}}}}}}}]}}}}"#
        );
        assert_eq!(difference(&line), None);
        engine(&line)
    };
    let (yes, no) = (
        Answer::Decided(Decision::Allowed),
        Answer::Decided(Decision::ImplicitDeny),
    );
    assert_eq!(
        decide("NumericEquals", "9007199254740993", "9007199254740992"),
        no
    );
    assert_eq!(decide("NumericEquals", "1e400", "1e401"), no);
    assert_eq!(decide("NumericLessThan", "1e400", "1e401"), yes);
    assert_eq!(decide("NumericEquals", "-1e-400", "0"), no);
    assert_eq!(decide("NumericEquals", "1e400", "10e399"), yes);
    let long = "1".repeat(900);
    assert_eq!(decide("NumericLessThan", &long, &format!("{long}.5")), yes);
    // An exponent that exceeds every integer type, and too many digits, are not numbers.
    for hopeless in ["1e99999999999999999999", &"1".repeat(1_000_000)] {
        for operator in [
            "NumericEquals",
            "NumericLessThan",
            "NumericGreaterThanEquals",
        ] {
            assert_eq!(decide(operator, hopeless, "1"), no);
            assert_eq!(decide(operator, "1", hopeless), no);
        }
    }
}

#[test]
fn context_values_of_a_megabyte() {
    let long = "a".repeat(1 << 20);
    let context = || Context::new().with("k:v", long.as_str());
    for (operator, value, expected) in [
        ("StringEquals", long.clone(), true),
        ("StringEqualsIgnoreCase", long.to_uppercase(), true),
        ("StringLike", "a*a*a*a*b".to_owned(), false),
        ("StringLike", "*a".to_owned(), true),
        ("StringLike", "*b*".to_owned(), false),
        ("NumericEquals", "1".to_owned(), false),
        ("DateEquals", "2026-01-01".to_owned(), false),
        ("Bool", "true".to_owned(), false),
        ("BinaryEquals", "QUJD".to_owned(), false),
        ("IpAddress", "10.0.0.0/8".to_owned(), false),
        ("ArnLike", "arn:aws:s3:::*".to_owned(), false),
    ] {
        let answer = decide(&with_condition(operator, &value), context());
        assert_eq!(answer == Decision::Allowed, expected, "{operator}");
    }
    // In a variable, whose value is matched literally.
    let document = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*",
        "Resource":"arn:aws:s3:::*${k:v}*"}}"#;
    assert_eq!(decide(document, context()), Decision::ImplicitDeny);
}

#[test]
fn addresses_at_the_edges() {
    for (range, inside, outside) in [
        ("::/0", "::", "0.0.0.0"),
        ("::/128", "::0", "::1"),
        ("2001:db8::/32", "2001:db8:ffff::", "2001:db9::"),
        ("2001:db8::8000/113", "2001:db8::ffff", "2001:db8::7fff"),
        ("fe80::/10", "febf:ffff::1", "fec0::"),
        (
            "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128",
            "FFFF:ffff:ffff:ffff:ffff:ffff:255.255.255.255",
            "::",
        ),
        ("0.0.0.0/0", "255.255.255.255", "::ffff:1.2.3.4"),
        ("255.255.255.255/32", "255.255.255.255", "255.255.255.254"),
        ("128.0.0.0/1", "255.0.0.0", "127.255.255.255"),
        ("::ffff:0:0/96", "::ffff:1.2.3.4", "1.2.3.4"),
    ] {
        let document = with_condition("IpAddress", range);
        let answer = |address: &str| decide(&document, Context::new().with("k:v", address));
        assert_eq!(answer(inside), Decision::Allowed, "{inside} in {range}");
        assert_eq!(
            answer(outside),
            Decision::ImplicitDeny,
            "{outside} in {range}"
        );
        for nonsense in [
            "",
            "1.2.3",
            "1.2.3.4.5",
            "256.0.0.1",
            "::g",
            "fe80::1%eth0",
            "[::1]",
            "1.2.3.4 ",
            ":::",
            "1::2::3",
        ] {
            assert_eq!(
                answer(nonsense),
                Decision::ImplicitDeny,
                "{nonsense} in {range}"
            );
        }
    }
    for range in [
        "1.2.3.4/33",
        "::/129",
        "1.2.3.4/-1",
        "1.2.3.4/+8",
        "1.2.3.4/08",
        "1.2.3.4/",
        "/8",
        "1.2.3.4/8/8",
        "1.2.3.4/99999999999999999999",
    ] {
        let text = with_condition("IpAddress", range);
        let line = json!({
            "request": {"principal": ALICE, "action": "s3:GetObject", "resource": "*"},
            "policies": {"identity": [text]},
        });
        assert_eq!(difference(&line.to_string()), None, "{range}");
    }
}

#[test]
fn dates_out_of_range() {
    for nonsense in [
        "2026-00-01",
        "2026-13-01",
        "2026-01-32",
        "2026-02-29",
        "2026-04-31",
        "0000-00-00",
        "2026-01-01T24:00:00Z",
        "2026-01-01T23:60:00Z",
        "2026-01-01T23:59:61Z",
        "2026-01-01T00:00:00+24:00",
        "2026-01-01T00:00:00+00:60",
        "10000-01-01",
        "-2026-01-01",
        "+2026",
        "2026-1-1",
        "2026-01-01T",
        "2026-01-01 00:00:00Z",
        "99999999999999999999999",
        "-99999999999999999999999",
        "1e400",
        "NaN",
        "9999-12-31T23:59:59.99999999999999999999999999999Z",
        "2026-01-01T00:00:00.Z",
    ] {
        for operator in [
            "DateEquals",
            "DateLessThan",
            "DateGreaterThanEquals",
            "DateNotEquals",
        ] {
            for (given, wanted) in [
                (nonsense, "2026-01-01"),
                ("2026-01-01", nonsense),
                (nonsense, nonsense),
            ] {
                let line = json!({
                    "request": {"principal": ALICE, "action": "s3:GetObject", "resource": "*",
                        "context": {"k:v": given}},
                    "policies": {"identity": [with_condition(operator, wanted)]},
                });
                assert_eq!(difference(&line.to_string()), None);
            }
        }
    }
    let leap = with_condition("DateEquals", "2000-02-29");
    assert_eq!(
        decide(&leap, Context::new().with("k:v", "951782400")),
        Decision::Allowed
    );
    let last = with_condition("DateGreaterThan", "9999-12-31T23:59:59Z");
    assert_eq!(
        decide(&last, Context::new().with("k:v", "9999-12-31T23:59:59.5Z")),
        Decision::Allowed
    );
}
