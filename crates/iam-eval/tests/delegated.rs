//! What an answer depends on where a resource-based policy leaves the decision to the caller's
//! account, and may also grant by itself.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use iam_eval::{
    Explanation, Layer, PartialDecision, PartialRequest, Policy, PolicyKind, PolicySet, Principal,
    Resource, UnknownKeys,
};

const ROLE: &str = "arn:aws:iam::111122223333:role/app";
const KEY: &str = "arn:aws:kms:eu-west-1:111122223333:key/k";
const QUEUE: &str = "arn:aws:sqs:eu-west-1:111122223333:q";

/// A statement that allows everything, to these principals, under a condition on this key.
fn allow(principal: &str, key: &str) -> String {
    let principal = match principal {
        "" => String::new(),
        _ => format!(r#""Principal": {{"AWS": "{principal}"}}, "#),
    };
    let condition = match key {
        "" => String::new(),
        _ => format!(r#", "Condition": {{"StringEquals": {{"{key}": "x"}}}}"#),
    };
    format!(r#"{{"Effect": "Allow", {principal}"Action": "*", "Resource": "*"{condition}}}"#)
}

fn explained(
    resource: &str,
    identity: Option<&str>,
    statements: &[(&str, &str)],
) -> Explanation<PartialDecision> {
    let statements = statements
        .iter()
        .map(|(principal, key)| allow(principal, key));
    let statements = statements.collect::<Vec<_>>().join(", ");
    let parse = |kind, text: &str| {
        Policy::parse(kind, "p", &format!(r#"{{"Statement": [{text}]}}"#)).unwrap()
    };
    let mut policies = PolicySet::new()
        .with(parse(PolicyKind::Resource, &statements))
        .unwrap();
    if let Some(key) = identity {
        let identity = parse(PolicyKind::Identity, &allow("", key));
        policies = policies.with(identity).unwrap();
    }
    let action = match resource {
        KEY => "kms:Decrypt",
        _ => "sqs:SendMessage",
    };
    let principal = Principal::parse(ROLE).unwrap();
    let resource = Resource::parse(resource).unwrap();
    let unknown = UnknownKeys::only(["aws:a", "aws:b", "aws:c"]);
    let request = PartialRequest::new(&principal, action).unwrap();
    let request = request.with_resource(&resource).with_unknown_keys(&unknown);
    policies.explain_partial(&request)
}

#[test]
fn the_condition_of_a_grant_is_named_beside_a_delegation() {
    let root = ("arn:aws:iam::111122223333:root", "");
    let root_if = ("111122223333", "aws:b");
    let role_if = (ROLE, "aws:a");
    for resource in [KEY, QUEUE] {
        for (identity, statements, when) in [
            (None, vec![root, role_if], "when aws:a is x"),
            (None, vec![root, root_if, role_if], "when aws:a is x"),
            (Some("aws:c"), vec![root], "when aws:c is x"),
            (
                Some("aws:c"),
                vec![root, role_if],
                "when aws:c is x, or aws:a is x",
            ),
            (Some("aws:c"), vec![root, root_if], "when aws:c is x"),
        ] {
            let explanation = explained(resource, identity, &statements);
            let said = explanation.residual().map(|residual| residual.to_string());
            assert_eq!(said.as_deref(), Some(when), "{resource} {statements:?}");
        }
    }
    // Without a certain delegation, both sides are open.
    let explanation = explained(KEY, Some("aws:c"), &[root_if]);
    let said = explanation.residual().map(|residual| residual.to_string());
    assert_eq!(said.as_deref(), Some("when aws:c is x and aws:b is x"));
}

#[test]
fn a_delegation_leaves_the_identity_based_policies_silent() {
    for resource in [KEY, QUEUE] {
        let explanation = explained(resource, None, &[("111122223333", "")]);
        assert_eq!(explanation.decision, PartialDecision::ImplicitDeny);
        let silent = explanation.silent_layers().map(|layer| layer.layer);
        assert_eq!(silent.collect::<Vec<_>>(), [Layer::Identity], "{resource}");
    }
}
