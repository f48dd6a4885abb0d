//! Runs the built binary on files in a temporary folder.

#![allow(dead_code, reason = "each test target uses a part of it")]
#![allow(clippy::panic, reason = "a test that can't go on must fail")]

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    /// The report that the run printed as JSON.
    pub(crate) fn report(&self) -> Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|error| panic!("{error}: {}{}", self.out, self.err))
    }
}

pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
        self
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.path().join(name)).unwrap()
    }

    /// Runs `restore-check` in the folder.
    pub(crate) fn run(&self, args: &[&str]) -> Run {
        run_in(self.0.path(), args)
    }
}

pub(crate) fn run_in(folder: &Path, args: &[&str]) -> Run {
    let output: Output = Command::new(env!("CARGO_BIN_EXE_restore-check"))
        .args(args)
        .current_dir(folder)
        .env_remove("RUST_BACKTRACE")
        .output()
        .unwrap();
    Run {
        code: output.status.code().expect("the program ends by itself"),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A policy document of one statement.
pub(crate) fn statement(members: &str) -> String {
    format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{{{members}}}]}}")
}

pub(crate) const RESTORE: &str = include_str!("../../data/sets/ec2-restore.json");
pub(crate) const WORKERS: &str = include_str!("../../data/sets/worker-deployment.json");

/// The vendor's permissions for an EC2 restore, to change in a test.
pub(crate) fn restore() -> Value {
    serde_json::from_str(RESTORE).unwrap()
}

/// The role of most tests.
pub(crate) const ROLE: &str = "arn:aws:iam::111122223333:role/veeam";
