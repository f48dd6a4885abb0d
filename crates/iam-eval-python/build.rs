//! The documentation of the native half is in its stub, `python/iam_eval/_native.pyi`, where
//! editors and type checkers read it. This puts each docstring into a file of its own, for `help()`
//! and notebooks.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

const STUB: &str = "python/iam_eval/_native.pyi";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed={STUB}");
    let out = env::var_os("OUT_DIR")
        .map(PathBuf::from)
        .unwrap_or_default();
    let stub = fs::read_to_string(STUB)?;
    for (name, text) in docstrings(&stub) {
        fs::write(Path::new(&out).join(format!("{name}.txt")), text)?;
    }
    Ok(())
}

/// The docstrings of the classes, their members, and the functions, by their names:
/// `PolicySet.evaluate`.
fn docstrings(stub: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut class = String::new();
    let mut name = String::new();
    let mut lines = stub.lines();
    while let Some(line) = lines.next() {
        let code = line.trim_start();
        let indent = line.len() - code.len();
        if let Some(rest) = code.strip_prefix("class ") {
            class = identifier(rest);
            name = class.clone();
        } else if let Some(rest) = code.strip_prefix("def ") {
            name = match indent {
                0 => identifier(rest),
                _ => format!("{class}.{}", identifier(rest)),
            };
        } else if indent == 0 && !code.is_empty() && !code.starts_with([')', '"']) {
            name.clear();
        } else if let Some(first) = code.strip_prefix("\"\"\"")
            && !name.is_empty()
        {
            let mut text = String::new();
            let mut next = Some(first);
            while let Some(line) = next {
                if let Some((last, _)) = line.split_once("\"\"\"") {
                    text.push_str(last);
                    break;
                }
                text.push_str(line);
                text.push('\n');
                let line = lines.next();
                next = line.map(|line| line.get(indent..).unwrap_or_else(|| line.trim_start()));
            }
            found.push((std::mem::take(&mut name), text.trim_end().to_owned()));
        }
    }
    found
}

fn identifier(text: &str) -> String {
    let end = text.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
    text[..end.unwrap_or(text.len())].to_owned()
}
