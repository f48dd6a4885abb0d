//! Items of AWS Config.

use crate::infrastructure::{described, of, policies, problems_of};
use crate::{POLICY, ROLE, TRUST, url_encoded};
use iam_account::{Inputs, LayerInput};
use serde_json::{Value, json};

const MANAGED: &str = "arn:aws:iam::111122223333:policy/p";

fn role() -> Value {
    json!({"path": "/", "roleName": "veeam", "roleId": "AROA1", "arn": ROLE, "createDate": "2026-11-01T00:00:00.000Z",
        "assumeRolePolicyDocument": url_encoded(TRUST), "instanceProfileList": [],
        "rolePolicyList": [{"policyName": "r", "policyDocument": url_encoded(POLICY)}],
        "attachedManagedPolicies": [{"policyName": "p", "policyArn": MANAGED}],
        "permissionsBoundary": {"permissionsBoundaryType": "Policy", "permissionsBoundaryArn": MANAGED},
        "tags": [{"key": "team", "value": "backup"}]})
}

fn managed() -> Value {
    json!({"policyName": "p", "policyId": "ANPA1", "arn": MANAGED, "path": "/", "defaultVersionId": "v2",
        "attachmentCount": 1, "isAttachable": true, "policyVersionList": [
            {"document": url_encoded(crate::LOWER), "versionId": "v1", "isDefaultVersion": false},
            {"document": url_encoded(POLICY), "versionId": "v2", "isDefaultVersion": true}]})
}

fn item(kind: &str, configuration: Value) -> Value {
    json!({"version": "1.3", "accountId": "111122223333", "configurationItemStatus": "OK",
        "configurationItemCaptureTime": "2026-11-01T00:00:00.000Z", "resourceType": kind, "arn": ROLE,
        "relationships": [], "configuration": configuration})
}

fn check(text: &str) {
    let (principals, problems) = described("config.json", text, &[]);
    assert_eq!(problems, Vec::<String>::new(), "{text}");
    let [role] = principals.as_slice() else {
        panic!("{principals:?}")
    };
    assert_eq!(role.problems, []);
    assert_eq!(role.arn.as_deref(), Some(ROLE));
    assert_eq!(role.unique_id.as_deref(), Some("AROA1"));
    assert_eq!(
        role.tags,
        Some(vec![("team".to_owned(), "backup".to_owned())])
    );
    assert!(role.trust.is_some() && role.boundary.as_ref().is_some());
    assert_eq!(
        policies(role),
        [
            "inline policy r".to_owned(),
            format!("managed policy {MANAGED}")
        ]
    );
}

#[test]
fn items_are_read_as_a_snapshot_and_each_command_have_them() {
    let items = |as_text: bool| {
        let configuration = |value: Value| {
            if as_text {
                Value::from(value.to_string())
            } else {
                value
            }
        };
        vec![
            item("AWS::IAM::Role", configuration(role())),
            item(
                "AWS::EC2::Instance",
                configuration(json!({"instanceId": "i"})),
            ),
            item("AWS::IAM::Policy", configuration(managed())),
        ]
    };
    for as_text in [false, true] {
        for member in ["configurationItems", "baseConfigurationItems"] {
            let mut text = json!({"fileVersion": "1.0"});
            text[member] = Value::from(items(as_text));
            check(&text.to_string());
        }
        let results: Vec<String> = items(as_text).iter().map(Value::to_string).collect();
        check(&json!({"Results": results, "QueryInfo": {"SelectFields": []}}).to_string());
    }
}

#[test]
fn one_item_and_its_configuration_alone_are_read() {
    let pages = |texts: [Value; 2]| {
        let mut inputs = Inputs::default();
        for (name, text) in ["a.json", "b.json"].iter().zip(texts) {
            inputs.add_text(name, text.to_string());
        }
        let (principals, problems) = of(&inputs);
        assert_eq!((principals.len(), problems.len()), (1, 0), "{problems:?}");
        assert_eq!(principals[0].problems, []);
        assert_eq!(principals[0].identity.len(), 2);
    };
    pages([
        item("AWS::IAM::Role", role()),
        item("AWS::IAM::Policy", managed()),
    ]);
    pages([role(), managed()]);
    pages([
        json!({"configurationItem": item("AWS::IAM::Role", role())}),
        managed(),
    ]);
}

#[test]
fn a_policy_without_its_document_keeps_the_role_from_being_judged() {
    let problems = problems_of(&role().to_string(), "config.json", &[]);
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(
        problems[0].contains("expected its document: add what `aws iam get-account"),
        "{problems:?}"
    );
    let mut cut = role();
    for member in [
        "rolePolicyList",
        "attachedManagedPolicies",
        "permissionsBoundary",
    ] {
        cut.as_object_mut().unwrap().remove(member);
    }
    let (principals, _) = described("config.json", &cut.to_string(), &[]);
    assert_eq!(
        principals[0].unknown_policies.len(),
        2,
        "what was left out may deny"
    );
    assert!(matches!(principals[0].boundary, LayerInput::None));
}

#[test]
fn which_of_several_items_is_the_latest_is_not_guessed() {
    let text = json!({"configurationItems": [item("AWS::IAM::Role", role()), item("AWS::IAM::Role", role())]});
    let problems = problems_of(&text.to_string(), "config.json", &[]);
    assert!(
        problems[0].contains(
            "a second item of `arn:aws:iam::111122223333:role/veeam`, expected the latest one alone"
        ),
        "{problems:?}"
    );
}

#[test]
fn what_is_no_whole_item_is_refused_with_its_place() {
    let mut deleted = item("AWS::IAM::Role", Value::Null);
    deleted["configurationItemStatus"] = json!("ResourceDeleted");
    let mut misspelt = role();
    misspelt["permissionBoundary"] = json!({});
    for (text, says) in [
        (
            json!({"configurationItems": [deleted]}),
            "an item of a deleted resource",
        ),
        (
            json!({"configurationItems": [item("AWS::IAM::Role", Value::Null)]}),
            "an item without `configuration`",
        ),
        (
            json!({"configurationItems": []}),
            "without roles, users and policies of IAM",
        ),
        (
            json!({"configurationItems": [item("AWS::EC2::Instance", json!({}))]}),
            "without roles, users and policies of IAM",
        ),
        (
            json!({"baseConfigurationItems": [], "unprocessedResourceKeys": [{"resourceId": "x"}]}),
            "items that are left out",
        ),
        (
            json!({"Results": [], "QueryInfo": {}, "NextToken": "x"}),
            "items that are left out (`NextToken`)",
        ),
        (
            json!({"configurationItems": [item("AWS::IAM::Role", json!("no object"))]}),
            "(configuration, decoded):1:1",
        ),
    ] {
        let (principals, problems) = described("config.json", &text.to_string(), &[]);
        assert_eq!(principals.len(), 0);
        assert!(problems[0].contains(says), "{problems:?}");
    }
    let problems = problems_of(&misspelt.to_string(), "config.json", &[]);
    assert!(
        problems[0].contains("`PermissionBoundary`, expected `PermissionsBoundary`, most likely"),
        "{problems:?}"
    );
}
