//! What plans and states of Terraform leave open, take away, or don't have.

use crate::infrastructure::{described, policies, problems_of};
use crate::terraform::{ADMIN, new_role, plan, references, resource, state};
use crate::{POLICY, ROLE, TRUST};
use serde_json::{Value, json};

/// Whatever may hold a Deny, or decide what is allowed, and is unknown, keeps the role from being
/// judged.
#[test]
fn what_is_unknown_until_apply_is_never_guessed() {
    let given = |kind: &str, values: Value, unknown: Value, expressions: Value| {
        (resource(&format!("{kind}.x"), values), unknown, expressions)
    };
    let role = || new_role("aws_iam_role.r");
    let with = |change: &dyn Fn(&mut (Value, Value, Value))| {
        let mut role = role();
        change(&mut role);
        role
    };
    for (resources, attribute) in [
        (
            vec![with(&|role| {
                role.0["values"]
                    .as_object_mut()
                    .unwrap()
                    .remove("assume_role_policy");
                role.1["assume_role_policy"] = json!(true);
            })],
            "assume_role_policy",
        ),
        (
            vec![with(&|role| {
                role.0["values"]
                    .as_object_mut()
                    .unwrap()
                    .remove("permissions_boundary");
                role.1["permissions_boundary"] = json!(true);
                role.2["permissions_boundary"] = references(&["module.b.arn", "module.b"]);
            })],
            "permissions_boundary",
        ),
        (
            vec![with(&|role| {
                role.2["inline_policy"] = json!([{}]);
            })],
            "inline_policy",
        ),
        (
            vec![with(&|role| {
                role.0["values"]["inline_policy"] = json!([{"name": "x"}]);
                role.1["inline_policy"] = json!([{"policy": true}]);
                role.2["inline_policy"] = json!([{}]);
            })],
            "inline_policy",
        ),
        (
            vec![with(&|role| {
                role.2["managed_policy_arns"] = references(&["var.arns"]);
            })],
            "managed_policy_arns",
        ),
        (
            vec![with(&|role| {
                role.0["values"]["managed_policy_arns"] = json!([ADMIN]);
                role.1["managed_policy_arns"] = json!([false, true]);
            })],
            "managed_policy_arns",
        ),
        (
            vec![with(&|role| {
                role.0["values"]["managed_policy_arns"] = json!([]);
                role.1["managed_policy_arns"] = json!([true]);
            })],
            "managed_policy_arns",
        ),
        (
            vec![
                role(),
                given(
                    "aws_iam_role_policy",
                    json!({"name": "x", "role": "veeam"}),
                    json!({"policy": true}),
                    json!({}),
                ),
            ],
            "policy",
        ),
        (
            vec![
                role(),
                given(
                    "aws_iam_role_policy",
                    json!({"name": "x", "policy": POLICY}),
                    json!({"role": true}),
                    json!({"role": references(&["each.value"])}),
                ),
            ],
            "role",
        ),
        (
            vec![
                role(),
                given(
                    "aws_iam_role_policy_attachment",
                    json!({"role": "veeam"}),
                    json!({"policy_arn": true}),
                    json!({"policy_arn": references(&["var.arn"])}),
                ),
            ],
            "policy_arn",
        ),
        (
            vec![
                role(),
                given(
                    "aws_iam_policy_attachment",
                    json!({"roles": [], "policy_arn": ADMIN}),
                    json!({"roles": [true]}),
                    json!({}),
                ),
            ],
            "role",
        ),
        (
            vec![
                role(),
                given(
                    "aws_iam_policy",
                    json!({"name": "p"}),
                    json!({"arn": true, "policy": true}),
                    json!({}),
                ),
                (
                    resource("aws_iam_role_policy_attachment.a", json!({"role": "veeam"})),
                    json!({"policy_arn": true}),
                    json!({"policy_arn": references(&["aws_iam_policy.x.arn", "aws_iam_policy.x"])}),
                ),
            ],
            "policy",
        ),
    ] {
        let problems = problems_of(&plan(&resources).to_string(), "plan.json", &[]);
        let said = format!("`{attribute}` of `aws_iam_");
        assert!(
            problems.iter().any(|problem| problem.contains(&said)),
            "{attribute}: {problems:?}"
        );
        assert!(problems[0].starts_with("plan.json:1:"), "{problems:?}");
    }
    // Two policies, of which either may be meant.
    let policy = |name: &str| {
        (
            resource(&format!("aws_iam_policy.{name}"), json!({"policy": POLICY})),
            json!({"arn": true}),
            json!({}),
        )
    };
    for refers in [
        vec![
            "aws_iam_policy.p.arn",
            "aws_iam_policy.p",
            "aws_iam_policy.q.arn",
            "aws_iam_policy.q",
        ],
        vec!["aws_iam_policy.p.arn", "aws_iam_policy.p", "var.choice"],
        vec![
            "aws_iam_policy.p[0].arn",
            "aws_iam_policy.p[0]",
            "aws_iam_policy.p",
        ],
        vec![
            "aws_iam_policy.p.name",
            "aws_iam_policy.p",
            "aws_iam_policy.p.arn",
        ],
    ] {
        let attachment = given(
            "aws_iam_role_policy_attachment",
            json!({"role": "veeam"}),
            json!({"policy_arn": true}),
            json!({"policy_arn": references(&refers)}),
        );
        let resources = [role(), policy("p"), policy("q"), attachment];
        let problems = problems_of(&plan(&resources).to_string(), "plan.json", &[]);
        assert_eq!(problems.len(), 1, "{refers:?}: {problems:?}");
    }
}

