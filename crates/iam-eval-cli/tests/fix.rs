//! `iam-eval validate --fix` keeps the meaning of documents that were accepted before: proven by
//! `iam-compare`.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod common;
#[path = "../../iam-lint/tests/support/mod.rs"]
mod support;

use common::repository;
use iam_catalog::Catalog;
use iam_compare::{Equivalence, Question, equivalent};
use iam_eval::{Policy, PolicyKind, PolicySet};
use iam_lint::{Edit, Linter, Options, apply};
use serde_json::{Value, json};
use support::kind_named;

/// The text with all changes that `--fix` makes.
fn fixed(linter: &Linter<'_>, kind: PolicyKind, text: &str) -> String {
    let options = Options {
        kind: Some(kind),
        ..Options::default()
    };
    let mut fixed = text.to_owned();
    for _ in 0..8 {
        let findings = linter.check("document", &fixed, &options).findings;
        let edits: Vec<Edit> = findings
            .into_iter()
            .flat_map(|finding| finding.edits)
            .collect();
        let next = apply(&fixed, &edits);
        if next == fixed {
            break;
        }
        fixed = next;
    }
    fixed
}

/// What the tests looked at.
#[derive(Debug, Default)]
struct Seen {
    changed: usize,
    proven: usize,
    undecided: usize,
    /// Each with the texts and what shows the difference.
    different: Vec<String>,
}

impl Seen {
    fn compare(&mut self, linter: &Linter<'_>, kind: PolicyKind, text: &str) {
        let Ok(before) = Policy::parse(kind, "before", text) else {
            return;
        };
        let after_text = fixed(linter, kind, text);
        if after_text == text {
            return;
        }
        self.changed += 1;
        let after = match Policy::parse(kind, "after", &after_text) {
            Ok(after) => after,
            Err(error) => panic!("{error}: {text}\n  became {after_text}"),
        };
        // A Deny shows only beside something that is allowed.
        let everything = r#"{"Version": "2012-10-17",
            "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;
        let everything = Policy::parse(PolicyKind::Identity, "everything", everything).unwrap();
        for beside in [None, Some(everything)] {
            let set = |policy: &Policy| {
                let policies = [policy.clone()].into_iter().chain(beside.clone());
                PolicySet::try_from_iter(policies).unwrap()
            };
            let question = Question::of_documents();
            match equivalent(&set(&before), &set(&after), &question) {
                Equivalence::Equivalent => self.proven += 1,
                Equivalence::Undecided(_) => self.undecided += 1,
                other => self.different.push(format!(
                    "{kind}: {text}\n  became {after_text}\n  {other:?}"
                )),
            }
        }
    }
}

/// The documents that are kept for each rule, and the cases.
#[test]
fn fixes_keep_the_meaning_of_the_documents_of_all_rules() {
    let linter = Linter::new(Catalog::embedded());
    let mut seen = Seen::default();
    let of_rules = iam_lint::rules().map(|rule| format!("rules/{}.jsonl", rule.code()));
    for file in of_rules.chain(["cases.jsonl".to_owned()]) {
        let path = repository(&format!("crates/iam-lint/tests/{file}"));
        for line in std::fs::read_to_string(path).unwrap().lines() {
            let example: Value = serde_json::from_str(line).unwrap();
            let text = match example["text"].as_str() {
                Some(text) => text.to_owned(),
                None => example["document"].to_string(),
            };
            if text.len() < 4_000 {
                let kind = example["kind"]
                    .as_str()
                    .map_or(PolicyKind::Identity, kind_named);
                seen.compare(&linter, kind, &text);
            }
        }
    }
    let count = seen.different.len();
    assert!(
        seen.different.is_empty(),
        "{count}: {}",
        seen.different.join("\n")
    );
    assert!(seen.changed >= 20 && seen.undecided == 0, "{seen:?}");
}

/// A generator with a fixed seed.
struct Choices(u64);

