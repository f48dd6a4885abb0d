//! Properties that hold for every input: the bodies of the fuzz targets, which `cargo test` also
//! runs on earlier findings.
//!
//! Each takes bytes, and panics if the property is violated.
#![allow(
    clippy::panic,
    clippy::expect_used,
    reason = "a check fails by panicking"
)]

use crate::compare::{Answer, difference, engine};
use crate::generate::universe::operators;
use crate::generate::{self, edit};
use crate::naive::wildcard_matches;
use iam_eval::{
    Context, Decision, Document, LevelKind, Policy, PolicyKind, PolicySet, Principal, Request,
    Resource, read,
};
use iam_scenario::ScenarioLabel;
use proptest::strategy::{BoxedStrategy, Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::value::RawValue;
use serde_json::{Value, json};

/// A check with the name of its fuzz target.
pub type Check = (&'static str, fn(&[u8]));

/// Every check.
pub const ALL: [Check; 7] = [
    ("checker", checker),
    ("inputs", inputs),
    ("parse", parse),
    ("evaluate_vs_reference", evaluate_vs_reference),
    ("wildcard", wildcard),
    ("condition_values", condition_values),
    ("jsonl", jsonl),
];

/// An input file of the checker, or a principal with policies generated from bytes: granted actions
/// are allowed, and the fix closes the gap.
pub fn checker(data: &[u8]) {
    crate::checker::check(data);
}

/// A file's name in the first line, its content in the others: however a file of accounts, roles or
/// infrastructure is laid out, the same principals with the same policies are read, or none.
pub fn inputs(data: &[u8]) {
    let _ = crate::inputs::check(data);
}

/// A document: the first byte is the policy type, the rest is its text. An accepted document is
/// JSON, and equal after a round trip. The error of parsing is among all of its mistakes.
pub fn parse(data: &[u8]) {
    let Some((first, rest)) = data.split_first() else {
        return;
    };
    let Ok(text) = std::str::from_utf8(rest) else {
        return;
    };
    let kind = PolicyKind::ALL[usize::from(*first) % PolicyKind::ALL.len()];
    let reading = read(kind, "p", text);
    assert_eq!(reading.document.is_some(), reading.mistakes.is_empty());
    assert!(reading.is_whole || reading.document.is_none());
    let places = reading.mistakes.iter().map(|one| one.span().start);
    assert!(places.is_sorted(), "{:?}", reading.mistakes);
    let document = match Document::parse(kind, "p", text) {
        Ok(document) => {
            assert!(reading.mistakes.is_empty(), "{:?}", reading.mistakes);
            document
        }
        Err(error) => {
            assert!(
                reading.mistakes.contains(&error),
                "{error}: not among all mistakes"
            );
            let lines = text.split('\n').count();
            assert!(
                error.position().line as usize <= lines,
                "{error}: outside the text"
            );
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(text) {
        panic!("accepted, but not JSON: {error}");
    }
    let written = serde_json::to_string(&document).expect("documents can be written");
    let again = Document::parse(kind, "p", &written)
        .unwrap_or_else(|error| panic!("rejected after a round trip: {error}: {written}"));
    let rewritten = serde_json::to_string(&again).expect("documents can be written");
    assert_eq!(written, rewritten);
    assert_eq!(answers(&document), answers(&again), "{written}");
}

/// The answers for some requests.
fn answers(document: &Document) -> Vec<Decision> {
    let policy = Policy::compile(document.clone());
    let policies = match document.kind() {
        PolicyKind::ServiceControl => {
            PolicySet::new().with_level(LevelKind::ServiceControl, [policy])
        }
        PolicyKind::ResourceControl => {
            PolicySet::new().with_level(LevelKind::ResourceControl, [policy])
        }
        _ => PolicySet::new().with(policy),
    };
    let policies = policies.expect("a first policy");
    let context = Context::new()
        .with("aws:SourceIp", "203.0.113.7")
        .with_list("aws:TagKeys", ["a", "b"]);
    let mut answers = Vec::new();
    for (action, resource) in [
        ("s3:GetObject", "arn:aws:s3:::bucket/key"),
        ("sts:AssumeRole", "arn:aws:iam::111122223333:role/app"),
        ("ec2:DescribeInstances", "*"),
    ] {
        for caller in ["arn:aws:iam::111122223333:user/alice", "*"] {
            let principal = Principal::parse(caller).expect("a caller");
            let resource = Resource::parse(resource).expect("a resource");
            let request = Request::new(&principal, action, &resource).expect("an action");
            let request = request.with_context(&context);
            let answer = policies.evaluate(&request);
            assert_eq!(policies.explain(&request).decision, answer);
            answers.push(answer);
        }
    }
    answers
}

/// A scenario generated from the seed in the first two bytes, with the edits in the others: the
/// engine gives the same answer as the reference.
pub fn evaluate_vs_reference(data: &[u8]) {
    let Some((seed, edits)) = data.split_first_chunk::<2>() else {
        return;
    };
    let rng = TestRng::from_seed(RngAlgorithm::XorShift, &seed.repeat(8));
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    // Building the strategy takes longer than using it.
    thread_local! {
        static SCENARIOS: BoxedStrategy<Value> = generate::valid_scenario().boxed();
    }
    let Ok(tree) = SCENARIOS.with(|scenarios| scenarios.new_tree(&mut runner)) else {
        return;
    };
    let mut scenario = tree.current();
    edit::edit(&mut scenario, edits);
    agree(&scenario);
}

fn agree(scenario: &Value) {
    if let Some(difference) = difference(&scenario.to_string()) {
        panic!("{difference}");
    }
}

/// A pattern up to the first line break, and a text: the engine's matcher agrees with the naive
/// one.
pub fn wildcard(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let Some((pattern, text)) = text.split_once('\n') else {
        return;
    };
    if pattern.len() * text.len() > 1 << 20 {
        return;
    }
    // An action has one colon, and a request names one action, without blanks (S1.7).
    let action_pattern = format!("name:x{}", pattern.replace(':', ""));
    let is_no_name = |byte: char| byte <= ' ' || "*?:".contains(byte);
    let is_action = !pattern.contains(':') && !text.contains(is_no_name);
    let document = json!({"Statement": [
        {"Effect": "Allow", "Action": "like:x", "Resource": "*",
         "Condition": {"StringLike": {"k:text": pattern}}},
        {"Effect": "Allow", "Action": action_pattern, "Resource": "*"},
        {"Effect": "Allow", "Action": "arn:x", "Resource": format!("arn:aws:s3:::{pattern}")},
    ]});
    let policy = Policy::parse(PolicyKind::Identity, "p", &document.to_string())
        .unwrap_or_else(|error| panic!("{error}"));
    let policies = PolicySet::new().with(policy).expect("a first policy");
    let principal = Principal::parse("arn:aws:iam::111122223333:user/alice").expect("a caller");
    let context = Context::new().with("k:text", text);
    let any = Resource::any();
    let own = Resource::parse(&format!("arn:aws:s3:::{text}")).expect("an ARN");
    let allows = |action: &str, resource| {
        let request = Request::new(&principal, action, resource).expect("an action");
        policies.evaluate(&request.with_context(&context)) == Decision::Allowed
    };
    let expected = wildcard_matches(pattern, text);
    assert_eq!(allows("like:x", &any), expected, "StringLike");
    assert_eq!(allows("arn:x", &own), expected, "Resource");
    let folded = wildcard_matches(&pattern.to_ascii_lowercase(), &text.to_ascii_lowercase());
    if is_action {
        assert_eq!(allows(&format!("NAME:X{text}"), &any), folded, "Action");
    }
}

/// An operator's number as one byte, the request's value up to the first line break, and the
/// policy's value: the engine agrees with the reference.
pub fn condition_values(data: &[u8]) {
    let Some((number, rest)) = data.split_first() else {
        return;
    };
    let Ok(text) = std::str::from_utf8(rest) else {
        return;
    };
    let (given, wanted) = text.split_once('\n').unwrap_or((text, text));
    let operators: Vec<&str> = operators().collect();
    let (set, number) = (number / 64, usize::from(number % 64));
    let name = operators[number % operators.len()];
    let operator = match set {
        _ if name == "Null" => name.to_owned(),
        1 => format!("ForAllValues:{name}"),
        2 => format!("ForAnyValue:{name}IfExists"),
        _ => name.to_owned(),
    };
    let version = if set == 3 { "2008-10-17" } else { "2012-10-17" };
    agree(&json!({
        "request": {
            "principal": "arn:aws:iam::111122223333:user/alice",
            "action": "s3:GetObject",
            "resource": "arn:aws:s3:::bucket/key",
            "context": {"k:value": given, "k:other": "a*"},
        },
        "policies": {"identity": [{"Version": version, "Statement": {
            "Effect": "Allow", "Action": "*", "Resource": "*",
            "Condition": {operator: {"k:value": wanted}},
        }}]},
    }));
}

/// Lines of scenarios, read as by the command line: none makes the engine panic, and for the
/// request and the policies in each the engine agrees with the reference.
pub fn jsonl(data: &[u8]) {
    #[derive(serde::Deserialize)]
    struct Parts<'a> {
        #[serde(borrow)]
        request: &'a RawValue,
        #[serde(borrow)]
        policies: &'a RawValue,
    }
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    for line in text.split('\n') {
        let _ = ScenarioLabel::parse(line);
        let answer = engine(line);
        // Members beside the question don't matter.
        let Ok(parts) = serde_json::from_str::<Parts<'_>>(line) else {
            assert_eq!(answer, Answer::Refused, "{line}");
            continue;
        };
        let (request, policies) = (parts.request.get(), parts.policies.get());
        let question = format!(r#"{{"request":{request},"policies":{policies}}}"#);
        // … except that they can make the line invalid, such as a second `id`.
        if answer != Answer::Refused {
            assert_eq!(answer, engine(&question), "{line}");
        }
        if let Some(difference) = difference(&question) {
            panic!("{difference}");
        }
    }
}
