//! Policies with a name or a value that AWS doesn't have: reported, and never a PASS.

use super::{ACCOUNT, assert_conditional, deny, doc, full, run, with};
use crate::support::{Folder, ROLE};
use serde_json::{Value, json};

#[test]
fn a_deny_on_an_action_that_does_not_exist_is_reported() {
    let allow = full();
    let bundle = |more: Value| with(json!({"arn": ROLE, "identity": [allow]}), more);
    let own = |action: &str| bundle(json!({"identity": [allow, doc(deny(action))]}));
    let exempts = doc(json!({"Effect": "Allow", "NotAction": "ec2:RunInstance", "Resource": "*"}));
    let with_deny = doc(json!([allow["Statement"], deny("ec2:RunInstance")]));
    let scp = doc(json!([allow["Statement"], deny("kms:CreateGrants")]));
    for (input, nearest) in [
        (own("ec2:RunInstance"), "ec2:RunInstances"),
        (own("EC2:RUNINSTANCE"), "ec2:RunInstances"),
        (own("\u{435}c2:*"), "\\\\u{435}c2:*"),
        (own("ecc2:*"), "ecc2:*"),
        (own("ec2:Run\u{430}*"), "ec2:Run\\\\u{430}*"),
        (own("ec2:RunInst\u{430}nces"), "ec2:RunInstances"),
        (
            bundle(json!({"permissionsBoundary": with_deny})),
            "ec2:RunInstances",
        ),
        (
            bundle(json!({"permissionsBoundary": exempts})),
            "allows all but `ec2:RunInstance`",
        ),
        (bundle(json!({"session": [with_deny]})), "ec2:RunInstances"),
        (bundle(json!({"scps": [[scp]]})), "kms:CreateGrant"),
    ] {
        let run_of = run(&input, &["--format", "json"]);
        assert_conditional(&run_of, nearest);
        assert!(run_of.out.contains("in.json:1:"), "{}", run_of.out);
        for format in ["text", "sarif", "csv", "junit", "markdown", "html"] {
            let run = run(&input, &["--format", format]);
            assert!(
                run.out.contains("unless this excludes it"),
                "{format}: {}",
                run.out
            );
        }
        let quiet = run(&input, &["--quiet"]);
        assert!(quiet.out.starts_with("CONDITIONAL"), "{}", quiet.out);
    }
    // Unrelated to a restore: only reported.
    for action in ["ec2:MakeCoffee", "coffee:Make", "s3:GetObjekt"] {
        let run = run(&own(action), &["--format", "json"]);
        let report = run.report();
        assert_eq!(report["principals"][0]["verdict"], "pass", "{action}");
        let notes = report["principals"][0]["notes"].to_string();
        assert!(notes.contains(&format!("denies `{action}`")), "{notes}");
    }
    // Existing actions are not reported.
    let run = run(&own("s3:Get*"), &["--format", "json"]);
    assert!(!run.out.contains("s3:Get*"), "{}", run.out);
}

#[test]
fn a_trust_policy_that_denies_a_misspelt_action_does_not_pass() {
    for action in ["sts:AssumeRol", "sts:Asume*"] {
        let trust = doc(json!([
            {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
                "Action": "sts:AssumeRole"},
            {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": action}]));
        let bundle = json!({"arn": ROLE, "identity": [full()], "trustPolicy": trust});
        let appliance = format!("{ACCOUNT}:role/appliance");
        let run = run(&bundle, &["--appliance", &appliance, "--format", "json"]);
        if run.code != 2 {
            let report = run.report();
            let status = &report["principals"][0]["trust"]["status"];
            assert_eq!(status, "conditional", "{action}: {}", run.out);
        }
    }
}

#[test]
fn a_hidden_control_policy_is_not_ignored() {
    let folder = Folder::new();
    folder
        .file("in.json", full().to_string())
        .file("scps/full.json", full().to_string())
        .file("scps/.deny.json", doc(deny("*")).to_string());
    let run = folder.run(&["in.json", "--scps", "scps"]);
    assert_eq!(run.code, 2, "{}", run.out);
    assert!(
        run.err
            .contains(".deny.json: found a hidden file with a policy's extension"),
        "{}",
        run.err
    );
}

#[test]
fn a_deny_whose_value_its_operator_cannot_read_is_reported() {
    for condition in [
        json!({"Bool": {"aws:SecureTransport": "flase"}}),
        json!({"NumericLessThan": {"aws:MultiFactorAuthAge": "ten"}}),
        json!({"NotIpAddress": {"aws:SourceIp": ["10.0.0.0/33"]}}),
        json!({"ForAnyValue:IpAddress": {"aws:SourceIp": "10.0.0.256"}}),
    ] {
        let deny = json!({"Effect": "Deny", "Action": "ec2:Run*", "Resource": "*",
            "Condition": condition});
        let input = doc(json!([full()["Statement"], deny]));
        let known = [
            "aws:SecureTransport=false",
            "aws:SourceIp=10.0.0.1",
            "aws:MultiFactorAuthAge=1",
        ];
        let known = known.iter().flat_map(|given| ["--context", *given]);
        let more: Vec<&str> = known.chain(["--format", "json"]).collect();
        let run = run(&input, &more);
        if run.code != 2 {
            assert_conditional(&run, "which is not ");
        }
    }
}

#[test]
fn control_policies_are_read_completely() {
    let bundle = json!({"arn": ROLE, "identity": [full()], "scps": []});
    assert_eq!(run(&bundle, &[]).code, 2);
    let folder = Folder::new();
    let described = json!({"Policy": {"Content": full().to_string()}, "More": [doc(deny("*"))]});
    folder
        .file("in.json", full().to_string())
        .file("scp.json", described.to_string());
    let run = folder.run(&["in.json", "--scps", "scp.json"]);
    assert_eq!(run.code, 2, "{}", run.out);
    assert!(
        run.err.contains("found the member `More` next to `Policy`"),
        "{}",
        run.err
    );
}
