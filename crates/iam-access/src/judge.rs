//! From a principal as read from the input to its report.

mod keys;
mod proof;
mod questionnaire;
mod tags;
mod user_id;

pub use crate::error::JudgeError;
pub use keys::Key;
pub use questionnaire::Questionnaire;
pub(crate) use tags::with_tags;
pub(crate) use user_id::{asks_user_id, is_decided, with_user_id, without_user_id};

use crate::check::{
    Explained, Knowledge, PreparedSet, Questions, Subject, SubjectKey, in_each_region,
};
use crate::fix::Proofs;
use crate::hints::Hints;
use crate::report::{
    ActionReport, Ignored, InputProblem, PrincipalKind, PrincipalReport, SetReport, TrustStatus,
};
use crate::requirements::RequirementSet;
use crate::trust;
use crate::uncertainty::Doubts;
use crate::{least_privilege, misspelt, notes};
use iam_account::{LayerInput, PrincipalInput};
use iam_eval::{Action, AttachError, CallerKind, Policy, Principal, RequestError};
use std::borrow::Cow;
use std::sync::Arc;

impl Questionnaire<'_> {
    /// Prepares to judge many principals.
    ///
    /// # Errors
    /// [`JudgeError`] if a set requires something that is not an action, or for something that is
    /// not a resource.
    pub fn prepare(&self) -> Result<Judge<'_>, JudgeError> {
        let prepare = |set| PreparedSet::new(set, self.catalog, self.hints);
        let sets: Result<_, RequestError> = self.sets.iter().map(prepare).collect();
        let mut actions = self.sets.iter().flat_map(RequirementSet::requirements);
        let is_of_kms = |name: &str| Action::new(name).is_ok_and(|name| name.is_of_service("kms"));
        Ok(Judge {
            questionnaire: self,
            sets: sets?,
            asks_kms: actions.any(|required| is_of_kms(&required.action)),
            key_owners: self.keys.iter().map(Key::possible_owners).collect(),
            knowledge: self.knowledge_of_regions(),
            proofs: Proofs::default(),
        })
    }
}

/// A prepared questionnaire, which can be applied to any number of principals, also from several
/// threads.
#[derive(Debug)]
pub struct Judge<'q> {
    questionnaire: &'q Questionnaire<'q>,
    sets: Vec<PreparedSet<'q>>,
    /// True if a set requires an action on KMS keys, which their key policy may refuse.
    asks_kms: bool,
    /// The accounts that may own each key; empty if no account is named.
    key_owners: Vec<Vec<String>>,
    /// What is known about the requests in each Region.
    knowledge: Vec<Knowledge>,
    /// Proofs that fixes are exact.
    proofs: Proofs,
}

