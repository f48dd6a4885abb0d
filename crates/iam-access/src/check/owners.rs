//! Questions about keys: one for each key, and for each account that may own it.

use super::action::{Outcome, ResourceType, ResourceTypes};
use super::reasons::refusal;
use super::subject::{KEY, Knowledge, Questions, ResourceTypeRef, Subject, SubjectKey, Target};
use super::verdict;
use crate::report::{ActionStatus, KeyAnswer, Verdict};
use iam_eval::{Action, Layer, PartialDecision, ResourcePattern};
use std::sync::Arc;

/// Represents the account of a key that may belong to any account.
pub(crate) const ANOTHER_ACCOUNT: &str = "000000000000";

/// The question to ask about each key.
#[derive(Clone, Copy)]
pub(super) enum OnKeys<'a> {
    /// The action is required on every key; with the answer for `*`.
    Every(PartialDecision, &'a ResourceTypes),
    /// It is required only on the keys of a pattern.
    Pattern(&'a ResourcePattern, &'a ResourceTypes),
}

impl Questions<'_> {
    /// Whether an action that is required on a pattern may be about one of the keys: one whose ARN
    /// matches the pattern, or is not known.
    pub(super) fn has_key_within(&self, action: &Action<'_>, pattern: &ResourcePattern) -> bool {
        self.asks_key_policy(action)
            && self
                .subject
                .keys
                .iter()
                .any(|key| is_within(key, Some(pattern)))
    }

    /// The verdict for an action that also depends on key policies: it must be granted on each key.
    pub(super) fn on_keys(&self, action: &Action<'_>, ask: OnKeys<'_>) -> Outcome {
        let within = match ask {
            OnKeys::Every(..) => None,
            OnKeys::Pattern(pattern, _) => Some(pattern),
        };
        let keys = self.subject.keys.iter();
        let keys: Vec<&SubjectKey> = keys.filter(|key| is_within(key, within)).collect();
        let outcomes = keys.iter().map(|key| {
            let mut outcome = self.on_key(action, key, ask);
            if let Some(arn) = &key.arn {
                let arn: Arc<str> = arn.as_str().into();
                for explained in &mut outcome.explained {
                    explained.key = Some(Arc::clone(&arn));
                }
            }
            outcome
        });
        let outcomes: Vec<Outcome> = outcomes.collect();
        let answers = keys.iter().zip(&outcomes);
        let answers = answers.map(|(key, outcome)| KeyAnswer {
            key: key.arn.clone(),
            policy: key.policy.document().name().to_owned(),
            status: status_on_key(outcome),
            lacks: lacks(outcome),
        });
        let answers: Vec<KeyAnswer> = answers.collect();
        Outcome {
            keys: answers,
            ..all_of(&keys, outcomes)
        }
    }

    /// Checks one key, for each account that may own it.
    fn on_key(&self, action: &Action<'_>, key: &SubjectKey, ask: OnKeys<'_>) -> Outcome {
        let knowledge = self.knowledge.at_key(key);
        let is_first = || {
            let first = self.subject.keys.first();
            first.is_some_and(|first| std::ptr::eq(first, key))
        };
        let mut outcomes = Vec::new();
        for owner in &key.owners {
            let is_own = owner.caller == self.subject.principal;
            let outcome = if is_own && knowledge.is_none() && is_first() {
                self.on_key_of(action, key, &owner.account, ask)
            } else {
                let subject = Subject {
                    principal: owner.caller.clone(),
                    key_policy: key.policy.clone(),
                    ..self.subject.clone()
                };
                let knowledge = knowledge.as_ref().unwrap_or(self.knowledge);
                let (catalog, explained) = (self.catalog, self.explained);
                match Questions::new(&subject, knowledge, catalog, explained) {
                    Ok(questions) => questions.on_key_of(action, key, &owner.account, ask),
                    // The policy was attached before, so it can be attached now; if not, nothing is
                    // granted.
                    Err(_) => Outcome::bare(ActionStatus::Missing),
                }
            };
            let role = owner.caller.account().unwrap_or_default();
            outcomes.push((owner.account.as_str(), role, outcome));
        }
        either(outcomes)
    }

    fn on_key_of(
        &self,
        action: &Action<'_>,
        key: &SubjectKey,
        account: &str,
        ask: OnKeys<'_>,
    ) -> Outcome {
        let arn = key.arn.as_deref().and_then(|arn| {
            let arn = crate::pattern::pattern(arn).ok()?;
            Some(arn.owned_by(account))
        });
        match ask {
            OnKeys::Every(on_any, ResourceTypes::Known(types)) => {
                let types: Vec<ResourceTypeRef> = types
                    .iter()
                    .map(|of| match &arn {
                        Some(arn) if of.name == KEY => Arc::new(of.only(arn)),
                        _ => Arc::new(of.in_account(account)),
                    })
                    .collect();
                self.on_types(action, self.on_named(action, on_any, &types), &types)
            }
            OnKeys::Every(on_any, ResourceTypes::Unknown) => match arn {
                Some(arn) => {
                    let of = ResourceType {
                        required: true,
                        ..ResourceType::new(KEY, vec![arn])
                    };
                    let types = [Arc::new(of)];
                    self.on_types(action, self.on_named(action, on_any, &types), &types)
                }
                None => self.on_anything(action, on_any),
            },
            OnKeys::Pattern(pattern, types) => match arn {
                Some(arn) => self.on_pattern(action, &arn, types),
                None => self.on_pattern(action, pattern, types),
            },
        }
    }

    /// The answer for what is required: if the action acts on nothing but keys and this one is
    /// named, that is the key, and otherwise `*`.
    fn on_named(
        &self,
        action: &Action<'_>,
        on_any: PartialDecision,
        types: &[ResourceTypeRef],
    ) -> PartialDecision {
        match types {
            [only] if only.name == KEY => match only.arns.as_slice() {
                [arn] if is_one(arn) => self.decide(action, Target::Of(only, arn)),
                _ => on_any,
            },
            _ => on_any,
        }
    }
}

