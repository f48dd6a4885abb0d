//! Runs the built binary.

#![allow(dead_code, reason = "not every test file uses every helper")]
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// How a run ended: exit status, standard output, standard error.
pub(crate) type Ended = (i32, String, String);

pub(crate) fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_iam-eval"));
    command.args(args).env_remove("CLICOLOR_FORCE");
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    command.stderr(Stdio::piped());
    command
}

pub(crate) fn iam_eval(args: &[&str], input: impl AsRef<[u8]>) -> Ended {
    run(&mut command(args), input)
}

pub(crate) fn run(command: &mut Command, input: impl AsRef<[u8]>) -> Ended {
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.as_ref().to_vec();
    let writer = std::thread::spawn(move || {
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

/// A process that answers one line at a time.
pub(crate) struct Oracle {
    pub(crate) child: Child,
    pub(crate) stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
}

impl Oracle {
    pub(crate) fn start(args: &[&str]) -> Self {
        let mut child = command(args).spawn().unwrap();
        Self {
            stdin: child.stdin.take().unwrap(),
            stdout: BufReader::new(child.stdout.take().unwrap()),
            child,
        }
    }

    pub(crate) fn read(&mut self) -> String {
        let mut answer = String::new();
        self.stdout.read_line(&mut answer).unwrap();
        answer
    }

    pub(crate) fn end(mut self) -> i32 {
        drop(self.stdin);
        self.child.wait().unwrap().code().unwrap()
    }
}

/// A scenario of alice, whose one statement matches everything.
pub(crate) fn scenario(id: &str, effect: &str) -> String {
    format!(
        r#"{{"id":"{id}","request":{{"principal":"arn:aws:iam::111122223333:user/alice","action":"s3:GetObject","resource":"*"}},"policies":{{"identity":[{{"Statement":{{"Effect":"{effect}","Action":"*","Resource":"*"}}}}]}}}}"#
    )
}

/// The same with the answer that it expects, as JSON.
pub(crate) fn expecting(id: &str, effect: &str, expect: &str) -> String {
    scenario(id, effect).replacen('{', &format!(r#"{{"expect":{expect},"#), 1)
}

/// A file of the repository.
pub(crate) fn repository(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(path)
}

/// All files of conformance vectors.
pub(crate) fn vectors() -> Vec<String> {
    let files = std::fs::read_dir(repository("tests/conformance")).unwrap();
    let mut files: Vec<String> = files
        .map(|entry| entry.unwrap().path().to_str().unwrap().to_owned())
        .filter(|path| path.ends_with(".jsonl"))
        .collect();
    files.sort();
    assert!(!files.is_empty());
    files
}

/// A file of this name, in a folder that is deleted when the test ends.
pub(crate) fn file(name: &str, content: impl AsRef<[u8]>) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    let path = path.to_str().unwrap().to_owned();
    (folder, path)
}
