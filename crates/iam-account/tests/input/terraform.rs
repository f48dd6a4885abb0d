//! Plans and states of Terraform.

use crate::infrastructure::{described, of, policies, problems_of};
use crate::{POLICY, ROLE, TRUST, position_of};
use iam_account::{Inputs, LayerInput};
use serde_json::{Value, json};

pub(crate) const ADMIN: &str = "arn:aws:iam::aws:policy/AdministratorAccess";

pub(crate) fn resource(address: &str, values: Value) -> Value {
    let kind = address
        .split('.')
        .find(|part| part.starts_with("aws_"))
        .unwrap();
    let name = address
        .rsplit('.')
        .next()
        .unwrap()
        .split('[')
        .next()
        .unwrap();
    let mode = if address.contains("data.") {
        "data"
    } else {
        "managed"
    };
    json!({"address": address, "mode": mode, "type": kind, "name": name, "values": values})
}

/// What `terraform show -json` prints of a state.
pub(crate) fn state(resources: &[Value]) -> String {
    json!({"format_version": "1.0", "terraform_version": "1.9.5",
        "values": {"root_module": {"resources": resources}}})
    .to_string()
}

/// A plan that makes these resources: of each its planned values, what is unknown, its expressions.
pub(crate) fn plan(resources: &[(Value, Value, Value)]) -> Value {
    let planned: Vec<&Value> = resources.iter().map(|(planned, _, _)| planned).collect();
    let changes = resources.iter().map(|(planned, unknown, _)| {
        json!({"address": planned["address"], "mode": "managed", "type": planned["type"], "name": planned["name"],
            "change": {"actions": ["create"], "before": null, "after": planned["values"],
                "after_unknown": unknown}})
    });
    let configured = resources.iter().map(|(planned, _, expressions)| {
        json!({"address": planned["address"], "mode": "managed", "type": planned["type"], "name": planned["name"],
            "provider_config_key": "aws", "expressions": expressions})
    });
    json!({"format_version": "1.2", "terraform_version": "1.9.5", "errored": false, "complete": true,
        "planned_values": {"root_module": {"resources": planned}},
        "resource_changes": changes.collect::<Vec<_>>(),
        "configuration": {"root_module": {"resources": configured.collect::<Vec<_>>()}}})
}

pub(crate) fn new_role(address: &str) -> (Value, Value, Value) {
    let values = json!({"name": "veeam", "path": "/", "assume_role_policy": TRUST,
        "permissions_boundary": null, "tags": null});
    let unknown = json!({"arn": true, "id": true, "inline_policy": true, "managed_policy_arns": true,
        "tags_all": true, "unique_id": true});
    let expressions = json!({"name": {"constant_value": "veeam"}, "assume_role_policy": {}});
    (resource(address, values), unknown, expressions)
}

pub(crate) fn references(to: &[&str]) -> Value {
    json!({"references": to})
}

#[test]
fn a_state_has_roles_with_all_their_policies() {
    let role = json!({"arn": ROLE, "name": "veeam", "unique_id": "AROA1", "assume_role_policy": TRUST,
        "permissions_boundary": "", "tags": {}, "tags_all": {"team": "backup"},
        "inline_policy": [{"name": "own", "policy": POLICY}, {"name": "", "policy": ""}],
        "managed_policy_arns": ["arn:aws:iam::111122223333:policy/p"]});
    let text = state(&[
        resource(
            "aws_iam_role_policy.b",
            json!({"name": "inline", "role": "veeam", "policy": POLICY}),
        ),
        resource("aws_iam_role.r", role),
        resource(
            "aws_iam_policy.p",
            json!({"arn": "arn:aws:iam::111122223333:policy/p", "policy": POLICY}),
        ),
        resource(
            "aws_iam_policy.q",
            json!({"arn": "arn:aws:iam::111122223333:policy/q", "policy": POLICY}),
        ),
        resource(
            "aws_iam_role_policy_attachment.p",
            json!({"role": "veeam", "policy_arn": "arn:aws:iam::111122223333:policy/p"}),
        ),
        resource(
            "aws_iam_policy_attachment.q",
            json!({"roles": ["veeam"], "users": [], "groups": null,
            "policy_arn": "arn:aws:iam::111122223333:policy/q"}),
        ),
        resource(
            "aws_iam_instance_profile.i",
            json!({"name": "profile", "role": "veeam"}),
        ),
        resource("aws_s3_bucket.b", json!({"bucket": "b"})),
    ]);
    let (principals, problems) = described("state.json", &text, &[]);
    assert_eq!(problems, Vec::<String>::new());
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
    assert_eq!(role.instance_profiles, Some(vec!["profile".to_owned()]));
    assert!(role.trust.is_some() && role.identity_is_known);
    assert!(matches!(role.boundary, LayerInput::None));
    assert_eq!(
        policies(role),
        [
            "inline policy own",
            "inline policy inline",
            "managed policy arn:aws:iam::111122223333:policy/p",
            "managed policy arn:aws:iam::111122223333:policy/q"
        ]
    );
    assert_eq!(
        role.notes,
        ["as it is in the state state.json: later changes in AWS are unknown"]
    );
}

