//! The proof that policies close a principal's gap.
//!
//! Judging again with all of them attached would look at each of their statements for each action: the product of
//! both, where a set names many resources. So an action is judged with the statements about its own resource alone.
//! If they grant it, so do all policies together, since another Allow takes nothing away. Only an action that they
//! don't grant is judged once more with all of them.

use super::{Judge, JudgeError};
use crate::check::{Conditioned, Explained, Questions, Subject};
use crate::fix;
use crate::report::{ActionReport, ActionStatus, Fix, FixPolicy, PrincipalReport};
use crate::uncertainty::Doubts;
use iam_account::PrincipalInput;
use iam_eval::Policy;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many statements of the policies are looked at for actions that are judged once more. Actions beyond that limit
/// keep their first answer: not granted.
const MOST_STATEMENTS: usize = 1_000_000;

/// The report of each action of each set.
type Found = Vec<Vec<Arc<ActionReport>>>;

impl Judge<'_> {
    /// The policies of [`Judge::fix`], without the proof: none where no identity policy can help.
    #[must_use]
    pub fn proposal(&self, report: &PrincipalReport) -> Vec<FixPolicy> {
        fix::missing_policies(report, self.questionnaire.catalog)
    }

    /// The policies that close a principal's gap, and what they leave open: found by judging again
    /// with them attached.
    ///
    /// # Errors
    /// As [`Judge::judge`].
    pub fn fix(&self, input: &PrincipalInput, report: &PrincipalReport) -> Result<Fix, JudgeError> {
        let policies = self.proposal(report);
        let after = self.with_fix(input, report, &policies)?;
        let remaining = |wanted: fn(ActionStatus) -> bool| {
            let actions = after.iter().flatten();
            let actions =
                actions.filter(|action| action.ignored.is_none() && wanted(action.status));
            actions.map(|action| action.action.clone()).collect()
        };
        Ok(Fix {
            file: None,
            actions: fix::missing_actions(report).len(),
            earlier_files: Vec::new(),
            still_not_granted: remaining(|status| status != ActionStatus::Granted),
            still_missing: remaining(|status| status == ActionStatus::Missing),
            still_denied: remaining(|status| status == ActionStatus::Denied),
            policies,
        })
    }

    /// The answers with the policies attached.
    fn with_fix(
        &self,
        input: &PrincipalInput,
        report: &PrincipalReport,
        policies: &[FixPolicy],
    ) -> Result<Found, JudgeError> {
        let own = self.subject(input)?;
        let mut mended = input.clone();
        let compiled = policies.iter().filter_map(fix::compiled);
        mended.identity.extend(compiled);
        let mended = self.subject(&mended)?;
        let mut found: Found = report.sets.iter().map(|set| set.actions.clone()).collect();
        let by_resource = fix::by_resource(policies);
        for (resource, places) in self.places() {
            let Some(policy) = by_resource.get(resource) else {
                continue;
            };
            let subject = Subject {
                policies: own.policies.clone().with(policy.clone())?,
                // The placeholder for an unknown role depends on all of its policies.
                ..mended.clone()
            };
            self.check_again(&subject, places, &mut found)?;
        }
        let statements: usize = by_resource.values().map(statements).sum();
        if let Some(most) = MOST_STATEMENTS.checked_div(statements) {
            let open = places_of(&found, |action| action.status != ActionStatus::Granted);
            self.check_again(&mended, open.into_iter().take(most), &mut found)?;
        }
        let ask = self.questionnaire;
        let doubts = Doubts::of(input, ask.key_policy(), ask.catalog);
        for actions in &mut found {
            doubts.apply(actions, ask.catalog);
            self.mark_ignored(actions);
        }
        Ok(found)
    }

    /// The places of the sets' requirements, by resource.
    fn places(&self) -> BTreeMap<&str, Vec<(usize, usize)>> {
        let mut places: BTreeMap<&str, Vec<(usize, usize)>> = BTreeMap::new();
        for (set, prepared) in self.sets.iter().enumerate() {
            for (index, required) in prepared.set().requirements().iter().enumerate() {
                let of_resource = places.entry(required.resource.as_str()).or_default();
                of_resource.push((set, index));
            }
        }
        places
    }

    fn check_again(
        &self,
        subject: &Subject,
        places: impl IntoIterator<Item = (usize, usize)>,
        found: &mut Found,
    ) -> Result<(), JudgeError> {
        let ask = self.questionnaire;
        let (knowledge, catalog) = (&ask.knowledge, ask.catalog);
        // Why an action isn't granted is not reported.
        let questions = Questions::new(subject, knowledge, catalog, Explained::Nothing)?;
        let mut conditioned = Conditioned::new(&questions);
        for (set, index) in places {
            let action = found
                .get_mut(set)
                .and_then(|actions| actions.get_mut(index));
            let prepared = self.sets.get(set);
            let after = prepared
                .and_then(|prepared| prepared.check_one(index, &questions, &mut conditioned));
            let after = after.transpose()?;
            if let (Some(action), Some(after)) = (action, after) {
                *action = after;
            }
        }
        Ok(())
    }
}

fn statements(policy: &Policy) -> usize {
    policy.document().statements().count()
}

fn places_of(found: &Found, wanted: impl Fn(&ActionReport) -> bool) -> Vec<(usize, usize)> {
    let mut places = Vec::new();
    for (set, actions) in found.iter().enumerate() {
        for (index, action) in actions.iter().enumerate() {
            if wanted(action) {
                places.push((set, index));
            }
        }
    }
    places
}
