//! Policies that are constructed to be hard: each is decided within a budget of steps that take a
//! fraction of a second.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use iam_compare::{Comparison, Question, Reason, compare};
use iam_eval::{Policy, PolicyKind, PolicySet};

fn identity(statements: &[String]) -> PolicySet {
    let text = format!(
        r#"{{"Version": "2012-10-17", "Statement": [{}]}}"#,
        statements.join(", ")
    );
    PolicySet::new()
        .with(Policy::parse(PolicyKind::Identity, "made", &text).unwrap())
        .unwrap()
}

fn statement(effect: &str, rest: &str) -> String {
    format!(r#"{{"Effect": "{effect}", {rest}}}"#)
}

/// The rounds and states of 40,000 steps take a fraction of a second.
fn question() -> Question<'static> {
    Question::of_documents().with_budget(40_000)
}

#[track_caller]
fn is_none(old: &[String], new: &[String]) {
    let comparison = compare(&identity(old), &identity(new), &question());
    assert!(comparison.is_none(), "{comparison:?}");
}

#[track_caller]
fn is_new(old: &[String], new: &[String]) {
    let comparison = compare(&identity(old), &identity(new), &question());
    assert!(comparison.witness().is_some(), "{comparison:?}");
}

fn letters() -> impl Iterator<Item = char> {
    ('a'..='z').chain('0'..='9')
}

/// An action must contain thirty infixes, each required by a separate deny.
#[test]
fn thirty_required_infixes() {
    let denies = |count: usize| -> Vec<String> {
        let denies = letters().take(count).map(|letter| {
            statement(
                "Deny",
                &format!(r#""NotAction": "*:*{letter}x{letter}*", "Resource": "*""#),
            )
        });
        denies.collect()
    };
    let allow = statement("Allow", r#""Action": "*", "Resource": "*""#);
    let with = |mut denies: Vec<String>| {
        denies.push(allow.clone());
        denies
    };
    is_new(
        &[statement("Deny", r#""Action": "*", "Resource": "*""#)],
        &with(denies(30)),
    );
    let mut contradiction = denies(30);
    contradiction.push(statement("Deny", r#""Action": "*:*x*", "Resource": "*""#));
    is_none(
        &[statement("Deny", r#""Action": "*", "Resource": "*""#)],
        &with(contradiction),
    );
}

/// Two hundred statements of every kind; one deny is removed.
#[test]
fn two_hundred_mixed_statements() {
    let mixed: Vec<String> = (0..200)
        .map(|number| match number % 4 {
            0 => statement("Deny", &format!(r#""NotAction": ["s{number}:*", "s3:*", "ec2:*"], "Resource": "arn:aws:s3:::b{number}/*""#)),
            1 => statement("Deny", &format!(r#""Action": "s3:*{number}*", "NotResource": ["arn:aws:s3:::b{number}*", "arn:aws:s3:::*/x{number}"]"#)),
            2 => statement("Allow", &format!(r#""NotAction": "iam:*{number}", "Resource": "arn:aws:s3:::*{number}*""#)),
            _ => statement("Allow", &format!(r#""Action": "s3:Get*{number}*", "NotResource": "arn:aws:s3:::c{number}/*""#)),
        })
        .collect();
    is_none(
        &mixed,
        &mixed[1..mixed.len()]
            .iter()
            .cloned()
            .chain([mixed[0].clone()])
            .collect::<Vec<_>>(),
    );
    let mut without = mixed.clone();
    without.remove(101);
    is_new(&mixed, &without);
}

/// Seven pigeons, six holes: each pigeon is in a hole (a statement for each), no two are in one.
#[test]
fn pigeonhole() {
    let (pigeons, holes) = (7, 6);
    let key = |pigeon: usize, hole: usize| format!("aws:PrincipalTag/p{pigeon}h{hole}");
    let mut statements = vec![statement(
        "Allow",
        r#""Action": "s3:GetObject", "Resource": "*""#,
    )];
    for pigeon in 0..pigeons {
        // Denied if the pigeon is in no hole.
        let nowhere: Vec<String> = (0..holes)
            .map(|hole| format!(r#""{}": "1""#, key(pigeon, hole)))
            .collect();
        statements.push(statement(
            "Deny",
            &format!(
                r#""Action": "*", "Resource": "*", "Condition": {{"StringNotEquals": {{{}}}}}"#,
                nowhere.join(", ")
            ),
        ));
    }
    for hole in 0..holes {
        for one in 0..pigeons {
            for other in one + 1..pigeons {
                statements.push(statement("Deny", &format!(
                    r#""Action": "*", "Resource": "*", "Condition": {{"StringEquals": {{"{}": "1", "{}": "1"}}}}"#,
                    key(one, hole),
                    key(other, hole)
                )));
            }
        }
    }
    is_none(
        &[statement("Deny", r#""Action": "*", "Resource": "*""#)],
        &statements,
    );
}

/// Products split into boxes and merged again.
#[test]
fn fifty_boxes() {
    let boxes: Vec<String> = (0..50)
        .flat_map(|number| {
            ["Get", "Put"].map(|verb| {
                statement(
                    "Allow",
                    &format!(r#""Action": "s3:{verb}*", "Resource": "arn:aws:s3:::b{number}/*""#),
                )
            })
        })
        .collect();
    let resources: Vec<String> = (0..50)
        .map(|number| format!(r#""arn:aws:s3:::b{number}/*""#))
        .collect();
    let merged = statement(
        "Allow",
        &format!(
            r#""Action": ["s3:Get*", "s3:Put*"], "Resource": [{}]"#,
            resources.join(", ")
        ),
    );
    is_none(&boxes, std::slice::from_ref(&merged));
    is_none(std::slice::from_ref(&merged), &boxes);
    is_new(&boxes[1..], &[merged]);
}

/// The budget is a bound: a comparison that exceeds it is undecided, not *none*.
#[test]
fn a_small_budget_is_undecided() {
    let old = [statement(
        "Allow",
        r#""Action": "s3:Get*", "Resource": "*""#,
    )];
    let new = [statement(
        "Allow",
        r#""Action": "s3:GetObject", "Resource": "*""#,
    )];
    let comparison = compare(&identity(&old), &identity(&new), &question().with_budget(1));
    assert!(
        matches!(comparison, Comparison::Undecided(Reason::Budget)),
        "{comparison:?}"
    );
}
