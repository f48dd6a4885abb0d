//! Files of accounts, roles and infrastructure with edits to their trees: see
//! `workspace_tests::checks::inputs`.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::Value;
use std::path::PathBuf;
use std::sync::LazyLock;
use workspace_tests::generate::{self, edit};
use workspace_tests::{checks, inputs, vectors};

/// The samples of the checker's tests that are JSON, each with its name.
static SAMPLES: LazyLock<Vec<(String, Value)>> = LazyLock::new(|| {
    let folders = [
        "../examples",
        "../crates/restore-check/tests",
        "../crates/iam-eval-cli/tests/data",
    ];
    let mut samples = Vec::new();
    let mut folders: Vec<PathBuf> = folders.map(vectors::in_tests).into();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(value) =
                serde_json::from_slice(&std::fs::read(&path).unwrap_or_default())
            {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                samples.push((name.into_owned(), value));
            }
        }
    }
    samples.sort_by(|(one, _), (other, _)| one.cmp(other));
    samples
});

#[test]
fn the_samples_are_read() {
    let (mut indented, mut yaml) = (0, 0);
    for (name, value) in &*SAMPLES {
        let layouts = inputs::check(format!("{name}\n{value}").as_bytes());
        indented += layouts.indented;
        yaml += layouts.yaml;
    }
    assert!(indented > 80, "{indented} of {}", SAMPLES.len());
    assert!(yaml > 40, "{yaml} of {}", SAMPLES.len());
}

proptest! {
    #![proptest_config(generate::config(5000))]

    #[test]
    fn what_is_read_does_not_depend_on_the_layout(
        sample in any::<Index>(),
        edits in prop::collection::vec(any::<u8>(), 4..24),
        name in select(&["input.json", "stack.template", "plan.json", "role.yaml"]),
    ) {
        let (_, value) = sample.get(&SAMPLES);
        let mut value = value.clone();
        edit::edit_below(&mut value, &[""], &edits);
        checks::inputs(format!("{name}\n{value}").as_bytes());
    }
}