/// Whether an ARN is that of a single resource.
fn is_one(arn: &ResourcePattern) -> bool {
    !arn.as_str().contains(['*', '?'])
}

/// Whether a key may match a pattern.
fn is_within(key: &SubjectKey, pattern: Option<&ResourcePattern>) -> bool {
    let arn = key
        .arn
        .as_deref()
        .and_then(|arn| crate::pattern::pattern(arn).ok());
    match (pattern, arn) {
        (Some(pattern), Some(arn)) => pattern.covers(&arn),
        _ => true,
    }
}

impl Knowledge {
    /// What is known about requests that use a key: they go to the key's Region. `None` if that
    /// adds nothing.
    fn at_key(&self, key: &SubjectKey) -> Option<Self> {
        let region = key.arn.as_deref()?.split(':').nth(3)?;
        let mut given = self.context.keys();
        let is_given = given.any(|known| known.eq_ignore_ascii_case("aws:RequestedRegion"));
        let is_new = !is_given && self.region.as_deref() != Some(region);
        is_new.then(|| Self {
            region: Some(region.to_owned()),
            ..self.clone()
        })
    }
}

impl ResourceType {
    /// The type, restricted to this one resource.
    fn only(&self, arn: &ResourcePattern) -> Self {
        Self {
            arns: vec![arn.clone()],
            ..self.clone()
        }
    }

    /// The type's resources in another account.
    fn in_account(&self, account: &str) -> Self {
        let arns = self.arns.iter().filter_map(|arn| {
            let mut parts: Vec<&str> = arn.as_str().splitn(6, ':').collect();
            if let Some(part) = parts.get_mut(4).filter(|part| !part.is_empty()) {
                *part = account;
            }
            let arn = crate::pattern::pattern(&parts.join(":")).ok()?;
            Some(arn.owned_by(account))
        });
        Self {
            arns: arns.collect(),
            ..self.clone()
        }
    }
}

