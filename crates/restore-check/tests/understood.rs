//! Inputs that are understood in part: what is not understood is refused, or reported, and no PASS.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that can't go on must fail"
)]

mod support;

use serde_json::{Value, json};
use support::{Folder, ROLE, Run};

const ACCOUNT: &str = "arn:aws:iam::111122223333";

fn doc(statements: Value) -> Value {
    json!({"Version": "2012-10-17", "Statement": statements})
}

fn full() -> Value {
    doc(json!({"Effect": "Allow", "Action": "*", "Resource": "*"}))
}

fn deny(action: &str) -> Value {
    json!({"Effect": "Deny", "Action": action, "Resource": "*"})
}

fn inline(document: &Value) -> Value {
    json!([{"PolicyName": "p", "PolicyDocument": document}])
}

/// An object with other members put in, or left out where they are null.
fn with(mut object: Value, members: Value) -> Value {
    for (name, value) in members.as_object().unwrap() {
        let map = object.as_object_mut().unwrap();
        match value {
            Value::Null => map.shift_remove(name),
            value => map.insert(name.clone(), value.clone()),
        };
    }
    object
}

/// A role as AWS prints it today, with every member.
fn role() -> Value {
    json!({"Path": "/", "RoleName": "veeam", "RoleId": "AROAEXAMPLE", "Arn": ROLE,
        "CreateDate": "2026-01-01T00:00:00+00:00",
        "AssumeRolePolicyDocument": doc(json!({"Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": {"Service": "ec2.amazonaws.com"}})),
        "InstanceProfileList": [], "RolePolicyList": inline(&full()), "AttachedManagedPolicies": [],
        "Tags": [], "RoleLastUsed": {}, "MaxSessionDuration": 3600, "Description": "d",
        "MaxSigninSessionDuration": 3600,
        "SourceRoleTemplate": {"TemplateArn": "a", "TemplateMinorVersion": 1}})
}

fn user() -> Value {
    json!({"Path": "/", "UserName": "u", "UserId": "AIDAEXAMPLE", "Arn": format!("{ACCOUNT}:user/u"),
        "CreateDate": "2026-01-01T00:00:00+00:00", "UserPolicyList": inline(&full()),
        "GroupList": ["g"], "AttachedManagedPolicies": [], "Tags": []})
}

fn group() -> Value {
    json!({"Path": "/", "GroupName": "g", "GroupId": "AGPAEXAMPLE", "Arn": format!("{ACCOUNT}:group/g"),
        "CreateDate": "2026-01-01T00:00:00+00:00", "GroupPolicyList": [],
        "AttachedManagedPolicies": []})
}

fn managed(document: &Value) -> Value {
    json!({"PolicyName": "m", "PolicyId": "ANPAEXAMPLE", "Arn": format!("{ACCOUNT}:policy/m"), "Path": "/",
        "DefaultVersionId": "v1", "AttachmentCount": 1, "PermissionsBoundaryUsageCount": 0,
        "IsAttachable": true, "CreateDate": "2026-01-01T00:00:00+00:00",
        "UpdateDate": "2026-01-01T00:00:00+00:00",
        "PolicyVersionList": [{"Document": document, "VersionId": "v1", "IsDefaultVersion": true,
            "CreateDate": "2026-01-01T00:00:00+00:00"}]})
}

fn dump(members: Value) -> Value {
    let all = json!({"UserDetailList": [], "GroupDetailList": [], "RoleDetailList": [],
        "Policies": [], "IsTruncated": false});
    with(all, members)
}

fn run(input: &Value, more: &[&str]) -> Run {
    let folder = Folder::new();
    folder.file("in.json", input.to_string());
    folder.run(&[&["in.json"], more].concat())
}

#[track_caller]
fn assert_refused(run: &Run, found: &str, expected: &str) {
    assert_eq!(run.code, 2, "{}{}", run.out, run.err);
    let said = format!("found {found}, expected {expected}");
    assert!(run.err.contains(&said), "{}\nrather than\n{said}", run.err);
    assert!(run.err.contains("in.json:1:"), "{}", run.err);
}

