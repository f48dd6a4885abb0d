//! The time of hostile plans, templates, items and YAML grows no faster than they do.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that can't go on must fail"
)]

mod support;
#[path = "support/time.rs"]
mod time;

use serde_json::{Map, Value, json};
use support::Folder;
use time::{grows_no_faster_than_its_input, seconds};

const TRUST: &str = r#"{"Statement": {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}}"#;
const POLICY: &str =
    r#"{"Statement": {"Effect": "Allow", "Action": "ec2:RunInstances", "Resource": "*"}}"#;

fn grows(name: &str, size: usize, file: &str, text: impl Fn(usize) -> String) {
    grows_no_faster_than_its_input(name, size, |size| {
        let folder = Folder::new();
        folder.file(file, text(size));
        let program = env!("CARGO_BIN_EXE_restore-check");
        let time = seconds(program, folder.path(), &[file, "--quiet"]);
        let said = folder.read("out") + &folder.read("err");
        assert!(!said.is_empty(), "{name}");
        time
    });
}

fn state(resources: impl Iterator<Item = (&'static str, Value)>) -> String {
    let resources = resources.map(|(kind, values)| {
        json!({"address": format!("{kind}.x"), "mode": "managed", "type": kind, "name": "x", "values": values})
    });
    let resources: Vec<Value> = resources.collect();
    json!({"terraform_version": "1", "values": {"root_module": {"resources": resources}}})
        .to_string()
}

fn role(name: &str) -> (&'static str, Value) {
    (
        "aws_iam_role",
        json!({"name": name, "assume_role_policy": TRUST}),
    )
}

#[test]
fn states_of_terraform() {
    grows("policies of one role", 1_000, "state.json", |count| {
        let policy = |at| {
            (
                "aws_iam_role_policy",
                json!({"name": format!("p{at}"), "role": "r", "policy": POLICY}),
            )
        };
        state([role("r")].into_iter().chain((0..count).map(policy)))
    });
    grows("policies of roles elsewhere", 500, "state.json", |count| {
        let policy = |at| {
            (
                "aws_iam_role_policy",
                json!({"name": "p", "role": format!("r{at}"), "policy": "x"}),
            )
        };
        state((0..count).map(policy))
    });
    grows(
        "roles of one name and policies of it",
        1_000,
        "state.json",
        |count| {
            let policy = |_| {
                (
                    "aws_iam_role_policy",
                    json!({"name": "p", "role": "r", "policy": POLICY}),
                )
            };
            state((0..count).map(|_| role("r")).chain((0..count).map(policy)))
        },
    );
    grows("attachments of one policy", 2_000, "state.json", |count| {
        let roles: Vec<&str> = vec!["r"; count];
        let attachment = json!({"roles": roles, "policy_arn": "arn:aws:iam::aws:policy/P"});
        state([role("r"), ("aws_iam_policy_attachment", attachment)].into_iter())
    });
}

fn template(resources: Map<String, Value>, more: &[(&str, Value)]) -> String {
    let mut template = json!({"Resources": resources});
    for (name, section) in more {
        template[*name] = section.clone();
    }
    template.to_string()
}

fn role_with(statement: Value) -> Map<String, Value> {
    let trust: Value = serde_json::from_str(TRUST).unwrap();
    let role = json!({"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": trust,
        "Policies": [{"PolicyName": "p", "PolicyDocument": {"Statement": statement}}]}});
    [("R".to_owned(), role)].into_iter().collect()
}

fn allow(resource: Value) -> Value {
    json!({"Effect": "Allow", "Action": "ec2:*", "Resource": resource})
}

