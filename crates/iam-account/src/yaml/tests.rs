use super::{is_yaml, to_json};
use iam_eval::Position;
use serde_json::{Value, json};

fn json_of(yaml: &str) -> String {
    to_json("a.yaml", yaml, Position::START).unwrap()
}

fn value_of(yaml: &str) -> Value {
    serde_json::from_str(&json_of(yaml)).unwrap()
}

fn refused(yaml: &str) -> String {
    to_json("a.yaml", yaml, Position::START)
        .unwrap_err()
        .to_string()
}

#[test]
fn values_are_the_same_and_on_the_same_lines() {
    let yaml = "# comment\nStatement:\n- Effect: Allow\n  Action: [\"ec2:*\", 'kms:*']\n  Resource: >-\n    a\n    b\n\n  Sid: |\n    x\n- {Effect: Deny}\nVersion: 2012-10-17\nNone:\n";
    assert_eq!(
        value_of(yaml),
        json!({"Statement": [
            {"Effect": "Allow", "Action": ["ec2:*", "kms:*"], "Resource": "a b", "Sid": "x\n"},
            {"Effect": "Deny"}], "Version": "2012-10-17", "None": null})
    );
    let json = json_of(yaml);
    for (line, words) in [
        (2, "Statement"),
        (3, "Allow"),
        (4, "kms:*"),
        (6, "a b"),
        (9, "Sid"),
        (11, "Deny"),
        (12, "2012-10-17"),
    ] {
        let found = json.lines().position(|one| one.contains(words));
        assert_eq!(found, Some(line - 1), "{words}\n{json}");
    }
}

#[test]
fn a_tag_is_the_function_that_it_abbreviates() {
    assert_eq!(
        value_of(
            "a: !Sub '${X}'\nb: !Ref R\nc: !GetAtt A.Arn\nd: !Join ['', [a, !Ref B]]\ne: !If\n  - C\n  - {x: z}\n  - !Ref AWS::NoValue\nf: !Equals {}\ng: !Condition C\nh: !!str true\ni: ! no"
        ),
        json!({"a": {"Fn::Sub": "${X}"}, "b": {"Ref": "R"}, "c": {"Fn::GetAtt": "A.Arn"},
            "d": {"Fn::Join": ["", ["a", {"Ref": "B"}]]},
            "e": {"Fn::If": ["C", {"x": "z"}, {"Ref": "AWS::NoValue"}]}, "f": {"Fn::Equals": {}},
            "g": {"Condition": "C"}, "h": "true", "i": "no"})
    );
}

#[test]
fn what_both_versions_of_yaml_read_alike_is_read() {
    for (plain, value) in [
        ("true", json!(true)),
        ("False", json!(false)),
        ("~", Value::Null),
        ("null", Value::Null),
        ("111122223333", json!("111122223333")),
        ("-5", json!("-5")),
        ("0", json!("0")),
        ("1.5", json!("1.5")),
        ("2012-10-17", json!("2012-10-17")),
        ("10.0.0.0/8", json!("10.0.0.0/8")),
        ("10.0.0.1", json!("10.0.0.1")),
        ("arn:aws:s3:::bucket", json!("arn:aws:s3:::bucket")),
        ("no way", json!("no way")),
        ("'no'", json!("no")),
        ("\"010\"", json!("010")),
        ("nO", json!("nO")),
        ("1-2", json!("1-2")),
        ("3ab", json!("3ab")),
    ] {
        assert_eq!(value_of(&format!("a: {plain}"))["a"], value, "{plain}");
    }
}

#[test]
fn what_versions_of_yaml_read_otherwise_is_refused_with_its_place() {
    for plain in [
        "yes",
        "No",
        "ON",
        "off",
        "y",
        "012345678901",
        "010",
        "0x1F",
        "0o17",
        "1_000",
        "+1",
        "-0",
        "1.10",
        "1e3",
        ".5",
        "1.",
        "12:30",
        ".inf",
        "-.INF",
        ".nan",
        "1.0",
    ] {
        let message = refused(&format!("x: 1\na: {plain}"));
        let expected = format!("a.yaml:2:4: found the plain `{plain}`, expected it in quotes");
        assert!(message.starts_with(&expected), "{message}");
        let template = value_of(&format!("Resources:\n  a: {plain}"));
        assert_eq!(template["Resources"]["a"]["Fn::PlainScalar"], plain);
    }
}

#[test]
fn what_would_grow_or_is_no_json_is_refused_with_its_place() {
    let deep = "[".repeat(5_000);
    let steps: String = (0..500)
        .map(|depth| format!("{}a:\n", " ".repeat(depth)))
        .collect();
    for (yaml, says) in [
        ("a: &x [1]\nb: *x", "a.yaml:2:4: found an alias"),
        (
            "a: &x {b: 1}\nc:\n  <<: *x",
            "a.yaml:3:3: found the member `<<`",
        ),
        ("a: !!binary aGk=", "a.yaml:1:4: found the tag"),
        ("? [a, b]\n: c", "a member whose name is a collection"),
        ("a: [1", "malformed YAML"),
        ("a: 1\n b: 2", "malformed YAML"),
        ("a: *nowhere", "malformed YAML"),
        ("a: !<tag:x> 1", "the tag"),
        (
            deep.as_str(),
            "found malformed YAML (recursion limit exceeded)",
        ),
        (
            steps.as_str(),
            "a.yaml:101:101: found YAML that is nested too deep",
        ),
    ] {
        let message = refused(yaml);
        assert!(message.contains(says), "{says}: {message}");
    }
}

#[test]
fn json_is_about_as_long_as_the_yaml() {
    // Padding, short entries and escapes.
    for yaml in [
        format!("a:\n{}", "  - x\n".repeat(10_000)),
        format!("a: [{}]", "a,".repeat(10_000)),
        format!("{}a: b", "\n".repeat(10_000)),
        format!("a: \"{}\"", "\\x01".repeat(10_000)),
        format!("a:{}b", " ".repeat(10_000)),
    ] {
        let json = json_of(&yaml);
        assert!(
            json.len() < 4 * yaml.len() + 100,
            "{} {}",
            json.len(),
            yaml.len()
        );
    }
}

#[test]
fn yaml_is_known_by_its_name_or_by_how_it_begins() {
    for (name, text) in [
        ("a.yaml", "Anything:\n  b: c"),
        ("a.yml", "# comment\n---\n- RoleDetailList: []"),
        ("a.template", "Globals:\n"),
        ("<stdin>", "\nAWSTemplateFormatVersion: '2010-09-09'"),
        ("<stdin>", "---\nResources:\n  a: b"),
        ("a.txt", "Version: 2012-10-17"),
    ] {
        assert!(is_yaml(name, text), "{name} {text}");
    }
    for (name, text) in [
        (
            "a.txt",
            "User: arn:aws:iam::111122223333:user/u is not authorized",
        ),
        ("a.tf", "# comment\nresource \"aws_iam_role\" \"r\" {}"),
        ("a.yaml", "{\"a\": 1}"),
        ("a.yaml", ""),
        ("a.txt", "arn:aws:iam::111122223333:role/r"),
        ("a.txt", "An error occurred (AccessDenied)"),
    ] {
        assert!(!is_yaml(name, text), "{name} {text}");
    }
}
