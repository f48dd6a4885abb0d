//! `--format aws`: the answers that AWS's documentation records, and IAM's service model.

use super::common::{file, iam_eval, repository};
use serde_json::{Value, json};

fn aws(command: &str, args: &[&str]) -> (i32, Value) {
    let (code, out, err) = iam_eval(&[&[command], args, &["--format", "aws"]].concat(), "");
    let answer = serde_json::from_str(&out);
    (
        code,
        answer.unwrap_or_else(|error| panic!("{args:?}: {error}: {out}{err}")),
    )
}

fn simulate(args: &[&str]) -> Value {
    aws("simulate", args).1
}

/// The policy of the AWS CLI's examples of `simulate-custom-policy`.
const AFTER: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"*","Condition":{"DateGreaterThan":{"aws:CurrentTime":"2018-08-16T12:00:00Z"}}}}"#;

/// The answers to both examples, but for the members that they leave out.
#[test]
fn the_examples_of_the_aws_cli_get_the_answers_that_are_shown() {
    for (time, decision, matched) in [
        (
            "2019-04-25T11:00:00Z",
            "allowed",
            json!([{"SourcePolicyId": "PolicyInputList.1", "SourcePolicyType": "none",
                "StartPosition": {"Line": 1, "Column": 38}, "EndPosition": {"Line": 1, "Column": 167}}]),
        ),
        ("2014-04-25T11:00:00Z", "implicitDeny", json!([])),
    ] {
        let entry = format!(
            "ContextKeyName='aws:CurrentTime',ContextKeyValues='{time}',ContextKeyType=date"
        );
        let args = [
            "--policy-input-list",
            AFTER,
            "--action-names",
            "dynamodb:CreateBackup",
            "--context-entries",
            &entry,
        ];
        let expected = json!({"EvaluationResults": [{
            "EvalActionName": "dynamodb:CreateBackup", "EvalResourceName": "*", "EvalDecision": decision,
            "MatchedStatements": matched, "MissingContextValues": []}], "IsTruncated": false});
        assert_eq!(simulate(&args), expected);
    }
}

/// The example of the API reference: the policy over several lines, the same positions.
#[test]
fn the_example_of_the_api_reference_gets_its_positions() {
    let policy = "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\":{\n    \"Effect\":\"Allow\",\n    \"Action\":\"s3:PutObject\",\n    \
        \"Resource\":\"arn:aws:s3:::my-test-bucket\"\n  }\n}";
    let answer = simulate(&[
        "--policy-input-list",
        policy,
        "--action-names",
        "s3:PutObject",
        "--resource-arns",
        "arn:aws:s3:::my-test-bucket",
    ]);
    let matched =
        &answer["EvaluationResults"][0]["ResourceSpecificResults"][0]["MatchedStatements"][0];
    assert_eq!(matched["StartPosition"], json!({"Line": 3, "Column": 16}));
    assert_eq!(matched["EndPosition"], json!({"Line": 7, "Column": 4}));
}

#[test]
fn the_example_of_context_keys_gets_the_answer_that_is_shown() {
    let policy = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"arn:aws:dynamodb:us-west-2:123456789012:table/${aws:username}","Condition":{"DateGreaterThan":{"aws:CurrentTime":"2015-08-16T12:00:00Z"}}}}"#;
    let expected = json!({"ContextKeyNames": ["aws:username", "aws:CurrentTime"]});
    assert_eq!(
        aws("context-keys", &["--policy-input-list", policy]),
        (0, expected.clone())
    );
    let (_folder, path) = file("policyfile.json", json!([policy]).to_string());
    let value = format!("file://{path}");
    assert_eq!(
        aws("context-keys", &["--policy-input-list", &value]),
        (0, expected)
    );
}

const OBJECTS: [&str; 3] = [
    "arn:aws:s3:::b/open",
    "arn:aws:s3:::b/secret/k",
    "arn:aws:s3:::b/other",
];

const POLICY: &str = r#"{"Version": "2012-10-17", "Statement": [
  {"Effect": "Allow", "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::b/open", "arn:aws:s3:::b/secret/*"]},
  {"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::b/secret/*"},
  {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/other",
   "Condition": {"StringEquals": {"aws:PrincipalTag/team": "${aws:RequestedRegion}"}}}]}"#;

fn with_objects<'a>(args: &[&'a str]) -> Vec<&'a str> {
    let about = ["--action-names", "s3:GetObject", "--resource-arns"];
    [args, &about, &OBJECTS].concat()
}

