//! Twenty pairs of versions such as managed policies have, with what is new in them, statement by
//! statement: `tests/data/versions.jsonl`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use iam_catalog::Catalog;
use iam_compare::{Comparison, Question, compare, new_access};
use iam_eval::{Policy, PolicyKind, PolicySet};
use serde_json::Value;

fn set(json: &Value) -> PolicySet {
    let policy = Policy::parse(PolicyKind::Identity, "version", &json.to_string()).unwrap();
    PolicySet::new().with(policy).unwrap()
}

#[test]
fn each_pair_both_ways() {
    let question = Question::of_documents().with_catalog(Catalog::embedded());
    let mut pairs = 0;
    for line in include_str!("data/versions.jsonl").lines() {
        let pair: Value = serde_json::from_str(line).unwrap();
        let (old, new) = (set(&pair["old"]), set(&pair["new"]));
        for (way, from, to, statements) in [
            ("forth", &old, &new, "gained"),
            ("back", &new, &old, "lost"),
        ] {
            let id = format!("{} {way}: {}", pair["id"], pair["note"]);
            let answer = match compare(from, to, &question) {
                Comparison::NoNewAccess(_) => "none",
                Comparison::NewAccess(_) => "new",
                other => panic!("{id}: {other:?}"),
            };
            assert_eq!(answer, pair[way], "{id}");
            let found = new_access(from, to, &question);
            let found: Vec<usize> = found
                .iter()
                .map(|access| access.statement.statement)
                .collect();
            assert_eq!(serde_json::json!(found), pair[statements], "{id}");
        }
        pairs += 1;
    }
    assert_eq!(pairs, 20);
}
