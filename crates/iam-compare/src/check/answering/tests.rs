//! What proofs rest on, asked of the second evaluator: literals that are said not to be true
//! together aren't, for texts and values that are made of all their patterns.

use super::{QuestionState, Sides};
use crate::atoms::{Atom, Dimension, KeyState, KeyTest, ValueKind};
use crate::formula::{FALSE, Literal};
use crate::problem::{Lemma, Problem};
use crate::question::Question;
use crate::solve::{Search, Solved};
use crate::theory::text::Test;
use crate::theory::text::symbol::{Class, Pattern};
use iam_eval::{Policy, PolicyKind, PolicySet};
use iam_reference::{Outcome, evaluate_scenario};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// Whether the reference says that a Deny of these elements applies; none where it refuses the
/// question.
fn applies(statement: &Value, action: &str, resource: &str, context: &Value) -> Option<bool> {
    let mut statement = statement.clone();
    for (member, default) in [("Action", "*"), ("Resource", "*"), ("Effect", "Deny")] {
        if statement[member].is_null() {
            statement[member] = json!(default);
        }
    }
    let scenario = json!({
        "id": "lemma",
        "request": {
            "principal": "arn:aws:iam::111122223333:role/r",
            "action": action,
            "resource": resource,
            "context": context,
        },
        "policies": {"identity": [{"Version": "2012-10-17", "Statement": [statement]}]},
    });
    match evaluate_scenario(&scenario.to_string()) {
        Outcome::ExplicitDeny => Some(true),
        Outcome::ImplicitDeny => Some(false),
        Outcome::Allowed | Outcome::Error(_) => None,
    }
}

/// A pattern as a policy writes it; none where it has something that a policy can't write, such as
/// a variable.
fn written(pattern: &Pattern) -> Option<String> {
    let symbols = pattern.iter().map(|symbol| match symbol.class {
        Class::Only(letter) if !symbol.is_run && !"*?$".contains(letter) => Some(letter),
        Class::Any | Class::But(':') => Some(if symbol.is_run { '*' } else { '?' }),
        _ => None,
    });
    symbols.collect()
}

/// Texts that patterns match, their wildcards filled with nothing, with letters, and with pieces of
/// the others.
fn filled(patterns: &[String]) -> BTreeSet<String> {
    const MOST: usize = 150;
    let wildcards = |c: char| matches!(c, '*' | '?');
    let pieces = patterns.iter().flat_map(|pattern| pattern.split(wildcards));
    let mut fillings: Vec<&str> = vec!["", "x", "a:b"];
    fillings.extend(pieces.filter(|piece| !piece.is_empty()).take(6));
    let mut texts = BTreeSet::new();
    for pattern in patterns {
        let last = pattern.rfind('*');
        for (at, filling) in fillings.iter().enumerate() {
            let other = fillings[(at + 1) % fillings.len()];
            let text = pattern.char_indices().map(|(place, c)| match c {
                '*' if Some(place) == last => other.to_owned(),
                '*' => (*filling).to_owned(),
                '?' => "x".to_owned(),
                c => c.to_string(),
            });
            texts.insert(text.collect::<String>());
        }
    }
    texts.into_iter().take(MOST).collect()
}

#[derive(Debug, Default)]
struct Counts {
    lemmas: usize,
    questions: usize,
    skipped: usize,
}

