//! Outputs of the AWS CLI that are of one role are one role; what isn't known to be of one isn't
//! put together.

use crate::{Folder, POLICY, ROLE, TRUST};
use iam_account::{Inputs, LayerInput, PrincipalInput};

fn get_role(name: &str, account: &str) -> String {
    format!(
        r#"{{"Role": {{"RoleName": "{name}", "RoleId": "AROAX", "Arn": "arn:aws:iam::{account}:role/{name}",
            "AssumeRolePolicyDocument": {TRUST}, "Tags": [{{"Key": "team", "Value": "backup"}}],
            "InstanceProfileList": [{{"InstanceProfileName": "p"}}]}}}}"#
    )
}

fn inline(holder: &str, name: &str, policy: &str) -> String {
    format!(r#"{{"{holder}": "{name}", "PolicyName": "{policy}", "PolicyDocument": {POLICY}}}"#)
}

fn version() -> String {
    format!(
        r#"{{"PolicyVersion": {{"Document": {POLICY}, "VersionId": "v3", "IsDefaultVersion": true}}}}"#
    )
}

fn attached(count: usize) -> String {
    let one = |index| {
        format!(
            r#"{{"PolicyName": "m{index}", "PolicyArn": "arn:aws:iam::111122223333:policy/m{index}"}}"#
        )
    };
    let all: Vec<String> = (0..count).map(one).collect();
    format!(r#"{{"AttachedPolicies": [{}]}}"#, all.join(", "))
}

/// What is read of these texts, by name: of each principal the name, the number of its policies and
/// whether they are known to be all; of each problem its words.
fn told(texts: &[(&str, String)]) -> Vec<String> {
    let mut inputs = Inputs::default();
    for (name, text) in texts {
        inputs.add_text(name, text.as_str());
    }
    let problems = inputs
        .problems()
        .into_iter()
        .map(|problem| problem.to_string());
    let mut told: Vec<String> = problems.collect();
    for principal in inputs.principals() {
        match principal {
            Err(problem) => told.push(problem.to_string()),
            Ok(principal) if !principal.problems.is_empty() => {
                told.extend(principal.problems.iter().map(ToString::to_string));
            }
            Ok(principal) => told.push(format!(
                "{} {} {}",
                principal.name.as_deref().unwrap_or("-"),
                principal.identity.len(),
                principal.identity_is_known
            )),
        }
    }
    told
}

#[test]
fn what_names_one_role_is_one_role() {
    let mut inputs = Inputs::default();
    inputs.add_text("inline.json", inline("RoleName", "r", "p"));
    inputs.add_text("role.json", get_role("r", "111122223333"));
    inputs.add_text("more.json", inline("RoleName", "r", "q"));
    assert_eq!(inputs.len(), 1);
    let role: PrincipalInput = inputs.principal(0).unwrap();
    assert_eq!(
        role.arn.as_deref(),
        Some("arn:aws:iam::111122223333:role/r")
    );
    assert_eq!((role.identity.len(), role.documents), (2, 3));
    assert!(role.trust.is_some() && !role.identity_is_known);
    assert!(matches!(role.boundary, LayerInput::None));
    assert_eq!(role.unique_id.as_deref(), Some("AROAX"));
    assert_eq!(
        role.tags,
        Some(vec![("team".to_owned(), "backup".to_owned())])
    );
    assert_eq!(role.instance_profiles, Some(vec!["p".to_owned()]));
    assert_eq!(
        role.notes[0],
        "put together from inline.json, role.json, more.json, which name the role `r`"
    );
    assert!(role.notes[1].starts_with("only the policies that were given count"));
    assert!(inputs.principal(1).is_err());
}

#[test]
fn roles_and_users_of_other_names_and_in_other_folders_stay_apart() {
    let account = "111122223333";
    assert_eq!(
        told(&[
            ("a.json", get_role("a", account)),
            ("b.json", inline("RoleName", "b", "p")),
            ("u.json", inline("UserName", "a", "p")),
            ("g.json", inline("GroupName", "a", "p")),
            ("a2.json", inline("RoleName", "a", "p")),
        ]),
        ["a 1 false", "b 1 false", "a 1 false", "- 1 false"]
    );
    // The role of the same name in another account.
    assert_eq!(
        told(&[
            ("one/role.json", get_role("r", account)),
            ("one/p.json", inline("RoleName", "r", "p")),
            ("two/role.json", get_role("r", "444455556666")),
            ("two/q.json", inline("RoleName", "r", "p")),
        ]),
        ["r 1 false", "r 1 false"]
    );
    let told = told(&[
        ("role.json", get_role("r", account)),
        ("other.json", get_role("r", "444455556666")),
        ("p.json", inline("RoleName", "r", "p")),
    ]);
    assert!(
        told[0].contains("found the principal `arn:aws:iam::444455556666:role/r`, expected the principal `arn:aws:iam::111122223333:role/r`"),
        "{told:?}"
    );
    let told = told_twice();
    assert!(
        told[0]
            .starts_with("q.json:1:1: found the inline policy `p` of the role `r` a second time"),
        "{told:?}"
    );
}

fn told_twice() -> Vec<String> {
    told(&[
        ("p.json", inline("RoleName", "r", "p")),
        ("q.json", inline("RoleName", "r", "p")),
    ])
}

#[test]
fn lists_say_that_all_policies_are_there() {
    let role = || ("role.json", get_role("r", "111122223333"));
    let p = || ("p.json", inline("RoleName", "r", "p"));
    let names = |names: &str| ("names.json", format!(r#"{{"PolicyNames": [{names}]}}"#));
    let arns = |count| ("attached.json", attached(count));
    let v = |name| (name, version());
    assert_eq!(
        told(&[
            role(),
            names("\"p\""),
            arns(2),
            v("v1.json"),
            p(),
            v("v2.json")
        ]),
        ["r 3 true"]
    );
    assert_eq!(told(&[role(), names(""), arns(0)]), ["r 0 true"]);
    assert_eq!(told(&[role(), arns(1), v("v.json")]), ["r 1 false"]);
    for (texts, problem) in [
        (
            vec![role(), names("\"p\", \"q\""), arns(0), p()],
            "names.json:1:1: found the inline policy `q` of the role `r` in the list alone, expected its document, too: the output of `aws iam get-role-policy`",
        ),
        (
            vec![role(), names(""), p()],
            "p.json:1:1: found the inline policy `p`, expected one that the list of names.json has",
        ),
        (
            vec![role(), arns(2), v("v.json")],
            "attached.json:1:1: found 2 policies attached to the role `r` (arn:aws:iam::111122223333:policy/m0, arn:aws:iam::111122223333:policy/m1), and 1 documents",
        ),
        (
            vec![role(), arns(0), v("v.json")],
            "attached.json:1:1: found 0 policies attached to the role `r`",
        ),
        (
            vec![
                role(),
                (
                    "names.json",
                    r#"{"PolicyNames": [], "IsTruncated": true}"#.to_owned(),
                ),
            ],
            "names.json:1:36: found a list of which the rest is missing",
        ),
    ] {
        let told = told(&texts);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(
            told[0].contains(problem),
            "{told:?}\nrather than\n{problem}"
        );
    }
    // Whose they are isn't known.
    let nameless = "found names of policies, of which it isn't known whose they are";
    for texts in [
        vec![arns(1)],
        vec![arns(1), role(), ("s.json", get_role("s", "111122223333"))],
        vec![("other/attached.json", attached(1)), role()],
    ] {
        let told = told(&texts);
        assert!(told.iter().any(|told| told.contains(nameless)), "{told:?}");
    }
    // Without a list, a version is whose it is said to be: nobody's.
    assert_eq!(told(&[role(), v("v.json")]), ["r 0 false", "- 1 false"]);
}

#[test]
fn a_user_is_put_together_as_a_role_is() {
    let user = r#"{"User": {"UserName": "u", "UserId": "AIDAX", "Arn": "arn:aws:iam::111122223333:user/u"}}"#;
    let list = r#"{"PolicyNames": ["p"]}"#;
    assert_eq!(
        told(&[
            ("user.json", user.to_owned()),
            ("p.json", inline("UserName", "u", "p")),
            ("names.json", list.to_owned()),
            ("attached.json", attached(0)),
        ]),
        // It may be in groups.
        ["u 1 false"]
    );
    let bounded = user.replace(
        "\"UserId\"",
        "\"PermissionsBoundary\": {\"PermissionsBoundaryArn\": \"b\"}, \"UserId\"",
    );
    let told = told(&[
        ("user.json", bounded),
        ("p.json", inline("UserName", "u", "p")),
    ]);
    assert!(told[0].contains("found the permissions boundary `b` without its document"));
}

#[test]
fn parts_may_be_in_one_file_and_in_a_folder() {
    let (role, inline) = (get_role("r", "111122223333"), inline("RoleName", "r", "p"));
    for text in [format!("[{role}, {inline}]"), format!("{role}\n{inline}\n")] {
        assert_eq!(told(&[("all.json", text)]), ["r 1 false"]);
    }
    let folder = Folder::new();
    folder.file("r/role.json", &role);
    let mut inputs = Inputs::default();
    folder.file("r/inline.json", &inline);
    inputs.add_path(&folder.path("r"));
    assert_eq!(inputs.len(), 1);
    // Added later, it is put together with what was there.
    inputs.add_path(&folder.file("r/more/inline.json", &inline));
    assert_eq!(inputs.len(), 2);
    assert_eq!(
        inputs.principal(0).unwrap().arn.as_deref(),
        Some(ROLE.replace("veeam", "r").as_str())
    );
}

#[test]
fn a_role_without_its_policies_is_nothing_to_judge() {
    let read = |text: String| {
        let inputs = iam_account::read_text("role.json", text);
        inputs.principal(0).unwrap()
    };
    let role = read(get_role("r", "111122223333"));
    assert_eq!(
        role.nothing_to_judge()
            .map(|problem| problem.what().found.to_string())
            .as_deref(),
        Some("no identity-based policy of `arn:aws:iam::111122223333:role/r`")
    );
    // `jq .Role` prints it without what is around it.
    let alone = get_role("r", "111122223333");
    let alone = alone.trim().strip_prefix("{\"Role\": ").unwrap();
    let alone = read(alone.strip_suffix('}').unwrap().to_owned());
    assert_eq!(alone.arn, role.arn);
    assert!(alone.nothing_to_judge().is_some());
    for text in [
        POLICY.to_owned(),
        format!(r#"{{"arn": "{ROLE}", "identity": []}}"#),
        format!(r#"{{"RoleDetailList": [{{"Arn": "{ROLE}"}}]}}"#),
    ] {
        assert_eq!(read(text).nothing_to_judge(), None);
    }
}
