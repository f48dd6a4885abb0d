//! The wildcard matcher compared with two others: `regex`, and `globset` for patterns in which only
//! `*` and `?` are special to it.

use globset::GlobBuilder;
use iam_eval::{
    Context, Decision, Policy, PolicyKind, PolicySet, Principal, Request, Resource, ResourcePattern,
};
use proptest::prelude::*;
use regex::Regex;
use serde_json::json;
use workspace_tests::generate;

/// Whether the engine matches a text against a pattern: under `StringLike`.
fn engine_matches(pattern: &str, text: &str) -> bool {
    let document = json!({"Statement": {
        "Effect": "Allow", "Action": "*", "Resource": "*",
        "Condition": {"StringLike": {"k:text": pattern}},
    }});
    allows(
        &document,
        Context::new().with("k:text", text),
        &Resource::any(),
    )
}

fn allows(document: &serde_json::Value, context: Context, resource: &Resource) -> bool {
    let policy = Policy::parse(PolicyKind::Identity, "p", &document.to_string()).unwrap();
    let principal = Principal::parse("arn:aws:iam::111122223333:user/alice").unwrap();
    let request = Request::new(&principal, "s3:GetObject", resource).unwrap();
    let request = request.with_context(&context);
    PolicySet::new().with(policy).unwrap().evaluate(&request) == Decision::Allowed
}

fn regex_matches(pattern: &str, text: &str) -> bool {
    let expression = regex::escape(pattern)
        .replace(r"\*", ".*")
        .replace(r"\?", ".");
    Regex::new(&format!("(?s)^{expression}$"))
        .unwrap()
        .is_match(text)
}

/// `None` if the two syntaxes differ.
fn glob_matches(pattern: &str, text: &str) -> Option<bool> {
    // globset's `?` is a byte, its `**` is special, and paths are split at `/` and `.`.
    if !text.is_ascii() || !pattern.is_ascii() || pattern.contains("**") {
        return None;
    }
    let mut escaped = String::new();
    for character in pattern.chars() {
        if matches!(character, '[' | ']' | '{' | '}' | '\\' | '!' | ',') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    let glob = GlobBuilder::new(&escaped)
        .literal_separator(false)
        .backslash_escape(true)
        .empty_alternates(true)
        .build()
        .unwrap();
    Some(glob.compile_matcher().is_match(text))
}

/// A pattern, and a text that often matches or nearly matches it.
fn pattern_and_text() -> impl Strategy<Value = (String, String)> {
    let piece = prop_oneof![
        3 => Just("*".to_owned()),
        2 => Just("?".to_owned()),
        6 => "[ab]{1,3}",
        1 => "[\\[\\]{}!^,\\\\.$+|()/:\n é\u{1F600}-]",
    ];
    let pieces = prop::collection::vec((piece, "[ab?*/é]{0,3}"), 0..8);
    (pieces, "[ab]{0,2}", 0..6u8).prop_map(|(pieces, noise, spoil)| {
        let pattern: String = pieces.iter().map(|(piece, _)| piece.as_str()).collect();
        let mut text: String = pieces
            .iter()
            .map(|(piece, filling)| match piece.as_str() {
                "*" => filling.clone(),
                "?" => filling.chars().next().unwrap_or('z').to_string(),
                literal => literal.to_owned(),
            })
            .collect();
        match spoil {
            0 => text.push_str(&noise),
            1 => text.insert_str(0, &noise),
            2 => {
                text.pop();
            }
            _ => {}
        }
        (pattern, text)
    })
}

proptest! {
    #![proptest_config(generate::config(10_000))]

    #[test]
    fn of_texts((pattern, text) in pattern_and_text()) {
        let answer = engine_matches(&pattern, &text);
        prop_assert_eq!(answer, regex_matches(&pattern, &text), "regex: {:?} {:?}", pattern, text);
        if let Some(glob) = glob_matches(&pattern, &text) {
            prop_assert_eq!(answer, glob, "globset: {:?} {:?}", pattern, text);
        }
    }

    #[test]
    fn of_resources((pattern, text) in pattern_and_text(), part in 1..6usize) {
        let colons = |text: &str| text.contains(':') && part < 5;
        prop_assume!(!colons(&pattern) && !colons(&text));
        // S1.8: an ARN without a service is rejected.
        prop_assume!(part != 2 || !pattern.is_empty());
        let arn = |text: &str| {
            let mut parts = ["arn", "aws", "s3", "r", "111122223333", "x"];
            parts[part] = text;
            parts.join(":")
        };
        let document = json!({"Version": "2008-10-17", "Statement": {
            "Effect": "Allow", "Action": "*", "Resource": arn(&pattern),
        }});
        let resource = Resource::parse(&arn(&text)).unwrap().owned_by("111122223333");
        let answer = allows(&document, Context::new(), &resource);
        prop_assert_eq!(answer, regex_matches(&pattern, &text), "{:?} {:?}", pattern, text);
    }

    #[test]
    fn of_actions((pattern, text) in pattern_and_text()) {
        // S1.7: an action has one colon; a request names one action, without blanks.
        let name = |text: &str| format!("x{}", text.replace(|byte| byte == ':' || byte <= ' ', "-"));
        let (pattern, text) = (name(&pattern), name(&text).replace(['*', '?'], "+"));
        let document = json!({"Version": "2008-10-17", "Statement": {
            "Effect": "Allow", "Action": format!("svc:{pattern}"), "Resource": "*",
        }});
        let policy = Policy::parse(PolicyKind::Identity, "p", &document.to_string()).unwrap();
        let principal = Principal::parse("arn:aws:iam::111122223333:user/alice").unwrap();
        let action = format!("SVC:{}", text.to_ascii_uppercase());
        let resource = Resource::any();
        let request = Request::new(&principal, &action, &resource).unwrap();
        let answer = PolicySet::new().with(policy).unwrap().evaluate(&request) == Decision::Allowed;
        prop_assert_eq!(answer, regex_matches(&pattern, &text), "{:?} {:?}", pattern, text);
    }

    #[test]
    fn a_covering_pattern_matches_everything_the_covered_one_does(
        (a, _) in pattern_and_text(),
        (b, text) in pattern_and_text(),
    ) {
        let arn = |text: &str| format!("arn:aws:s3:::{text}");
        let read = |pattern: &str| ResourcePattern::parse(&arn(pattern)).unwrap();
        let matches = |pattern: &str| regex_matches(pattern, &text);
        if read(&a).covers(&read(&b)) {
            prop_assert!(!matches(&b) || matches(&a), "{:?} does not cover {:?}: {:?}", a, b, text);
        }
    }
}
