//! Where the policies and the caller come from.

use super::common::{file, iam_eval, repository};
use super::{ALICE, ANYTHING, OFFICE, answers, decision, simulate};
use serde_json::json;

#[test]
fn a_principal_of_an_account_has_its_policies() {
    let account = repository("examples/account.json");
    let scps = repository("examples/scps");
    let principal = [
        "--principal",
        "veeam-restore",
        "--account",
        account.to_str().unwrap(),
    ];
    let ask = |more: &[&str]| decision(&[&principal[..], more].concat());
    assert_eq!(
        ask(&["--action", "kms:ListKeys"]),
        (0, "allowed".to_owned())
    );
    let scps = ["--scps", scps.to_str().unwrap(), "--action", "kms:ListKeys"];
    assert_eq!(ask(&scps), (4, "unknown".to_owned()));
    let region = ["--context", "aws:RequestedRegion=us-east-1"];
    assert_eq!(
        ask(&[&scps[..], &region].concat()),
        (1, "explicitDeny".to_owned())
    );
    let refused = |name: &str| {
        let account = account.to_str().unwrap();
        let args = [
            "--principal",
            name,
            "--account",
            account,
            "--action",
            "s3:GetObject",
        ];
        let (code, out, err) = simulate(&args);
        assert_eq!((code, out.as_str()), (2, ""));
        err
    };
    let err = refused("backup");
    assert!(
        err.contains("no role or user matches `--principal backup`; there are: `veeam-restore`"),
        "{err}"
    );
    let err = refused("veeam");
    assert!(
        err.contains("found 2 roles and users that match `--principal veeam`, expected one"),
        "{err}"
    );
    // A part that one name has is enough.
    let test = [
        "--principal",
        "e-test",
        "--account",
        account.to_str().unwrap(),
        "--action",
        "s3:GetObject",
    ];
    let (_, lines) = answers(&test);
    assert_eq!(
        lines[0]["principal"],
        "arn:aws:iam::111122223333:role/veeam-restore-test"
    );
}

/// The tags of a dump are all that the principal has.
#[test]
fn the_tags_of_a_principal_are_known() {
    let dump = json!({"RoleDetailList": [{
        "RoleName": "r", "Arn": "arn:aws:iam::111122223333:role/r", "RolePolicyList": [{"PolicyName": "p",
          "PolicyDocument": {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition":
            {"StringEquals": {"aws:PrincipalTag/team": "blue"}}}}}],
        "AttachedManagedPolicies": [], "Tags": [{"Key": "team", "Value": "blue"}]}]});
    let (_folder, path) = file("dump.json", dump.to_string());
    let ask = |path: &str| {
        decision(&[
            "--principal",
            "r",
            "--account",
            path,
            "--action",
            "s3:GetObject",
        ])
    };
    assert_eq!(ask(&path), (0, "allowed".to_owned()));
    let (_folder, path) = file(
        "dump.json",
        dump.to_string()
            .replace(r#"{"Key":"team","Value":"blue"}"#, ""),
    );
    assert_eq!(ask(&path), (1, "implicitDeny".to_owned()));
}

#[test]
fn a_policy_that_is_not_known_is_refused() {
    let dump = json!({"RoleDetailList": [{
        "RoleName": "r", "Arn": "arn:aws:iam::111122223333:role/r", "RolePolicyList": [],
        "AttachedManagedPolicies": [{"PolicyName": "m", "PolicyArn": "arn:aws:iam::111122223333:policy/m"}]}]});
    let (_folder, path) = file("dump.json", dump.to_string());
    let (code, out, err) = simulate(&[
        "--principal",
        "r",
        "--account",
        &path,
        "--action",
        "s3:GetObject",
    ]);
    assert_eq!((code, out.as_str()), (2, ""), "{err}");
    assert!(err.contains("arn:aws:iam::111122223333:policy/m"), "{err}");
}

#[test]
fn a_trust_policy_answers_for_the_actions_that_assume() {
    let trust = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole",
      "Principal": {"AWS": "arn:aws:iam::111122223333:user/alice"}}}"#;
    let ask = |caller: &str| {
        decision(&[
            "--policy",
            ANYTHING,
            "--resource-policy",
            trust,
            "--caller-arn",
            caller,
            "--action",
            "sts:AssumeRole",
            "--resource",
            "arn:aws:iam::111122223333:role/r",
        ])
    };
    assert_eq!(ask(ALICE), (0, "allowed".to_owned()));
    assert_eq!(
        ask("arn:aws:iam::444455556666:user/alice"),
        (1, "implicitDeny".to_owned())
    );
}

/// The lists of policies of AWS, by file or as text; standard input; a list that is given as one.
#[test]
fn policies_come_from_files_texts_and_standard_input() {
    let (_folder, path) = file("role.json", ANYTHING);
    let uri = format!("file://{path}");
    let list = json!([ANYTHING, OFFICE]).to_string();
    let (_of_list, of_list) = file("list.json", &list);
    let of_list = format!("file://{of_list}");
    for given in [
        ["--policy", &path],
        ["--policy", &uri],
        ["--policy", ANYTHING],
        ["--policy-input-list", &uri],
        ["--policy-input-list", &list],
        ["--policy-input-list", &of_list],
        ["--policy", "-"],
    ] {
        let args = [&["simulate"], &given[..], &["--action", "s3:GetObject"]].concat();
        let (code, out, err) = iam_eval(&args, ANYTHING);
        assert_eq!(code, 0, "{given:?}: {out}{err}");
    }
}
