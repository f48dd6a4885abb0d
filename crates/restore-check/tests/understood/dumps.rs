//! Dumps and output of the AWS CLI: an unknown member or a removed list is rejected.

use super::{
    ACCOUNT, assert_conditional, assert_refused, deny, doc, dump, full, group, inline, managed,
    role, run, user, with,
};
use crate::support::Folder;
use serde_json::{Value, json};

#[test]
fn aws_output_is_read_completely() {
    let whole = dump(
        json!({"RoleDetailList": [role()], "UserDetailList": [user()],
        "GroupDetailList": [group()], "Policies": [managed(&full())],
        "ResponseMetadata": {}}),
    );
    let run_of = run(&whole, &["--quiet"]);
    assert_eq!(run_of.code, 0, "{}{}", run_of.out, run_of.err);
    assert_eq!(run_of.out.matches("PASS").count(), 2, "{}", run_of.out);
    // A user without inline policies has no list.
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
fn a_misspelt_member_of_a_dump_is_rejected() {
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
    // A name that resembles none of AWS's, and one that belongs to another kind of object.
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
fn a_misspelt_member_of_an_object_that_a_role_refers_to_is_rejected() {
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
    // In a group: for its users; it doesn't affect other roles.
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
    // In the page itself.
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
fn a_misspelt_member_of_aws_cli_output_is_rejected() {
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
fn a_removed_list_is_not_an_empty_one() {
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
fn a_truncated_dump_is_reported_beside_a_page_without_an_account() {
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
fn a_default_version_without_a_document_is_reported() {
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
