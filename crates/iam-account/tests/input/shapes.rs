use crate::{
    LOWER, POLICY, ROLE, TRUST, json_string, position_of, problem_of, read, read_one, url_encoded,
};
use iam_account::{LayerInput, PrincipalInput};

#[test]
fn a_policy_document_is_a_principal_without_other_facts() {
    let principal = read_one(POLICY);
    assert_eq!((principal.arn, principal.name), (None, None));
    assert_eq!((principal.identity.len(), principal.documents), (1, 1));
    assert!(principal.boundary.is_not_supplied() && principal.scps.is_not_supplied());
    assert_eq!(principal.identity[0].document().source(), POLICY);
}

#[test]
fn a_document_may_be_a_string_or_url_encoded() {
    for text in [
        json_string(POLICY),
        url_encoded(POLICY),
        format!("{}\n", url_encoded(POLICY)),
        json_string(&url_encoded(POLICY)),
        format!("\u{FEFF}{POLICY}"),
    ] {
        assert_eq!(read_one(&text).identity[0].document().source(), POLICY);
    }
}

#[test]
fn wrappers_of_the_aws_cli_are_removed() {
    for document in [
        POLICY.to_owned(),
        json_string(POLICY),
        json_string(&url_encoded(POLICY)),
    ] {
        for text in [
            format!(r#"{{"RoleName": "veeam", "PolicyName": "p", "PolicyDocument": {document}}}"#),
            format!(r#"{{"UserName": "veeam", "PolicyName": "p", "PolicyDocument": {document}}}"#),
        ] {
            let principal = read_one(text);
            assert_eq!(principal.identity[0].document().source(), POLICY);
            assert_eq!(principal.name.as_deref(), Some("veeam"));
        }
        let version = format!(
            r#"{{"PolicyVersion": {{"Document": {document}, "VersionId": "v3", "IsDefaultVersion": true}}}}"#
        );
        assert_eq!(read_one(version).identity.len(), 1);
    }
}

#[test]
fn a_role_has_its_trust_policy_and_a_boundary_with_only_an_arn() {
    let role = |more: &str| {
        read_one(format!(
            r#"{{"Role": {{"RoleName": "veeam", "Arn": "{ROLE}", "AssumeRolePolicyDocument": {TRUST}{more}}}}}"#
        ))
    };
    let plain = role("");
    assert_eq!(plain.arn.as_deref(), Some(ROLE));
    assert!(plain.trust.is_some() && plain.notes.is_empty());
    assert!(matches!(plain.boundary, LayerInput::None));
    let bounded = role(
        r#", "PermissionsBoundary": {"PermissionsBoundaryArn": "arn:aws:iam::111122223333:policy/b"}"#,
    );
    assert!(bounded.boundary.is_not_supplied());
    assert_eq!(bounded.problems.len(), 1);
    assert_eq!(bounded.problems[0].layer, Some("permissionsBoundary"));
    let said = bounded.problems[0].to_string();
    assert!(
        said.contains("found the permissions boundary `arn:aws:iam::111122223333:policy/b` without its document, expected its document: as `permissionsBoundary` of a role bundle"),
        "{said}"
    );
}

#[test]
fn whether_identity_policies_exist_is_known_if_the_input_has_them() {
    let role = format!(
        r#"{{"Role": {{"RoleName": "veeam", "Arn": "{ROLE}", "AssumeRolePolicyDocument": {TRUST}}}}}"#
    );
    assert!(!read_one(role).identity_is_known);
    assert!(!read_one(format!(r#"{{"arn": "{ROLE}"}}"#)).identity_is_known);
    assert!(read_one(format!(r#"{{"arn": "{ROLE}", "identity": []}}"#)).identity_is_known);
    let page = format!(r#"{{"RoleDetailList": [{{"Arn": "{ROLE}"}}]}}"#);
    assert!(read_one(page).identity_is_known);
}

#[test]
fn a_bundle_has_every_layer() {
    let principal = read_one(format!(
        r#"{{"arn": "{ROLE}", "trustPolicy": {TRUST}, "identity": [{POLICY}, {}], "permissionsBoundary": {},
            "scps": [[{POLICY}], []], "rcps": null, "session": [{POLICY}]}}"#,
        json_string(POLICY),
        json_string(&url_encoded(POLICY)),
    ));
    assert_eq!(principal.identity.len(), 2);
    assert_eq!(
        principal
            .scps
            .as_ref()
            .map(|levels| levels.iter().map(Vec::len).collect::<Vec<_>>()),
        Some(vec![1, 0])
    );
    assert!(principal.boundary.as_ref().is_some() && principal.trust.is_some());
    assert!(matches!(principal.rcps, LayerInput::None));
    assert_eq!(principal.documents, 6);
}

#[test]
fn several_values_come_in_an_array_as_lines_or_concatenated() {
    let bundle = |name: &str| {
        format!(r#"{{"arn": "arn:aws:iam::111122223333:role/{name}", "identity": [{POLICY}]}}"#)
    };
    let (a, b) = (bundle("a"), bundle("b"));
    for text in [
        format!("[{a},\n {b}]"),
        format!("{a}\n{b}\n"),
        format!("{a}{b}"),
    ] {
        let (principals, problems) = read(text);
        assert_eq!((principals.len(), problems.len()), (2, 0));
        assert!(principals[1].arn.as_ref().unwrap().ends_with("role/b"));
    }
    let second = format!("{a}\n{{\"arn\": \"{ROLE}\",\n \"identity\": [{LOWER}]}}\n{b}");
    let (principals, problems) = read(&second);
    assert_eq!(principals.len(), 2);
    let place = position_of(&second, "allow");
    let expected = "found the effect `allow`, expected `Allow` or `Deny`, in this letter case";
    assert_eq!(
        problems,
        [format!("input.json:{place}: {expected} (for {ROLE})")]
    );
}

#[test]
fn positions_are_those_of_the_file() {
    let principal = read_one(format!(
        "\u{FEFF}{{\"arn\": \"{ROLE}\",\n  \"identity\": [\n  {{\"Statement\": [\n    {{\"Sid\": \"é\", \"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}}]}}]}}"
    ).replace("\"é\"", "\"A\""));
    let statement = principal.identity[0].document().statement(0).unwrap();
    assert_eq!(statement.position().to_string(), "4:5");
}

#[test]
fn a_value_that_resembles_a_known_shape_has_a_specific_problem() {
    for (text, problem) in [
        (
            format!(r#"{{"arn": "{ROLE}", "identiy": []}}"#),
            "input.json:1:60: found the member `identiy`, expected `arn`, ",
        ),
        (
            format!(r#"{{"identity": [{POLICY}], "identity": []}}"#),
            ": found the member `identity` a second time, ",
        ),
        (
            format!(r#"{{"arn": "{ROLE}", "identity": [{POLICY},]}}"#),
            ": found a comma before `]`, expected no comma after the last item",
        ),
        (
            format!("{{\"arn\": \"{ROLE}\",\n \"identity\": [{POLICY}]"),
            "input.json:2:113: found the end of the text, expected `,` or `}`",
        ),
        (
            r#"{"arn": 7}"#.to_owned(),
            "input.json:1:9: found a number, expected the principal's ARN",
        ),
        (
            r#"{"PolicyVersion": {"VersionId": "v1"}}"#.to_owned(),
            "input.json:1:19: found `PolicyVersion` without `Document`, expected what the AWS CLI prints",
        ),
        (
            format!(
                r#"{{"PolicyVersion": {{"Document": {POLICY}, "VersionId": "v2", "IsDefaultVersion": false}}}}"#
            ),
            "found the version `v2`, which is not the default one, expected the default version",
        ),
        (
            format!(r#"{{"PolicyVersion": {{"Document": {POLICY}, "IsDefaultVersion": 1}}}}"#),
            "found a number, expected `true`",
        ),
        (
            format!(
                r#"{{"PolicyDocument": {POLICY}, "PolicyName": "p", "PolicyDocument": {POLICY}}}"#
            ),
            "found the member `PolicyDocument` a second time, expected each member once",
        ),
        (
            format!(r#"{{"PolicyVersion": {{"Document": {POLICY}, "Document": {POLICY}}}}}"#),
            "found the member `Document` a second time",
        ),
        (
            format!(
                r#"{{"Role": {{"Arn": "{ROLE}", "Arn": "{ROLE}", "AssumeRolePolicyDocument": {TRUST}}}}}"#
            ),
            "found the member `Arn` a second time",
        ),
        (
            format!(
                r#"{{"Role": {{"Arn": "{ROLE}", "AssumeRolePolicyDocument": {TRUST}, "PermissionsBoundary":
                {{"PermissionsBoundaryArn": "a", "PermissionsBoundaryArn": "b"}}}}}}"#
            ),
            "found the member `PermissionsBoundaryArn` a second time",
        ),
        (
            format!(r#"{{"PolicyDocument": {POLICY}, "PolicyVersion": {{"Document": {POLICY}}}}}"#),
            "found `PolicyVersion` next to `PolicyDocument`, expected what one call of the AWS CLI prints",
        ),
        (
            r#"{"Policy": "{}", "PolicyName": "default"}"#.to_owned(),
            "found a resource's policy, expected a policy of a role or a user",
        ),
        (
            r#"{"PolicyDocument": 7}"#.to_owned(),
            "input.json:1:20: found the number `7`, expected a policy document: a JSON object",
        ),
        (
            r#"{"PolicyDocument": "{\"Statement\": 7}"}"#.to_owned(),
            "input.json (PolicyDocument, decoded):1:15: found the number `7`",
        ),
        (
            r#"{"Policy": {"PolicySummary": {}, "Content": "{}"}}"#.to_owned(),
            "input.json:1:12: found a service control policy, expected it in a level of `scps` of a role bundle",
        ),
        (
            r#"{"Policy": {"Arn": "a", "DefaultVersionId": "v1"}}"#.to_owned(),
            "found a managed policy without its document, expected the output of `aws iam get-policy-version`",
        ),
        (
            r#"{"AttachedPolicies": []}"#.to_owned(),
            "found names of policies, of which it isn't known whose they are, expected in the same folder what",
        ),
        (
            r#"{"Version": "2012-10-17", "Statment": []}"#.to_owned(),
            "input.json:1:28: found the member `Statment`, expected one of the members",
        ),
    ] {
        let found = problem_of(&text);
        assert!(found.contains(problem), "{text}\n{found}");
    }
}

#[test]
fn parts_of_different_principals_are_not_combined() {
    let of = |member: &str, name: &str| {
        read_one(format!(
            r#"{{"{member}": "{name}", "PolicyName": "p", "PolicyDocument": {POLICY}}}"#
        ))
    };
    let role = |name: &str| {
        read_one(format!(
            r#"{{"Role": {{"Arn": "arn:aws:iam::111122223333:role/path/{name}", "AssumeRolePolicyDocument": {TRUST}}}}}"#
        ))
    };
    let merged = |parts: Vec<PrincipalInput>| {
        let mut whole = PrincipalInput::new("whole");
        let outcome = parts.into_iter().try_for_each(|part| whole.merge(part));
        outcome.map(|()| whole)
    };
    let whole = merged(vec![
        of("RoleName", "a"),
        role("a"),
        of("RoleName", "a"),
        read_one(POLICY),
    ])
    .unwrap();
    assert_eq!(
        (whole.identity.len(), whole.name.as_deref()),
        (3, Some("a"))
    );
    // A user's groups don't matter here.
    assert!(merged(vec![of("UserName", "a"), of("GroupName", "g")]).is_ok());
    for (parts, expected) in [
        (
            vec![of("RoleName", "a"), of("RoleName", "b")],
            "found a document of the role `b`, expected a document of the role `a`, as in an earlier input",
        ),
        (
            vec![role("a"), of("RoleName", "b")],
            "found a document of the role `b`, expected a document of the role `a`",
        ),
        (
            vec![of("RoleName", "a"), read_one(POLICY), role("b")],
            "found a document of the role `b`, expected a document of the role `a`",
        ),
        (
            vec![of("RoleName", "a"), of("UserName", "a")],
            "found a document of the user `a`, expected a document of the role `a`",
        ),
        (
            vec![role("a"), role("b")],
            "found the principal `arn:aws:iam::111122223333:role/path/b`, expected the principal `arn:aws:iam::111122223333:role/path/a`",
        ),
    ] {
        let said = merged(parts).unwrap_err().to_string();
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn a_boundary_named_in_one_input_may_be_in_another() {
    let role = format!(
        r#"{{"Role": {{"Arn": "{ROLE}", "AssumeRolePolicyDocument": {TRUST}, "PermissionsBoundary": {{"PermissionsBoundaryArn": "b"}}}}}}"#
    );
    let boundary = format!(r#"{{"permissionsBoundary": {POLICY}}}"#);
    for order in [[&role, &boundary], [&boundary, &role]] {
        let mut whole = PrincipalInput::new("whole");
        for text in order {
            whole.merge(read_one(text)).unwrap();
        }
        assert_eq!(whole.problems, []);
        assert!(whole.boundary.as_ref().is_some());
    }
    let mut whole = PrincipalInput::new("whole");
    whole.merge(read_one(role)).unwrap();
    whole
        .merge(read_one(r#"{"permissionsBoundary": null}"#))
        .unwrap();
    assert_eq!(
        whole.problems.len(),
        1,
        "one says there is, one there is none"
    );
}
