//! The questions that one about a document alone stands for.

use super::answering::Sides;
use super::supplied_layers::Present;
use crate::callers;
use crate::question::Question;
use iam_eval::{PolicySet, is_account_id};
use std::collections::BTreeSet;

/// The question, and the same one with other supplied layers: a document considered alone isn't
/// about one set of layers.
pub(super) fn of<'a>(sides: Sides<'_>, question: &Question<'a>) -> Vec<Question<'a>> {
    let mut variants = vec![question.clone()];
    if !question.is_of_documents {
        return variants;
    }
    let given: Vec<&PolicySet> = sides.old.into_iter().chain([sides.new]).collect();
    let present = Present::of(&given);
    if !present.session && callers::may_differ_in_session(&question.callers, &given) {
        variants.push(Question {
            is_in_session: true,
            ..question.clone()
        });
    }
    // In its own account, a resource-based policy may allow by itself. An outsider is of another
    // account.
    let is_resource_alone = present.resource && !present.identity && !present.limits;
    let own_accounts = match question.owner {
        Some(_) => Vec::new(),
        None => accounts_of_resources(&given),
    };
    let is_owner_known = question.owner.is_some() || !own_accounts.is_empty();
    if is_owner_known && is_resource_alone && !question.outsiders {
        for variant in variants.clone() {
            variants.push(Question {
                is_identity_silent: true,
                own_accounts: own_accounts.clone(),
                ..variant
            });
        }
    }
    variants
}

/// The accounts that ARNs of `Resource` elements name: they own these resources.
fn accounts_of_resources(sets: &[&PolicySet]) -> Vec<String> {
    let policies = sets.iter().flat_map(|set| set.policies());
    let mut found = BTreeSet::new();
    for policy in policies {
        let statements = policy.document().statements();
        let resources = statements.filter_map(|statement| statement.resources());
        for resource in resources.filter(|resources| !resources.is_negated()) {
            let accounts = resource.values().filter_map(|arn| arn.split(':').nth(4));
            found.extend(
                accounts
                    .filter(|text| is_account_id(text))
                    .map(str::to_owned),
            );
        }
    }
    found.into_iter().collect()
}