impl Choices {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    fn some(&mut self, of: &[&'static str]) -> Vec<&'static str> {
        (0..=self.below(3)).map(|_| self.one(of)).collect()
    }
}

const ACTIONS: [&str; 9] = [
    "s3:*",
    "s3:Get*",
    "S3:GetObject",
    "s3:getobject",
    "s3:*Object",
    "*",
    "iam:Get?ser",
    "iam:GetUser",
    "ec2:Describe*",
];

const RESOURCES: [&str; 18] = [
    "*",
    "arn:aws:s3:::*",
    "arn:aws:s3:::b",
    "arn:aws:s3:::b*",
    "arn:aws:s3:::b/*",
    "arn:aws:s3:::b/a/*",
    "arn:aws:s3:::b/$*",
    "arn:aws:s3:::b/?",
    "arn:aws:s3:::b/???",
    "arn:aws:s3:::b/${aws:username}",
    "arn:aws:s3:::b/${aws:username}/*",
    "arn:aws:s3:::b/${aws:username}/a",
    "arn:aws:s3:::b/${aws:username, 'x'}/a",
    "arn:aws:s3:::b/${aws:PrincipalTag/x}/*",
    "arn:aws:s3:*:b/*",
    "arn:*:s3:::b/*",
    "arn:aws:S3:::b/*",
    "arn:aws:s3",
];

fn conditions() -> Vec<Value> {
    vec![
        Value::Null,
        Value::Null,
        json!({}),
        json!({"NotIpAddress": {"aws:SourceIp": ["10.1.2.3/8", "203.0.113.9/24"]}}),
        json!({"IpAddress": {"aws:SourceIp": "2001:db8::1/32"}}),
        json!({"StringLike": {"aws:userid": ["a*", "ab", "${aws:PrincipalTag/x}"]}}),
        json!({"StringNotLike": {"aws:userid": ["a*", "ab", "${aws:PrincipalTag/x}"]}}),
        json!({"NumericLessThan": {"s3:max-keys": ["5", "10"]}}),
        json!({"ArnLike": {"aws:SourceArn": ["arn:*:*:*:*:*", "arn:aws:s3:::b"]}}),
        json!({"StringLike": {"aws:userid": "*"}, "Null": {"aws:userid": "true"}}),
    ]
}

fn statement(choices: &mut Choices, conditions: &[Value]) -> Value {
    let mut statement = json!({"Effect": choices.one(&["Allow", "Deny"])});
    if choices.below(4) == 0 {
        statement["Sid"] = json!("");
    }
    statement[choices.one(&["Action", "Action", "NotAction"])] = json!(choices.some(&ACTIONS));
    statement[choices.one(&["Resource", "NotResource"])] = json!(choices.some(&RESOURCES));
    let condition = choices.one(conditions);
    if !condition.is_null() {
        statement["Condition"] = condition;
    }
    statement
}

#[test]
fn fixes_keep_the_meaning_of_generated_documents() {
    let linter = Linter::new(Catalog::embedded());
    let conditions = conditions();
    let mut choices = Choices(0x9E37_79B9_7F4A_7C15);
    let mut seen = Seen::default();
    for _ in 0..200 {
        let count = 1 + choices.below(2);
        let statements: Vec<Value> = (0..count)
            .map(|_| statement(&mut choices, &conditions))
            .collect();
        let mut document = json!({"Statement": statements});
        match choices.below(6) {
            0 => {}
            1 => document["Version"] = json!("2008-10-17"),
            _ => document["Version"] = json!("2012-10-17"),
        }
        let kind = choices.one(&[PolicyKind::Identity, PolicyKind::PermissionsBoundary]);
        seen.compare(&linter, kind, &document.to_string());
    }
    let count = seen.different.len();
    assert!(
        seen.different.is_empty(),
        "{count}: {}",
        seen.different.join("\n")
    );
    assert!(
        seen.changed >= 50 && seen.proven > 10 * seen.undecided,
        "{seen:?}"
    );
}
