//! Laws that hold for all answers, independent of the particular rules.

use iam_eval::{Decision, PolicyKind};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};
use workspace_tests::compare::{Answer, engine};
use workspace_tests::generate::{self, arn, edit, pattern::Change, universe};
use workspace_tests::naive::wildcard_matches;

const ALLOWED: Answer = Answer::Decided(Decision::Allowed);

fn answer(scenario: &Value) -> Answer {
    engine(&scenario.to_string())
}

proptest! {
    #![proptest_config(generate::config(3_000))]

    #[test]
    fn an_added_deny_never_allows((before, after) in generate::one_statement_more(100)) {
        let (was, is) = (answer(&before), answer(&after));
        prop_assert!(was != Answer::Refused && is != Answer::Refused);
        match is {
            ALLOWED => prop_assert_eq!(was, ALLOWED),
            Answer::Decided(Decision::ImplicitDeny) => prop_assert_eq!(was, is),
            _ => {}
        }
    }

    #[test]
    fn an_added_allow_never_denies((before, after) in generate::one_statement_more(0)) {
        let (was, is) = (answer(&before), answer(&after));
        prop_assert!(is != Answer::Refused);
        match was {
            Answer::Decided(Decision::ImplicitDeny) => {
                prop_assert_ne!(is, Answer::Decided(Decision::ExplicitDeny));
            }
            other => prop_assert_eq!(is, other),
        }
    }

    #[test]
    fn order_does_not_matter(scenario in generate::valid_scenario(), seed in any::<[Index; 8]>()) {
        let mut other = scenario.clone();
        let mut seed = seed.iter().cycle();
        let mut shuffle = |list: &mut Vec<Value>| {
            for end in (1..list.len()).rev() {
                if let Some(index) = seed.next() {
                    list.swap(end, index.index(end + 1));
                }
            }
        };
        for list in edit::lists(&mut other) {
            shuffle(list);
        }
        for name in ["scps", "rcps"] {
            if let Some(levels) = other["policies"].get_mut(name).and_then(Value::as_array_mut) {
                shuffle(levels);
            }
        }
        for (_, document) in edit::documents(&mut other) {
            edit::statements(document).into_iter().for_each(&mut shuffle);
        }
        prop_assert_eq!(answer(&scenario), answer(&other), "{}", other);
    }

    #[test]
    fn letter_case_of_actions_does_not_matter(
        scenario in generate::valid_scenario(),
        upper in any::<[bool; 7]>(),
    ) {
        let mut other = scenario.clone();
        let mut upper = upper.iter().cycle();
        let mut change = |text: &str| -> String {
            let letter = |letter: char| match upper.next() {
                Some(true) => letter.to_ascii_uppercase(),
                _ => letter.to_ascii_lowercase(),
            };
            text.chars().map(letter).collect()
        };
        let action = other["request"]["action"].as_str().map(&mut change);
        other["request"]["action"] = json!(action);
        for_each_action_list(&mut other, |list| {
            for action in list {
                *action = json!(action.as_str().map(&mut change));
            }
        });
        prop_assert_eq!(answer(&scenario), answer(&other), "{}", other);
    }

    #[test]
    fn a_wildcard_is_the_list_of_what_it_matches(scenario in generate::valid_scenario()) {
        let mut other = scenario.clone();
        let action = scenario["request"]["action"].as_str().unwrap_or_default();
        let universe: Vec<&str> = universe::ACTS
            .iter()
            .map(|(action, _)| *action)
            .chain(universe::TRUST_ACTIONS.iter().copied())
            .chain([action])
            .collect();
        for_each_action_list(&mut other, |list| {
            let matched = |action: &str| {
                list.iter().filter_map(Value::as_str).any(|pattern| is_match(pattern, action))
            };
            let all: Vec<Value> =
                universe.iter().filter(|action| matched(action)).map(|action| json!(action)).collect();
            // An empty list is an error (S1.6): patterns that match nothing stay unchanged.
            if !all.is_empty() {
                *list = all;
            }
        });
        prop_assert_eq!(answer(&scenario), answer(&other), "{}", other);
    }
}

