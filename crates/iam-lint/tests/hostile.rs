//! Randomly broken texts, and documents constructed to take long.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use iam_catalog::Catalog;
use iam_lint::{Linter, Options, Verdict, apply, rules};
use iam_syntax::PolicyKind;
use std::path::Path;

/// The texts of the documents that trigger the rules.
fn documents() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules");
    let mut documents = Vec::new();
    for rule in rules() {
        let text = std::fs::read_to_string(folder.join(format!("{}.jsonl", rule.code()))).unwrap();
        for line in text.lines() {
            let example: serde_json::Value = serde_json::from_str(line).unwrap();
            documents.push(match &example["text"] {
                serde_json::Value::String(text) => text.clone(),
                _ => example["document"].to_string(),
            });
        }
    }
    documents
}

/// Marsaglia's xorshift: the same numbers in every run.
fn next(state: &mut u64) -> usize {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    usize::try_from(*state >> 33).unwrap()
}

fn check_places(text: &str, verdict: &Verdict) {
    let length = u32::try_from(text.len()).unwrap() + 1;
    for finding in &verdict.findings {
        assert!(
            finding.span.start <= finding.span.end,
            "{}: {text}",
            finding.code
        );
        assert!(finding.span.end <= length, "{}: {text}", finding.code);
        assert!(!finding.message.is_empty(), "{}", finding.code);
        // The changed document is valid UTF-8.
        let _ = apply(text, &finding.edits);
    }
}

#[test]
fn broken_texts_have_findings_and_no_panic() {
    const PIECES: [&str; 14] = [
        "\"",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "*",
        "${",
        "\\u0000",
        "é",
        "null",
        "7",
        "arn:aws:::",
    ];
    let linter = Linter::new(Catalog::embedded());
    let mut state = 0x9E37_79B9_7F4A_7C15;
    for document in documents()
        .iter()
        .step_by(3)
        .filter(|document| document.len() < 4_000)
    {
        let mut text = document.clone();
        for _ in 0..=next(&mut state) % 3 {
            let at = next(&mut state) % (text.len() + 1);
            let end = (at + next(&mut state) % 8).min(text.len());
            if !text.is_char_boundary(at) || !text.is_char_boundary(end) {
                continue;
            }
            text.replace_range(at..end, PIECES[next(&mut state) % PIECES.len()]);
        }
        let kind = PolicyKind::ALL[next(&mut state) % PolicyKind::ALL.len()];
        let options = Options {
            kind: Some(kind),
            ..Options::default()
        };
        check_places(&text, &linter.check("broken", &text, &options));
    }
}

/// Every document that the grammar rejects has an error.
#[test]
fn every_document_that_the_grammar_rejects_has_an_error() {
    let linter = Linter::new(Catalog::embedded());
    for document in documents()
        .into_iter()
        .filter(|document| document.len() < 4_000)
    {
        for kind in [
            PolicyKind::Identity,
            PolicyKind::Resource,
            PolicyKind::Trust,
        ] {
            let options = Options {
                kind: Some(kind),
                ..Options::default()
            };
            let verdict = linter.check("document", &document, &options);
            let is_refused = !iam_syntax::read(kind, "document", &document)
                .mistakes
                .is_empty();
            if is_refused {
                assert_eq!(
                    verdict.worst(),
                    Some(iam_lint::Severity::Error),
                    "{kind}: {document}"
                );
            }
        }
    }
}

/// Each of these is fast; at quadratic cost they would take hours.
#[test]
fn documents_constructed_to_take_long() {
    let linter = Linter::new(Catalog::embedded());
    let statement = |members: &str| {
        format!(r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", {members}}}}}"#)
    };
    let list = |item: &dyn Fn(usize) -> String, count: usize| {
        (0..count).map(item).collect::<Vec<_>>().join(",")
    };
    let patterns = list(&|at| format!("\"s3:*{at}*\""), 400);
    let resources = list(&|at| format!("\"arn:aws:s3:::*{at}*\""), 400);
    let keys = list(&|at| format!("\"aws:PrincipalTag/{at}\": \"*\""), 400);
    let unknown = list(&|at| format!("\"ec2:Nothing{at}\""), 400);
    let statements = list(
        &|at| format!(r#"{{"Effect": "Allow", "Action": "s3:x{at}", "Resource": "*", "Sid": ""}}"#),
        20_000,
    );
    let grants = list(&|_| r#""kms:CreateGrant""#.to_owned(), 20_000);
    let others = list(&|_| r#""kms:Creat?Key""#.to_owned(), 20_000);
    let long = "*a".repeat(4_000);
    for text in [
        statement(&format!(
            r#""Action": [{patterns}], "Resource": [{resources}]"#
        )),
        statement(&format!(
            r#""Action": "*", "Resource": "*", "Condition": {{"StringNotLike": {{{keys}}}}}"#
        )),
        statement(&format!(r#""Action": [{unknown}], "Resource": "*""#)),
        statement(&format!(
            r#""Action": ["s3:{long}", "ec2:{long}"], "Resource": ["arn:aws:ec2:*:*:{long}", "arn:aws:ec2:*:*:{long}b"]"#
        )),
        format!(r#"{{"Statement": [{statements}]}}"#),
        // Required conditions: of each action, and of each Deny that may stand for one.
        format!(
            r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Action": [{grants}], "Resource": "*"}},
            {{"Effect": "Deny", "Action": [{others}], "Resource": "*",
              "Condition": {{"Bool": {{"kms:GrantIsForAWSResource": "false"}}}}}}]}}"#
        ),
        "[".repeat(100_000),
        "${".repeat(100_000),
    ] {
        let verdict = linter.check("long", &text, &Options::default());
        assert!(!verdict.findings.is_empty());
        check_places(&text, &verdict);
    }
}
