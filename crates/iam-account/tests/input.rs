//! Reading inputs with the library: every shape, and every error with its position.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that can't go on must fail"
)]

#[path = "input/account.rs"]
mod account;
#[path = "input/bad.rs"]
mod bad;
#[path = "input/cloudformation.rs"]
mod cloudformation;
#[path = "input/cloudformation_functions.rs"]
mod cloudformation_functions;
#[path = "input/codes.rs"]
mod codes;
#[path = "input/config.rs"]
mod config;
#[path = "input/edits.rs"]
mod edits;
#[path = "input/forms.rs"]
mod forms;
#[path = "input/given_together.rs"]
mod given_together;
#[path = "input/infrastructure.rs"]
mod infrastructure;
#[path = "input/levels.rs"]
mod levels;
#[path = "input/memory.rs"]
mod memory;
#[path = "input/pages.rs"]
mod pages;
#[path = "input/paths.rs"]
mod paths;
#[path = "input/shapes.rs"]
mod shapes;
#[path = "input/terraform.rs"]
mod terraform;
#[path = "input/terraform_unknown.rs"]
mod terraform_unknown;
#[path = "input/twice.rs"]
mod twice;
#[path = "input/yaml.rs"]
mod yaml;

use iam_account::{PrincipalInput, Problem};
use std::path::PathBuf;
use tempfile::TempDir;

const ROLE: &str = "arn:aws:iam::111122223333:role/veeam";
const POLICY: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}]}"#;
const TRUST: &str = r#"{"Statement": {"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "sts:AssumeRole"}}"#;
const LOWER: &str = r#"{"Statement": [{"Effect": "allow", "Action": "ec2:*", "Resource": "*"}]}"#;

struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = PathBuf::from(self.path(name));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

/// Reads this content. Returns its principals and problems.
fn read(content: impl AsRef<[u8]>) -> (Vec<PrincipalInput>, Vec<String>) {
    let inputs = memory::as_text_and_as_file("input.json", content.as_ref());
    let mut problems = inputs.problems();
    let mut principals = Vec::new();
    for principal in inputs.principals() {
        match principal {
            Ok(principal) => principals.push(principal),
            Err(problem) => problems.push(problem),
        }
    }
    (
        principals,
        problems.iter().map(Problem::to_string).collect(),
    )
}

/// The only principal in a file of this content.
fn read_one(content: impl AsRef<[u8]>) -> PrincipalInput {
    let (mut principals, problems) = read(content);
    assert_eq!(problems, Vec::<String>::new());
    assert_eq!(principals.len(), 1);
    principals.remove(0)
}

/// The only problem of a file of this content, which contains no principal.
fn problem_of(content: impl AsRef<[u8]>) -> String {
    let (principals, mut problems) = read(content);
    assert_eq!(principals.len(), 0);
    assert_eq!(problems.len(), 1, "{problems:?}");
    problems.remove(0)
}

fn json_string(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

fn url_encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// Line and column of the first `needle` in a text, as `line:column`.
fn position_of(text: &str, needle: &str) -> String {
    let before = &text[..text.find(needle).unwrap()];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
    format!("{line}:{column}")
}
