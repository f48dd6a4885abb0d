//! The structure described in ARCHITECTURE.md: the dependencies each crate may have, and that the
//! modules of a crate have no circular dependencies.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Each crate with the crates of the workspace that it may use, from the top layer to the bottom.
const LAYERS: [(&str, &[&str]); 13] = [
    ("iam-syntax", &[]),
    ("iam-catalog", &[]),
    ("iam-eval", &["iam-syntax"]),
    ("iam-lint", &["iam-catalog", "iam-syntax"]),
    ("iam-scenario", &["iam-eval"]),
    ("iam-account", &["iam-catalog", "iam-eval", "iam-syntax"]),
    ("iam-compare", &["iam-catalog", "iam-eval", "iam-syntax"]),
    (
        "iam-access",
        &["iam-account", "iam-catalog", "iam-compare", "iam-eval"],
    ),
    (
        "iam-report",
        &[
            "iam-access",
            "iam-account",
            "iam-compare",
            "iam-eval",
            "iam-lint",
        ],
    ),
    (
        "iam-cli-support",
        &[
            "iam-access",
            "iam-account",
            "iam-catalog",
            "iam-eval",
            "iam-report",
        ],
    ),
    (
        "iam-eval-cli",
        &[
            "iam-access",
            "iam-account",
            "iam-catalog",
            "iam-cli-support",
            "iam-compare",
            "iam-eval",
            "iam-lint",
            "iam-report",
            "iam-scenario",
        ],
    ),
    (
        "restore-check",
        &[
            "iam-access",
            "iam-account",
            "iam-catalog",
            "iam-cli-support",
            "iam-eval",
            "iam-report",
        ],
    ),
    // Only tests and fuzz targets depend on it.
    ("iam-reference", &[]),
];

/// The bindings for Python, a workspace of their own: what they may use.
const PYTHON: (&str, &[&str]) = (
    "iam-eval-python",
    &[
        "iam-access",
        "iam-account",
        "iam-catalog",
        "iam-compare",
        "iam-eval",
        "iam-lint",
        "iam-report",
        "iam-scenario",
        "restore-check",
    ],
);