/// The top of a result stands for all resources together.
#[test]
fn one_result_for_each_action_and_one_for_each_resource_in_it() {
    let answer = simulate(&with_objects(&[
        "--policy-input-list",
        POLICY,
        "--caller-arn",
        "arn:aws:iam::111122223333:user/alice",
    ]));
    let result = &answer["EvaluationResults"][0];
    assert_eq!(answer["EvaluationResults"].as_array().unwrap().len(), 1);
    assert_eq!(
        result["EvalResourceName"],
        "arn:${Partition}:s3:::${BucketName}/${ObjectName}"
    );
    assert_eq!(result["EvalDecision"], "explicitDeny");
    // Only what contributes to the decision: the Deny.
    let deny = &result["MatchedStatements"];
    assert_eq!(deny.as_array().unwrap().len(), 1);
    assert_eq!(deny[0]["StartPosition"]["Line"], 2);
    assert_eq!(deny[0]["EndPosition"]["Line"], 3);
    let missing = json!(["aws:PrincipalTag/team", "aws:RequestedRegion"]);
    assert_eq!(result["MissingContextValues"], missing);
    assert_eq!(result["EvalDecisionDetails"], json!({}));
    let of: Vec<&Value> = result["ResourceSpecificResults"]
        .as_array()
        .unwrap()
        .iter()
        .collect();
    let decisions: Vec<&str> = of
        .iter()
        .map(|it| it["EvalResourceDecision"].as_str().unwrap())
        .collect();
    assert_eq!(decisions, ["allowed", "explicitDeny", "implicitDeny"]);
    let names: Vec<&str> = of
        .iter()
        .map(|it| it["EvalResourceName"].as_str().unwrap())
        .collect();
    assert_eq!(names, OBJECTS);
    assert_eq!(of[2]["MissingContextValues"], missing);
    assert_eq!(of[0]["MissingContextValues"], json!([]));
}

#[test]
fn layers_have_their_details() {
    let alone = r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;
    let scps = |action: &str| {
        let document = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": action, "Resource": "*"}});
        json!([{"ServiceControlPolicyInputList": [document.to_string()]}]).to_string()
    };
    let bucket = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*"}}"#;
    let alice = "arn:aws:iam::444455556666:user/alice";
    let across = [
        "--policy-input-list",
        alone,
        "--caller-arn",
        alice,
        "--resource-owner",
        "arn:aws:iam::111122223333:root",
        "--resource-policy",
        bucket,
        "--permissions-boundary-policy-input-list",
        POLICY,
    ];
    let answer = simulate(&with_objects(&across));
    let result = &answer["EvaluationResults"][0];
    assert_eq!(
        result["PermissionsBoundaryDecisionDetail"]["AllowedByPermissionsBoundary"],
        false
    );
    assert_eq!(
        result["EvalDecisionDetails"],
        json!({
        "IAM Policy": "allowed", "Resource Policy": "allowed", "Permissions Boundary Policy": "explicitDeny"})
    );
    assert!(result.get("OrganizationsDecisionDetail").is_none());
    let open = &result["ResourceSpecificResults"][0];
    assert_eq!(open["EvalResourceDecision"], "allowed");
    assert_eq!(
        open["PermissionsBoundaryDecisionDetail"]["AllowedByPermissionsBoundary"],
        true
    );
    let sources: Vec<&Value> = open["MatchedStatements"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["SourcePolicyId"])
        .collect();
    assert_eq!(sources, ["PolicyInputList.1", "ResourcePolicy"]);
    let secret = &result["ResourceSpecificResults"][1]["MatchedStatements"][0];
    assert_eq!(
        secret["SourcePolicyId"],
        "PermissionsBoundaryPolicyInputList.1"
    );

    for (action, allowed) in [("s3:*", true), ("ec2:*", false)] {
        let levels = scps(action);
        let args = [
            &across[..],
            &["--ordered-organization-policy-input-list", &levels],
        ]
        .concat();
        let result = &simulate(&with_objects(&args))["EvaluationResults"][0];
        assert_eq!(
            result["OrganizationsDecisionDetail"]["AllowedByOrganizations"],
            allowed
        );
        // Service control policies that don't allow it end the simulation.
        assert_eq!(result.get("EvalDecisionDetails").is_some(), allowed);
        let of_scps = result["MatchedStatements"]
            .to_string()
            .contains("Organization");
        assert!(!of_scps, "{result}");
    }
}

#[test]
fn policies_of_a_principal_are_called_as_aws_calls_them() {
    let account = repository("examples/account.json");
    let answer = simulate(&[
        "--policy-source-arn",
        "arn:aws:iam::111122223333:role/veeam-restore",
        "--account",
        account.to_str().unwrap(),
        "--action-names",
        "kms:ListKeys",
        "ec2:DescribeInstances",
    ]);
    let source = |at: usize| {
        let matched = &answer["EvaluationResults"][at]["MatchedStatements"][0];
        (
            matched["SourcePolicyId"].clone(),
            matched["SourcePolicyType"].clone(),
        )
    };
    assert_eq!(source(0), (json!("role_veeam-restore_more"), json!("role")));
    assert_eq!(source(1), (json!("compute"), json!("user-managed")));
}

