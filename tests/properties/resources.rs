//! The patterns of `Resource` and `NotResource` compared with a simple matcher (S1.8, S3.4, S6.2),
//! for known resources and for resources within a pattern.

use iam_eval::{
    Context, Decision, PartialDecision, PartialRequest, Policy, PolicyKind, PolicySet, Principal,
    Request, Resource, ResourcePattern,
};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use workspace_tests::generate;
use workspace_tests::naive::{resource_matches, wildcard_matches};

const OWNER: &str = "111122223333";

/// An ARN of few letters: most parts are alike, so that a star may end at many positions.
fn arn() -> impl Strategy<Value = String> {
    let part = || select(vec!["a", "b", "ab", "", "aa", "é"]);
    let service = select(vec!["a", "b", "ab"]);
    let resource = prop::collection::vec(select(vec!["a", "b", ":", "a:", "é", "/"]), 0..7);
    (service, part(), part(), resource).prop_map(|(service, region, account, resource)| {
        format!("arn:aws:{service}:{region}:{account}:{}", resource.concat())
    })
}

/// Replacements for substrings of an ARN.
fn changes() -> impl Strategy<Value = Vec<(Index, Index, &'static str)>> {
    let with = prop_oneof![
        8 => Just("*"), 3 => Just("?"), 1 => Just("?*"), 1 => Just("*?"), 1 => Just("a"), 1 => Just(""),
        1 => Just(":"), 2 => Just("\u{1}"),
    ];
    prop::collection::vec((any::<Index>(), any::<Index>(), with), 0..5)
}

