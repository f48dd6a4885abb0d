//! Comments are at most 100 columns wide, so that two files fit beside each other on a screen.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

use std::path::{Path, PathBuf};

const WIDTH: usize = 100;

/// The Rust files below a folder, without what was built.
fn sources(folder: PathBuf, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "target") {
                sources(path, found);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The numbers of the lines with a comment that is too wide. Code in a comment, tables and headings
/// are not wrapped.
fn too_wide(text: &str) -> Vec<usize> {
    let mut in_code = false;
    let mut lines = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let Some(comment) = line.trim_start().strip_prefix("//") else {
            in_code = false;
            continue;
        };
        let comment = comment.trim_start_matches(['/', '!']).trim_start();
        if comment.starts_with("```") {
            in_code = !in_code;
            continue;
        }
        let is_prose = !in_code && !comment.starts_with(['|', '#', '<']) && comment.contains(' ');
        if is_prose && line.chars().count() > WIDTH {
            lines.push(number + 1);
        }
    }
    lines
}

#[test]
fn comments_are_at_most_100_columns_wide() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    for folder in ["crates", "tests", "benches", "fuzz"] {
        sources(root.join(folder), &mut files);
    }
    assert!(files.len() > 500, "{} files", files.len());
    let wrong = files.iter().flat_map(|file| {
        let text = std::fs::read_to_string(file).unwrap();
        let lines = too_wide(&text).into_iter();
        lines.map(move |line| format!("{}:{line}", file.display()))
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_wide_comment_is_found() {
    let wide = "word ".repeat(30);
    let text =
        format!("/// {wide}\n/// ```\n/// {wide}\n/// ```\n//! {wide}\nlet a = 1; // {wide}\n");
    assert_eq!(too_wide(&text), [1, 5]);
}
