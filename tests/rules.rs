//! Every rule has a vector, and the table in `conformance/README.md` has their numbers.
//!
//! `IAM_EVAL_WRITE_TABLE=1 cargo test -p workspace-tests --test rules` updates the table.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeMap;
use workspace_tests::{compare, vectors};

/// The subjects of the sections of `docs/semantics.md`.
const SECTIONS: [&str; 9] = [
    "documents",
    "actions",
    "resources",
    "principals",
    "conditions",
    "variables",
    "layers",
    "particular services",
    "derived keys",
];

const FOLDERS: [&str; 3] = ["conformance", "conformance-own", "regressions"];

/// The rules, each with the number of vectors in each folder that name it as their source.
type Counts = BTreeMap<(usize, usize), [usize; FOLDERS.len()]>;

/// The rules that `docs/semantics.md` states: each begins with its number in bold.
fn rules() -> Vec<(usize, usize)> {
    let text = std::fs::read_to_string(vectors::in_tests("../docs/semantics.md")).unwrap();
    let numbers = text.split("**S").skip(1).filter_map(|rest| {
        let (section, rest) = rest.split_once('.')?;
        let rule = rest.split_once("**")?.0;
        Some((section.parse().ok()?, rule.parse().ok()?))
    });
    numbers.collect()
}

fn counts() -> Counts {
    let mut counts = Counts::new();
    for rule in rules() {
        counts.insert(rule, [0; FOLDERS.len()]);
    }
    assert_eq!(counts.len(), 123, "rules of `docs/semantics.md`");
    for (folder, name) in FOLDERS.iter().enumerate() {
        for file in vectors::files(name) {
            for line in vectors::lines_of(&file) {
                for rule in sources(&line) {
                    let count = counts.get_mut(&rule);
                    count.unwrap_or_else(|| panic!("no such rule: {rule:?} in {line:.60}"))
                        [folder] += 1;
                }
            }
        }
    }
    counts
}

/// The rules that a vector names as its source.
fn sources(line: &str) -> Vec<(usize, usize)> {
    let vector: serde_json::Value = serde_json::from_str(line).unwrap();
    let source = vector["source"].as_str().unwrap();
    let mut rules: Vec<(usize, usize)> = source
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '.'))
        .filter_map(|word| word.strip_prefix('S')?.split_once('.'))
        .filter_map(|(section, rule)| Some((section.parse().ok()?, rule.parse().ok()?)))
        .collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

#[test]
fn both_answer_own_vectors_correctly() {
    let mut wrong = Vec::new();
    for file in vectors::files("conformance-own") {
        for line in vectors::lines_of(&file) {
            wrong.extend(vectors::mistake(&line));
            wrong.extend(compare::difference(&line));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn ids_are_unique() {
    let mut seen = std::collections::BTreeSet::new();
    for folder in FOLDERS {
        for file in vectors::files(folder) {
            for line in vectors::lines_of(&file) {
                let label = iam_scenario::ScenarioLabel::parse(&line).unwrap();
                assert!(seen.insert(label.id.clone()), "{:?} twice", label.id);
            }
        }
    }
}

#[test]
fn every_rule_has_a_vector() {
    let missing: Vec<String> = counts()
        .into_iter()
        .filter(|(_, counts)| counts.iter().sum::<usize>() == 0)
        .map(|((section, rule), _)| format!("S{section}.{rule}"))
        .collect();
    assert!(missing.is_empty(), "no vector for {}", missing.join(", "));
}

fn table() -> String {
    let counts = counts();
    let mut table =
        String::from("| rule | conformance | conformance-own | regressions |\n|---|---|---|---|\n");
    for (section, name) in SECTIONS.iter().enumerate() {
        table.push_str(&format!("| **S{}** {name} | | | |\n", section + 1));
        for ((of, rule), [given, own, regressions]) in &counts {
            if *of == section + 1 {
                table.push_str(&format!(
                    "| S{of}.{rule} | {given} | {own} | {regressions} |\n"
                ));
            }
        }
    }
    table
}

#[test]
fn the_table_is_up_to_date() {
    const BEGIN: &str = "<!-- table -->\n";
    const END: &str = "<!-- end of table -->\n";
    let path = vectors::folder().join("README.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(BEGIN).unwrap();
    let (found, after) = rest.split_once(END).unwrap();
    let expected = table();
    if std::env::var_os("IAM_EVAL_WRITE_TABLE").is_some() {
        std::fs::write(&path, format!("{before}{BEGIN}{expected}{END}{after}")).unwrap();
        return;
    }
    assert_eq!(found, expected, "update it: see the top of this test");
}

#[test]
fn the_example_of_the_format_has_the_stated_answer() {
    let text = std::fs::read_to_string(vectors::folder().join("FORMAT.md")).unwrap();
    let (_, rest) = text.split_once("```json\n").unwrap();
    let (example, _) = rest.split_once("\n```").unwrap();
    assert_eq!(vectors::mistake(example), None);
}