/// The ARN with some substrings replaced, mostly short ones, which may contain colons.
fn changed(arn: &str, changes: &[(Index, Index, &'static str)]) -> String {
    let mut text: Vec<char> = arn.chars().collect();
    for (at, length, with) in changes {
        let from = 4 + at.index(text.len().max(5) - 3).min(text.len() - 4);
        let to = (from + length.index(5)).min(text.len());
        text.splice(from..to, with.chars());
    }
    // A variable is a single character until here, so that nothing is inserted inside it.
    text.into_iter()
        .collect::<String>()
        .replace('\u{1}', "${v}")
}

fn patterns() -> impl Strategy<Value = (String, String)> {
    let of = |(arn, changes): (String, Vec<_>)| {
        let pattern = changed(&arn, &changes);
        (pattern, arn)
    };
    (arn(), changes()).prop_map(of)
}

fn statement(effect: &str, element: &str, patterns: &[&str]) -> Value {
    json!({"Effect": effect, "Action": "x:*", element: patterns})
}

fn set(statements: &[Value]) -> Option<PolicySet> {
    let document = json!({"Version": "2012-10-17", "Statement": statements}).to_string();
    let policy = Policy::parse(PolicyKind::Identity, "p", &document).ok()?;
    PolicySet::new().with(policy).ok()
}

fn principal() -> Principal {
    Principal::parse("arn:aws:iam::111122223333:user/alice").unwrap()
}

/// The four statements in which a pattern may decide, and whether a match allows.
fn policies(patterns: &[&str]) -> Option<Vec<(PolicySet, bool)>> {
    let all = statement("Allow", "Resource", &["*"]);
    let sets = [
        (vec![statement("Allow", "Resource", patterns)], true),
        (vec![statement("Allow", "NotResource", patterns)], false),
        (
            vec![all.clone(), statement("Deny", "Resource", patterns)],
            false,
        ),
        (vec![all, statement("Deny", "NotResource", patterns)], true),
    ];
    let sets = sets
        .iter()
        .map(|(statements, named)| Some((set(statements)?, *named)));
    sets.collect()
}

/// One of the set's resources, with the wildcards filled in.
fn filled(set: &str, fillings: &[&str], with_colons: bool) -> String {
    let mut fillings = fillings.iter().cycle();
    let mut text = String::new();
    for (at, part) in set.splitn(6, ':').enumerate() {
        text.push_str(if at == 0 { "" } else { ":" });
        for character in part.chars() {
            let filling = match fillings.next() {
                Some(filling) if at == 5 && with_colons => (*filling).to_owned(),
                Some(filling) => filling.replace(':', ""),
                None => String::new(),
            };
            match character {
                '*' => text.push_str(&filling),
                '?' => text.push(filling.chars().next().unwrap_or('a')),
                other => text.push(other),
            }
        }
    }
    text
}

proptest! {
    #![proptest_config(generate::config(4_000))]

    #[test]
    fn a_known_resource(
        (pattern, arn) in patterns(),
        (other, _) in patterns(),
        value in select(vec!["a", "b", "a:b", "*", ":"]),
    ) {
        for patterns in [vec![&*pattern], vec![&*pattern, &*other]] {
            let Some(policies) = policies(&patterns) else {
                continue;
            };
            let resource = Resource::parse(&arn).unwrap().owned_by(OWNER);
            let principal = principal();
            let context = Context::new().with("v", value);
            let request = Request::new(&principal, "x:Act", &resource).unwrap().with_context(&context);
            let matches = patterns.iter().any(|pattern| resource_matches(pattern, value, &arn));
            for (set, named) in policies {
                let allowed = set.evaluate(&request) == Decision::Allowed;
                prop_assert_eq!(allowed, matches == named, "{:?} {:?}", set, arn);
                let explained = set.explain(&request).decision == Decision::Allowed;
                prop_assert_eq!(allowed, explained);
            }
        }
    }

    #[test]
    fn a_resource_within_a_pattern(
        (pattern, arn) in patterns(),
        changes in changes(),
        fillings in prop::collection::vec("[ab:/]{0,4}|a:b|b:a:", 4),
        without_colons in any::<bool>(),
        value in select(vec!["a", "b", "a:b"]),
    ) {
        let within = changed(&arn, &changes).replace("${v}", "*");
        let (Some(policies), Ok(within)) = (policies(&[&pattern]), ResourcePattern::parse(&within)) else {
            return Ok(());
        };
        let within = within.owned_by(OWNER);
        let within = if without_colons { within.without_colons() } else { within };
        let (principal, context) = (principal(), Context::new().with("v", value));
        let partial = PartialRequest::new(&principal, "x:Act").unwrap();
        let partial = partial.with_resource_pattern(&within).with_context(&context);
        let fillings: Vec<&str> = fillings.iter().map(String::as_str).collect();
        for from in 0..fillings.len() {
            let text = filled(within.as_str(), &fillings[from..], !without_colons);
            let resource = Resource::parse(&text).unwrap().owned_by(OWNER);
            for (set, named) in &policies {
                let answer = set.evaluate_partial(&partial);
                let allowed = resource_matches(&pattern, value, &text) == *named;
                let request = Request::new(&principal, "x:Act", &resource).unwrap();
                let concrete = set.evaluate(&request.with_context(&context));
                prop_assert_eq!(concrete == Decision::Allowed, allowed);
                prop_assert!(
                    answer.admits(concrete),
                    "{:?} does not admit {:?} for {} within {:?}: {}",
                    answer, concrete, text, within, pattern
                );
            }
        }
    }

    #[test]
    fn patterns_that_cover_patterns(
        (a, arn) in patterns(),
        changes in changes(),
        fillings in prop::collection::vec("[ab:/]{0,4}", 4),
        own_colons in any::<bool>(),
        other_colons in any::<bool>(),
    ) {
        let read = |text: &str, with_colons: bool| {
            let pattern = ResourcePattern::parse(&text.replace("${v}", "*")).ok()?;
            Some(if with_colons { pattern } else { pattern.without_colons() })
        };
        let (Some(a), Some(b)) = (read(&a, own_colons), read(&changed(&arn, &changes), other_colons)) else {
            return Ok(());
        };
        if a.covers(&b) {
            let fillings: Vec<&str> = fillings.iter().map(String::as_str).collect();
            let text = filled(b.as_str(), &fillings, other_colons);
            // In a policy the same pattern matches at least as much: its stars may also match
            // colons.
            let named = resource_matches(a.as_str(), "", &text);
            prop_assert!(named, "{:?} does not cover {:?}: {}", a, b, text);
        }
    }
}

#[test]
fn stars_match_colons_often_enough() {
    let mut runner = TestRunner::deterministic();
    let (mut read, mut matching, mut running_on) = (0, 0, 0);
    for _ in 0..3_000 {
        let (pattern, arn) = patterns().new_tree(&mut runner).unwrap().current();
        if policies(&[&pattern]).is_none() {
            continue;
        }
        read += 1;
        if !resource_matches(&pattern, "a", &arn) {
            continue;
        }
        matching += 1;
        let pattern = pattern.replace("${v}", "a");
        let parts = pattern.splitn(6, ':').zip(arn.splitn(6, ':'));
        let by_parts = pattern.matches(':').count() >= 5
            && parts
                .into_iter()
                .all(|(pattern, part)| wildcard_matches(pattern, part));
        running_on += usize::from(!by_parts);
    }
    assert!(
        read > 1_500 && matching > 500 && running_on > 50,
        "{read} {matching} {running_on}"
    );
}

#[test]
fn partial_answers_are_certain_where_they_can_be() {
    use PartialDecision::{Allowed, Depends, ImplicitDeny};
    let f = "arn:aws:lambda:*:111122223333:function:f*";
    for (pattern, within, expected) in [
        ("arn:aws:lambda:*:function:*", f, Allowed),
        ("arn:aws:lambda:*:function:f", f, Depends),
        (
            "arn:aws:lambda:*:layer:*",
            "arn:aws:lambda:*:111122223333:function:f",
            ImplicitDeny,
        ),
        ("arn:aws:lambda", f, Allowed),
        ("arn:aws:sqs", f, ImplicitDeny),
        ("arn:aws:lambda:eu-west-1", f, Depends),
        (
            "arn:aws:lambda:*:${aws:PrincipalAccount}:function:*",
            f,
            Allowed,
        ),
        (
            "arn:aws:lambda:*:${aws:PrincipalAccount}:layer:*",
            "arn:aws:lambda:*:1:function:f",
            ImplicitDeny,
        ),
        ("arn:aws:s3:*:*:key", "arn:aws:s3:::bucket/*", Depends),
        (
            "arn:aws:s3:*:*:bucket/key",
            "arn:aws:s3:::bucket/a",
            ImplicitDeny,
        ),
        ("arn:*", "arn:aws:s3:::bucket/*", Allowed),
        ("arn:*:bucket/*", "arn:aws:s3:::bucket/*", Allowed),
    ] {
        let set = set(&[statement("Allow", "Resource", &[pattern])]).unwrap();
        let within = ResourcePattern::parse(within).unwrap().owned_by(OWNER);
        let principal = principal();
        let request = PartialRequest::new(&principal, "x:Act")
            .unwrap()
            .with_resource_pattern(&within);
        assert_eq!(
            set.evaluate_partial(&request),
            expected,
            "{pattern} {within:?}"
        );
    }
}