/// The `Action` and `NotAction` lists of all statements, except RCPs' allows, which are fixed, and
/// trust policies', which may contain certain actions only.
fn for_each_action_list(scenario: &mut Value, mut change: impl FnMut(&mut Vec<Value>)) {
    for (kind, document) in edit::documents(scenario) {
        if kind == iam_eval::PolicyKind::Trust {
            continue;
        }
        for statement in edit::statements(document).into_iter().flatten() {
            if kind == iam_eval::PolicyKind::ResourceControl && statement["Effect"] == "Allow" {
                continue;
            }
            for name in ["Action", "NotAction"] {
                if let Some(list) = statement.get_mut(name).and_then(edit::as_list) {
                    change(list);
                }
            }
        }
    }
}

fn is_match(pattern: &str, action: &str) -> bool {
    let (pattern, action) = (pattern.to_ascii_lowercase(), action.to_ascii_lowercase());
    // A star doesn't match the colon between service and name (S2.4).
    match (pattern.split_once(':'), action.split_once(':')) {
        (Some((services, names)), Some((service, name))) => {
            wildcard_matches(services, service) && wildcard_matches(names, name)
        }
        _ => pattern == "*",
    }
}

fn alone(
    element: &str,
    patterns: &[String],
    resource_element: &str,
    resources: &[String],
    request: (&str, &str),
) -> Answer {
    answer(&json!({
        "request": {
            "principal": universe::CALLERS[0], "action": request.0, "resource": request.1,
            "resourceAccount": universe::HOME,
        },
        "policies": {"identity": [{"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", element: patterns, resource_element: resources,
        }}]},
    }))
}

/// Patterns made from the names, with the part before the first colon unchanged.
fn patterns(names: Vec<&'static str>) -> impl Strategy<Value = Vec<String>> {
    let pattern = (select(names), Change::any()).prop_map(|(name, change)| {
        let kept = name.find(':').map_or(0, |colon| colon + 1);
        let pattern = change.apply(name, kept);
        if pattern.len() == kept {
            name.to_owned()
        } else if name.starts_with("arn:") {
            arn::fit(pattern, PolicyKind::Identity, name)
        } else {
            pattern
        }
    });
    prop::collection::vec(pattern, 1..4)
}

fn acts() -> Vec<(&'static str, &'static str)> {
    // Not services with special rules, for which an identity policy alone may not decide (S8).
    let special = ["sts:", "kms:", "vpc-lattice-svcs:"];
    let usual = |act: &&(&str, &str)| !special.iter().any(|service| act.0.starts_with(service));
    universe::ACTS.iter().filter(usual).copied().collect()
}

proptest! {
    #![proptest_config(generate::config(2_000))]

    #[test]
    fn not_action_is_the_complement_of_action(
        act in select(acts()),
        actions in patterns(acts().iter().map(|act| act.0).collect()),
    ) {
        let every = ["*".to_owned()];
        let yes = alone("Action", &actions, "Resource", &every, act);
        let no = alone("NotAction", &actions, "Resource", &every, act);
        prop_assert!(yes != Answer::Refused && no != Answer::Refused);
        prop_assert_ne!(yes == ALLOWED, no == ALLOWED);
    }

    #[test]
    fn not_resource_is_the_complement_of_resource(
        act in select(acts()),
        resources in patterns(acts().iter().map(|act| act.1).filter(|arn| *arn != "*").collect(), ),
    ) {
        let every = ["*".to_owned()];
        let yes = alone("Action", &every, "Resource", &resources, act);
        let no = alone("Action", &every, "NotResource", &resources, act);
        prop_assert!(yes != Answer::Refused && no != Answer::Refused);
        prop_assert_ne!(yes == ALLOWED, no == ALLOWED);
    }
}