/// The role's own attributes still have what the plan takes away.
#[test]
fn what_a_plan_deletes_is_not_counted() {
    let mut text = plan(&[(
        resource(
            "aws_iam_role.r",
            json!({"arn": ROLE, "name": "veeam", "assume_role_policy": TRUST,
            "inline_policy": [{"name": "gone", "policy": POLICY}, {"name": "kept", "policy": POLICY}],
            "managed_policy_arns": ["arn:aws:iam::111122223333:policy/gone"]}),
        ),
        json!({}),
        json!({"assume_role_policy": {}}),
    )]);
    text["resource_changes"][0]["change"]["actions"] = json!(["no-op"]);
    let changes = text["resource_changes"].as_array_mut().unwrap();
    for (kind, before) in [
        (
            "aws_iam_role_policy",
            json!({"role": "veeam", "name": "gone", "policy": POLICY}),
        ),
        (
            "aws_iam_policy_attachment",
            json!({"roles": ["veeam"], "policy_arn": "arn:aws:iam::111122223333:policy/gone"}),
        ),
    ] {
        changes.push(
            json!({"address": format!("{kind}.x"), "type": kind, "change": {
            "actions": ["delete"], "before": before, "after": null, "after_unknown": {}}}),
        );
    }
    let (principals, problems) = described("plan.json", &text.to_string(), &[]);
    assert_eq!(problems, Vec::<String>::new());
    assert_eq!(principals[0].problems, []);
    assert_eq!(policies(&principals[0]), ["inline policy kept"]);
}

#[test]
fn exclusive_lists_take_away_what_they_lack() {
    let text = state(&[
        resource(
            "aws_iam_role.r",
            json!({"arn": ROLE, "name": "veeam", "assume_role_policy": TRUST,
            "inline_policy": [{"name": "a", "policy": POLICY}, {"name": "b", "policy": POLICY}],
            "managed_policy_arns": [ADMIN]}),
        ),
        resource(
            "aws_iam_role_policies_exclusive.x",
            json!({"role_name": "veeam", "policy_names": ["b"]}),
        ),
        resource(
            "aws_iam_role_policy_attachments_exclusive.x",
            json!({"role_name": "veeam", "policy_arns": []}),
        ),
    ]);
    let (principals, problems) = described("state.json", &text, &[]);
    assert_eq!(problems, Vec::<String>::new());
    assert_eq!(policies(&principals[0]), ["inline policy b"]);
    assert_eq!(principals[0].problems, []);
}

#[test]
fn two_roles_of_one_name_are_told_apart_or_not_judged() {
    let role = |account: &str| {
        resource(
            &format!("aws_iam_role.r{account}"),
            json!({"arn": format!("arn:aws:iam::{account}:role/veeam"),
            "name": "veeam", "assume_role_policy": TRUST}),
        )
    };
    let text = state(&[
        role("111122223333"),
        role("444455556666"),
        resource(
            "aws_iam_role_policy.p",
            json!({"name": "p", "role": "veeam", "policy": POLICY}),
        ),
    ]);
    let (principals, _) = described("state.json", &text, &[]);
    assert_eq!(principals.len(), 2);
    for principal in principals {
        let problem = principal.problems[0].to_string();
        assert!(
            problem.contains("a policy of the role `veeam`, of which there are several"),
            "{problem}"
        );
    }
}

