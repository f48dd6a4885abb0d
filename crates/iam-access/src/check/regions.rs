//! Requests in several Regions: an action must be granted in each.

use super::reasons::first_ones;
use super::{Knowledge, Subject};
use crate::report::{ActionReport, ActionStatus, RegionAnswer, clipped};
use iam_eval::AttachError;
use std::sync::Arc;

/// Checks in each Region and combines the answers.
pub(crate) fn in_each_region(
    subject: &Subject,
    regions: &[Knowledge],
    check: impl Fn(&Subject, &Knowledge) -> Result<Vec<Arc<ActionReport>>, AttachError>,
) -> Result<Vec<Arc<ActionReport>>, AttachError> {
    if let [only] = regions {
        return check(subject, only);
    }
    let mut by_region = Vec::with_capacity(regions.len());
    for knowledge in regions {
        let subject = subject.in_region(knowledge);
        let region = knowledge.region.as_deref().unwrap_or_default();
        by_region.push((region, check(&subject, knowledge)?.into_iter()));
    }
    let mut combined = Vec::new();
    loop {
        let answers: Vec<(&str, Arc<ActionReport>)> = by_region
            .iter_mut()
            .filter_map(|(region, actions)| Some((*region, actions.next()?)))
            .collect();
        match combine(answers) {
            Some(action) => combined.push(action),
            None => return Ok(combined),
        }
    }
}

impl Subject {
    /// The subject, with its resources in the Region of these requests.
    pub(crate) fn in_region(&self, knowledge: &Knowledge) -> Self {
        Self {
            region: knowledge.region.clone(),
            ..self.clone()
        }
    }
}

/// The worst of the answers about one action, with the answers of the other Regions; `None` if
/// there are no answers.
pub(crate) fn combine(answers: Vec<(&str, Arc<ActionReport>)>) -> Option<Arc<ActionReport>> {
    let (_, first) = answers.first()?;
    if answers.iter().all(|(_, answer)| answer == first) {
        return Some(Arc::clone(first));
    }
    let status = answers.iter().map(|(_, answer)| answer.status).max()?;
    let worst: Vec<&(&str, Arc<ActionReport>)> = answers
        .iter()
        .filter(|(_, answer)| answer.status == status)
        .collect();
    let reasons = worst.iter().flat_map(|(region, answer)| {
        let mut reasons = answer.reasons.clone();
        // Statements already show in which Region they fail; a layer without an allow is the same
        // in all.
        let silent = reasons.iter_mut().filter(|reason| reason.policy.is_none());
        for reason in silent {
            reason.why = format!("{} in {region}", reason.why);
        }
        reasons
    });
    let (reasons, omitted) = first_ones(reasons);
    let whens: Vec<String> = worst
        .iter()
        .filter_map(|(region, answer)| Some(format!("in {region}: {}", answer.when.as_ref()?)))
        .collect();
    let (_, found) = worst.first()?;
    let left_out: usize = worst
        .iter()
        .map(|(_, answer)| answer.reasons_left_out)
        .sum();
    let differ = status != ActionStatus::Granted;
    Some(Arc::new(ActionReport {
        reasons,
        reasons_left_out: omitted.saturating_add(left_out),
        when: (!whens.is_empty()).then(|| clipped(whens.join("; "))),
        hint: worst.iter().find_map(|(_, answer)| answer.hint.clone()),
        keys: worst
            .iter()
            .map(|(_, answer)| &answer.keys)
            .find(|keys| !keys.is_empty())
            .cloned()
            .unwrap_or_default(),
        regions: answers
            .iter()
            .filter(|_| differ)
            .map(|(region, answer)| RegionAnswer {
                region: (*region).to_owned(),
                status: answer.status,
            })
            .collect(),
        ..(**found).clone()
    }))
}