impl Judge<'_> {
    /// Judges a principal.
    ///
    /// # Errors
    /// [`JudgeError`] if its ARN is malformed.
    pub fn judge(&self, input: &PrincipalInput) -> Result<PrincipalReport, JudgeError> {
        let ask = self.questionnaire;
        let hints = Hints(ask.hints);
        let subject = self.subject(input)?;
        let doubts = Doubts::of(input, ask.key_policies(), ask.catalog);
        let (knowledge, notes_on_traits) = self.knowledge_of(input);
        let mut sets = self.check(&subject, &knowledge, &doubts)?;
        let known = input.arn.as_ref().map(|_| &subject.principal);
        let of_trust = match ask.other_regions.as_slice() {
            [] => Cow::Borrowed(&ask.knowledge),
            // It isn't known in which of them the role is assumed.
            _ => Cow::Owned(ask.knowledge.in_no_region()),
        };
        let role = known.ok_or(&subject.principal);
        let mut trusts = trust::check_all(role, input, &ask.assumers, &of_trust, hints)?;
        let trust = trusts.first().cloned().unwrap_or_default();
        if trusts.len() < 2 {
            trusts.clear();
        }
        let mut notes = self.notes(input, &subject, &doubts, &mut sets);
        let unknown_controls = ask.assumers.iter().filter_map(|assumer| {
            let name = Some(assumer.principal.as_str());
            let own = trusts.iter().find(|own| own.assumer.as_deref() == name);
            let own = own.unwrap_or(&trust);
            trust::unknown_control(&subject.principal, input, assumer, own)
        });
        notes.extend(unknown_controls);
        notes.extend(notes_on_traits);
        let least_privilege = ask.least_privilege.map(|catalog| {
            let known = knowledge.first().unwrap_or(&ask.knowledge);
            let questions = Questions::new(&subject, known, ask.catalog, Explained::Nothing)?;
            let counted = least_privilege::least_privilege(&questions, &ask.sets, catalog);
            Ok::<_, AttachError>(counted)
        });
        let mut report = PrincipalReport {
            principal: input.arn.clone(),
            kind: known.map_or(PrincipalKind::Unknown, kind),
            name: known.map_or_else(
                || input.name.clone(),
                |principal| Some(principal.name().to_owned()),
            ),
            account: known.and_then(|principal| principal.account().map(str::to_owned)),
            source: input.source.clone(),
            line: input.at.map(|at| at.line),
            column: input.at.map(|at| at.column),
            documents: input.documents,
            layers_not_supplied: self.layers_not_supplied(input, trust.status),
            layers_left_out: input.ignored_layers.clone(),
            notes: input.notes.iter().cloned().chain(notes).collect(),
            trust,
            trusts,
            sets,
            least_privilege: least_privilege.transpose()?,
            ..PrincipalReport::default()
        };
        report.verdict = report.worst();
        Ok(report)
    }

    /// Notes in addition to the verdict. Some of them become a hint about an action, too.
    fn notes(
        &self,
        input: &PrincipalInput,
        subject: &Subject,
        doubts: &Doubts,
        sets: &mut [SetReport],
    ) -> Vec<String> {
        let ask = self.questionnaire;
        let hints = Hints(ask.hints);
        let only_deny = notes::levels_that_only_deny(input, sets);
        let mut notes = match ask.explained {
            Explained::Nothing => Vec::new(),
            Explained::Gaps | Explained::Everything => {
                let misspelt = misspelt::misspelt(input, ask.catalog);
                misspelt::report(&misspelt, sets, hints)
            }
        };
        notes.extend(doubts.notes());
        if self.asks_kms {
            notes.extend(notes::assumed_key_owners(subject, hints));
        }
        notes.extend(only_deny);
        if input.identity.is_empty() {
            let note = match input.identity_is_known {
                true => "no identity policy is attached: nothing is granted",
                false => "no identity policy was supplied",
            };
            notes.push(note.to_owned());
        }
        let is_user = subject.principal.kind() == CallerKind::User;
        if subject.principal_is_known && is_user {
            let names = self.sets.iter().map(|prepared| prepared.set().name());
            notes.extend(names.filter_map(|name| hints.for_user(name)));
        }
        notes
    }

    /// The principal with its policies.
    pub(crate) fn subject(&self, input: &PrincipalInput) -> Result<Subject, JudgeError> {
        let principal = match input.arn.as_deref() {
            Some(arn) => Principal::parse(arn)?,
            None => {
                let mut owners = self.key_owners.iter().flatten();
                placeholder_role(input, owners.next().map(String::as_str))?
            }
        };
        let keys = self.keys(input, &principal)?;
        Ok(Subject {
            principal_is_known: input.arn.is_some(),
            policies: input.policy_set()?,
            key_policy: match keys.first() {
                Some(key) => key.policy.clone(),
                None => Policy::default_key_policy(
                    principal.partition(),
                    principal.account().unwrap_or_default(),
                )?,
            },
            keys,
            principal,
            region: None,
        })
    }

    /// The keys whose policies were supplied. An unknown caller is assumed to be in a key's
    /// account.
    fn keys(
        &self,
        input: &PrincipalInput,
        caller: &Principal,
    ) -> Result<Vec<SubjectKey>, RequestError> {
        let mut accounts: Vec<String> = self.key_owners.concat();
        accounts.sort_unstable();
        accounts.dedup();
        let keys = self.questionnaire.keys.iter().zip(&self.key_owners);
        let of_key = |(key, owners): (&Key, &Vec<String>)| {
            keys::key_of(key, owners, &accounts, input, caller)
        };
        keys.map(of_key).collect()
    }

    fn check(
        &self,
        subject: &Subject,
        knowledge: &[Knowledge],
        doubts: &Doubts,
    ) -> Result<Vec<SetReport>, AttachError> {
        let ask = self.questionnaire;
        let check = |prepared: &PreparedSet<'_>| {
            let (catalog, explained) = (ask.catalog, ask.explained);
            let mut actions = in_each_region(subject, knowledge, |subject, knowledge| {
                prepared.check(subject, knowledge, catalog, explained)
            })?;
            doubts.apply(&mut actions, catalog);
            self.mark_ignored(&mut actions);
            let from = prepared.set().provenance();
            Ok(SetReport {
                source: from.map(|from| from.page.to_owned()),
                version: from.map(|from| from.version.to_owned()),
                notes: prepared.set().notes().to_vec(),
                ..SetReport::new(prepared.set().name(), actions)
            })
        };
        self.sets.iter().map(check).collect()
    }

    /// Marks the actions that the user ignores.
    pub(crate) fn mark_ignored(&self, actions: &mut [Arc<ActionReport>]) {
        for ignored in &self.questionnaire.ignored {
            let is_meant = |action: &&mut Arc<ActionReport>| {
                ignored.action.eq_ignore_ascii_case(&action.action)
            };
            for action in actions.iter_mut().filter(is_meant) {
                Arc::make_mut(action)
                    .ignored
                    .get_or_insert_with(|| Ignored {
                        reason: ignored.reason.clone(),
                    });
            }
        }
    }

    fn layers_not_supplied(&self, input: &PrincipalInput, trust: TrustStatus) -> Vec<String> {
        [
            (
                "identity",
                input.identity.is_empty() && !input.identity_is_known,
            ),
            ("permissionsBoundary", input.boundary.is_not_supplied()),
            ("scps", input.scps.is_not_supplied()),
            ("rcps", input.rcps.is_not_supplied()),
            (
                "trust",
                trust == TrustStatus::NotSupplied && input.trust.is_none(),
            ),
            (
                "keyPolicy",
                self.asks_kms && self.questionnaire.keys.is_empty(),
            ),
        ]
        .into_iter()
        .filter(|(_, missing)| *missing)
        .map(|(layer, _)| layer.to_owned())
        .collect()
    }
}