/// Literals about the action or the resource: no text meets all of them, of those that the lemma is
/// about.
fn recheck_texts(problem: &mut Problem, dimension: Dimension, lemma: &Lemma, counts: &mut Counts) {
    let lists = lemma.core.iter().map(|(atom, truth)| {
        let Some(Atom::Text(_, language)) = problem.atoms.get(*atom) else {
            return None;
        };
        let patterns = problem.languages.patterns(language).iter().map(written);
        Some((patterns.collect::<Option<Vec<String>>>()?, *truth))
    });
    let Some(lists) = lists.collect::<Option<Vec<_>>>() else {
        counts.skipped += 1;
        return;
    };
    let all: Vec<String> = lists.iter().flat_map(|(list, _)| list.clone()).collect();
    counts.lemmas += 1;
    let space = lemma.space.iter().flat_map(|(_, space)| space);
    let space: Vec<_> = space.collect();
    for text in filled(&all) {
        let mut is_in =
            |test: &Test| problem.languages.matches(test.language, &text) == test.matches;
        if !space.iter().all(|test| is_in(test)) {
            continue;
        }
        let answers = lists.iter().map(|(patterns, truth)| {
            let answer = match dimension {
                Dimension::Action => applies(&json!({"Action": patterns}), &text, "*", &json!({})),
                _ => applies(&json!({"Resource": patterns}), "x:Y", &text, &json!({})),
            };
            answer.map(|applies| applies == *truth)
        });
        let Some(answers) = answers.collect::<Option<Vec<bool>>>() else {
            continue;
        };
        counts.questions += 1;
        assert!(answers.contains(&false), "{text} meets all of {lists:?}");
    }
}

/// The states of a key that its conditions tell apart, and others.
fn states(problem: &Problem, key: u16) -> Option<Vec<KeyState>> {
    let key = &problem.atoms.keys[usize::from(key)];
    let name = key.name.to_ascii_lowercase();
    let follows = [
        "aws:userid",
        "aws:username",
        "aws:principal",
        "aws:resourceaccount",
    ];
    let is_tag = name.starts_with("aws:principaltag/");
    if !is_tag && follows.iter().any(|start| name.starts_with(start)) {
        return None;
    }
    let conditions = key
        .conditions
        .iter()
        .map(|at| &problem.atoms.conditions[*at]);
    let written: Vec<String> = conditions.flat_map(|of| of.values.clone()).collect();
    if written.iter().any(|value| value.contains('$')) || key.kinds.contains(&ValueKind::Date) {
        return None;
    }
    let mut values: BTreeSet<String> = written.iter().cloned().collect();
    for kind in &key.kinds {
        match kind {
            ValueKind::Text => {
                values.extend(filled(&written));
                values.extend(["x".to_owned(), String::new()]);
            }
            ValueKind::Bool => values.extend(["true", "false"].map(str::to_owned)),
            ValueKind::Number => values.extend(written.iter().flat_map(|value| {
                let number: f64 = value.parse().unwrap_or_default();
                [number - 1.0, number + 0.5, number + 1.0].map(|number| number.to_string())
            })),
            ValueKind::Address => {
                let starts = written.iter().filter_map(|value| value.split('/').next());
                values.extend(starts.map(str::to_owned));
                values.extend(["10.1.2.3", "192.0.2.8", "::1"].map(str::to_owned));
                values.retain(|value| !value.contains('/'));
            }
            ValueKind::Date | ValueKind::Presence => {}
        }
    }
    let is_text_alone = key
        .kinds
        .iter()
        .all(|kind| matches!(kind, ValueKind::Text | ValueKind::Presence));
    values.retain(|value| is_text_alone || !value.is_empty());
    let mut states = vec![KeyState::Absent];
    states.extend(values.iter().cloned().map(KeyState::One));
    if problem.multivalued.contains(&name) {
        let values: Vec<&String> = values.iter().filter(|value| !value.is_empty()).collect();
        for (at, one) in values.iter().enumerate() {
            let others = values.iter().skip(at + 1).take(12);
            states
                .extend(others.map(|other| KeyState::Many(vec![(*one).clone(), (*other).clone()])));
        }
    }
    Some(states)
}

