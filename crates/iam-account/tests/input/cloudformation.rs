//! CloudFormation templates, in JSON and in YAML.

use crate::infrastructure::{described, policies, problems_of};
use crate::{POLICY, TRUST, json_string};
use iam_account::LayerInput;
use serde_json::{Value, json};

pub(crate) const GIVEN: [(&str, &str); 2] = [
    ("AWS::AccountId", "111122223333"),
    ("AWS::Region", "eu-west-1"),
];

pub(crate) fn document(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

pub(crate) fn template(resources: Value) -> String {
    json!({"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}).to_string()
}

pub(crate) fn role(more: Value) -> Value {
    let mut properties = json!({"AssumeRolePolicyDocument": document(TRUST)});
    for (name, value) in more.as_object().unwrap() {
        properties[name] = value.clone();
    }
    json!({"Type": "AWS::IAM::Role", "Properties": properties})
}

#[test]
fn a_template_has_roles_with_all_their_policies() {
    let text = template(json!({
        "Role": role(json!({"RoleName": "veeam", "Path": "/backup/", "MaxSessionDuration": 3600, "Tags": [],
            "Policies": [{"PolicyName": "own", "PolicyDocument": document(POLICY)}],
            "ManagedPolicyArns": [{"Ref": "Managed"}],
            "PermissionsBoundary": {"Fn::GetAtt": ["Boundary", "PolicyArn"]}})),
        "Managed": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": document(POLICY)}},
        "Boundary": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"ManagedPolicyName": "b", "PolicyDocument": document(POLICY)}},
        "Given": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": document(POLICY), "Roles": [{"Ref": "Role"}]}},
        "Inline": {"Type": "AWS::IAM::Policy", "Properties": {"PolicyName": "inline", "PolicyDocument": document(POLICY), "Roles": ["veeam"]}},
        "Lone": {"Type": "AWS::IAM::RolePolicy", "Properties": {"PolicyName": "lone", "PolicyDocument": document(POLICY), "RoleName": {"Ref": "Role"}}},
        "Profile": {"Type": "AWS::IAM::InstanceProfile", "Properties": {"InstanceProfileName": "profile", "Roles": [{"Ref": "Role"}]}},
        "Bucket": {"Type": "AWS::S3::Bucket"}
    }));
    let (principals, problems) = described("t.json", &text, &GIVEN);
    assert_eq!(problems, Vec::<String>::new());
    let [role] = principals.as_slice() else {
        panic!("{principals:?}")
    };
    assert_eq!(role.problems, []);
    assert_eq!(
        role.arn.as_deref(),
        Some("arn:aws:iam::111122223333:role/backup/veeam")
    );
    assert!(role.trust.is_some() && role.tags.is_none() && role.identity_is_known);
    assert!(role.boundary.as_ref().is_some());
    assert_eq!(role.instance_profiles, Some(vec!["profile".to_owned()]));
    assert_eq!(
        policies(role),
        [
            "inline policy own",
            "inline policy inline",
            "inline policy lone",
            "managed policy Managed of t.json",
            "managed policy Given of t.json"
        ]
    );
    assert_eq!(role.notes, ["as the template t.json describes it"]);
    // Without an account, the name is all that is known.
    let (principals, _) = described("t.json", &text, &[]);
    assert_eq!(
        (principals[0].arn.as_deref(), principals[0].name.as_deref()),
        (None, Some("veeam"))
    );
    assert_eq!(principals[0].problems, []);
}

/// A policy of an unknown role may be that of any, and one that may not exist can't be counted.
#[test]
fn a_policy_of_an_unknown_role_keeps_all_roles_from_being_judged() {
    let policy = |roles: Value, condition: Option<&str>| {
        let mut policy = json!({"Type": "AWS::IAM::Policy", "Properties": {"PolicyName": "p",
            "PolicyDocument": document(POLICY), "Roles": roles}});
        if let Some(condition) = condition {
            policy["Condition"] = json!(condition);
        }
        policy
    };
    let text = |policy: Value| {
        json!({"Parameters": {"Name": {"Type": "String"}}, "Conditions": {"C": {"Fn::Equals": [{"Ref": "Name"}, "x"]}},
            "Resources": {"R": role(json!({"RoleName": "veeam"})), "P": policy}})
        .to_string()
    };
    let of_unknown = text(policy(json!([{"Ref": "Name"}]), None));
    let problems = problems_of(&of_unknown, "t.json", &[]);
    assert!(
        problems[0].contains("the parameter `Name` without a value"),
        "{problems:?}"
    );
    let (principals, _) = described("t.json", &of_unknown, &[("Name", "veeam")]);
    assert_eq!(policies(&principals[0]), ["inline policy p"]);
    let conditional = text(policy(json!([{"Ref": "R"}]), Some("C")));
    let problems = problems_of(&conditional, "t.json", &[]);
    assert!(
        problems[0].contains("the parameter `Name` without a value"),
        "{problems:?}"
    );
    for (value, there) in [("x", vec!["inline policy p"]), ("y", vec![])] {
        let (principals, _) = described("t.json", &conditional, &[("Name", value)]);
        assert_eq!(principals[0].problems, []);
        assert_eq!(policies(&principals[0]), there);
    }
}

#[test]
fn a_boundary_under_a_condition_is_there_or_not() {
    let text = json!({"Parameters": {"B": {"Type": "String", "Default": ""}},
        "Conditions": {"Has": {"Fn::Not": [{"Fn::Equals": [{"Ref": "B"}, ""]}]}},
        "Resources": {"R": role(json!({"PermissionsBoundary": {"Fn::If": ["Has", {"Ref": "B"}, {"Ref": "AWS::NoValue"}]}}))}})
    .to_string();
    let (principals, _) = described("t.json", &text, &[("B", "")]);
    assert!(
        matches!(principals[0].boundary, LayerInput::None) && principals[0].problems.is_empty()
    );
    let (principals, _) = described("t.json", &text, &[]);
    assert_eq!(principals[0].problems[0].layer, Some("permissionsBoundary"));
    let (principals, _) = described(
        "t.json",
        &text,
        &[("B", "arn:aws:iam::111122223333:policy/b")],
    );
    let problem = &principals[0].problems[0];
    assert_eq!(problem.layer, Some("permissionsBoundary"));
    assert!(
        problem.what().found.contains(
            "the permissions boundary `arn:aws:iam::111122223333:policy/b` of `R` nowhere"
        ),
        "{problem}"
    );
}

#[test]
fn a_list_of_policies_may_come_from_a_parameter() {
    let text = json!({"Parameters": {"Arns": {"Type": "CommaDelimitedList"}},
        "Resources": {"R": role(json!({"ManagedPolicyArns": {"Ref": "Arns"}}))}})
    .to_string();
    let problems = problems_of(&text, "t.json", &[]);
    assert!(
        problems[0].contains("the parameter `Arns` without a value"),
        "{problems:?}"
    );
    let arns = "arn:aws:iam::aws:policy/A, arn:aws:iam::aws:policy/B";
    let problems = problems_of(&text, "t.json", &[("Arns", arns)]);
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(
        problems[1].contains("the policy `arn:aws:iam::aws:policy/B` of `R` nowhere in the input"),
        "{problems:?}"
    );
}

#[test]
fn yaml_is_read_with_the_short_forms_and_its_places() {
    let yaml = "\
AWSTemplateFormatVersion: '2010-09-09'
Description: No comment
Parameters:
  Other:
    Type: String
    Default: no
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: veeam
      AssumeRolePolicyDocument:
        Version: 2012-10-17
        Statement:
        - Effect: Allow
          Principal: {AWS: 444455556666}
          Action: sts:AssumeRole
      ManagedPolicyArns:
        - !Ref Managed
      Policies:
        - PolicyName: own
          PolicyDocument:
            Version: 2012-10-17
            Statement:
              - Effect: Allow
                Action: ['ec2:*', kms:CreateGrant]
                Resource: !Sub arn:${AWS::Partition}:ec2:*:${AWS::AccountId}:*
                Condition:
                  Bool: {aws:SecureTransport: true}
  Managed:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument: !Sub |
        {\"Version\": \"2012-10-17\",
         \"Statement\": {\"Effect\": \"Allow\", \"Action\": \"ebs:*\", \"Resource\": \"arn:${AWS::Partition}:ec2:*::snapshot/*\"}}
";
    for name in ["t.yaml", "<stdin>"] {
        let (principals, problems) = described(name, yaml, &GIVEN);
        assert_eq!(problems, Vec::<String>::new());
        let [role] = principals.as_slice() else {
            panic!("{principals:?}")
        };
        assert_eq!(role.problems, []);
        assert_eq!(
            role.arn.as_deref(),
            Some("arn:aws:iam::111122223333:role/veeam")
        );
        let own = role.identity[0].document();
        assert_eq!(own.statement(0).unwrap().position().line, 25);
        let resources = own.statement(0).unwrap().resources().unwrap();
        assert_eq!(
            resources.values().collect::<Vec<_>>(),
            ["arn:aws:ec2:*:111122223333:*"]
        );
        assert_eq!(role.identity.len(), 2);
    }
    let wrong = yaml.replace(
        "- Effect: Allow\n                Action",
        "- Effect: allow\n                Action",
    );
    let problems = problems_of(&wrong, "t.yaml", &GIVEN);
    assert!(problems[0].starts_with("t.yaml:25:"), "{problems:?}");
    assert!(
        problems[0].contains("found the effect `allow`"),
        "{problems:?}"
    );
    let unquoted = yaml.replace("PolicyName: own", "PolicyName: no");
    let problems = problems_of(&unquoted, "t.yaml", &GIVEN);
    assert!(
        problems[0].contains("t.yaml:21:") && problems[0].contains("the plain `no`"),
        "{problems:?}"
    );
}

#[test]
fn get_template_holds_a_template() {
    let inner = template(
        json!({"R": role(json!({"RoleName": "veeam", "Policies": [{"PolicyName": "p", "PolicyDocument": document(POLICY)}]}))}),
    );
    let yaml = "Resources:\n  R:\n    Type: AWS::IAM::Role\n    Properties:\n      RoleName: veeam\n      AssumeRolePolicyDocument: {}\n      Policies:\n      - PolicyName: p\n        PolicyDocument: {Version: 2012-10-17, Statement: {Effect: Allow, Action: '*', Resource: '*'}}\n";
    for body in [inner.clone(), json_string(&inner), json_string(yaml)] {
        let text = format!(
            "{{\"TemplateBody\": {body}, \"StagesAvailable\": [\"Original\", \"Processed\"]}}"
        );
        let (principals, problems) = described("get-template.json", &text, &[]);
        assert_eq!(problems, Vec::<String>::new());
        assert_eq!(policies(&principals[0]), ["inline policy p"]);
    }
}

#[test]
fn what_would_change_the_template_is_refused() {
    for (text, says) in [
        (
            json!({"Transform": "MyMacro", "Resources": {"R": role(json!({}))}}),
            "found the transform `MyMacro`, expected the processed template",
        ),
        (
            json!({"Transform": [{"Name": "AWS::Include"}], "Resources": {"R": role(json!({}))}}),
            "the transform `a transform with parameters`",
        ),
        (
            json!({"Resources": {"Fn::ForEach::R": ["X", ["a"], {}]}}),
            "`Fn::ForEach::R` in `Resources`",
        ),
        (
            json!({"Resources": {"R": role(json!({"PermissionBoundary": "x"}))}}),
            "found the property `PermissionBoundary`, expected `PermissionsBoundary`, most likely",
        ),
        (
            json!({"Resources": {"B": {"Type": "AWS::S3::Bucket"}}}),
            "a template without roles, users and policies of IAM",
        ),
        (json!({"Resources": {}}), "a template without roles"),
    ] {
        let (principals, problems) = described("t.json", &text.to_string(), &[]);
        assert_eq!(principals.len(), 0);
        assert!(problems[0].contains(says), "{problems:?}");
    }
    let sam =
        json!({"Transform": "AWS::Serverless-2016-10-31", "Resources": {"R": role(json!({}))}});
    assert_eq!(
        problems_of(&sam.to_string(), "t.json", &[]),
        Vec::<String>::new()
    );
    let twice = r#"{"Resources": {"R": {"Type": "AWS::IAM::Role", "Type": "AWS::IAM::User"}}}"#;
    let (_, problems) = described("t.json", twice, &[]);
    assert!(problems[0].contains("a second time"), "{problems:?}");
}