#[track_caller]
fn assert_conditional(run: &Run, said: &str) {
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    let report = run.report();
    let principal = &report["principals"][0];
    assert_eq!(principal["verdict"], "conditional", "{}", run.out);
    let notes = principal["notes"].to_string();
    assert!(notes.contains(said), "{notes}\nrather than\n{said}");
}

#[test]
fn what_aws_prints_is_read_whole() {
    let whole = dump(
        json!({"RoleDetailList": [role()], "UserDetailList": [user()],
        "GroupDetailList": [group()], "Policies": [managed(&full())],
        "ResponseMetadata": {}}),
    );
    let run_of = run(&whole, &["--quiet"]);
    assert_eq!(run_of.code, 0, "{}{}", run_of.out, run_of.err);
    assert_eq!(run_of.out.matches("PASS").count(), 2, "{}", run_of.out);
    // A user without policies of its own comes without the list.
    let attached = json!([{"PolicyName": "m", "PolicyArn": format!("{ACCOUNT}:policy/m")}]);
    let user = with(
        user(),
        json!({"UserPolicyList": null, "AttachedManagedPolicies": attached}),
    );
    let whole = dump(
        json!({"UserDetailList": [user], "GroupDetailList": [group()],
        "Policies": [managed(&full())]}),
    );
    let run_of = run(&whole, &["--quiet"]);
    assert!(run_of.out.contains("PASS"), "{}{}", run_of.out, run_of.err);
}

#[test]
fn a_misspelt_member_of_a_dump_is_refused() {
    let boundary = json!({"PermissionsBoundaryType": "Policy",
        "PermissionsBoundaryArn": format!("{ACCOUNT}:policy/m")});
    let denies = inline(&doc(deny("*")));
    for (name, near) in [
        ("PermissionBoundary", "PermissionsBoundary"),
        ("permissionsBoundary", "PermissionsBoundary"),
        ("PermissionsBoundry", "PermissionsBoundary"),
    ] {
        let role = with(role(), json!({name: boundary}));
        let input = dump(json!({"RoleDetailList": [role], "Policies": [managed(&doc(deny("*")))]}));
        let expected = format!("`{near}`, most likely");
        assert_refused(
            &run(&input, &[]),
            &format!("the member `{name}`"),
            &expected,
        );
    }
    for (name, near) in [
        ("RolePolicylist", "RolePolicyList"),
        ("RolePolicyLists", "RolePolicyList"),
        ("AttachedManagedPolicys", "AttachedManagedPolicies"),
    ] {
        let role = with(role(), json!({name: denies}));
        let input = dump(json!({"RoleDetailList": [role]}));
        let expected = format!("`{near}`, most likely");
        assert_refused(
            &run(&input, &[]),
            &format!("the member `{name}`"),
            &expected,
        );
    }
    // One that resembles none of AWS's, and one of another kind of object.
    for name in ["AttachedPolicies", "UserPolicyList", "Statement"] {
        let role = with(role(), json!({name: denies}));
        let input = dump(json!({"RoleDetailList": [role]}));
        let found = format!("the member `{name}`");
        let run = run(&input, &[]);
        assert_eq!(run.code, 2, "{name}: {}", run.out);
        assert!(run.err.contains(&found), "{}", run.err);
    }
}