/// Literals about a key: no state of it meets all of them.
fn recheck_key(problem: &Problem, key: u16, core: &[Literal], counts: &mut Counts) {
    let Some(states) = states(problem, key) else {
        counts.skipped += 1;
        return;
    };
    counts.lemmas += 1;
    let name = &problem.atoms.keys[usize::from(key)].name;
    for state in states {
        let mut context = Map::new();
        match &state {
            KeyState::Absent => {}
            KeyState::One(value) => drop(context.insert(name.clone(), json!(value))),
            KeyState::Many(values) => drop(context.insert(name.clone(), json!(values))),
        }
        let context = Value::Object(context);
        let answers = core.iter().map(|(atom, truth)| {
            let holds = match problem.atoms.get(*atom)? {
                Atom::Key(_, KeyTest::HasValue) => {
                    matches!(&state, KeyState::One(value) if !value.is_empty())
                }
                Atom::Key(_, KeyTest::IsEmpty) => {
                    matches!(&state, KeyState::Absent)
                        || matches!(&state, KeyState::One(value) if value.is_empty())
                }
                Atom::Key(_, KeyTest::Condition(index)) => {
                    let (policy, statement, condition, is_negation) =
                        problem.atoms.conditions[index].origin();
                    let statement = policy.document().statement(statement)?;
                    let condition = statement.conditions().nth(condition)?;
                    let values: Vec<&str> = condition.values().collect();
                    let element = json!({condition.operator(): {condition.key(): values}});
                    let applies = applies(&json!({"Condition": element}), "x:Y", "*", &context)?;
                    applies != is_negation
                }
                Atom::Text(..) => return None,
            };
            Some(holds == *truth)
        });
        let Some(answers) = answers.collect::<Option<Vec<bool>>>() else {
            continue;
        };
        counts.questions += 1;
        assert!(
            answers.contains(&false),
            "{name} {state:?} meets all of {core:?}"
        );
    }
}

fn recheck(old: &PolicySet, new: &PolicySet, counts: &mut Counts) {
    let question = Question::of_documents();
    let sides = Sides {
        old: Some(old),
        new,
    };
    let mut asked = QuestionState::new(sides, question).unwrap();
    for (at, scope) in std::mem::take(&mut asked.scopes).into_iter().enumerate() {
        let roots = asked.roots(at, &scope);
        let root = asked.problem.formulas.or(roots);
        if root == FALSE {
            continue;
        }
        let mut search = Search::new(&mut asked.problem, &scope, root);
        while let Solved::Model(model) = search.solve(&mut asked.problem, &mut asked.steps) {
            // More models are more lemmas; a few are enough.
            if asked.problem.lemmas.len() > 40 {
                break;
            }
            search.exclude(&model.literals);
        }
    }
    let problem = &mut asked.problem;
    for lemma in std::mem::take(&mut problem.lemmas) {
        match problem.atoms.get(lemma.core[0].0) {
            Some(Atom::Text(Dimension::Caller, _)) | None => counts.skipped += 1,
            Some(Atom::Text(dimension, _)) => recheck_texts(problem, dimension, &lemma, counts),
            Some(Atom::Key(key, _)) => recheck_key(problem, key, &lemma.core, counts),
        }
    }
}

#[test]
fn the_second_evaluator_agrees_with_what_proofs_rest_on() {
    let mut counts = Counts::default();
    let lines = [
        include_str!("../../../tests/data/versions.jsonl"),
        include_str!("../../../tests/data/cases.jsonl"),
    ];
    for line in lines.iter().flat_map(|text| text.lines()) {
        let pair: Value = serde_json::from_str(line).unwrap();
        if !matches!(pair["kind"].as_str(), None | Some("identity")) || pair["old"].is_null() {
            continue;
        }
        let set = |json: &Value| {
            let policy = Policy::parse(PolicyKind::Identity, "pair", &json.to_string()).unwrap();
            PolicySet::new().with(policy).unwrap()
        };
        let (old, new) = (set(&pair["old"]), set(&pair["new"]));
        recheck(&old, &new, &mut counts);
        recheck(&new, &old, &mut counts);
    }
    assert!(
        counts.lemmas > 100 && counts.questions > 2_000,
        "{counts:?}"
    );
    assert!(counts.skipped < counts.lemmas / 2, "{counts:?}");
}
