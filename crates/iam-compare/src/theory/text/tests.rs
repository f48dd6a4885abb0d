//! Compares the automata with the engine's and the reference's matchers, and searches with trying
//! all short texts.

use super::symbol::{self, Class, Pattern};
use super::{Found, Languages, Mode, Steps, Test, spelled};
use iam_syntax::pattern::wildcard;
use proptest::prelude::*;

fn pattern(text: &str) -> Pattern {
    symbol::of_bytes(&wildcard::pattern(text))
}

fn test(language: u32, matches: bool) -> Test {
    Test {
        language,
        matches,
        mode: if matches { Mode::Over } else { Mode::Under },
    }
}

/// Patterns and texts of three letters, one of which has several bytes.
fn globs() -> impl Strategy<Value = String> {
    proptest::collection::vec(
        prop_oneof!["a", "b", "é", Just("*".to_owned()), Just("?".to_owned())],
        0..6,
    )
    .prop_map(|parts| parts.concat())
}

fn texts() -> Vec<String> {
    let mut texts = vec![String::new()];
    let mut last = texts.clone();
    for _ in 0..5 {
        last = last
            .iter()
            .flat_map(|text| ["a", "b", "é", "x"].map(|letter| format!("{text}{letter}")))
            .collect();
        texts.extend(last.iter().cloned());
    }
    texts
}

/// Whether the second evaluator's matcher says that one of the patterns matches, put as a
/// condition.
fn reference(globs: &[String], text: &str) -> bool {
    let scenario = serde_json::json!({
        "id": "text",
        "request": {
            "principal": "arn:aws:iam::111122223333:role/r",
            "action": "x:Y",
            "resource": "*",
            "context": {"x:text": text},
        },
        "policies": {"identity": [{"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Action": "*", "Resource": "*",
            "Condition": {"StringLike": {"x:text": globs}},
        }]}]},
    });
    match iam_reference::evaluate_scenario(&scenario.to_string()) {
        iam_reference::Outcome::Allowed => true,
        iam_reference::Outcome::ImplicitDeny => false,
        other => panic!("{other:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(17), ..ProptestConfig::default() })]

    #[test]
    fn an_automaton_matches_as_the_engine_and_the_reference_do(
        globs in proptest::collection::vec(globs(), 1..5),
        text in "[abéx]{0,8}",
    ) {
        let mut languages = Languages::default();
        let language = languages.add(globs.iter().map(|glob| pattern(glob)).collect());
        let engine = globs.iter().any(|glob| wildcard::matches(&wildcard::pattern(glob), text.as_bytes()));
        prop_assert_eq!(languages.matches(language, &text), engine);
        prop_assert_eq!(reference(&globs, &text), engine);
    }

    #[test]
    fn a_search_finds_a_text_where_there_is_one_and_its_core_is_enough(
        lists in proptest::collection::vec((proptest::collection::vec(globs(), 1..4), any::<bool>()), 1..5),
    ) {
        let mut languages = Languages::default();
        let mut tests = Vec::new();
        for (globs, matches) in &lists {
            let language = languages.add(globs.iter().map(|glob| pattern(glob)).collect());
            tests.push(test(language, *matches));
        }
        let found = languages.search(&[], &tests, &mut Steps::new(100_000));
        let meets = |text: &str, at: usize| {
            let (globs, matches) = &lists[at];
            globs.iter().any(|glob| wildcard::matches(&wildcard::pattern(glob), text.as_bytes())) == *matches
        };
        match found {
            Ok(Found::Text(text)) => {
                let text = spelled(&text).unwrap_or_default();
                prop_assert!((0..lists.len()).all(|at| meets(&text, at)), "{:?} {}", lists, text);
            }
            Ok(Found::None(core)) => {
                let text = texts().into_iter().find(|text| core.iter().all(|at| meets(text, *at)));
                prop_assert_eq!(text, None, "{:?} {:?}", lists, core);
                // The same of the second evaluator, for the shorter texts.
                let agrees = |text: &String, at: &usize| {
                    let (globs, matches) = &lists[*at];
                    reference(globs, text) == *matches
                };
                let short = texts().into_iter().filter(|text| text.chars().count() < 3);
                let text = short.into_iter().find(|text| core.iter().all(|at| agrees(text, at)));
                prop_assert_eq!(text, None, "{:?} {:?}", lists, core);
            }
            Err(_) => prop_assert!(false, "out of steps: {:?}", lists),
        }
    }
}

/// With best-first search, many required infixes are found one after the other.
#[test]
fn thirty_required_infixes_take_few_steps() {
    let mut languages = Languages::default();
    let infixes = ('a'..='z').chain('A'..='D');
    let tests: Vec<Test> = infixes
        .map(|letter| {
            test(
                languages.add(vec![pattern(&format!("*{letter}q{letter}*"))]),
                true,
            )
        })
        .collect();
    assert_eq!(tests.len(), 30);
    let found = languages.search(&[], &tests, &mut Steps::new(5_000));
    assert!(matches!(found, Ok(Found::Text(_))), "{found:?}");
}

#[test]
fn a_contradiction_among_many_infixes_is_found_with_few_tests() {
    let mut languages = Languages::default();
    let mut tests: Vec<Test> = ('a'..='t')
        .map(|letter| {
            test(
                languages.add(vec![pattern(&format!("*{letter}q{letter}*"))]),
                true,
            )
        })
        .collect();
    tests.push(test(languages.add(vec![pattern("*q*")]), false));
    let found = languages.search(&[], &tests, &mut Steps::new(5_000));
    assert!(
        matches!(&found, Ok(Found::None(core)) if core.len() <= 3),
        "{found:?}"
    );
}

/// What holds for every value of a key is found without one.
#[test]
fn templates_are_compared_without_values() {
    let with_value = |before: &str, after: &str| {
        let mut template = pattern(before);
        template.push(symbol::one(Class::Opaque(7)));
        template.extend(pattern(after));
        template
    };
    for (wide, narrow, included) in [
        (with_value("b/", "*"), with_value("b/", "/*"), true),
        (with_value("b/", "/*"), with_value("b/", "*"), false),
        (with_value("*", ""), with_value("arn:*/", ""), true),
        (with_value("", ""), with_value("", ""), true),
        (with_value("?", ""), with_value("", ""), false),
        (pattern("b/*"), with_value("b/", "/x"), true),
        (pattern("b/?"), with_value("b/", ""), false),
    ] {
        let mut languages = Languages::default();
        let tests = [
            Test {
                language: languages.add(vec![narrow.clone()]),
                matches: true,
                mode: Mode::Strict,
            },
            test(languages.add(vec![wide.clone()]), false),
        ];
        let found = languages.search(&[], &tests, &mut Steps::new(5_000));
        assert_eq!(
            matches!(found, Ok(Found::None(_))),
            included,
            "{wide:?} {narrow:?}"
        );
    }
}
