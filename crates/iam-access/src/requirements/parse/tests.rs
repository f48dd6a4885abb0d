use super::{RequirementSet, SetError};
use iam_catalog::Catalog;

fn parse(text: &str) -> Result<RequirementSet, SetError> {
    RequirementSet::parse("set.json", text, Catalog::embedded())
}

#[test]
fn a_statement_without_actions_or_resources_is_refused() {
    for members in [
        r#""Action": [], "Resource": "*""#,
        r#""Action": "ec2:RunInstances", "Resource": []"#,
        r#""Action": "s3:GetObject", "Resource": "arn:aws:s3:::<b/*""#,
    ] {
        let text = format!(
            r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", {members}}},
                {{"Effect": "Allow", "Action": "ec2:CreateTags", "Resource": "*"}}]}}"#
        );
        assert!(parse(&text).is_err(), "{members}");
    }
}

#[test]
fn what_cannot_say_what_is_required_is_refused() {
    for (statement, found) in [
        (
            r#""Effect": "Deny", "Action": "a:B", "Resource": "*""#,
            "`Deny`",
        ),
        (
            r#""Effect": "Allow", "Action": "a:*", "Resource": "*""#,
            "`a:*`, which matches none",
        ),
        (
            r#""Effect": "Allow", "Action": "a:B", "NotResource": "*""#,
            "`NotResource`",
        ),
        (
            r#""Effect": "Allow", "Action": "a:B", "Resource": "arn:aws:s3:::${aws:username}""#,
            "`arn:aws:s3:::${aws:username}`, expected no policy variable",
        ),
        (
            r#""Effect": "Allow", "Action": "a:B", "Resource": "*", "Principal": "*""#,
            "`Principal`",
        ),
        (
            r#""Effect": "Allow", "Action": "a:B", "Resource": "*", "Condition": {
              "StringEquals": {"aws:RequestedRegion": "a"}, "StringLike": {"aws:requestedregion": "b"}}"#,
            "exclude each other",
        ),
        (
            r#""Effect": "Allow", "NotAction": "a:B", "Resource": "*""#,
            "`NotAction`",
        ),
        (
            r#""Effect": "Allow", "Action": [], "Resource": "*""#,
            "an empty array",
        ),
    ] {
        let text = format!("{{\"Statement\": {{{statement}}}}}");
        let error = parse(&text).unwrap_err().to_string();
        assert!(
            error.contains(found) && error.starts_with("set.json:1:"),
            "{error}"
        );
    }
}

#[test]
fn wildcards_stand_for_the_actions_of_the_catalogue() {
    let set =
        parse(r#"["KMS:reencrypt*", "kms:ReEncryptTo", "kms:reencryptto", "ec2:RunInstance?"]"#)
            .unwrap();
    let actions: Vec<&str> = set
        .requirements()
        .iter()
        .map(|needed| &*needed.action)
        .collect();
    assert_eq!(
        actions,
        ["kms:ReEncryptFrom", "kms:ReEncryptTo", "ec2:RunInstances"]
    );
    let [note] = set.notes() else {
        panic!("{:?}", set.notes())
    };
    assert!(
        note.contains("`KMS:reencrypt*` (2), `ec2:RunInstance?` (1)"),
        "{note}"
    );
    assert!(parse(r#""*""#).unwrap().requirements().len() > 15_000);
}

#[test]
fn a_condition_with_single_values_is_asked_in_each_context() {
    let condition = |json: &str| {
        let text = format!(
            r#"{{"Effect": "Allow", "Action": "ec2:CreateTags", "Resource": "*", "Condition": {json}}}"#
        );
        let set = parse(&text).unwrap();
        let condition = set.requirements()[0].condition.clone().unwrap();
        (
            condition.contexts().to_vec(),
            condition.open_keys().join(","),
            set.notes().len(),
        )
    };
    let pair = |key: &str, value: Option<&str>| (key.to_owned(), value.map(str::to_owned));
    let action = "ec2:createaction";
    for (json, contexts, open) in [
        (
            r#"{"StringEquals": {"ec2:CreateAction": ["RunInstances", "CreateVolume", "RunInstances"]}}"#,
            vec![
                vec![pair(action, Some("CreateVolume"))],
                vec![pair(action, Some("RunInstances"))],
            ],
            "",
        ),
        (
            r#"{"StringLikeIfExists": {"ec2:CreateAction": "RunInstances"}}"#,
            vec![
                vec![pair(action, Some("RunInstances"))],
                vec![pair(action, None)],
            ],
            "",
        ),
        (
            r#"{"Null": {"ec2:CreateAction": true}}"#,
            vec![vec![pair(action, None)]],
            "",
        ),
        (
            r#"{"Null": {"ec2:CreateAction": "false"}}"#,
            vec![vec![]],
            action,
        ),
        (
            r#"{"StringLike": {"ec2:CreateAction": "Run*"}}"#,
            vec![vec![]],
            action,
        ),
        (
            r#"{"StringNotEquals": {"ec2:CreateAction": "Run"}}"#,
            vec![vec![]],
            action,
        ),
        (
            r#"{"StringEquals": {"ec2:CreateAction": "${aws:username}"}}"#,
            vec![vec![]],
            action,
        ),
        (
            r#"{"StringEquals": {"aws:TagKeys": "a"}}"#,
            vec![vec![]],
            "aws:tagkeys",
        ),
        (
            r#"{"ForAllValues:StringEquals": {"ec2:CreateAction": "a"}}"#,
            vec![vec![]],
            action,
        ),
        (
            r#"{"Bool": {"aws:SecureTransport": "TRUE"}, "ArnLike": {"aws:PrincipalArn": "arn:aws:iam::1:role/r"}}"#,
            vec![vec![pair("aws:securetransport", Some("true"))]],
            "aws:principalarn",
        ),
    ] {
        let notes = usize::from(!open.is_empty());
        assert_eq!(
            condition(json),
            (contexts, open.to_owned(), notes),
            "{json}"
        );
    }
}