#[test]
fn the_input_of_the_api_is_taken_as_json() {
    let path = repository("examples/simulate/request.json");
    let path = path.to_str().unwrap();
    let text = std::fs::read_to_string(path).unwrap();
    let by_uri = format!("file://{path}");
    let answers = [path, &by_uri, &text].map(|value| simulate(&["--cli-input-json", value]));
    assert_eq!(
        answers[0]["EvaluationResults"][0]["EvalDecision"],
        "allowed"
    );
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    // A flag goes before.
    let other = simulate(&["--cli-input-json", path, "--action-names", "s3:GetObject"]);
    assert_eq!(
        other["EvaluationResults"][0]["EvalActionName"],
        "s3:GetObject"
    );
}

/// The shapes of IAM's outputs, as `.ci/botocore` checks them against botocore.
fn shapes() -> Value {
    serde_json::from_str(include_str!("../data/aws-simulator-shapes.json")).unwrap()
}

/// What is wrong with a value of a shape.
fn misfits(shapes: &Value, name: &str, value: &Value, place: &str) -> Vec<String> {
    let shape = &shapes["shapes"][name];
    let wrong = |what: &str| vec![format!("{place}: {what}: {value}")];
    let name_of = |member: &str| shape[member].as_str().unwrap().to_owned();
    match (shape["type"].as_str().unwrap(), value) {
        ("structure", Value::Object(members)) => {
            let required = shape["required"].as_array().unwrap().iter();
            let absent = required.filter(|it| !members.contains_key(it.as_str().unwrap()));
            let mut found: Vec<String> = absent.map(|it| format!("{place}: no {it}")).collect();
            for (member, value) in members {
                match shape["members"][member].as_str() {
                    Some(of) => {
                        found.extend(misfits(shapes, of, value, &format!("{place}.{member}")))
                    }
                    None => found.push(format!("{place}: the member {member}")),
                }
            }
            found
        }
        ("list", Value::Array(items)) => items
            .iter()
            .flat_map(|item| misfits(shapes, &name_of("member"), item, place))
            .collect(),
        ("map", Value::Object(pairs)) => pairs
            .iter()
            .flat_map(|(key, value)| {
                let mut found = misfits(shapes, &name_of("key"), &json!(key), place);
                found.extend(misfits(shapes, &name_of("value"), value, place));
                found
            })
            .collect(),
        ("string", Value::String(text)) => {
            let length = text.chars().count() as u64;
            let is_in = |values: &Value| values.as_array().is_none_or(|all| all.contains(value));
            if !is_in(&shape["enum"]) {
                return wrong("none of the enum");
            }
            let fits = length >= shape["min"].as_u64().unwrap_or(0)
                && length <= shape["max"].as_u64().unwrap_or(u64::MAX);
            if fits {
                Vec::new()
            } else {
                wrong("its length")
            }
        }
        ("integer", Value::Number(number)) if number.is_u64() => Vec::new(),
        ("boolean", Value::Bool(_)) => Vec::new(),
        _ => wrong("the type"),
    }
}

#[test]
fn answers_fit_the_service_model() {
    let shapes = shapes();
    let alone = r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;
    let bucket = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*"}}"#;
    let alice = "arn:aws:iam::444455556666:user/alice";
    let questions = [
        with_objects(&["--policy-input-list", POLICY]),
        with_objects(&[
            "--policy-input-list",
            POLICY,
            alone,
            "--caller-arn",
            alice,
            "--resource-owner",
            "111122223333",
            "--resource-policy",
            bucket,
        ]),
        with_objects(&[
            "--policy-input-list",
            alone,
            "--permissions-boundary-policy-input-list",
            POLICY,
        ]),
        vec![
            "--policy-input-list",
            alone,
            "--action-names",
            "ec2:RunInstances",
            "s3:GetObject",
        ],
        vec![
            "--policy-input-list",
            alone,
            "--caller-arn",
            alice,
            "--call",
            "ec2:RunInstances",
        ],
    ];
    for args in &questions {
        let name = shapes["outputs"]["SimulateCustomPolicy"].as_str().unwrap();
        assert_eq!(
            misfits(&shapes, name, &simulate(args), "answer"),
            [""; 0],
            "{args:?}"
        );
    }
    let name = shapes["outputs"]["GetContextKeysForCustomPolicy"]
        .as_str()
        .unwrap();
    let keys = aws("context-keys", &["--policy-input-list", POLICY]).1;
    assert_eq!(misfits(&shapes, name, &keys, "answer"), [""; 0]);
    // The check can fail.
    let mut wrong = simulate(&questions[0]);
    wrong["EvaluationResults"][0]["EvalDecision"] = json!("denied");
    wrong["EvaluationResults"][0]["Extra"] = json!(1);
    let name = shapes["outputs"]["SimulateCustomPolicy"].as_str().unwrap();
    assert_eq!(misfits(&shapes, name, &wrong, "answer").len(), 2);
}
