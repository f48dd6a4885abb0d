use crate::{Folder, LOWER, POLICY, TRUST, json_string, position_of, read, url_encoded};
use iam_account::{Inputs, PrincipalInput};

pub(crate) const A: &str = "arn:aws:iam::111122223333";

pub(crate) fn managed(name: &str, document: &str) -> String {
    format!(
        r#"{{"Arn": "{A}:policy/{name}", "DefaultVersionId": "v2", "PolicyVersionList": [
            {{"VersionId": "v1", "IsDefaultVersion": false, "Document": {LOWER}}},
            {{"VersionId": "v2", "IsDefaultVersion": true, "Document": {document}}}]}}"#
    )
}

pub(crate) fn role(name: &str, inline: &str, more: &str) -> String {
    format!(
        r#"{{"RoleName": "{name}", "Arn": "{A}:role/{name}", "AssumeRolePolicyDocument": {TRUST},
            "Tags": [{{"Key": "a", "Value": "}}]\"{{"}}],
            "RolePolicyList": [{{"PolicyName": "p", "PolicyDocument": {inline}}}]{more}}}"#
    )
}

pub(crate) fn attached(name: &str) -> String {
    format!(
        r#", "AttachedManagedPolicies": [{{"PolicyName": "{name}", "PolicyArn": "{A}:policy/{name}"}}]"#
    )
}

pub(crate) fn bounded(name: &str) -> String {
    format!(
        r#", "PermissionsBoundary": {{"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": "{A}:policy/{name}"}}"#
    )
}

pub(crate) fn page(users: &str, groups: &str, roles: &str, policies: &str) -> String {
    format!(
        "{{\"UserDetailList\": [{users}],\n \"GroupDetailList\": [{groups}],\n \"RoleDetailList\": [{roles}],\n \"Policies\": [{policies}], \"IsTruncated\": false}}\n"
    )
}

fn by_name<'a>(principals: &'a [PrincipalInput], name: &str) -> &'a PrincipalInput {
    let found = principals
        .iter()
        .find(|principal| principal.name.as_deref() == Some(name));
    found.unwrap_or_else(|| panic!("no {name}"))
}

#[test]
fn users_have_the_policies_of_their_groups_and_roles_their_boundaries() {
    let user = format!(
        r#"{{"UserName": "u", "Arn": "{A}:user/u", "GroupList": ["g"],
            "UserPolicyList": [{{"PolicyName": "own", "PolicyDocument": {POLICY}}}]}}"#
    );
    let group = format!(
        r#"{{"GroupName": "g", "Arn": "{A}:group/g",
            "GroupPolicyList": [{{"PolicyName": "of", "PolicyDocument": {POLICY}}}]{}}}"#,
        attached("m")
    );
    let roles = role("r", POLICY, &format!("{}{}", attached("m"), bounded("m")));
    let text = page(&user, &group, &roles, &managed("m", POLICY));
    let (principals, problems) = read(text);
    assert!(problems.is_empty(), "{problems:?}");
    let (user, role) = (&principals[0], &principals[1]);
    assert_eq!((user.identity.len(), user.own_documents), (3, 1));
    assert!(user.trust.is_none());
    assert_eq!((role.identity.len(), role.own_documents), (2, 2));
    assert!(role.trust.is_some() && role.boundary.as_ref().is_some());
    assert_eq!(role.documents, 4);
}

#[test]
fn pages_come_in_any_order_from_any_number_of_files() {
    let first = page("", "", &role("r", POLICY, &attached("m")), "");
    let second = page("", "", "", &managed("m", POLICY));
    let folder = Folder::new();
    let (a, b) = (
        folder.file("a.json", &first),
        folder.file("b.json", &second),
    );
    for order in [[&a, &b], [&b, &a]] {
        let mut inputs = Inputs::default();
        order.iter().for_each(|path| inputs.add_path(path));
        assert_eq!((inputs.files(), inputs.shared_documents()), (2, 1));
        assert_eq!(inputs.arn(0), Some("arn:aws:iam::111122223333:role/r"));
        let principal = inputs.principal(0).unwrap();
        assert_eq!((principal.identity.len(), principal.problems.len()), (2, 0));
        assert_eq!(principal.source, a);
    }
    for text in [format!("{first}{second}"), format!("[{second}, {first}]")] {
        let (principals, problems) = read(text);
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(principals[0].identity.len(), 2);
        assert!(principals[0].problems.is_empty());
    }
}

#[test]
fn documents_may_be_url_encoded() {
    let encoded = json_string(&url_encoded(POLICY));
    let roles = role("r", &encoded, &attached("m"));
    let roles = roles.replace(TRUST, &json_string(&url_encoded(TRUST)));
    let (principals, _) = read(page("", "", &roles, &managed("m", &encoded)));
    assert_eq!(principals[0].problems, []);
    assert_eq!(principals[0].identity.len(), 2);
    assert!(principals[0].trust.is_some());
}

#[test]
fn a_document_that_is_shared_is_compiled_once() {
    let roles = [
        role("a", POLICY, &attached("m")),
        role("b", POLICY, &attached("m")),
    ];
    let (principals, _) = read(page("", "", &roles.join(","), &managed("m", POLICY)));
    let document = |index: usize| std::ptr::from_ref(principals[index].identity[1].document());
    assert_eq!(document(0), document(1));
}

