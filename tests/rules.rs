//! Every rule of S1 to S9 is named by a vector: an answer that would change if the rule were broken.

use std::collections::BTreeSet;
use workspace_tests::vectors;

/// How many rules each section has. S5.18 and S6.11 stand at the end of others in the text.
const RULES: [(u32, u32); 9] = [
    (1, 22),
    (2, 7),
    (3, 10),
    (4, 15),
    (5, 18),
    (6, 11),
    (7, 17),
    (8, 6),
    (9, 7),
];

#[test]
fn every_rule_has_a_vector() {
    let mut named = BTreeSet::new();
    let files = ["conformance", "conformance-own"].map(vectors::files);
    for line in files
        .iter()
        .flatten()
        .flat_map(|file| vectors::lines_of(file))
    {
        let vector: serde_json::Value = serde_json::from_str(&line).unwrap();
        let source = vector["source"].as_str().unwrap_or_default();
        named.extend(
            source
                .split_whitespace()
                .map(|word| word.trim_end_matches([',', ';', '.']).to_owned()),
        );
    }
    let rules = RULES
        .iter()
        .flat_map(|(section, count)| (1..=*count).map(move |rule| format!("S{section}.{rule}")));
    let missing: Vec<String> = rules.filter(|rule| !named.contains(rule)).collect();
    assert!(missing.is_empty(), "no vector names {}", missing.join(", "));
}

#[test]
fn our_own_vectors_give_the_expected_answer() {
    let lines: Vec<String> = vectors::files("conformance-own")
        .iter()
        .flat_map(|file| vectors::lines_of(file))
        .collect();
    assert!(lines.len() >= 16, "{} vectors", lines.len());
    let wrong: Vec<String> = lines
        .iter()
        .filter_map(|line| vectors::mistake(line))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