#[test]
fn modules_and_instances_are_read() {
    let role = |address: &str, name: &str| {
        resource(
            address,
            json!({"arn": format!("arn:aws:iam::111122223333:role/{name}"), "name": name,
            "assume_role_policy": TRUST}),
        )
    };
    let text = json!({"format_version": "1.0", "terraform_version": "1.9.5", "values": {"root_module": {
        "child_modules": [{"address": "module.a[\"x\"]", "resources": [role("module.a[\"x\"].aws_iam_role.r[0]", "r0")],
            "child_modules": [{"address": "module.a[\"x\"].module.b", "resources": [
                role("module.a[\"x\"].module.b.aws_iam_role.r[1]", "r1"),
                resource("module.a[\"x\"].module.b.aws_iam_role_policy.p", json!({"name": "p", "role": "r0", "policy": POLICY}))]}]}]}}})
    .to_string();
    let (principals, problems) = described("state.json", &text, &[]);
    assert_eq!((principals.len(), problems.len()), (2, 0), "{problems:?}");
    assert_eq!(policies(&principals[0]), ["inline policy p"]);
    assert_eq!(policies(&principals[1]), Vec::<&str>::new());
}

#[test]
fn a_state_file_is_read_as_what_is_shown_of_it() {
    let instance = |attributes: Value| json!({"schema_version": 0, "attributes": attributes});
    let text = json!({"version": 4, "terraform_version": "1.9.5", "serial": 3, "lineage": "l", "outputs": {},
        "resources": [
            {"mode": "managed", "type": "aws_iam_role", "name": "r", "provider": "p", "instances": [
                instance(json!({"arn": ROLE, "name": "veeam", "assume_role_policy": TRUST})),
                {"deposed": "0badc0de", "attributes": {"name": "old"}}]},
            {"module": "module.m", "mode": "managed", "type": "aws_iam_role_policy", "name": "p", "provider": "p",
             "instances": [{"index_key": "a", "attributes": {"name": "p", "role": "veeam", "policy": POLICY}}]}]})
    .to_string();
    let (principals, problems) = described("terraform.tfstate", &text, &[]);
    assert_eq!((principals.len(), problems.len()), (1, 0), "{problems:?}");
    assert_eq!(policies(&principals[0]), ["inline policy p"]);
    let old = text.replace("\"version\":4", "\"version\":3");
    let (_, problems) = described("terraform.tfstate", &old, &[]);
    assert_eq!(problems.len(), 1);
    assert!(
        problems[0].contains("of another version than 4"),
        "{problems:?}"
    );
}

#[test]
fn a_plan_refers_to_what_is_known_after_apply() {
    let text = plan(&[
        new_role("aws_iam_role.r"),
        (
            resource("aws_iam_policy.p", json!({"name": "p", "policy": POLICY})),
            json!({"arn": true, "id": true}),
            json!({"policy": {}}),
        ),
        (
            resource("aws_iam_role_policy_attachment.a", json!({})),
            json!({"role": true, "policy_arn": true, "id": true}),
            json!({"role": references(&["aws_iam_role.r.id", "aws_iam_role.r"]),
                "policy_arn": references(&["aws_iam_policy.p.arn", "aws_iam_policy.p"])}),
        ),
        (
            resource(
                "aws_iam_role_policy.i",
                json!({"name": "i", "policy": POLICY}),
            ),
            json!({"role": true, "id": true}),
            json!({"role": references(&["aws_iam_role.r.id", "aws_iam_role.r"])}),
        ),
    ])
    .to_string();
    let (principals, problems) = described("plan.json", &text, &[]);
    assert_eq!(problems, Vec::<String>::new());
    let [role] = principals.as_slice() else {
        panic!("{principals:?}")
    };
    assert_eq!(role.problems, []);
    assert_eq!(
        (role.arn.as_deref(), role.name.as_deref()),
        (None, Some("veeam"))
    );
    assert_eq!(
        policies(role),
        [
            "inline policy i",
            "managed policy aws_iam_policy.p of plan.json"
        ]
    );
    assert!(role.trust.is_some() && role.tags.is_none());
    assert_eq!(role.notes, ["as it is planned in plan.json"]);
}

