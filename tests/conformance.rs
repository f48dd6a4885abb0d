//! Every vector, one test per file: the engine gives the answer that the vector expects.

use workspace_tests::vectors;

fn check(file: &str, at_least: usize) {
    let lines = vectors::lines(file);
    assert!(
        lines.len() >= at_least,
        "{file} has only {} vectors",
        lines.len()
    );
    let wrong: Vec<String> = lines
        .iter()
        .filter_map(|line| vectors::mistake(line))
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of {} wrong:\n{}",
        wrong.len(),
        lines.len(),
        wrong.join("\n")
    );
}

macro_rules! vectors {
    ($($name:ident: $file:literal, $at_least:literal;)*) => {$(
        #[test]
        fn $name() {
            check($file, $at_least);
        }
    )*};
}

vectors! {
    documents: "s1-documents.jsonl", 67;
    actions: "s2-actions.jsonl", 21;
    resources: "s3-resources.jsonl", 27;
    principals: "s4-principals.jsonl", 36;
    conditions: "s5-conditions.jsonl", 140;
    variables: "s6-variables.jsonl", 29;
    layers: "s7-layers.jsonl", 75;
    services: "s8-services.jsonl", 33;
    derived_keys: "s9-derived-keys.jsonl", 12;
    measured_on_aws: "aws-measured.jsonl", 68;
    tables_of_aws: "aws-tables.jsonl", 71;
    documents_of_2026: "documents-2026.jsonl", 70;
    public_reports: "public-reports.jsonl", 73;
    differences_to_others: "differential.jsonl", 7;
    points_left_open: "open.jsonl", 47;
    undecided_differences_to_others: "differential-undecided.jsonl", 24;
}
