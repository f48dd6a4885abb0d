//! Hostile input: never a panic, a stack overflow, unbounded time or a wrong yes.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use iam_eval::{
    Context, Decision, Document, Policy, PolicyErrorKind, PolicyKind, PolicySet, Principal,
    Request, Resource, Scenario,
};
use serde_json::json;
use std::time::{Duration, Instant};
use workspace_tests::compare::{Answer, difference, engine, reference};
use workspace_tests::naive::wildcard_matches;

const ALICE: &str = "arn:aws:iam::111122223333:user/alice";

fn decide(document: &str, context: Context) -> Decision {
    let policy = Policy::parse(PolicyKind::Identity, "p", document).unwrap();
    let principal = Principal::parse(ALICE).unwrap();
    let resource = Resource::parse("arn:aws:s3:::bucket/key").unwrap();
    let request = Request::new(&principal, "s3:GetObject", &resource).unwrap();
    PolicySet::new()
        .with(policy)
        .evaluate(&request.with_context(&context))
}

fn with_condition(operator: &str, value: &str) -> String {
    json!({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*",
        "Condition": {operator: {"k:v": value}}}})
    .to_string()
}

fn refused(kind: PolicyKind, text: &str) -> PolicyErrorKind {
    Document::parse(kind, "p", text).unwrap_err().kind()
}