#[test]
fn what_cannot_be_read_is_a_problem_of_the_principals_that_have_it() {
    let roles = [
        role("good", POLICY, ""),
        role("inline", LOWER, ""),
        role("attached", POLICY, &attached("bad")),
        role("bounded", POLICY, &bounded("bad")),
        role("absent", POLICY, &attached("absent")),
        role("nodefault", POLICY, &attached("nodefault")),
    ];
    let users = format!(r#"{{"UserName": "u", "Arn": "{A}:user/u", "GroupList": ["nowhere"]}}"#);
    let policies = format!(
        r#"{}, {{"Arn": "{A}:policy/nodefault", "PolicyVersionList": []}}, {}"#,
        managed("bad", LOWER),
        managed("unused", LOWER)
    );
    let text = page(&users, "", &roles.join(",\n"), &policies);
    let (principals, problems) = read(&text);
    assert!(problems.is_empty(), "{problems:?}");
    assert!(by_name(&principals, "good").problems.is_empty());
    for (name, found) in [
        ("inline", "found the effect `allow`"),
        ("attached", "found the effect `allow`"),
        ("bounded", "found the effect `allow`"),
        (
            "absent",
            "found the policy `arn:aws:iam::111122223333:policy/absent` of `arn:aws:iam::111122223333:role/absent` nowhere in the input",
        ),
        (
            "nodefault",
            "found the policy `arn:aws:iam::111122223333:policy/nodefault` without its default version",
        ),
        (
            "u",
            "found the group `nowhere` of `arn:aws:iam::111122223333:user/u` nowhere in the input",
        ),
    ] {
        let problems = &by_name(&principals, name).problems;
        assert_eq!(problems.len(), 1, "{name}: {problems:?}");
        assert!(problems[0].to_string().contains(found), "{}", problems[0]);
        assert!(problems[0].what().position.is_some(), "{}", problems[0]);
    }
    let problem = &by_name(&principals, "inline").problems[0].to_string();
    let place = position_of(&text, "allow");
    assert!(problem.contains(&format!(":{place}: ")), "{problem}");
}

#[test]
fn groups_of_two_accounts_are_kept_apart() {
    let other = |text: String| text.replace("111122223333", "999988887777");
    let user = format!(r#"{{"UserName": "u", "Arn": "{A}:user/u", "GroupList": ["g"]}}"#);
    let group = |inline: &str| {
        format!(r#"{{"GroupName": "g", "Arn": "{A}:group/g", "GroupPolicyList": [{inline}]}}"#)
    };
    let inline = format!(r#"{{"PolicyName": "p", "PolicyDocument": {POLICY}}}"#);
    let one = page(&user, &group(&inline), "", "");
    let two = other(page(&user, &group(""), "", ""));
    let (principals, _) = read(format!("{one}{two}"));
    assert_eq!(principals[0].identity.len(), 1);
    assert_eq!(principals[1].identity.len(), 0);
}

#[test]
fn a_page_that_breaks_off_is_one_problem_and_leaves_the_pages_before_it() {
    let whole = page("", "", &role("r", POLICY, ""), "");
    let second = page("", "", &role("s", POLICY, ""), "");
    let cut = &second[..second.len() / 2];
    let (principals, problems) = read(format!("{whole}{cut}"));
    assert_eq!(principals.len(), 1);
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].starts_with("input.json:"), "{}", problems[0]);

    for (from, to, expected) in [
        (
            r#""RolePolicyList": ["#,
            r#""RolePolicyList": 7, "x": ["#,
            "found a number, expected an array of inline policies",
        ),
        (
            r#""Arn": "#,
            r#""Nra": "#,
            "input.json:3:21: found no `Arn`, expected its `Arn`",
        ),
        (
            TRUST,
            "true",
            "found `true`, expected a policy document, as an object or as text",
        ),
        (
            r#""Policies": ["#,
            r#""Policies": [7"#,
            "found a number, expected an object: a managed policy",
        ),
    ] {
        let (principals, problems) = read(whole.replace(from, to));
        assert!(principals.is_empty(), "{from}");
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].contains(expected), "{}", problems[0]);
    }
}

/// Files of more than a megabyte aren't kept in memory: a second read must give the same content.
#[test]
fn a_large_account_reads_the_same_from_a_file() {
    let mut roles = Vec::new();
    for index in 0..4000 {
        let inline = POLICY.replace("ec2:*", &format!("ec2:Describe{index}é").replace('é', ""));
        roles.push(role(&format!("r{index}"), &inline, &attached("m")));
    }
    roles.push(role("last", LOWER, ""));
    let text = page("", "", &roles.join(",\n"), &managed("m", POLICY));
    assert!(text.len() > 1024 * 1024);
    let line = 1 + text[..text.find(LOWER).unwrap()].matches('\n').count();
    let (principals, problems) = read(&text);
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(principals.len(), 4001);
    for index in [0, 1, 1234, 3999] {
        let source = principals[index].identity[0].document().source();
        assert!(
            source.contains(&format!("ec2:Describe{index}\"")),
            "{source}"
        );
    }
    let problem = &principals[4000].problems[0];
    assert_eq!(
        problem.what().position.map(|at| at.line),
        u32::try_from(line).ok()
    );
}

#[test]
fn a_file_that_changes_meanwhile_is_a_problem() {
    let roles: Vec<String> = (0..4000)
        .map(|index| role(&format!("r{index}"), POLICY, ""))
        .collect();
    let folder = Folder::new();
    let file = folder.file("account.json", page("", "", &roles.join(","), ""));
    let mut inputs = Inputs::default();
    inputs.add_path(&file);
    folder.file("account.json", "{}");
    let principal = inputs.principal(17).unwrap();
    let said = principal.problems[0].to_string();
    assert!(
        said.contains("found a file that changed while it was read"),
        "{said}"
    );
}