#[test]
fn what_is_no_whole_plan_says_so() {
    let mut errored = plan(&[new_role("aws_iam_role.r")]);
    errored["errored"] = json!(true);
    let (principals, problems) = described("plan.json", &errored.to_string(), &[]);
    assert_eq!(principals.len(), 0);
    assert!(
        problems[0].contains("a plan that ended with an error"),
        "{problems:?}"
    );
    let mut incomplete = plan(&[new_role("aws_iam_role.r")]);
    incomplete["complete"] = json!(false);
    let (principals, _) = described("plan.json", &incomplete.to_string(), &[]);
    assert_eq!(principals[0].unknown_policies.len(), 1);
    for empty in [
        r#"{"format_version": "1.2", "planned_values": {}}"#.to_owned(),
        state(&[resource("aws_s3_bucket.b", json!({}))]),
        r#"{"format_version": "1.0", "terraform_version": "1.9.5"}"#.to_owned(),
    ] {
        let (_, problems) = described("plan.json", &empty, &[]);
        assert!(
            problems[0].contains("without roles, users and policies of IAM"),
            "{problems:?}"
        );
    }
}

/// Resources of another provider may give policies to roles, too.
#[test]
fn roles_of_another_provider_are_refused() {
    let role = json!({"arn": ROLE, "name": "veeam", "assume_role_policy": TRUST});
    let other = json!({"address": "awscc_iam_role_policy.p", "mode": "managed", "type": "awscc_iam_role_policy",
        "name": "p", "values": {}});
    let (principals, problems) = described(
        "state.json",
        &state(&[resource("aws_iam_role.r", role), other]),
        &[],
    );
    assert_eq!(principals.len(), 0);
    assert!(
        problems[0].contains("a resource of the type `awscc_iam_role_policy`"),
        "{problems:?}"
    );
}

#[test]
fn a_mistake_in_a_document_has_its_place() {
    let text = state(&[
        resource(
            "aws_iam_role.r",
            json!({"arn": ROLE, "name": "veeam", "assume_role_policy": TRUST}),
        ),
        resource(
            "aws_iam_role_policy.p",
            json!({"name": "p", "role": "veeam", "policy": crate::LOWER}),
        ),
    ]);
    let problems = problems_of(&text, "state.json", &[]);
    assert!(
        problems[0]
            .starts_with("state.json (inline policy p, decoded):1:28: found the effect `allow`"),
        "{problems:?}"
    );
}

#[test]
fn what_else_terraform_has_is_answered_with_the_next_step() {
    for (name, text) in [
        ("locals.tf", "locals {\n}\n"),
        ("a.tf", "# role\nresource \"aws_iam_role\" \"r\" {}\n"),
        ("<stdin>", "/* a\n * b\n */\n// c\n\nmodule \"m\" {\n}\n"),
        ("a.tf", "check \"x\" {}\n"),
    ] {
        let (_, problems) = described(name, text, &[]);
        let expected = "found Terraform configuration, expected what `terraform show -json` prints of the plan or of the state";
        assert_eq!(problems, [format!("{name}: {expected}")]);
    }
    let outputs = json!({"policy": {"sensitive": false, "type": "string", "value": POLICY},
        "other": {"sensitive": true, "type": "string", "value": "x"}});
    let (_, problems) = described("outputs.json", &outputs.to_string(), &[]);
    assert_eq!(
        problems,
        [
            "outputs.json: found the output of `terraform output -json`, expected one that is a policy document: \
          `terraform output -raw policy`, or what `terraform show -json` prints"
        ]
    );
}

#[test]
fn modules_in_modules_end() {
    let mut module = json!({"resources": []});
    for _ in 0..200 {
        module = json!({"child_modules": [module]});
    }
    let text = json!({"terraform_version": "1", "values": {"root_module": module}}).to_string();
    let (_, problems) = described("state.json", &text, &[]);
    assert!(
        problems[0].contains("modules that are nested too deep"),
        "{problems:?}"
    );
}
