//! Proves that policies close a principal's gap.
//!
//! Judging again with all of them attached would evaluate each of their statements for each action:
//! the product of both numbers, if a set names many resources. So an action is judged only with the
//! statements about its own resource. If they grant it, so do all policies together, since another
//! Allow takes nothing away. Only an action that they don't grant is judged once more, with all of
//! them.

use super::{Judge, JudgeError};
use crate::check::{Conditioned, Explained, Knowledge, Questions, Subject, combine_regions};
use crate::fix;
use crate::report::{ActionReport, ActionStatus, Fix, FixPolicy, KeyStatement, PrincipalReport};
use crate::uncertainty::Doubts;
use iam_account::PrincipalInput;
use iam_eval::Policy;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many statements are evaluated for actions that are judged once more. Actions beyond that
/// limit keep their first answer: not granted.
const MOST_STATEMENTS: usize = 1_000_000;

/// The report of each action of each set.
type Found = Vec<Vec<Arc<ActionReport>>>;

impl Judge<'_> {
    /// The policies of [`Judge::fix`], without the proof: empty if no identity policy can help.
    #[must_use]
    pub fn proposal(&self, report: &PrincipalReport) -> Vec<FixPolicy> {
        fix::missing_policies(report, self.questionnaire.catalog)
    }

    /// The statements of [`Judge::fix`] for key policies, without the proof.
    #[must_use]
    pub fn proposed_key_statements(&self, report: &PrincipalReport) -> Vec<KeyStatement> {
        fix::key_statements(report)
    }

    /// The policies that close a principal's gap, and what they leave open: determined by judging
    /// again with them attached, and with the statements in the key policies.
    ///
    /// # Errors
    /// Those of [`Judge::judge`].
    pub fn fix(&self, input: &PrincipalInput, report: &PrincipalReport) -> Result<Fix, JudgeError> {
        let policies = self.proposal(report);
        let key_statements = self.proposed_key_statements(report);
        let after = self.with_fix(input, report, &policies, &key_statements)?;
        let remaining = |wanted: fn(ActionStatus) -> bool| {
            let actions = after.iter().flatten();
            let actions =
                actions.filter(|action| action.ignored.is_none() && wanted(action.status));
            actions.map(|action| action.action.clone()).collect()
        };
        let missing = fix::missing_actions(report);
        let catalog = self.questionnaire.catalog;
        Ok(Fix {
            file: None,
            actions: missing.len(),
            proof: self.proofs.proof(&missing, &policies, catalog),
            earlier_files: Vec::new(),
            still_not_granted: remaining(|status| status != ActionStatus::Granted),
            still_missing: remaining(|status| status == ActionStatus::Missing),
            still_denied: remaining(|status| status == ActionStatus::Denied),
            policies,
            key_statements,
        })
    }

    /// The answers with the policies attached.
    fn with_fix(
        &self,
        input: &PrincipalInput,
        report: &PrincipalReport,
        policies: &[FixPolicy],
        key_statements: &[KeyStatement],
    ) -> Result<Found, JudgeError> {
        let own = self.subject(input)?;
        let (knowledge, _) = self.knowledge_of(input);
        let mut fixed = input.clone();
        let compiled = policies.iter().filter_map(fix::compiled);
        fixed.identity.extend(compiled);
        let mut fixed = self.subject(&fixed)?;
        for key in &mut fixed.keys {
            key.policy = fix::with_added_statement(&key.policy, key.arn.as_deref(), key_statements);
        }
        if let Some(key) = fixed.keys.first() {
            fixed.key_policy = key.policy.clone();
        }
        let mut found: Found = report.sets.iter().map(|set| set.actions.clone()).collect();
        let by_resource = fix::by_resource(policies);
        for (resource, places) in self.places() {
            let Some(policy) = by_resource.get(resource) else {
                continue;
            };
            let subject = Subject {
                policies: own.policies.clone().with(policy.clone())?,
                // The placeholder for an unknown role depends on all of its policies.
                ..fixed.clone()
            };
            self.check_again(&subject, &knowledge, places, &mut found)?;
        }
        let statements: usize = by_resource.values().map(statements).sum();
        // If only keys lack something, there is no policy to evaluate.
        let statements = statements.max(key_statements.len());
        if let Some(most) = MOST_STATEMENTS.checked_div(statements) {
            let open = places_of(&found, |action| action.status != ActionStatus::Granted);
            let open = open.into_iter().take(most);
            self.check_again(&fixed, &knowledge, open, &mut found)?;
        }
        let ask = self.questionnaire;
        let doubts = Doubts::of(input, ask.key_policies(), ask.catalog);
        for actions in &mut found {
            doubts.apply(actions, ask.catalog);
            self.mark_ignored(actions);
        }
        Ok(found)
    }

    /// The indices of the sets' requirements, by resource.
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
        knowledge: &[Knowledge],
        places: impl IntoIterator<Item = (usize, usize)>,
        found: &mut Found,
    ) -> Result<(), JudgeError> {
        let catalog = self.questionnaire.catalog;
        let subjects: Vec<(Subject, &Knowledge)> = match knowledge {
            [only] => vec![(subject.clone(), only)],
            regions => regions
                .iter()
                .map(|knowledge| (subject.in_region(knowledge), knowledge))
                .collect(),
        };
        // The reason why an action isn't granted is not reported.
        let questions: Result<Vec<Questions<'_>>, _> = subjects
            .iter()
            .map(|(subject, known)| Questions::new(subject, known, catalog, Explained::Nothing))
            .collect();
        let questions = questions?;
        let mut conditioned: Vec<Conditioned<'_>> =
            questions.iter().map(Conditioned::new).collect();
        for (set, index) in places {
            let action = found
                .get_mut(set)
                .and_then(|actions| actions.get_mut(index));
            let prepared = self.sets.get(set);
            let asked = questions.iter().zip(&mut conditioned);
            let answers = asked.filter_map(|(questions, conditioned)| {
                let region = questions.knowledge.region.as_deref().unwrap_or_default();
                let answer = prepared
                    .and_then(|prepared| prepared.check_one(index, questions, conditioned))?;
                Some(answer.map(|answer| (region, answer)))
            });
            let answers: Result<Vec<_>, _> = answers.collect();
            let after = combine_regions(answers?);
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
