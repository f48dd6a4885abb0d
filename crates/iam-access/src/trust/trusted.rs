//! The principals that a trust policy names.

use super::ASSUME_ROLE;
use crate::hints::{Hints, Symptom};
use iam_eval::{Action, CallerKind, Effect, Policy, Principal, PrincipalType};
use std::collections::HashSet;

/// The principals that the trust policy allows to assume the role, in words.
pub(super) fn trusted(policy: &Policy) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut trusted = Vec::new();
    for (index, statement) in policy.document().statements().enumerate() {
        let assumes = [
            ASSUME_ROLE,
            "sts:AssumeRoleWithSAML",
            "sts:AssumeRoleWithWebIdentity",
        ];
        let assumes = assumes.iter().filter_map(|action| Action::new(action).ok());
        if !assumes
            .into_iter()
            .any(|action| policy.names_action(index, &action))
        {
            continue;
        }
        let restricted = match statement.conditions().len() {
            0 => "",
            _ => ", under conditions",
        };
        for (kind, value) in statement.principals() {
            let who = match kind {
                PrincipalType::Everyone => "everyone".to_owned(),
                PrincipalType::Aws => aws_principal(value),
                PrincipalType::Service => format!("the service {value}"),
                PrincipalType::Federated => format!("users of the identity provider {value}"),
                PrincipalType::CanonicalUser => format!("the canonical user {value}"),
            };
            let who = match statement.effect() {
                Effect::Allow => format!("{who}{restricted}"),
                Effect::Deny => format!("but not {who}{restricted}"),
            };
            if seen.insert(who.clone()) {
                trusted.push(who);
            }
        }
    }
    trusted
}

fn aws_principal(value: &str) -> String {
    match Principal::parse(value) {
        Ok(principal) if principal.kind() == CallerKind::Anonymous => "everyone".to_owned(),
        Ok(principal) if principal.kind() == CallerKind::Root => {
            format!("the account {}", principal.account().unwrap_or_default())
        }
        Err(_) if value.bytes().all(|byte| byte.is_ascii_digit()) => format!("the account {value}"),
        _ => value.to_owned(),
    }
}

/// The hint about a principal that was deleted, and possibly created again with the same name: AWS
/// leaves its unique ID in the policy.
pub(super) fn deleted(policy: &Policy, hints: Hints<'_>) -> Option<String> {
    let statements = policy.document().statements();
    let mut principals =
        statements.flat_map(|statement| statement.principals().collect::<Vec<_>>());
    let (_, id) = principals.find(|(kind, value)| {
        *kind == PrincipalType::Aws && (value.starts_with("AROA") || value.starts_with("AIDA"))
    })?;
    hints.text(Symptom::DeletedPrincipal, &[("id", id)])
}