#[test]
fn templates() {
    grows("functions in a list", 2_000, "t.json", |count| {
        let sub = json!({"Fn::Sub": ["arn:${A}", {"A": "aws:ec2:::x"}]});
        template(role_with(allow(Value::from(vec![sub; count]))), &[])
    });
    grows("uses of a name", 5_000, "t.json", |count| {
        let sub =
            json!({"Fn::Sub": [format!("arn:{}", "${A}".repeat(count)), {"A": "x".repeat(count)}]});
        template(role_with(allow(sub)), &[])
    });
    grows("conditions", 2_000, "t.json", |count| {
        let all =
            |at: usize| json!({"Fn::And": vec![json!({"Condition": format!("C{}", at / 2)}); 3]});
        let mut conditions: Map<String, Value> =
            (1..count).map(|at| (format!("C{at}"), all(at))).collect();
        conditions.insert("C0".to_owned(), json!({"Fn::Equals": ["a", "a"]}));
        let ifs = (0..count).map(|at| json!({"Fn::If": [format!("C{at}"), "*", "*"]}));
        template(
            role_with(allow(ifs.collect())),
            &[("Conditions", Value::Object(conditions))],
        )
    });
    grows("policies of an unknown role", 1_000, "t.json", |count| {
        let policy = json!({"Type": "AWS::IAM::Policy", "Properties": {"PolicyName": "p",
            "PolicyDocument": {}, "Roles": [{"Ref": "Name"}]}});
        let resources = (0..count).flat_map(|at| {
            let role = role_with(allow(json!("*"))).remove("R").unwrap();
            [(format!("R{at}"), role), (format!("P{at}"), policy.clone())]
        });
        let parameters = json!({"Name": {"Type": "String"}});
        template(resources.collect(), &[("Parameters", parameters)])
    });
    grows("names of names", 500, "t.json", |count| {
        let named = |at: usize| {
            let next = format!("R{}", at + 1);
            json!({"Type": "AWS::IAM::Role", "Properties": {"RoleName": {"Fn::Sub": format!("${{{next}}}${{{next}}}")}}})
        };
        template(
            (0..count).map(|at| (format!("R{at}"), named(at))).collect(),
            &[],
        )
    });
}

#[test]
fn yaml() {
    let head = "Resources:\n  R: {Type: AWS::IAM::Role}\n";
    grows("lines", 10_000, "t.yaml", |count| {
        format!("{head}a:\n{}", "- b\n".repeat(count))
    });
    grows("members", 5_000, "t.yaml", |count| {
        let members: String = (0..count).map(|at| format!("m{at}: x\n")).collect();
        format!("{head}{members}")
    });
    grows("a flow list", 10_000, "t.yaml", |count| {
        format!("{head}a: [{}]\n", "b, ".repeat(count))
    });
    grows("nested lists", 1_000, "t.yaml", |count| {
        let nested = format!("{}{}, ", "[".repeat(60), "]".repeat(60));
        format!("{head}a: [{}]\n", nested.repeat(count))
    });
    grows("anchors", 5_000, "t.yaml", |count| {
        let anchors: String = (0..count).map(|at| format!("- &a{at} b\n")).collect();
        format!("{head}a:\n{anchors}")
    });
    grows("a long scalar", 50_000, "t.yaml", |count| {
        format!("{head}a: {}\n", "b ".repeat(count))
    });
    grows("a folded scalar", 20_000, "t.yaml", |count| {
        format!("{head}a: >\n{}", "  b\n".repeat(count))
    });
    grows("a quoted scalar", 20_000, "t.yaml", |count| {
        format!("{head}a: \"{}\"\n", "\\u0041\n ".repeat(count))
    });
    grows("comments", 20_000, "t.yaml", |count| {
        format!("{}{head}", "# c\n".repeat(count))
    });
    grows("an unclosed quote", 50_000, "t.yaml", |count| {
        format!("{head}a: \"{}", "b\n".repeat(count))
    });
    grows("documents", 5_000, "t.yaml", |count| {
        "---\nVersion: x\n".repeat(count)
    });
    grows("tags", 5_000, "t.yaml", |count| {
        format!("{head}a:\n{}", "- !Sub b\n".repeat(count))
    });
}

#[test]
fn items_of_config() {
    let item = |at: usize| {
        let configuration = json!({"roleName": format!("r{at}"), "arn": format!("arn:aws:iam::111122223333:role/r{at}"),
            "rolePolicyList": [], "attachedManagedPolicies": []});
        json!({"resourceType": "AWS::IAM::Role", "configuration": configuration.to_string()})
    };
    grows("items", 100, "items.json", |count| {
        json!({"configurationItems": (0..count).map(item).collect::<Vec<_>>()}).to_string()
    });
    grows("items of one role", 1_000, "items.json", |count| {
        json!({"configurationItems": (0..count).map(|_| item(0)).collect::<Vec<_>>()}).to_string()
    });
}
