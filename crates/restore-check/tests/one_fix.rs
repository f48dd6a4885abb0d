//! There is one fix: every format and the exported files show the same policies.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that can't go on must fail"
)]

mod support;

use iam_catalog::Catalog;
use serde_json::{Value, json};
use support::{Folder, ROLE};

/// A role without permissions, and a custom set beside the published one: either a few actions, or
/// so many that the policy fits the limit only if it is compacted.
fn folder(actions: &[&str]) -> Folder {
    let folder = Folder::new();
    let nothing = json!({"arn": ROLE, "identity": []});
    let set = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": actions, "Resource": "*"},
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::backups/*"},
    ]});
    folder.file("role.json", nothing.to_string());
    folder.file("set.json", set.to_string());
    folder
}

fn run(folder: &Folder, args: &[&str]) -> String {
    let call = [
        "role.json",
        "--set",
        "ec2-restore",
        "--set-file",
        "set.json",
    ];
    let run = folder.run(&[&call, args].concat());
    assert_eq!(run.code, 1, "{}{}", run.out, run.err);
    run.out
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The policies in the code blocks.
fn of_markdown(text: &str) -> Vec<Value> {
    let blocks = text.split("```json\n").skip(1);
    blocks
        .map(|block| parsed(block.split("```").next().unwrap()))
        .collect()
}

/// The policies in the page's data.
fn of_html(page: &str) -> Vec<Value> {
    let (_, data) = page
        .split_once(r#"<script type="application/json" id="data">"#)
        .unwrap();
    let data = parsed(data.split("</script>").next().unwrap());
    let fixes = data["rows"][0]["fixes"].as_array().unwrap().iter();
    let texts = fixes.map(|fix| usize::try_from(fix[2].as_u64().unwrap()).unwrap());
    texts
        .map(|at| parsed(data["strings"][at].as_str().unwrap()))
        .collect()
}

fn of_json(text: &str) -> Vec<Value> {
    let report = parsed(text);
    let policies = report["principals"][0]["fix"]["policies"].as_array();
    let policies = policies.unwrap().iter();
    policies.map(|policy| policy["document"].clone()).collect()
}

#[test]
fn every_format_and_file_has_the_same_policies() {
    let describe: Vec<&str> = Catalog::embedded()
        .actions_of("ec2")
        .map(|action| action.name())
        .filter(|name| name.contains(":Describe"))
        .collect();
    assert!(describe.len() > 150, "long enough to be compacted");
    for (actions, compacted) in [(&*describe, true), (&["sqs:SendMessage"], false)] {
        let folder = folder(actions);
        let of_role = run(
            &folder,
            &["--export-missing", "fix.json", "--format", "json"],
        );
        let exported = vec![parsed(&folder.read("fix.json"))];
        let text = exported[0].to_string();
        assert_eq!(text.contains("ec2:Describe*"), compacted, "{text}");
        assert_eq!(of_json(&of_role), exported);
        for more in [&[][..], &["--export-missing", "again.json"]] {
            let format = |name| run(&folder, &[&["--format", name], more].concat());
            assert_eq!(of_markdown(&format("markdown")), exported, "{more:?}");
            assert_eq!(of_html(&format("html")), exported, "{more:?}");
        }
    }
}