/// The time of the quickest of some runs.
fn time(mut run: impl FnMut()) -> Duration {
    let once = |run: &mut dyn FnMut()| {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    (0..5).map(|_| once(&mut run)).min().unwrap_or_default()
}

#[test]
fn wildcards_take_no_more_than_pattern_times_text() {
    // `a*a*…*b` against a text of `a`s: exponential for a matcher that tries every way.
    let pattern = |stars: usize| "a*".repeat(stars) + "b";
    let measure = |stars: usize, length: usize| {
        let document = with_condition("StringLike", &pattern(stars));
        let policy = Policy::parse(PolicyKind::Identity, "p", &document).unwrap();
        let policies = PolicySet::new().with(policy);
        let principal = Principal::parse(ALICE).unwrap();
        let resource = Resource::any();
        let context = Context::new().with("k:v", "a".repeat(length));
        let request = Request::new(&principal, "s3:GetObject", &resource).unwrap();
        let request = request.with_context(&context);
        time(|| assert_eq!(policies.evaluate(&request), Decision::ImplicitDeny))
    };
    let small = measure(50, 10_000);
    let large = measure(400, 80_000);
    // 8 × 8 as much, and four times that for a busy machine; never less than what a clock tells.
    let most = small.max(Duration::from_micros(200)) * 64 * 4;
    assert!(large < most, "{small:?}, then {large:?}");
}

#[test]
fn wildcards_of_many_shapes_against_long_texts() {
    let text = "ab".repeat(500) + "c";
    for pattern in [
        "*".repeat(1_000),
        "*?".repeat(300),
        "?".repeat(1_001),
        "?".repeat(1_000),
        "*ab".repeat(300) + "*c",
        "*ba*".repeat(200) + "c",
        "*a?*".repeat(300),
        "ab*".repeat(499) + "abc",
        "ab*".repeat(501) + "c",
    ] {
        let document = with_condition("StringLike", &pattern);
        let answer = decide(&document, Context::new().with("k:v", text.as_str()));
        let expected = wildcard_matches(&pattern, &text);
        assert_eq!(answer == Decision::Allowed, expected, "{pattern:.40}");
    }
}

#[test]
fn deep_json_is_refused() {
    for depth in [50, 200, 1_000, 1_000_000] {
        let nested = "[".repeat(depth) + &"]".repeat(depth);
        let objects = "{\"a\":".repeat(depth) + "1" + &"}".repeat(depth);
        for value in [
            nested.as_str(),
            objects.as_str(),
            &"[".repeat(depth),
            &"{\"a\":".repeat(depth),
        ] {
            for text in [
                value.to_owned(),
                format!(r#"{{"Statement":{value}}}"#),
                format!(r#"{{"Statement":{{"Effect":"Allow","Action":{value},"Resource":"*"}}}}"#),
                format!(
                    r#"{{"Statement":{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{value}}}}}"#
                ),
                format!(
                    r#"{{"Statement":{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{"Bool":{{"a:b":{value}}}}}}}}}"#
                ),
            ] {
                for kind in [PolicyKind::Identity, PolicyKind::Resource] {
                    assert!(Document::parse(kind, "p", &text).is_err(), "{text:.60}");
                }
            }
            let line = format!(
                r#"{{"request":{{"principal":"*","action":"s3:GetObject","resource":"*","context":{{"a":{value}}}}},"policies":{{}}}}"#
            );
            assert_eq!(engine(&line), Answer::Refused);
            assert_eq!(reference(&line), Answer::Refused);
            let line = format!(
                r#"{{"x":{value},"request":{{"principal":"*","action":"s3:GetObject","resource":"*"}},"policies":{{"identity":[{value}]}}}}"#
            );
            assert_eq!(engine(&line), Answer::Refused);
        }
    }
}

#[test]
fn huge_arrays() {
    let actions: Vec<String> = (0..60_000)
        .map(|number| format!("s3:Action{number}"))
        .collect();
    let mut document =
        json!({"Statement": {"Effect": "Allow", "Action": actions, "Resource": "*"}});
    assert_eq!(
        decide(&document.to_string(), Context::new()),
        Decision::ImplicitDeny
    );
    document["Statement"]["Action"]
        .as_array_mut()
        .unwrap()
        .push(json!("s3:GetObject"));
    assert_eq!(
        decide(&document.to_string(), Context::new()),
        Decision::Allowed
    );

    let values: Vec<String> = (0..100_000).map(|number| number.to_string()).collect();
    let document = json!({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*",
        "Condition": {"ForAnyValue:StringEquals": {"k:v": values}}}});
    let context = |value: &str| Context::new().with_list("k:v", [value, "x"]);
    assert_eq!(
        decide(&document.to_string(), context("99999")),
        Decision::Allowed
    );
    assert_eq!(
        decide(&document.to_string(), context("100000")),
        Decision::ImplicitDeny
    );
}

#[test]
fn a_million_statements() {
    // 24 bytes a statement would not do: a document has a limit, and says so.
    let statement = r#"{"Effect":"Allow","Action":"a:b","Resource":"*"}"#;
    let many = |count: usize, last: &str| {
        let statements = format!("{statement},").repeat(count);
        format!(r#"{{"Statement":[{statements}{last}]}}"#)
    };
    let million = many(1_000_000, statement);
    assert!(million.len() > Document::MAX_BYTES);
    assert_eq!(
        refused(PolicyKind::Identity, &million),
        PolicyErrorKind::TooLarge
    );
    // As many as the limit lets in, the deciding one last.
    let most = Document::MAX_BYTES / (statement.len() + 1) - 10;
    let deny = r#"{"Effect":"Deny","Action":"*","Resource":"*"}"#;
    assert_eq!(
        decide(&many(most, deny), Context::new()),
        Decision::ExplicitDeny
    );
    assert_eq!(
        decide(&many(most, statement), Context::new()),
        Decision::ImplicitDeny
    );
}

#[test]
fn a_million_statements_in_many_documents() {
    let statements = r#"{"Effect":"Allow","Action":"a:b","Resource":"*"},"#.repeat(9_999);
    let document = |last: &str| format!(r#"{{"Statement":[{statements}{last}]}}"#);
    let silent = Policy::parse(
        PolicyKind::Identity,
        "p",
        &document(r#"{"Effect":"Deny","Action":"c:d","Resource":"*"}"#),
    )
    .unwrap();
    let mut policies = PolicySet::new();
    for _ in 0..100 {
        policies = policies.with(silent.clone());
    }
    let deny = document(r#"{"Effect":"Deny","Action":"s3:*","Resource":"*"}"#);
    policies = policies.with(Policy::parse(PolicyKind::Identity, "p", &deny).unwrap());
    let principal = Principal::parse(ALICE).unwrap();
    let resource = Resource::any();
    let request = Request::new(&principal, "s3:GetObject", &resource).unwrap();
    assert_eq!(policies.evaluate(&request), Decision::ExplicitDeny);
}

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
    // Letters beyond ASCII: the engine and the reference agree, and no action has two cases of them.
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
fn lone_surrogates_are_refused() {
    let text = |value: &str| {
        format!(
            r#"{{"Statement":{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{"StringLike":{{"k:v":"{value}"}}}}}}}}"#
        )
    };
    for value in [
        r"\ud83d",
        r"\ude00",
        r"\ud83dx",
        r"\ud83d\u0041",
        r"\ude00\ud83d",
        r"\ud83",
        r"\uzzzz",
        r"\x",
    ] {
        assert_eq!(
            refused(PolicyKind::Identity, &text(value)),
            PolicyErrorKind::Json,
            "{value}"
        );
    }
    let pair = decide(
        &text(r"\ud83d\ude00"),
        Context::new().with("k:v", "\u{1F600}"),
    );
    assert_eq!(pair, Decision::Allowed);
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
    // An exponent that no machine number holds, and more digits than anybody needs, are no numbers.
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
fn duplicate_keys_are_refused_everywhere() {
    for text in [
        r#"{"Version":"2012-10-17","Version":"2012-10-17","Statement":[]}"#,
        r#"{"Statement":[],"Statement":[]}"#,
        r#"{"Statement":[],"\u0053tatement":[]}"#,
        r#"{"Statement":{"Effect":"Deny","Effect":"Allow","Action":"*","Resource":"*"}}"#,
        r#"{"Statement":{"Effect":"Allow","Action":"a:b","Action":"*","Resource":"*"}}"#,
        r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"a","Resource":"*"}}"#,
        r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{},"Bool":{}}}}"#,
        r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"a":"true","a":"false"}}}}"#,
        r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"a":"true","A":"false"}}}}"#,
        r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{},"Condition":{}}}"#,
    ] {
        let error = refused(PolicyKind::Identity, text);
        assert_eq!(error, PolicyErrorKind::DuplicateElement, "{text}");
    }
    let principal = r#"{"Statement":{"Effect":"Allow","Principal":{"AWS":[],"AWS":"*"},"Action":"*","Resource":"*"}}"#;
    assert_eq!(
        refused(PolicyKind::Resource, principal),
        PolicyErrorKind::DuplicateElement
    );
    for line in [
        r#"{"request":{"principal":"*","principal":"*","action":"a:b","resource":"*"},"policies":{}}"#,
        r#"{"request":{"principal":"*","action":"a:b","resource":"*"},"policies":{},"policies":{}}"#,
        r#"{"request":{"principal":"*","action":"a:b","resource":"*"},"policies":{"identity":[],"identity":[]}}"#,
        r#"{"request":{"principal":"*","action":"a:b","resource":"*","context":{"a":"1","A":"2"}},"policies":{}}"#,
    ] {
        assert_eq!(engine(line), Answer::Refused, "{line}");
        assert_eq!(reference(line), Answer::Refused, "{line}");
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
    // In a variable, whose value is literal.
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

#[test]
fn long_lines_of_nonsense() {
    for piece in [
        "{",
        "[",
        "\"",
        "\\",
        "\0",
        "a",
        "é",
        "{\"request\":",
        "0",
        " ",
    ] {
        let line = piece.repeat(2_000_000);
        assert!(Scenario::parse(&line).is_err());
        assert!(
            Document::parse(
                PolicyKind::Identity,
                "p",
                &line[..Document::MAX_BYTES.min(line.len())]
            )
            .is_err()
        );
    }
}