/// A placeholder for a role whose ARN is unknown: in the account that owns the key, and in the
/// partition that occurs in the documents.
pub(crate) fn placeholder_role(
    input: &PrincipalInput,
    account: Option<&str>,
) -> Result<Principal, RequestError> {
    let account = account.map_or_else(|| "0".repeat(12), str::to_owned);
    let mut partitions: Vec<&str> = Vec::new();
    for document in input.identity.iter().map(Policy::document) {
        let resources = document
            .statements()
            .filter_map(|statement| statement.resources());
        for resource in resources.flat_map(|resources| resources.values()) {
            let partition = resource
                .strip_prefix("arn:")
                .and_then(|rest| rest.split(':').next());
            partitions.extend(partition.filter(|partition| !partition.contains(['*', '?'])));
        }
    }
    let partition = match partitions.as_slice() {
        [first, others @ ..] if others.iter().all(|other| other == first) => first,
        _ => "aws",
    };
    Principal::parse(&format!("arn:{partition}:iam::{account}:role/unknown"))
}

pub(crate) fn kind(principal: &Principal) -> PrincipalKind {
    match principal.kind() {
        CallerKind::User => PrincipalKind::User,
        CallerKind::Role | CallerKind::RoleSession => PrincipalKind::Role,
        _ => PrincipalKind::Unknown,
    }
}

/// Ignores a layer, to find out what the answer would be without it. False if no layer has this
/// name.
pub fn ignore_layer(input: &mut PrincipalInput, layer: &str) -> bool {
    match layer {
        "permissionsBoundary" => input.boundary = LayerInput::None,
        "session" => input.session = LayerInput::None,
        "scps" => input.scps = LayerInput::None,
        "rcps" => input.rcps = LayerInput::None,
        "trust" => input.trust = None,
        // Key policies are not part of the input.
        "keyPolicy" => {}
        _ => return false,
    }
    // Problems of an ignored layer don't matter.
    input
        .problems
        .retain(|problem| problem.layer != Some(layer));
    input.ignored_layers.push(layer.to_owned());
    true
}

impl From<&iam_account::Problem> for InputProblem {
    fn from(problem: &iam_account::Problem) -> Self {
        let what = problem.what();
        Self {
            source: what.source.to_string(),
            message: what.sentence(),
            line: what.position.map(|position| position.line),
            column: what.position.map(|position| position.column),
            code: Some(what.code.to_owned()),
            found: Some(what.found.to_string()),
            expected: Some(what.expected.to_string()),
            principal: problem.principal.as_deref().map(str::to_owned),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::JudgeError;
    use iam_eval::RequestError;

    #[test]
    fn an_error_has_what_was_found_and_what_was_expected() {
        for error in [
            RequestError::Principal("a, expected b".into()),
            RequestError::Action("s3".into()),
            RequestError::ActionPattern("s3:*".into()),
            RequestError::Resource("bucket".into()),
        ] {
            let problem = JudgeError::from(error.clone()).into_problem("role.json");
            let (found, expected) = (&problem.what().found, &problem.what().expected);
            assert!(!expected.contains("a, expected b"), "{problem}");
            assert!(!found.starts_with("found"), "{problem}");
            let serialised = serde_json::to_value(&error).unwrap();
            assert_eq!(serialised["code"], problem.what().code);
            assert_eq!(problem.to_string(), format!("role.json: {error}"));
        }
    }
}