#[test]
fn a_misspelt_member_of_what_a_role_refers_to_is_refused() {
    let attached = json!([{"PolicyName": "m", "PolicyArn": format!("{ACCOUNT}:policy/m")}]);
    let with_attached = || with(role(), json!({"AttachedManagedPolicies": attached}));
    let policy = managed(&full());
    let version = with(
        policy["PolicyVersionList"][0].clone(),
        json!({"Documnet": {}}),
    );
    for (policy, found) in [
        (
            with(policy.clone(), json!({"DefaultVersionID": "v2"})),
            "DefaultVersionID",
        ),
        (
            with(policy.clone(), json!({"PolicyVersionList": [version]})),
            "Documnet",
        ),
    ] {
        let input = dump(json!({"RoleDetailList": [with_attached()], "Policies": [policy]}));
        let run = run(&input, &[]);
        assert_eq!(run.code, 2, "{found}: {}", run.out);
        assert!(
            run.err.contains(&format!("the member `{found}`")),
            "{}",
            run.err
        );
    }
    for (changed, found) in [
        (
            json!({"RolePolicyList": [{"PolicyName": "p", "PolicyDocument": full(), "policydocument": {}}]}),
            "policydocument",
        ),
        (
            json!({"AttachedManagedPolicies": [{"PolicyArn": format!("{ACCOUNT}:policy/m"), "PolicyArns": 1}]}),
            "PolicyArns",
        ),
    ] {
        let input = dump(json!({"RoleDetailList": [with(role(), changed)], "Policies": [policy]}));
        let run = run(&input, &[]);
        assert_eq!(run.code, 2, "{found}: {}", run.out);
        assert!(
            run.err.contains(&format!("the member `{found}`")),
            "{}",
            run.err
        );
    }
    // Of a group, for its users; of another role it says nothing.
    let group = with(group(), json!({"GroupPolicylist": inline(&doc(deny("*")))}));
    let input = dump(
        json!({"UserDetailList": [user()], "GroupDetailList": [group],
        "RoleDetailList": [role()]}),
    );
    let run_of = run(&input, &["--quiet"]);
    assert_refused(
        &run_of,
        "the member `GroupPolicylist`",
        "`GroupPolicyList`, most likely",
    );
    assert_eq!(run_of.out.matches("PASS").count(), 1, "{}", run_of.out);
    let user = with(user(), json!({"GroupList": null, "Grouplist": ["g"]}));
    let input = dump(json!({"UserDetailList": [user]}));
    assert_refused(
        &run(&input, &[]),
        "the member `Grouplist`",
        "`GroupList`, most likely",
    );
    // Of the page itself.
    let page = with(
        dump(json!({"RoleDetailList": [role()]})),
        json!({"isTruncated": true}),
    );
    assert_refused(
        &run(&page, &[]),
        "the member `isTruncated`",
        "`IsTruncated`, most likely",
    );
}

#[test]
fn a_misspelt_member_of_what_the_aws_cli_prints_is_refused() {
    let boundary = json!({"PermissionsBoundaryArn": format!("{ACCOUNT}:policy/b")});
    let lone = with(
        role(),
        json!({"RolePolicyList": null, "AttachedManagedPolicies": null, "InstanceProfileList": null}),
    );
    let more = ["policy.json", "--as-role", "veeam"];
    let folder = Folder::new();
    folder.file(
        "policy.json",
        json!({"RoleName": "veeam", "PolicyName": "p", "PolicyDocument": full()}).to_string(),
    );
    let run = |input: Value| {
        folder.file("in.json", input.to_string());
        folder.run(&[&["in.json"][..], &more].concat())
    };
    let whole = run(json!({"Role": lone}));
    assert_eq!(whole.code, 0, "{}{}", whole.out, whole.err);
    let misspelt = with(lone.clone(), json!({"PermissionBoundary": boundary}));
    let run_of = run(json!({"Role": misspelt}));
    assert_refused(
        &run_of,
        "the member `PermissionBoundary`",
        "`PermissionsBoundary`, most likely",
    );
    for beside in ["PermissionsBoundary", "RolePolicyList", "Comment"] {
        let mut input = json!({"Role": lone});
        input[beside] = json!({});
        let run = run(input);
        assert_eq!(run.code, 2, "{beside}: {}", run.out);
    }
}