#[test]
fn the_document_of_a_policy_of_aws_comes_from_another_input() {
    let role = resource(
        "aws_iam_role.r",
        json!({"arn": ROLE, "name": "veeam", "assume_role_policy": TRUST,
        "managed_policy_arns": [ADMIN]}),
    );
    let alone = problems_of(&state(std::slice::from_ref(&role)), "state.json", &[]);
    assert_eq!(
        alone,
        [format!(
            "state.json:1:{}: found the policy `{ADMIN}` of `{ROLE}` nowhere in the input, expected its document: add \
             what `aws iam get-account-authorization-details --filter LocalManagedPolicy AWSManagedPolicy` prints",
            position_of(&state(std::slice::from_ref(&role)), "{\"address\"")
                .rsplit(':')
                .next()
                .unwrap()
        )]
    );
    let page = json!({"RoleDetailList": [], "Policies": [{"Arn": ADMIN, "DefaultVersionId": "v1", "PolicyVersionList": [
        {"VersionId": "v1", "IsDefaultVersion": true, "Document": serde_json::from_str::<Value>(POLICY).unwrap()}]}]});
    for order in [true, false] {
        let mut inputs = Inputs::default();
        let texts = [
            ("state.json", state(std::slice::from_ref(&role))),
            ("page.json", page.to_string()),
        ];
        let mut texts: Vec<_> = texts.into_iter().collect();
        if order {
            texts.reverse();
        }
        for (name, text) in texts {
            inputs.add_text(name, text);
        }
        let (principals, problems) = of(&inputs);
        assert_eq!((principals.len(), problems.len()), (1, 0));
        assert_eq!(principals[0].problems, []);
        assert_eq!(
            policies(&principals[0]),
            [format!("managed policy {ADMIN}")]
        );
    }
    // A data source has it, too.
    let data = resource(
        "data.aws_iam_policy.admin",
        json!({"arn": ADMIN, "policy": POLICY}),
    );
    assert_eq!(
        problems_of(&state(&[role, data]), "state.json", &[]),
        Vec::<String>::new()
    );
}

#[test]
fn users_have_the_policies_of_their_groups() {
    let text = state(&[
        resource(
            "aws_iam_user.u",
            json!({"arn": "arn:aws:iam::111122223333:user/u", "name": "u"}),
        ),
        resource(
            "aws_iam_group.g",
            json!({"arn": "arn:aws:iam::111122223333:group/g", "name": "g"}),
        ),
        resource(
            "aws_iam_group_policy.p",
            json!({"group": "g", "name": "p", "policy": POLICY}),
        ),
        resource(
            "aws_iam_user_policy.o",
            json!({"user": "u", "name": "o", "policy": POLICY}),
        ),
        resource(
            "aws_iam_user_group_membership.m",
            json!({"user": "u", "groups": ["g"]}),
        ),
    ]);
    let (principals, problems) = described("state.json", &text, &[]);
    assert_eq!((principals.len(), problems.len()), (1, 0), "{problems:?}");
    assert_eq!(
        policies(&principals[0]),
        ["inline policy o", "inline policy p of the group g"]
    );
    // Of a group that isn't there, policies may deny anything.
    let without = text.replace("aws_iam_group\"", "aws_s3_bucket\"");
    let problems = problems_of(&without, "state.json", &[]);
    assert!(
        problems[0].contains("the group `g` of `arn:aws:iam::111122223333:user/u` nowhere"),
        "{problems:?}"
    );
}

#[test]
fn a_role_that_is_elsewhere_is_known_by_its_policies_alone() {
    let text = state(&[resource(
        "aws_iam_role_policy.p",
        json!({"name": "p", "role": "veeam", "policy": POLICY}),
    )]);
    let (principals, _) = described("state.json", &text, &[]);
    assert_eq!(principals.len(), 1);
    assert_eq!(principals[0].name.as_deref(), Some("veeam"));
    assert!(!principals[0].identity_is_known && principals[0].boundary.is_not_supplied());
}