/// The status on the key itself: a grant that is limited to this key is complete for it.
fn status_on_key(outcome: &Outcome) -> ActionStatus {
    let of_key = outcome.coverage.iter().find(|found| found.of.name == KEY);
    match (outcome.status, of_key) {
        (ActionStatus::Limited, Some(found)) => verdict::status_of(found.reach),
        (status, _) => status,
    }
}

/// The layers that would have to allow what is missing.
fn lacks(outcome: &Outcome) -> Vec<String> {
    let mut lacks: Vec<String> = Vec::new();
    if outcome.status != ActionStatus::Missing {
        return lacks;
    }
    for explained in &outcome.explained {
        let explanation = &explained.explanation;
        let layers: Vec<String> = match refusal(explanation) {
            Some(_) => vec!["service".to_owned()],
            None => explanation
                .silent_layers()
                .map(|layer| match layer.layer {
                    Layer::Identity => "identity".to_owned(),
                    Layer::Resource => "keyPolicy".to_owned(),
                    other => other.path(),
                })
                .collect(),
        };
        for layer in layers {
            if !lacks.contains(&layer) {
                lacks.push(layer);
            }
        }
    }
    lacks
}

/// Combines the answers for several keys: the worst counts, with an explanation for each key that
/// has it.
fn all_of(keys: &[&SubjectKey], mut outcomes: Vec<Outcome>) -> Outcome {
    if outcomes.len() == 1 {
        return outcomes.swap_remove(0);
    }
    let status = outcomes.iter().map(|outcome| outcome.status).max();
    let status = status.unwrap_or(ActionStatus::Missing);
    let mut combined = Outcome::bare(status);
    let mut when = Vec::new();
    let mut is_first = true;
    for (key, outcome) in keys.iter().zip(outcomes) {
        if outcome.status != status {
            continue;
        }
        if let Some(sentence) = outcome.when {
            let name = key.arn.as_deref();
            let name = name.unwrap_or_else(|| key.policy.document().name());
            when.push(format!("for the key {name}: {sentence}"));
        }
        combined.explained.extend(outcome.explained);
        combined.key_owner_is_unknown |= outcome.key_owner_is_unknown;
        if is_first {
            combined.coverage = outcome.coverage;
            is_first = false;
        }
    }
    combined.when = (!when.is_empty()).then(|| when.join("; "));
    combined
}

/// Combines the answers for the possible owners of a key, and for the accounts in which an unknown
/// role may be: if they differ, the answer depends on that.
fn either(mut outcomes: Vec<(&str, &str, Outcome)>) -> Outcome {
    outcomes.sort_by_key(|(_, _, outcome)| std::cmp::Reverse(outcome.status));
    let fails = |outcome: &Outcome| outcome.status.verdict() == Verdict::Fail;
    let is_of_one_owner = outcomes.windows(2).all(|pair| match pair {
        [one, next] => one.0 == next.0,
        _ => true,
    });
    let good: Vec<String> = outcomes
        .iter()
        .filter(|(_, _, outcome)| !fails(outcome))
        .map(|(owner, role, _)| match is_of_one_owner {
            true => (*role).to_owned(),
            false => (*owner).to_owned(),
        })
        .collect();
    let differ = outcomes.len() > good.len() && !good.is_empty();
    let mut outcomes = outcomes.into_iter().map(|(_, _, outcome)| outcome);
    let worst = outcomes
        .next()
        .unwrap_or_else(|| Outcome::bare(ActionStatus::Missing));
    if !differ {
        return worst;
    }
    let account = match good.join(" or ").as_str() {
        ANOTHER_ACCOUNT => "another account".to_owned(),
        known => format!("account {known}"),
    };
    let mut when = vec![match is_of_one_owner {
        true => format!("if the role is in {account}"),
        false => format!("if the key belongs to {account}"),
    }];
    when.extend(
        outcomes
            .filter(|outcome| !fails(outcome))
            .find_map(|outcome| outcome.when),
    );
    Outcome {
        status: ActionStatus::Conditional,
        when: Some(when.join(", and then ")),
        key_owner_is_unknown: !is_of_one_owner,
        ..worst
    }
}