#[test]
fn a_list_that_was_cut_away_is_not_empty() {
    for (changed, list) in [
        (
            json!({"AttachedManagedPolicies": null}),
            "AttachedManagedPolicies",
        ),
        (
            json!({"RolePolicyList": null, "AttachedManagedPolicies":
            [{"PolicyArn": format!("{ACCOUNT}:policy/m")}]}),
            "RolePolicyList",
        ),
    ] {
        let input = dump(json!({"RoleDetailList": [with(role(), changed)],
            "Policies": [managed(&full())]}));
        let said = format!("has no `{list}`");
        assert_conditional(&run(&input, &["--format", "json"]), &said);
        assert_eq!(run(&input, &["--strict", "--quiet"]).code, 1);
    }
    for changed in [
        json!({"GroupList": null}),
        json!({"AttachedManagedPolicies": null}),
        json!({"UserPolicyList": null, "UserId": null, "AttachedManagedPolicies":
            [{"PolicyArn": format!("{ACCOUNT}:policy/m")}]}),
    ] {
        let input = dump(json!({"UserDetailList": [with(user(), changed)],
            "GroupDetailList": [group()], "Policies": [managed(&full())]}));
        assert_conditional(&run(&input, &["--format", "json"]), "has no `");
    }
    let group = with(group(), json!({"AttachedManagedPolicies": null}));
    let input = dump(json!({"UserDetailList": [user()], "GroupDetailList": [group]}));
    assert_conditional(
        &run(&input, &["--format", "json"]),
        "group/g` has no `AttachedManagedPolicies`",
    );
}

#[test]
fn a_truncated_dump_is_told_beside_any_page_of_no_account() {
    let folder = Folder::new();
    let first = dump(json!({"RoleDetailList": [role()], "IsTruncated": true}));
    let of_aws = with(
        managed(&full()),
        json!({"Arn": "arn:aws:iam::aws:policy/x"}),
    );
    folder
        .file("a.json", first.to_string())
        .file("b.json", r#"{"UserDetailList": []}"#)
        .file("c.json", dump(json!({"Policies": [of_aws]})).to_string());
    for other in ["b.json", "c.json"] {
        for order in [["a.json", other], [other, "a.json"]] {
            let run = folder.run(&[&order[..], &["--quiet"]].concat());
            assert_eq!(run.code, 2, "{order:?}: {}", run.out);
            assert!(
                run.err.contains("a page that is not the last"),
                "{}",
                run.err
            );
        }
    }
    let together = format!("{first}{}", folder.read("b.json"));
    folder.file("d.json", together);
    assert_eq!(folder.run(&["d.json", "--quiet"]).code, 2);
    let together = format!("{first}{}", folder.read("c.json"));
    folder.file("d.json", together);
    assert_eq!(folder.run(&["d.json", "--quiet"]).code, 0);
}

#[test]
fn a_deny_on_an_action_that_does_not_exist_is_reported() {
    let allow = full();
    let bundle = |more: Value| with(json!({"arn": ROLE, "identity": [allow]}), more);
    let own = |action: &str| bundle(json!({"identity": [allow, doc(deny(action))]}));
    let spares = doc(json!({"Effect": "Allow", "NotAction": "ec2:RunInstance", "Resource": "*"}));
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
            bundle(json!({"permissionsBoundary": spares})),
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
                run.out.contains("if nothing else was meant"),
                "{format}: {}",
                run.out
            );
        }
        let quiet = run(&input, &["--quiet"]);
        assert!(quiet.out.starts_with("CONDITIONAL"), "{}", quiet.out);
    }
    // Far from what a restore needs: told, and no more.
    for action in ["ec2:MakeCoffee", "coffee:Make", "s3:GetObjekt"] {
        let run = run(&own(action), &["--format", "json"]);
        let report = run.report();
        assert_eq!(report["principals"][0]["verdict"], "pass", "{action}");
        let notes = report["principals"][0]["notes"].to_string();
        assert!(notes.contains(&format!("denies `{action}`")), "{notes}");
    }
    // What exists is not told.
    let run = run(&own("s3:Get*"), &["--format", "json"]);
    assert!(!run.out.contains("s3:Get*"), "{}", run.out);
}

