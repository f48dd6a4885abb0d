//! Intrinsic functions of CloudFormation.

use crate::cloudformation::{GIVEN, document, role, template};
use crate::infrastructure::described;
use serde_json::{Value, json};

/// A document with a value in it that may be any text.
fn under(value: Value) -> Value {
    json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ec2:*", "Resource": "*",
        "Condition": {"StringEquals": {"aws:PrincipalTag/t": value}}}]})
}

/// The value in the only inline policy of the only role of a template.
fn value_of(
    value: Value,
    more: &[(&str, Value)],
    parameters: &[(&str, &str)],
) -> Result<Value, String> {
    let policies = json!([{"PolicyName": "p", "PolicyDocument": under(value)}]);
    let mut whole = json!({"Resources": {"R": role(json!({"Policies": policies}))}});
    for (name, section) in more {
        whole[*name] = section.clone();
    }
    let (principals, problems) = described("t.json", &whole.to_string(), parameters);
    if let Some(problem) = problems.first() {
        return Err(problem.clone());
    }
    if let Some(problem) = principals[0].problems.first() {
        return Err(problem.to_string());
    }
    let document = document(principals[0].identity[0].document().source());
    Ok(document["Statement"][0]["Condition"]["StringEquals"]["aws:PrincipalTag/t"].clone())
}

#[test]
fn functions_are_evaluated_where_all_is_known() {
    let parameters =
        json!({"Name": {"Type": "String", "Default": "x"}, "Many": {"Type": "CommaDelimitedList"}});
    let mappings = json!({"M": {"eu-west-1": {"arn": "a:b", "list": ["c", "d"]}}});
    let conditions = json!({"IsX": {"Fn::Equals": [{"Ref": "Name"}, "x"]}, "Never": {"Fn::Not": [{"Condition": "IsX"}]},
        "Both": {"Fn::And": [{"Condition": "IsX"}, {"Fn::Or": [{"Condition": "Never"}, {"Condition": "IsX"}]}]}});
    let more = [
        ("Parameters", parameters),
        ("Mappings", mappings),
        ("Conditions", conditions),
    ];
    let given = [GIVEN.as_slice(), &[("Name", "x"), ("Many", "one, two")]].concat();
    for (value, expected) in [
        (
            json!({"Fn::Sub": "arn:${AWS::Partition}:ec2:${AWS::Region}:${AWS::AccountId}:volume/*"}),
            json!("arn:aws:ec2:eu-west-1:111122223333:volume/*"),
        ),
        (
            json!({"Fn::Sub": ["${A}/${Name}/${!aws:username}", {"A": {"Ref": "AWS::URLSuffix"}}]}),
            json!("amazonaws.com/x/${aws:username}"),
        ),
        (
            json!({"Fn::Join": [":", ["arn", {"Ref": "AWS::Partition"}, {"Ref": "Many"}]]}),
            json!("arn:aws:one:two"),
        ),
        (
            json!([{"Ref": "Name"}, "y", {"Ref": "AWS::NoValue"}]),
            json!(["x", "y"]),
        ),
        (json!({"Ref": "Many"}), json!(["one", "two"])),
        (json!({"Fn::If": ["Both", "yes", "no"]}), json!("yes")),
        (
            json!({"Fn::If": ["Never", "yes", ["no", {"Ref": "Name"}]]}),
            json!(["no", "x"]),
        ),
        (
            json!([{"Fn::If": ["Never", "yes", {"Ref": "AWS::NoValue"}]}, "z"]),
            json!(["z"]),
        ),
        (
            json!({"Fn::FindInMap": ["M", {"Ref": "AWS::Region"}, "arn"]}),
            json!("a:b"),
        ),
        (
            json!({"Fn::FindInMap": ["M", "eu-west-1", "list"]}),
            json!(["c", "d"]),
        ),
        (
            json!({"Fn::Select": ["1", {"Fn::Split": [",", "a,b"]}]}),
            json!("b"),
        ),
        (json!("*"), json!("*")),
    ] {
        let found = value_of(value.clone(), &more, &given);
        assert_eq!(found, Ok(expected), "{value}");
    }
    let arn = value_of(
        json!({"Fn::Sub": "${Named.Arn}"}),
        &[(
            "Resources",
            json!({
        "R": role(json!({"Policies": [{"PolicyName": "p", "PolicyDocument": under(json!({"Fn::Sub": "${Named.Arn}"}))}]})),
        "Named": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {}}}),
        )],
        &GIVEN,
    );
    assert!(
        arn.unwrap_err()
            .contains("`Named.Arn`, whose value the template doesn't have")
    );
}

