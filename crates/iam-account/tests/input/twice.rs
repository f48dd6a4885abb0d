//! Facts given twice: equal ones are valid; of two that differ neither is used.

use crate::account::{A, attached, bounded, managed, page, role};
use crate::{Folder, LOWER, POLICY, TRUST, json_string, read, url_encoded};
use iam_account::{Inputs, PrincipalInput};

const OTHER: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "ec2:*", "Resource": "*"}]}"#;

/// The problems of the principals in files with these contents, each with the last part of its ARN.
fn problems_of(contents: &[String]) -> Vec<String> {
    let folder = Folder::new();
    let mut inputs = Inputs::default();
    for (index, content) in contents.iter().enumerate() {
        inputs.add_path(&folder.file(&format!("{index}.json"), content));
    }
    assert_eq!(inputs.problems(), []);
    let root = folder.path("");
    let reported = |principal: PrincipalInput| {
        let root = root.clone();
        let arn = principal.arn.unwrap_or_default();
        let name = arn.rsplit('/').next().unwrap_or_default().to_owned();
        let problems = principal.problems.into_iter();
        problems.map(move |problem| format!("{name}: {problem}").replace(&root, ""))
    };
    let principals = inputs.principals().map(|principal| principal.unwrap());
    principals.flat_map(reported).collect()
}

fn assert_reported(reported: &[String], expected: &[&str]) {
    assert_eq!(reported.len(), expected.len(), "{reported:#?}");
    for (reported, expected) in reported.iter().zip(expected) {
        assert!(
            reported.contains(expected),
            "{reported}\nrather than\n{expected}"
        );
    }
}

#[test]
fn a_managed_policy_with_two_documents_is_a_problem_of_its_principals() {
    let roles = [
        role("has", POLICY, &attached("m")),
        role("bounded", POLICY, &bounded("m")),
        role("without", POLICY, ""),
    ];
    let first = page("", "", &roles.join(",\n"), &managed("m", POLICY));
    let second = page("", "", "", &managed("m", OTHER));
    for (contents, at, earlier) in [
        (
            [first.clone(), second.clone()],
            "1.json:6:13",
            "0.json:14:13",
        ),
        ([second, first], "1.json:14:13", "0.json:6:13"),
    ] {
        let reported = problems_of(&contents);
        let expected = "found a second document of `arn:aws:iam::111122223333:policy/m`, expected the document that is in ";
        assert_reported(
            &reported,
            &[
                &format!("has: {at}: {expected}{earlier}"),
                &format!("bounded: {at}: {expected}{earlier}"),
            ],
        );
    }
}

#[test]
fn the_same_document_may_be_given_twice_in_different_spellings() {
    let first = page(
        "",
        "",
        &role("r", POLICY, &attached("m")),
        &managed("m", POLICY),
    );
    let spaced = POLICY.replace(": ", ":\n ");
    for same in [
        POLICY.to_owned(),
        spaced,
        json_string(&url_encoded(POLICY)),
        r#"{"Statement": [{"Resource": "*", "Action": "ec2:*", "Effect": "Allow"}], "Version": "2012-10-17"}"#.to_owned(),
    ] {
        let second = page("", "", "", &managed("m", &same));
        let reported = problems_of(&[first.clone(), second]);
        assert_eq!(reported, Vec::<String>::new(), "{same}");
    }
    let bad = page("", "", "", &managed("m", LOWER));
    assert_reported(
        &problems_of(&[first, bad]),
        &["r: 1.json:6:98: found the effect `allow`"],
    );
}

