//! Texts in memory are read like files: every test of this suite reads its inputs both ways.

use crate::{Folder, POLICY, ROLE, TRUST, json_string};
use iam_account::{
    Inputs, NextStep, PrincipalInput, Problem, load_levels, load_policy, parse_levels,
    parse_policy, read_text,
};
use iam_eval::PolicyKind;
use std::path::{Path, PathBuf};

/// All contents of the inputs, without the folder of their files.
fn reported(inputs: &Inputs, folder: &str) -> Vec<String> {
    let counts = (inputs.len(), inputs.files(), inputs.shared_documents());
    let problems = inputs.problems().into_iter().map(Err);
    let all = problems.chain(inputs.principals());
    let all = all.map(|reported: Result<PrincipalInput, Problem>| format!("{reported:?}"));
    let all = all.chain([format!("{counts:?}")]);
    all.map(|reported| reported.replace(folder, "")).collect()
}

/// Reads the same bytes as a text and as a file; the results must be the same.
pub(crate) fn as_text_and_as_file(name: &str, content: &[u8]) -> Inputs {
    let folder = Folder::new();
    let mut from_file = Inputs::default();
    from_file.add_path(&folder.file(name, content));
    let from_text = read_text(name, content);
    let root = folder.path("");
    assert_eq!(reported(&from_text, &root), reported(&from_file, &root));
    from_text
}

/// The JSON files below a folder of the workspace.
fn json_files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(folder);
    let found = iam_account::expand_paths(folder.to_str().unwrap());
    found.unwrap().files
}

#[test]
fn every_fixture_and_example_is_read_the_same_from_memory() {
    let files: Vec<PathBuf> = ["tests/fixtures", "examples", "crates/restore-check/data"]
        .into_iter()
        .flat_map(json_files)
        .collect();
    assert!(files.len() > 50, "{}", files.len());
    let mut principals = 0;
    for file in &files {
        let content = std::fs::read(file).unwrap();
        principals += as_text_and_as_file("input.json", &content).len();
    }
    assert!(principals > 40, "{principals}");
}

/// The pages of a dump come from several texts, as from several files.
#[test]
fn pages_may_be_texts() {
    let role = format!(
        r#"{{"Arn": "{ROLE}", "RoleName": "veeam", "RolePolicyList": [], "AttachedManagedPolicies":
            [{{"PolicyName": "m", "PolicyArn": "arn:aws:iam::111122223333:policy/m"}}]}}"#
    );
    let first = format!(r#"{{"RoleDetailList": [{role}], "IsTruncated": true, "Marker": "m"}}"#);
    let second = format!(
        r#"{{"Policies": [{{"Arn": "arn:aws:iam::111122223333:policy/m", "DefaultVersionId": "v1", "PolicyVersionList":
            [{{"VersionId": "v1", "IsDefaultVersion": true, "Document": {POLICY}}}]}}], "IsTruncated": false}}"#
    );
    let folder = Folder::new();
    let (mut texts, mut files) = (Inputs::default(), Inputs::default());
    for (name, content) in [("1.json", &first), ("2.json", &second)] {
        texts.add_text(name, content.as_str());
        files.add_path(&folder.file(name, content));
    }
    let root = folder.path("");
    assert_eq!(reported(&texts, &root), reported(&files, &root));
    assert_eq!(texts.problems(), []);
    assert_eq!(texts.principal(0).unwrap().identity.len(), 1);
}

#[test]
fn single_policies_and_levels_are_read_the_same_from_memory() {
    let folder = Folder::new();
    let root = folder.path("");
    let wrapped = format!(r#"{{"PolicyName": "p", "PolicyDocument": {POLICY}}}"#);
    let levels = format!("[[{POLICY}], []]");
    let version =
        format!(r#"{{"PolicyVersion": {{"Document": {POLICY}, "IsDefaultVersion": false}}}}"#);
    for content in [
        POLICY.as_bytes(),
        format!("\u{FEFF}{POLICY}").as_bytes(),
        json_string(POLICY).as_bytes(),
        wrapped.as_bytes(),
        version.as_bytes(),
        levels.as_bytes(),
        b"",
        b"{",
        b"\xFF\xFE{\0",
        b"{\"a\": \xFF",
        b"\"\\x\"",
        b"Resources:\n",
    ] {
        let file = folder.file("f.json", content);
        let without_root = |reported: String| reported.replace(&root, "");
        for kind in [
            PolicyKind::Identity,
            PolicyKind::Resource,
            PolicyKind::Trust,
        ] {
            let reported = format!("{:?}", parse_policy(kind, "f.json", content));
            assert_eq!(
                reported,
                without_root(format!("{:?}", load_policy(kind, &file)))
            );
        }
        let kind = PolicyKind::ServiceControl;
        let reported = format!("{:?}", parse_levels(kind, "f.json", content));
        assert_eq!(
            reported,
            without_root(format!("{:?}", load_levels(kind, &file)))
        );
    }
}

#[test]
fn a_program_words_next_steps_itself() {
    let role = format!(
        r#"{{"Role": {{"Arn": "{ROLE}", "AssumeRolePolicyDocument": {TRUST},
            "PermissionsBoundary": {{"PermissionsBoundaryArn": "b"}}}}}}"#
    );
    let scp = r#"{"Policy": {"PolicySummary": {}, "Content": "{}"}}"#;
    let mut plain = Inputs::default();
    let mut inputs = Inputs::with_next_steps(&[
        (NextStep::BoundaryDocument, "it beside the role"),
        (NextStep::ServiceControlPolicy, "it with `--scps`"),
    ]);
    for inputs in [&mut plain, &mut inputs] {
        inputs.add_text("role", role.as_str());
        inputs.add_text("scp", scp);
    }
    let expected = |inputs: &Inputs| {
        let role = inputs.principal(0).unwrap();
        [
            role.problems[0].what().expected.to_string(),
            inputs.part(1).unwrap_err().what().expected.to_string(),
        ]
    };
    assert_eq!(
        expected(&plain),
        [
            NextStep::BoundaryDocument.expected(),
            NextStep::ServiceControlPolicy.expected()
        ]
    );
    assert_eq!(
        expected(&inputs),
        ["it beside the role", "it with `--scps`"]
    );
}