/// Crates that may use files, terminals and arguments.
const SHELLS: [&str; 3] = ["iam-cli-support", "iam-eval-cli", "restore-check"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn metadata(folder: &Path) -> serde_json::Value {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args([
            "metadata",
            "--no-deps",
            "--offline",
            "--format-version",
            "1",
        ])
        .current_dir(folder)
        .output()
        .expect("cargo runs");
    serde_json::from_slice(&output.stdout).expect("metadata is JSON")
}

#[test]
fn crates_depend_only_on_allowed_crates() {
    let metadata = metadata(&root());
    let packages = metadata["packages"].as_array().unwrap();
    let names: BTreeSet<&str> = packages
        .iter()
        .filter_map(|package| package["name"].as_str())
        .collect();
    let mut seen = 0;
    for package in packages {
        let name = package["name"].as_str().unwrap();
        if name.starts_with("workspace-") {
            continue;
        }
        let allowed = LAYERS.iter().find(|(known, _)| *known == name);
        let (_, allowed) =
            allowed.unwrap_or_else(|| panic!("{name} is not in a layer: see ARCHITECTURE.md"));
        seen += 1;
        for dependency in package["dependencies"].as_array().unwrap() {
            let on = dependency["name"].as_str().unwrap();
            // The tests of a crate may use the scenario format.
            let is_of_tests = dependency["kind"] == "dev";
            if names.contains(on) && !is_of_tests {
                assert!(allowed.contains(&on), "{name} must not depend on {on}");
            }
            if on == "clap" {
                assert!(
                    SHELLS.contains(&name) || is_of_tests,
                    "{name} must not use arguments"
                );
            }
        }
    }
    assert_eq!(seen, LAYERS.len());
}

/// They are not members: building or testing the workspace needs neither Python nor Arrow.
#[test]
fn the_bindings_for_python_are_outside_and_depend_only_on_allowed_crates() {
    let (name, allowed) = PYTHON;
    let workspace = metadata(&root());
    let members = workspace["packages"].as_array().unwrap();
    assert!(members.iter().all(|member| member["name"] != name));
    let own = metadata(&root().join("crates").join(name));
    let [package] = own["packages"].as_array().unwrap().as_slice() else {
        panic!("{own}");
    };
    assert_eq!(package["name"], name);
    let known: BTreeSet<&str> = members
        .iter()
        .filter_map(|member| member["name"].as_str())
        .collect();
    for dependency in package["dependencies"].as_array().unwrap() {
        let on = dependency["name"].as_str().unwrap();
        assert_ne!(on, "clap", "{name} must not know arguments");
        if known.contains(on) {
            assert!(allowed.contains(&on), "{name} must not depend on {on}");
        }
    }
    for (path, text) in modules(name) {
        let words = [
            "io::stdout",
            "io::stderr",
            "println!",
            "std::fs",
            "File::open",
        ];
        let word = words.iter().find(|word| text.contains(**word));
        assert_eq!(word, None, "{name}: {path:?}");
    }
}

/// The Rust files of a crate with their module paths.
fn modules(name: &str) -> Vec<(Vec<String>, String)> {
    let source = root().join("crates").join(name).join("src");
    let mut found = Vec::new();
    let mut folders = vec![source.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let relative = path.strip_prefix(&source).unwrap().with_extension("");
                let parts = relative
                    .iter()
                    .map(|part| part.to_string_lossy().into_owned());
                let parts = parts
                    .filter(|part| part != "mod" && part != "lib")
                    .collect();
                found.push((parts, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found
}

/// The modules of its own crate that a file uses: the first part of each `crate::…` outside
/// comments and tests.
fn uses(text: &str) -> BTreeSet<String> {
    let text = text
        .split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or_default();
    let code = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    let mut found = BTreeSet::new();
    for line in code {
        for after in line.split("crate::").skip(1) {
            let name: String = after
                .chars()
                .take_while(|character| character.is_alphanumeric() || *character == '_')
                .collect();
            if name.starts_with(|first: char| first.is_ascii_lowercase()) {
                found.insert(name);
            }
        }
        // `use crate::{a, b};`
        if let Some(list) = line.trim().strip_prefix("use crate::{") {
            let names = list
                .split(',')
                .map(|name| name.trim_matches(['}', ';', ' ']).to_owned());
            found.extend(names.map(|name| name.split("::").next().unwrap_or_default().to_owned()));
        }
    }
    found
}

#[test]
fn modules_have_no_circular_dependencies() {
    for name in [
        "iam-syntax",
        "iam-eval",
        "iam-lint",
        "iam-scenario",
        "iam-account",
        "iam-compare",
        "iam-access",
        "iam-report",
    ] {
        let mut graph: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (path, text) in modules(name) {
            let Some(module) = path
                .first()
                .filter(|_| !path.iter().any(|part| part == "tests"))
            else {
                continue;
            };
            let uses = uses(&text).into_iter().filter(|used| used != module);
            graph.entry(module.clone()).or_default().extend(uses);
        }
        assert!(!graph.is_empty(), "{name}");
        let cycle = cycle(&graph);
        assert!(cycle.is_empty(), "{name}: {}", cycle.join(" -> "));
    }
}

/// A path from a module back to itself, if there is one.
fn cycle(graph: &BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    fn visit(
        graph: &BTreeMap<String, BTreeSet<String>>,
        way: &mut Vec<String>,
        done: &mut BTreeSet<String>,
    ) -> bool {
        let at = way.last().cloned().unwrap_or_default();
        for next in graph.get(&at).into_iter().flatten() {
            if let Some(start) = way.iter().position(|module| module == next) {
                way.drain(..start);
                way.push(next.clone());
                return true;
            }
            if done.contains(next) {
                continue;
            }
            way.push(next.clone());
            if visit(graph, way, done) {
                return true;
            }
            way.pop();
        }
        done.insert(at);
        false
    }
    let mut done = BTreeSet::new();
    for module in graph.keys() {
        let mut way = vec![module.clone()];
        if visit(graph, &mut way, &mut done) {
            return way;
        }
    }
    Vec::new()
}

#[test]
fn report_formats_do_not_depend_on_iam() {
    let mut seen = 0;
    for (path, text) in modules("iam-report") {
        if path.first().is_none_or(|module| module != "form") {
            continue;
        }
        seen += 1;
        for line in text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
        {
            let used = [
                "iam_access",
                "iam_account",
                "iam_compare",
                "iam_eval",
                "iam_lint",
                "crate::access",
                "crate::difference",
                "crate::findings",
            ];
            let used = used.iter().find(|used| line.contains(**used));
            assert_eq!(used, None, "{path:?}: {line}");
        }
    }
    assert!(seen > 5);
}

#[test]
fn libraries_use_no_terminal_and_few_use_files() {
    for (name, _) in LAYERS.iter().filter(|(name, _)| !SHELLS.contains(name)) {
        for (path, text) in modules(name) {
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            let code: Vec<&str> = code
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .collect();
            let has = |words: &[&str]| {
                code.iter()
                    .any(|line| words.iter().any(|word| line.contains(word)))
            };
            assert!(
                !has(&["io::stdout", "io::stderr", "println!", "eprintln!"]),
                "{name}: {path:?}"
            );
            // Inputs come from files: `source` opens them, and the modules that list folders name
            // them.
            let may_read = *name == "iam-account";
            assert!(
                may_read || !has(&["std::fs", "File::open", "io::stdin"]),
                "{name}: {path:?}"
            );
        }
    }
}

#[test]
fn restore_check_is_thin() {
    let lines: usize = modules("restore-check")
        .iter()
        .map(|(_, text)| text.lines().count())
        .sum();
    assert!(lines < 2_000, "{lines} lines");
}

/// The libraries that evaluate and report must not mention a vendor, its product, or the options of
/// a program.
#[test]
fn libraries_mention_no_vendor_and_no_options() {
    const WORDS: [&str; 6] = [
        "veeam",
        "vendor",
        "appliance",
        "restore",
        "worker",
        "impersonation",
    ];
    for name in ["iam-access", "iam-report"] {
        let source = root().join("crates").join(name).join("src");
        let files = files(&source);
        assert!(files.len() > 20, "{name}: {}", files.len());
        let style = files.iter().find(|(path, _)| path.ends_with("style.css"));
        let style = style.map_or("", |(_, text)| text);
        for (path, text) in &files {
            for line in text.lines() {
                let lower = line.to_lowercase();
                let word = WORDS.iter().find(|word| lower.contains(**word));
                assert_eq!(word, None, "{}: {line}", path.display());
                // CSS custom properties look like options.
                let option = option(line).filter(|option| !style.contains(option));
                assert_eq!(option, None, "{}: {line}", path.display());
            }
        }
    }
}

/// The files below a folder, with their texts.
fn files(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    found
}

/// A command-line option in a text, such as `--set`.
fn option(line: &str) -> Option<&str> {
    let (before, after) = line.split_once("--")?;
    let name = after.find(|letter: char| !letter.is_ascii_lowercase() && letter != '-');
    let name = name.unwrap_or(after.len());
    let is_option = after.starts_with(|first: char| first.is_ascii_lowercase());
    is_option.then(|| &line[before.len()..before.len() + 2 + name])
}