#[test]
fn of_two_default_versions_neither_is_used() {
    let roles = role("r", POLICY, &attached("m"));
    let whole = page("", "", &roles, &managed("m", POLICY));
    let newer = page("", "", "", &managed("m", POLICY).replace("v2", "v3"));
    assert_reported(
        &problems_of(&[whole.clone(), newer]),
        &[
            "found the default version `v3` of `arn:aws:iam::111122223333:policy/m`, expected its default version `v2`, as in 0.json:8:13",
        ],
    );
    for (from, to, expected) in [
        (
            r#""IsDefaultVersion": false"#,
            r#""IsDefaultVersion": true"#,
            "found the default version `v2` next to `v1`, expected one default version",
        ),
        (
            r#""DefaultVersionId": "v2""#,
            r#""DefaultVersionId": "v1""#,
            "found the default version `v2`, expected `v1`, as `DefaultVersionId` has it",
        ),
        (
            r#""IsDefaultVersion": true"#,
            r#""IsDefaultVersion": false"#,
            "found the policy `arn:aws:iam::111122223333:policy/m` without its default version",
        ),
    ] {
        let reported = problems_of(&[whole.replace(from, to)]);
        assert_reported(&reported, &[expected]);
    }
    let unflagged = whole
        .replace(r#""IsDefaultVersion": true,"#, "")
        .replace(r#""IsDefaultVersion": false,"#, "");
    assert_eq!(problems_of(&[unflagged]), Vec::<String>::new());
}

fn group(more: &str, inline: &str) -> String {
    format!(r#"{{"GroupName": "g", "Arn": "{A}:group/g", "GroupPolicyList": [{inline}]{more}}}"#)
}

fn inline(name: &str, document: &str) -> String {
    format!(r#"{{"PolicyName": "{name}", "PolicyDocument": {document}}}"#)
}

#[test]
fn a_group_that_differs_between_pages_is_a_problem_of_its_users() {
    let user = |name: &str, groups: &str| {
        format!(r#"{{"UserName": "{name}", "Arn": "{A}:user/{name}", "GroupList": [{groups}]}}"#)
    };
    let users = format!("{}, {}", user("in", r#""g""#), user("out", ""));
    let both = format!("{}, {}", inline("a", POLICY), inline("b", OTHER));
    let turned = format!("{}, {}", inline("b", OTHER), inline("a", POLICY));
    let page_of = |group: &str| page("", group, "", &managed("m", POLICY));
    let first = page(&users, &group("", &both), "", "");
    assert_eq!(
        problems_of(&[first.clone(), page_of(&group("", &turned))]),
        Vec::<String>::new()
    );
    let arn = format!("{A}:group/g");
    for other in [
        group("", &inline("a", POLICY)),
        group(
            "",
            &format!("{}, {}", inline("a", POLICY), inline("b", POLICY)),
        ),
        group(
            "",
            &format!("{}, {}", inline("a", POLICY), inline("c", OTHER)),
        ),
        group(&attached("m"), &both),
        group("", &both).replace(&arn, &format!("{A}:group/path/g")),
    ] {
        assert_reported(
            &problems_of(&[first.clone(), page_of(&other)]),
            &["/g`, expected the one in 0.json:2:22"],
        );
    }
}

#[test]
fn a_principal_in_two_dumps_is_not_judged() {
    let dump = |name: &str| page("", "", &role(name, POLICY, ""), "");
    let reported = problems_of(&[dump("a"), dump("b"), dump("a")]);
    let expected = [
        "a: 0.json:3:21: found `arn:aws:iam::111122223333:role/a` here and in 2.json:3:21, expected each principal once",
        "a: 2.json:3:21: found `arn:aws:iam::111122223333:role/a` here and in 0.json:3:21, expected each",
    ];
    assert_reported(&reported, &expected);
}

#[test]
fn a_bundle_is_complete() {
    let bundle = format!(r#"{{"arn": "{A}:role/a", "identity": [{POLICY}]}}"#);
    let dump = page("", "", &role("a", POLICY, ""), "");
    assert_reported(&problems_of(&[bundle.clone(), dump, bundle]), &[]);
}

#[test]
fn a_duplicate_member_is_rejected() {
    let roles = role("r", POLICY, &format!("{}{}", attached("m"), bounded("m")));
    let whole = page("", "", &roles, &managed("m", POLICY));
    assert_eq!(read(&whole).1, Vec::<String>::new());
    for (member, again) in [
        ("RoleDetailList", "[]"),
        ("Policies", "null"),
        ("Arn", r#""arn:aws:iam::111122223333:role/other""#),
        ("AssumeRolePolicyDocument", TRUST),
        ("RolePolicyList", "[]"),
        ("PolicyDocument", POLICY),
        ("PolicyName", r#""q""#),
        ("AttachedManagedPolicies", "[]"),
        ("PolicyArn", r#""arn:aws:iam::111122223333:policy/n""#),
        ("PermissionsBoundary", "null"),
        (
            "PermissionsBoundaryArn",
            r#""arn:aws:iam::111122223333:policy/n""#,
        ),
        ("PolicyVersionList", "[]"),
        ("DefaultVersionId", r#""v1""#),
        ("VersionId", r#""v9""#),
        ("IsDefaultVersion", "false"),
        ("Document", POLICY),
    ] {
        let name = format!("\"{member}\": ");
        let text = whole.replacen(&name, &format!("{name}{again}, {name}"), 1);
        let (principals, problems) = read(&text);
        assert_eq!(principals.len(), 0, "{member}");
        assert_eq!(problems.len(), 1, "{member}: {problems:?}");
        let expected =
            format!("found the member `{member}` a second time, expected each member once");
        assert!(problems[0].contains(&expected), "{}", problems[0]);
    }
}
