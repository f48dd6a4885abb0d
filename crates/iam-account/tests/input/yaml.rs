//! What the AWS CLI prints as YAML, and policies in YAML.

use crate::infrastructure::{described, policies};
use crate::{ROLE, problem_of, read};
use iam_account::parse_policy;
use iam_eval::PolicyKind;

const DUMP: &str = "\
IsTruncated: false
RoleDetailList:
- Arn: arn:aws:iam::111122223333:role/veeam
  AssumeRolePolicyDocument:
    Statement:
    - Action: sts:AssumeRole
      Effect: Allow
      Principal:
        AWS: arn:aws:iam::444455556666:root
    Version: '2012-10-17'
  AttachedManagedPolicies: []
  CreateDate: '2026-11-01T00:00:00+00:00'
  Path: /
  RoleId: AROAEXAMPLE1
  RoleName: veeam
  RolePolicyList:
  - PolicyDocument:
      Statement:
      - Action: '*'
        Effect: Allow
        Resource: '*'
      Version: '2012-10-17'
    PolicyName: r
";

#[test]
fn a_dump_in_yaml_is_read() {
    for text in [
        DUMP.to_owned(),
        format!("---\n{DUMP}"),
        DUMP.replace('\n', "\r\n"),
    ] {
        let (principals, problems) = read(&text);
        assert_eq!(problems, Vec::<String>::new());
        assert_eq!(principals[0].arn.as_deref(), Some(ROLE));
        assert_eq!(policies(&principals[0]), ["inline policy r"]);
        let statement = principals[0].identity[0].document().statement(0).unwrap();
        let first = text
            .lines()
            .position(|line| line.contains("Action: '*'"))
            .unwrap();
        assert_eq!(statement.position().line as usize, first + 1);
    }
}

#[test]
fn a_policy_in_yaml_is_read() {
    let text =
        "Version: 2012-10-17\nStatement:\n  Effect: Allow\n  Action: ec2:*\n  Resource: '*'\n";
    let (principals, problems) = read(text);
    assert_eq!((principals.len(), problems.len()), (1, 0), "{problems:?}");
    assert_eq!(principals[0].identity.len(), 1);
    let wrong = problem_of(text.replace("Allow", "allow"));
    assert!(wrong.starts_with("input.json:3:"), "{wrong}");
    assert!(wrong.contains("the effect `allow`"), "{wrong}");
    let twice = problem_of(format!("{text}Version: 2012-10-17\n"));
    assert!(
        twice.contains("input.json:6:") && twice.contains("a second time"),
        "{twice}"
    );
}

#[test]
fn one_policy_in_yaml_is_read_of_any_kind() {
    let text = "Version: 2012-10-17\nStatement:\n- Effect: Allow\n  Principal: '*'\n  Action: kms:Decrypt\n  Resource: '*'\n";
    let policy = parse_policy(PolicyKind::Resource, "key.yaml", text).unwrap();
    assert_eq!(policy.document().statements().len(), 1);
    let printed = "PolicyDocument:\n  Statement: {Effect: Allow, Action: 'a:*', Resource: '*'}\nPolicyName: p\nRoleName: r\n";
    assert!(parse_policy(PolicyKind::Identity, "printed.yaml", printed).is_ok());
    let wrong = parse_policy(PolicyKind::Identity, "a.yaml", "Statement: &a [*a]").unwrap_err();
    assert!(wrong.to_string().starts_with("a.yaml:1:16:"), "{wrong}");
}

#[test]
fn several_documents_of_a_stream_are_several_principals() {
    let one = |name: &str| format!("arn: arn:aws:iam::111122223333:role/{name}\nidentity: []\n");
    let (principals, problems) =
        described("a.yaml", &format!("{}---\n{}", one("a"), one("b")), &[]);
    assert_eq!((principals.len(), problems.len()), (2, 0), "{problems:?}");
}

#[test]
fn yaml_that_grows_or_is_malformed_is_refused() {
    let mut bomb = "Version: &a [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (before, name) in "abcdefgh".chars().zip("bcdefghi".chars()) {
        bomb.push_str(&format!(
            "k{name}: &{name} [*{before}, *{before}, *{before}, *{before}]\n"
        ));
    }
    for (text, says) in [
        (
            bomb.as_str(),
            "input.json:2:9: found an alias, expected the value itself",
        ),
        ("Version: [1", "malformed YAML"),
        ("Version: 1\n\tx: y", "malformed YAML"),
    ] {
        let (principals, problems) = read(text);
        assert_eq!(principals.len(), 0);
        assert!(problems[0].contains(says), "{problems:?}");
    }
    let deep = format!("Version: {}", "[".repeat(100_000));
    let (_, problems) = read(deep);
    assert!(
        problems[0].contains("recursion limit exceeded"),
        "{problems:?}"
    );
}
