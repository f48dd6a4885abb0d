//! Scenarios whose answer depends on one thing: in large ones, mistakes are hidden because
//! something else decides.

use super::arn::{self, ArnChange};
use super::condition::{self, ConditionSpec};
use super::request::RequestSpec;
use super::statement::StatementSpec;
use iam_eval::{PolicyKind, is_trust_policy_action};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

/// A deny that applies if its only condition holds.
pub fn one_condition() -> impl Strategy<Value = Value> {
    let version = prop_oneof![6 => Just("2012-10-17"), 1 => Just("2008-10-17")];
    (RequestSpec::any(), ConditionSpec::any(), version).prop_map(|(request, spec, version)| {
        let condition = condition::element(&[spec], &request);
        let mut request = request.to_json();
        request["action"] = json!("s3:GetObject");
        let deny = json!({"Version": version, "Statement": {
            "Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*",
            "Condition": condition,
        }});
        json!({"id": "generated", "request": request, "policies": {"resource": deny}})
    })
}

/// One statement that applies if its principals, actions, resources and conditions all do.
pub fn one_statement() -> impl Strategy<Value = Value> {
    (
        RequestSpec::any(),
        StatementSpec::any(80),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(request, statement, endpoint, has_boundary)| {
            let (name, kind) = match (endpoint, is_trust_policy_action(&request.action)) {
                (true, _) => ("vpcEndpoint", PolicyKind::VpcEndpoint),
                (false, true) => ("resource", PolicyKind::Trust),
                (false, false) => ("resource", PolicyKind::Resource),
            };
            let statement = statement.to_json(kind, 0, &request);
            let document = json!({"Version": "2012-10-17", "Statement": statement});
            let mut policies = Map::new();
            policies.insert(name.to_owned(), document);
            if has_boundary {
                policies.insert("permissionsBoundary".to_owned(), plain(Says::Allow));
            }
            json!({"id": "generated", "request": request.to_json(), "policies": policies})
        })
}

/// One deny about one pattern of resources, in a policy of any kind.
pub fn one_resource() -> impl Strategy<Value = Value> {
    use PolicyKind as K;
    let kind = select(
        &[
            K::Identity,
            K::PermissionsBoundary,
            K::Session,
            K::ServiceControl,
            K::ResourceControl,
            K::Resource,
            K::VpcEndpoint,
        ][..],
    );
    (RequestSpec::any(), ArnChange::any(), kind, any::<bool>()).prop_map(
        |(request, change, kind, negated)| {
            let pattern = arn::fit(change.apply(request.resource), kind, request.resource);
            let name = if negated { "NotResource" } else { "Resource" };
            let mut request = request.to_json();
            if is_trust_policy_action(request["action"].as_str().unwrap_or_default()) {
                request["action"] = json!("s3:GetObject");
            }
            let service = request["action"].as_str().unwrap_or_default();
            let service = service.split(':').next().unwrap_or_default();
            // Patterns of AWS Backup are not allowed in a vault's policy (S8.10).
            let action = match kind {
                K::ResourceControl => format!("{service}:*"),
                _ => "*".to_owned(),
            };
            let mut statement = json!({"Effect": "Deny", "Action": action, name: pattern});
            if matches!(kind, K::ResourceControl | K::Resource | K::VpcEndpoint) {
                statement["Principal"] = json!("*");
            }
            let document = json!({"Version": "2012-10-17", "Statement": statement});
            let policies = match kind {
                K::Identity => json!({"identity": [document]}),
                K::PermissionsBoundary => json!({"permissionsBoundary": document}),
                K::Session => json!({"session": [document]}),
                K::ServiceControl => json!({"scps": [[document]]}),
                K::ResourceControl => json!({"rcps": [[document]]}),
                K::Resource => json!({"resource": document}),
                _ => json!({"vpcEndpoint": document}),
            };
            json!({"id": "generated", "request": request, "policies": policies})
        },
    )
}

/// A layer's answer to every request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    Allow,
    Nothing,
    Deny,
}

fn says() -> impl Strategy<Value = Says> {
    prop_oneof![
        20 => Just(Says::Allow),
        6 => Just(Says::Nothing),
        1 => Just(Says::Deny),
    ]
}

fn plain(says: Says) -> Value {
    let (effect, action) = match says {
        Says::Allow => ("Allow", "*"),
        Says::Nothing => ("Allow", "none:None"),
        Says::Deny => ("Deny", "*"),
    };
    json!({"Version": "2012-10-17", "Statement": {
        "Effect": effect, "Action": action, "Resource": "*",
    }})
}

/// Layers that each allow, deny or do neither, and a resource-based policy that names the caller in
/// some way: the answer depends on the combination of the layers.
pub fn layers() -> impl Strategy<Value = Value> {
    let some = |of: f64| prop::option::weighted(of, says());
    let levels = || prop::option::weighted(0.4, prop::collection::vec(some(0.9), 1..4));
    (
        RequestSpec::any(),
        prop::option::weighted(0.75, StatementSpec::any(5)),
        prop::collection::vec(says(), 0..3),
        some(0.35),
        prop::collection::vec(says(), 0..2),
        levels(),
        levels(),
        some(0.25),
    )
        .prop_map(|(request, resource, identity, boundary, session, scps, rcps, endpoint)| {
            let trust = is_trust_policy_action(&request.action);
            let kind = if trust { PolicyKind::Trust } else { PolicyKind::Resource };
            let all = |says: Vec<Says>| says.into_iter().map(plain).collect::<Vec<_>>();
            let service = request.action[..request.service_length()].to_owned();
            // S1.17: an RCP names a service.
            let of_service = |mut document: Value| {
                if document["Statement"]["Effect"] == "Deny" {
                    document["Statement"]["Action"] = json!(format!("{service}*"));
                }
                document
            };
            let with_principal = |mut document: Value| {
                document["Statement"]["Principal"] = json!("*");
                document
            };
            let level = |says: Option<Says>| says.map(plain).into_iter().collect::<Vec<_>>();
            let resource = resource.map(|statement| {
                // Only its principal and its effect matter.
                let mut statement = statement.to_json(kind, 0, &request);
                if let Value::Object(members) = &mut statement {
                    members.retain(|name, _| name == "Effect" || name.ends_with("Principal"));
                    members.insert("Action".into(), json!(if trust { "sts:*" } else { "*" }));
                }
                json!({"Version": "2012-10-17", "Statement": statement})
            });
            let rcps = rcps.map(|levels| {
                let silent = |says: Option<Says>| says.filter(|says| *says != Says::Nothing);
                let levels = levels.into_iter().map(|says| level(silent(says)));
                levels
                    .map(|level| level.into_iter().map(of_service).map(with_principal).collect())
                    .collect::<Vec<Vec<_>>>()
            });
            json!({
                "id": "generated",
                "request": request.to_json(),
                "policies": {
                    "identity": all(identity),
                    "permissionsBoundary": boundary.map(plain),
                    "session": all(session),
                    "resource": resource,
                    "scps": scps.map(|levels| levels.into_iter().map(level).collect::<Vec<_>>()),
                    "rcps": rcps,
                    "vpcEndpoint": endpoint.map(plain).map(with_principal),
                },
            })
        })
}
