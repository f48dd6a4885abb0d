//! Documents as text: round trips, and which texts are JSON.

use iam_eval::{Decision, Document, Effect, Policy, PolicyKind, read};
use iam_scenario::Scenario;
use proptest::prelude::*;
use serde_json::Value;
use workspace_tests::compare::engine;
use workspace_tests::generate::independent::Independent;
use workspace_tests::generate::{self, edit, malformed::Mistake};

fn text_of(document: &Value) -> String {
    match document {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

proptest! {
    #![proptest_config(generate::config(3_000))]

    #[test]
    fn written_and_read_again_it_answers_the_same(scenario in generate::valid_scenario()) {
        let mut again = scenario.clone();
        for (kind, document) in edit::documents(&mut again) {
            let read = Document::parse(kind, "p", &text_of(document)).unwrap();
            let written = serde_json::to_value(&read).unwrap();
            let reread = Document::parse(kind, "p", &written.to_string()).unwrap();
            prop_assert_eq!(serde_json::to_value(&reread).unwrap(), written.clone());
            *document = written;
        }
        prop_assert_eq!(engine(&scenario.to_string()), engine(&again.to_string()), "{}", again);
    }

    #[test]
    fn the_reasons_belong_to_the_decision(scenario in generate::valid_scenario()) {
        let scenario = Scenario::parse(&scenario.to_string()).unwrap();
        let explanation = scenario.explain();
        prop_assert_eq!(explanation.decision, scenario.evaluate());
        let mut effects: Vec<Effect> = explanation.deciding().map(|deciding| deciding.effect).collect();
        effects.dedup();
        let decided_by = match explanation.decision {
            Decision::ExplicitDeny => effects == [Effect::Deny],
            Decision::ImplicitDeny => effects.is_empty(),
            // Actions that need no permission, and the root user, are allowed without a statement.
            Decision::Allowed => effects.is_empty() || effects == [Effect::Allow],
        };
        prop_assert!(decided_by, "{:?}", explanation);
        let silent = explanation.silent_layers().count();
        prop_assert!(explanation.decision != Decision::Allowed || silent == 0, "{:?}", explanation);
    }

    #[test]
    fn the_origin_of_a_decision_is_one_of_its_reasons(scenario in generate::valid_scenario()) {
        let scenario = Scenario::parse(&scenario.to_string()).unwrap();
        let (decision, origin) = scenario.policies().evaluate_with_origin(&scenario.request());
        prop_assert_eq!(decision, scenario.evaluate());
        let explanation = scenario.explain();
        let mut deciding = explanation.deciding().map(|reason| &reason.origin);
        match &origin {
            Some(origin) => prop_assert!(deciding.any(|known| known == origin), "{:?}", explanation),
            // A rule of the service allows whatever the policies say.
            None => prop_assert!(deciding.next().is_none() || !explanation.service_rules.is_empty(), "{:?}", explanation),
        }
    }

    #[test]
    fn every_accepted_text_is_json(mut scenario in generate::malformed_scenario(), kind in 0..PolicyKind::ALL.len()) {
        for (_, document) in edit::documents(&mut scenario) {
            reads_only_json(PolicyKind::ALL[kind], &text_of(document))?;
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in ".{0,200}", kind in 0..PolicyKind::ALL.len()) {
        reads_only_json(PolicyKind::ALL[kind], &text)?;
    }

    #[test]
    fn no_json_makes_it_panic(text in json_text(), kind in 0..PolicyKind::ALL.len()) {
        reads_only_json(PolicyKind::ALL[kind], &text)?;
    }

    #[test]
    fn all_of_several_mistakes_are_found(
        mut scenario in generate::valid_scenario(),
        mistakes in prop::collection::vec(Independent::any(), 2..=4),
    ) {
        for (kind, document) in edit::documents(&mut scenario) {
            let valid = read(kind, "p", &text_of(document));
            prop_assert!(valid.mistakes.is_empty() && valid.is_whole, "{:?}", valid.mistakes);
            let made = (1..).zip(&mistakes);
            let made = made.filter_map(|(number, mistake)| mistake.make(kind, document, number));
            let mut expected: Vec<_> = made.collect();
            let text = text_of(document);
            let found = read(kind, "p", &text).mistakes;
            let mut found: Vec<_> = found
                .iter()
                .map(|one| (one.kind().code(), one.span().of(&text).to_owned()))
                .collect();
            // A change to the statement of a resource control policy that allows everything makes
            // it an Allow that is not supported there.
            if kind == PolicyKind::ResourceControl {
                found.retain(|(code, text)| *code != "unsupportedElement" && !text.starts_with('{'));
            }
            // Two of the same kind at the same position count as one.
            expected.sort();
            expected.dedup();
            found.sort();
            prop_assert_eq!(found, expected, "{}: {}", kind, text);
        }
    }

    #[test]
    fn any_number_of_mistakes(
        mut scenario in generate::malformed_scenario(),
        mistakes in prop::collection::vec(Mistake::any(), 1..4),
    ) {
        for mistake in &mistakes {
            mistake.make(&mut scenario);
        }
        let found = workspace_tests::compare::difference(&scenario.to_string());
        prop_assert!(found.is_none(), "{}", found.unwrap_or_default());
    }
}

/// Text that [`Document::parse`] accepts is JSON for `serde_json`, too; errors have positions
/// within the text.
fn reads_only_json(kind: PolicyKind, text: &str) -> Result<(), TestCaseError> {
    let is_json = serde_json::from_str::<Value>(text).is_ok();
    let mistakes = read(kind, "p", text).mistakes;
    match Policy::parse(kind, "p", text) {
        Ok(_) => prop_assert!(is_json && mistakes.is_empty(), "{kind}: {text}"),
        Err(error) => {
            prop_assert!(mistakes.contains(&error), "{error}: {text}");
            let position = error.position();
            let lines = u32::try_from(text.split('\n').count()).unwrap();
            prop_assert!((1..=lines).contains(&position.line), "{error}: {text}");
            prop_assert!(!error.to_string().is_empty());
        }
    }
    Ok(())
}

/// Text that is JSON or almost JSON.
fn json_text() -> impl Strategy<Value = String> {
    let token = prop::sample::select(
        &[
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\"Version\"",
            "\"2012-10-17\"",
            "\"Statement\"",
            "\"Effect\"",
            "\"Allow\"",
            "\"Action\"",
            "\"*\"",
            "\"Resource\"",
            "\"Condition\"",
            "null",
            "true",
            "1",
            "-0",
            "1e5",
            "01",
            " ",
            "\n",
            "\\u0041",
            "\\ud83d\\ude00",
            "\\ud83d",
            "\u{FEFF}",
            "\"Principal\"",
            "\"StringLike\"",
            "\"a:b\"",
            "é",
        ][..],
    );
    prop::collection::vec(token, 0..30).prop_map(|tokens| tokens.concat())
}
