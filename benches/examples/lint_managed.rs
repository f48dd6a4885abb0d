//! Lints the AWS managed policies on one thread: the findings by severity and code, and the time.
//!
//! `cargo run --release -p workspace-benches --example lint_managed [CODE|errors]` also lists the
//! findings of a code; `benches/scripts/managed_policies.py` fetches the documents.
#![allow(
    clippy::expect_used,
    reason = "a measurement without its data must stop"
)]

use iam_catalog::Catalog;
use iam_lint::{Linter, Options, Severity};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::time::Instant;

#[derive(Deserialize)]
struct Managed {
    name: String,
    document: String,
}

fn main() {
    let wanted = std::env::args().nth(1);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/managed/policies.jsonl");
    let text =
        std::fs::read_to_string(path).expect("run benches/scripts/managed_policies.py first");
    let lines = text.lines();
    let documents: Vec<Managed> = lines
        .map(|line| serde_json::from_str(line).expect("a line of the data"))
        .collect();
    let start = Instant::now();
    let linter = Linter::new(Catalog::embedded());
    let options = Options {
        kind: Some(iam_eval::PolicyKind::Identity),
        ..Options::default()
    };
    let verdicts: Vec<_> = documents
        .iter()
        .map(|managed| linter.check(&managed.name, &managed.document, &options))
        .collect();
    let elapsed = start.elapsed();
    let mut counts: BTreeMap<(Severity, &str), usize> = BTreeMap::new();
    for (managed, verdict) in documents.iter().zip(&verdicts) {
        for finding in &verdict.findings {
            *counts.entry((finding.severity, finding.code)).or_default() += 1;
            let is_wanted = match wanted.as_deref() {
                Some("errors") => finding.severity == Severity::Error,
                Some(code) => finding.code == code,
                None => false,
            };
            if is_wanted {
                let (code, message) = (finding.code, finding.full_message());
                println!("{} {code} {}: {message}", managed.name, finding.severity);
            }
        }
    }
    for ((severity, code), count) in counts.iter().rev() {
        println!("{severity:16} {code:60} {count:6}");
    }
    println!(
        "{} documents, {} bytes, {elapsed:?}",
        documents.len(),
        text.len()
    );
}