#[test]
fn a_trust_policy_that_denies_a_misspelt_action_is_no_pass() {
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
fn a_value_that_a_key_cannot_have_is_refused() {
    let folder = Folder::new();
    folder.file("in.json", full().to_string());
    let run = |option: &str, given: &str| folder.run(&["in.json", "--quiet", option, given]);
    for given in [
        "aws:SourceIp=10.0.0.256",
        "aws:SourceIp=10.0.0.0/8",
        "aws:SourceIp=",
        "aws:VpcSourceIp=x",
        "aws:SecureTransport=no",
        "aws:SecureTransport=1",
        "aws:MultiFactorAuthPresent=",
        "aws:MultiFactorAuthAge=abc",
        "aws:CurrentTime=yesterday",
        "aws:EpochTime=2020-13-01T00:00:00Z",
        "aws:PrincipalArn=veeam",
        "aws:SourceAccount=1111",
        "aws:RequestedRegion=eu-wst-1",
        "ec2:Encrypted=yes",
        "ec2:MetadataHttpPutResponseHopLimit=two",
        "ec2:Region=eu-wst-1",
        "aws:SourceIP4=10.0.0.1",
        "aws:SecureTransprot=true",
        "aws:ResourceTags/a=b",
        "ec2:Encryptd=true",
        "nonsense=1",
    ] {
        let run = run("--context", given);
        assert_eq!(run.code, 2, "{given}: {}", run.out);
        assert!(
            run.err.contains(&format!(
                "found `--context {}",
                given.split('=').next().unwrap()
            )),
            "{}",
            run.err
        );
    }
    for given in [
        "aws:SourceIp=10.0.0.1",
        "aws:SourceIp=2001:db8::1",
        "aws:SECURETRANSPORT=false",
        "aws:MultiFactorAuthAge=3600",
        "aws:CurrentTime=2026-01-01T00:00:00Z",
        "aws:EpochTime=1767225600",
        "aws:PrincipalArn=arn:aws:iam::111122223333:role/veeam",
        "aws:PrincipalTag/team=backup",
        "aws:RequestedRegion=eu-west-1",
        "ec2:Encrypted=true",
        "ec2:ResourceTag/a=b",
        "sts:ExternalId=x",
    ] {
        let run = run("--context", given);
        assert_eq!(
            (run.code, run.err.as_str()),
            (0, ""),
            "{given}: {}",
            run.out
        );
    }
    // What isn't known, and is near nothing, is told.
    let told = run("--context", "acme:CostCentre=1");
    assert_eq!(told.code, 0, "{}", told.err);
    assert!(told.err.contains("acme:CostCentre"), "{}", told.err);
    assert_eq!(run("--absent", "aws:MultiFactorAuthPresnt").code, 2);
    assert_eq!(run("--absent", "aws:MultiFactorAuthPresent").code, 0);
    for (region, code) in [
        ("eu-wst-1", 2),
        ("eu-west1", 2),
        ("EU", 2),
        ("eu-west-1", 0),
        ("eu-west-9", 0),
    ] {
        let run = run("--region", region);
        assert_eq!(run.code, code, "{region}: {}", run.err);
        assert_eq!(run.err.is_empty(), region == "eu-west-1", "{}", run.err);
    }
}

#[test]
fn a_set_is_never_less_than_its_file() {
    let folder = Folder::new();
    folder.file("in.json", full().to_string());
    let one = json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"});
    for changed in [
        json!({"Action": []}),
        json!({"Resource": []}),
        json!({"Resource": "arn:aws:s3:::<b/*"}),
        json!({"Resource": "arn:aws:s3:::b>/*"}),
        json!({"Resource": "arn:aws:s3:::<>/*"}),
        json!({"Action": "<service>:Get"}),
    ] {
        let set = doc(json!([one, with(one.clone(), changed.clone())]));
        folder.file("set.json", set.to_string());
        let run = folder.run(&["in.json", "--set-file", "set.json"]);
        assert_eq!(run.code, 2, "{changed}: {}", run.out);
    }
}

#[test]
fn an_arn_that_is_none_of_aws_s_is_refused() {
    let deny = doc(json!({"Effect": "Deny", "Action": "*", "Resource": "*",
        "Condition": {"ArnEquals": {"aws:PrincipalArn": ROLE}}}));
    for arn in [
        format!("{ROLE} "),
        format!("{ROLE}\u{200b}"),
        ROLE.replace("/veeam", "/v\u{435}eam"),
    ] {
        let bundle = json!({"arn": arn, "identity": [full(), deny]});
        assert_eq!(run(&bundle, &[]).code, 2, "{arn:?}");
        let role = with(role(), json!({"Arn": arn, "RolePolicyList": inline(&deny)}));
        assert_eq!(
            run(&dump(json!({"RoleDetailList": [role]})), &[]).code,
            2,
            "{arn:?}"
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_differ_in_a_byte_that_is_no_utf_8_are_two_files() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let folder = Folder::new();
    folder
        .file("in.json", full().to_string())
        .file("scps/deny\u{fffd}.json", full().to_string())
        .file("all/deny\u{fffd}.json", full().to_string());
    for inside in ["scps", "all"] {
        let name = folder
            .path()
            .join(inside)
            .join(OsStr::from_bytes(b"deny\xff.json"));
        std::fs::write(name, doc(deny("*")).to_string()).unwrap();
    }
    let run = folder.run(&["in.json", "--scps", "scps"]);
    assert_eq!(run.code, 1, "{}{}", run.out, run.err);
    assert!(run.out.contains("deny\\xFF.json"), "{}", run.out);
    let run = folder.run(&["all", "--as-role", "veeam", "--quiet"]);
    assert_eq!(run.code, 1, "{}{}", run.out, run.err);
    let run = folder.run(&["all/*.json", "--quiet"]);
    assert_eq!(run.out.matches(".json").count(), 2, "{}", run.out);
}

#[cfg(unix)]
#[test]
fn a_pipe_in_a_folder_is_refused() {
    let folder = Folder::new();
    folder
        .file("in.json", full().to_string())
        .file("f/a.json", full().to_string());
    let made = std::process::Command::new("mkfifo")
        .arg(folder.path().join("f/x.json"))
        .status();
    if !made.is_ok_and(|status| status.success()) {
        return;
    }
    for args in [&["f"][..], &["f/*.json"], &["in.json", "--scps", "f"]] {
        let run = folder.run(args);
        assert_eq!(run.code, 2, "{args:?}: {}", run.out);
        assert!(
            run.err.contains("x.json: found a pipe or a device"),
            "{}",
            run.err
        );
    }
}

#[test]
fn a_hidden_control_policy_is_not_passed_over() {
    let folder = Folder::new();
    folder
        .file("in.json", full().to_string())
        .file("scps/full.json", full().to_string())
        .file("scps/.deny.json", doc(deny("*")).to_string());
    let run = folder.run(&["in.json", "--scps", "scps"]);
    assert_eq!(run.code, 2, "{}", run.out);
    assert!(
        run.err.contains(".deny.json: found a hidden `*.json` file"),
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
            assert_conditional(&run, "which is no ");
        }
    }
}

#[test]
fn control_policies_are_read_whole() {
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

#[test]
fn a_default_version_whose_document_is_nowhere_is_told() {
    let attached = json!([{"PolicyName": "m", "PolicyArn": format!("{ACCOUNT}:policy/m")}]);
    let role = with(role(), json!({"AttachedManagedPolicies": attached}));
    let newer = json!({"Arn": format!("{ACCOUNT}:policy/m"), "DefaultVersionId": "v9"});
    let input = dump(json!({"RoleDetailList": [role], "Policies": [managed(&full()), newer]}));
    let run = run(&input, &[]);
    assert_eq!(run.code, 2, "{}", run.out);
    assert!(
        run.err.contains("found the default version `v9` of"),
        "{}",
        run.err
    );
}

#[test]
fn a_file_that_changes_while_it_is_judged_is_refused() {
    use iam_account::Inputs;
    let folder = Folder::new();
    let filler = " ".repeat(2 * 1024 * 1024);
    let first = dump(json!({"RoleDetailList": [role()]})).to_string() + &filler;
    folder.file("in.json", &first);
    let path = folder.path().join("in.json");
    let mut inputs = Inputs::default();
    inputs.add_path(path.to_str().unwrap());
    assert!(inputs.principal(0).unwrap().problems.is_empty());
    // As long as before, in the same file.
    folder.file("in.json", first.replace("\"Allow\"", "\"Deny\" "));
    let later = std::time::SystemTime::now() + std::time::Duration::from_secs(2);
    let file = std::fs::File::options().write(true).open(&path).unwrap();
    file.set_modified(later).unwrap();
    let problems = inputs.principal(0).unwrap().problems;
    assert!(
        problems
            .iter()
            .any(|problem| problem.found.contains("changed while it was read")),
        "{problems:?}"
    );
}