#[test]
fn what_the_template_leaves_open_is_never_guessed() {
    let parameters = json!({"Name": {"Type": "String", "Default": "x"}, "Looked": {"Type": "AWS::SSM::Parameter::Value<String>"}});
    let conditions =
        json!({"C": {"Fn::Equals": [{"Ref": "Name"}, "x"]}, "Circle": {"Condition": "Circle"}});
    let more = [("Parameters", parameters), ("Conditions", conditions)];
    for (resource, says) in [
        (
            json!({"Ref": "Name"}),
            "found the parameter `Name` without a value (its default is `x`), expected its value",
        ),
        (
            json!({"Fn::Sub": "${AWS::AccountId}"}),
            "found the pseudo parameter `AWS::AccountId` without a value",
        ),
        (
            json!({"Fn::Sub": "${AWS::Partition}"}),
            "`AWS::Partition` without a value",
        ),
        (
            json!({"Fn::Sub": "${Bucket.Arn}"}),
            "a reference to `Bucket`",
        ),
        (
            json!({"Fn::Sub": "${aws:username}"}),
            "a reference to `aws:username`",
        ),
        (
            json!({"Fn::Sub": "${R.Arn}"}),
            "a reference to `R`, whose name the stack makes up",
        ),
        (
            json!({"Fn::GetAtt": ["R", "RoleId"]}),
            "`R.RoleId`, whose value the template doesn't have",
        ),
        (
            json!({"Ref": "Looked"}),
            "`Looked`, whose value the template doesn't have",
        ),
        (
            json!({"Fn::ImportValue": "x"}),
            "`Fn::ImportValue`, whose value the template doesn't have",
        ),
        (
            json!({"Fn::If": ["C", "a", "b"]}),
            "the parameter `Name` without a value",
        ),
        (
            json!({"Fn::If": ["Circle", "a", "b"]}),
            "`Circle`, which depends on itself",
        ),
        (
            json!({"Fn::If": ["Nowhere", "a", "b"]}),
            "the condition `Nowhere`",
        ),
        (json!({"Fn::Sub": "${Name"}), "`${` without `}`"),
        (json!({"Ref": "Name", "x": 1}), "`Ref` beside other members"),
        (
            json!({"Fn::Transform": {"Name": "AWS::Include"}}),
            "`Fn::Transform`, whose value",
        ),
        (
            json!({"Fn::FindInMap": ["M", "a", "b"]}),
            "expected keys of one of the `Mappings`",
        ),
    ] {
        let message = value_of(resource.clone(), &more, &[]).unwrap_err();
        assert!(message.contains(says), "{resource}: {message}");
        assert!(message.starts_with("t.json:1:"), "{message}");
    }
    // A value for the other name.
    let found = value_of(json!({"Ref": "Looked"}), &more, &[("Looked", "/path")]);
    assert!(found.is_err());
}

/// Functions in functions, texts that grow, conditions that use each other: all of it ends soon,
/// with a problem.
#[test]
fn functions_do_not_grow() {
    let nested = |depth: usize| {
        (0..depth).fold(
            json!("x"),
            |inner, _| json!({"Fn::Sub": ["${a}${a}", {"a": inner}]}),
        )
    };
    assert!(
        value_of(nested(10), &[], &[]).is_ok_and(|found| found.as_str().unwrap().len() == 1024)
    );
    let long = value_of(nested(17), &[], &[]).unwrap_err();
    assert!(
        long.contains("functions that make a very long text"),
        "{long}"
    );
    let deep = value_of(nested(60), &[], &[]).unwrap_err();
    assert!(deep.contains("nested too deep"), "{deep}");
    let ifs = (0..200).fold(json!("x"), |inner, _| json!({"Fn::If": ["C", inner, "y"]}));
    let more = [("Conditions", json!({"C": {"Fn::Equals": ["a", "a"]}}))];
    assert!(value_of(ifs, &more, &[]).is_err());
    let mut conditions = json!({"C0": {"Fn::Equals": ["a", "a"]}});
    for index in 1..20 {
        let before = json!({"Condition": format!("C{}", index - 1)});
        let all: Vec<Value> = vec![before; 10];
        conditions[format!("C{index}")] = json!({"Fn::And": all});
    }
    let more = [("Conditions", conditions)];
    let _ = value_of(json!({"Fn::If": ["C19", "a", "b"]}), &more, &[]);
    let roles: serde_json::Map<String, Value> = (0..20)
        .map(|index| {
            let next = format!("R{}", (index + 1) % 20);
            (
                format!("R{index}"),
                role(json!({"RoleName": {"Fn::Sub": format!("${{{next}}}${{{next}}}")}})),
            )
        })
        .collect();
    let (principals, problems) = described("t.json", &template(Value::Object(roles)), &[]);
    assert_eq!((principals.len(), problems.len()), (20, 0));
    assert!(principals.iter().all(|role| role.arn.is_none()));
}
