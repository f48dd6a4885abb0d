//! From a principal as it was read to its report.

mod fix;

use crate::check::{
    ANOTHER_ACCOUNT, Catalogue, Explained, KeyOwner, Knowledge, PreparedSet, Questions, Subject,
    key_owners,
};
pub use crate::error::JudgeError;
use crate::permission_set::PermissionSet;
use crate::report::{
    ActionReport, Ignored, IgnoredAction, InputProblem, PrincipalKind, PrincipalReport, SetReport,
    TrustStatus,
};
use crate::trust::{self, Appliance};
use crate::uncertainty::Doubts;
use crate::{excess, notes};
use iam_account::{Layer, PrincipalInput};
use iam_catalog::Catalog;
use iam_eval::{Action, AttachError, CallerKind, Policy, Principal, RequestError};
use std::sync::Arc;

/// What is asked of every principal.
#[derive(Debug)]
pub struct Questionnaire<'a> {
    /// The sets that must be granted.
    pub sets: Vec<PermissionSet>,
    /// What is known of the requests.
    pub knowledge: Knowledge,
    /// The appliance that must be able to assume the role.
    pub appliance: Option<Appliance>,
    /// The policy of the KMS keys, if one was supplied.
    pub key_policy: Option<Policy>,
    /// The account of the key with that policy, where somebody says it.
    pub key_account: Option<String>,
    /// What resources actions act on.
    pub catalogue: &'a dyn Catalogue,
    /// Of which actions the report says why.
    pub explained: Explained,
    /// The actions that don't count, and why.
    pub ignored: Vec<IgnoredAction>,
    /// The catalogue over which to count what is allowed beyond the sets, if that is asked.
    pub beyond: Option<&'a Catalog>,
}

/// Of how many accounts a key may be, each of them being looked at.
const MOST_OWNERS: usize = 16;

impl Questionnaire<'_> {
    /// Prepares to judge many principals.
    ///
    /// # Errors
    /// [`JudgeError`] where a set asks for something that is no action or no resource.
    pub fn prepare(&self) -> Result<Judge<'_>, JudgeError> {
        let prepare = |set| PreparedSet::new(set, self.catalogue);
        let sets: Result<_, RequestError> = self.sets.iter().map(prepare).collect();
        let mut actions = self.sets.iter().flat_map(PermissionSet::actions);
        let is_of_kms = |name: &str| Action::new(name).is_ok_and(|name| name.is_of_service("kms"));
        Ok(Judge {
            questionnaire: self,
            sets: sets?,
            asks_kms: actions.any(|required| is_of_kms(&required.action)),
            key_accounts: match (&self.key_account, &self.key_policy) {
                (Some(account), _) => vec![account.clone()],
                (None, policy) => {
                    let owners = policy.as_ref().map(key_owners);
                    // Each is looked at. A policy that names more doesn't say whose key it is.
                    let owners = owners.filter(|owners| owners.len() <= MOST_OWNERS);
                    owners.unwrap_or_default()
                }
            },
        })
    }
}

/// A questionnaire, ready to be put to any number of principals, from several threads too.
#[derive(Debug)]
pub struct Judge<'q> {
    questionnaire: &'q Questionnaire<'q>,
    sets: Vec<PreparedSet<'q>>,
    /// True where a set asks for an action on KMS keys, which their key policy may refuse.
    asks_kms: bool,
    /// The accounts whose key the key policy may be of; none where it names no account.
    key_accounts: Vec<String>,
}

impl Judge<'_> {
    /// Judges a principal.
    ///
    /// # Errors
    /// [`JudgeError`] where its ARN is no principal's.
    pub fn judge(&self, input: &PrincipalInput) -> Result<PrincipalReport, JudgeError> {
        let arn = input.arn.as_deref();
        let key_policy = self.questionnaire.key_policy.as_ref();
        let subject = self.subject(input)?;
        let catalogue = self.questionnaire.catalogue;
        let doubts = Doubts::of(input, key_policy, catalogue);
        let mut sets = self.check(&subject, &doubts)?;
        let assumed = notes::assumed_of_keys(&subject, self.questionnaire.key_account.is_some());
        let only_deny = notes::levels_that_only_deny(input, &mut sets);
        let mut notes = match self.questionnaire.explained {
            Explained::Nothing => Vec::new(),
            Explained::Gaps | Explained::Everything => {
                let misspelt = excess::misspelt(input, self.questionnaire.catalogue);
                excess::tell(&misspelt, &mut sets)
            }
        };
        notes.extend(doubts.notes());
        notes.extend(assumed.filter(|_| self.asks_kms));
        notes.extend(only_deny);
        if input.identity.is_empty() {
            let note = match input.identity_is_known {
                true => "no identity policy is attached: nothing is granted",
                false => "no identity policy was supplied",
            };
            notes.push(note.to_owned());
        }
        let known = arn.map(|_| &subject.principal);
        if known.is_some_and(|principal| principal.kind() == CallerKind::User) {
            let sets = self.questionnaire.sets.iter();
            let to_users = sets.filter_map(|set| set.advice().to_users);
            notes.extend(to_users.map(str::to_owned));
        }
        let trust = match (&self.questionnaire.appliance, &input.trust) {
            (Some(appliance), Some(_)) => trust::check(
                known.ok_or(&subject.principal),
                input,
                appliance,
                &self.questionnaire.knowledge,
            )?,
            (_, policy) => trust::not_asked(known, policy.as_ref()),
        };
        let ask = self.questionnaire;
        let appliance = ask.appliance.as_ref();
        notes.extend(appliance.and_then(|appliance| {
            trust::unknown_control(&subject.principal, input, appliance, &trust)
        }));
        let least_privilege = ask.beyond.map(|catalog| {
            let questions =
                Questions::new(&subject, &ask.knowledge, ask.catalogue, Explained::Nothing)?;
            Ok::<_, AttachError>(excess::least_privilege(&questions, &ask.sets, catalog))
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
            layers_left_out: input.left_out.clone(),
            notes: input.notes.iter().cloned().chain(notes).collect(),
            trust,
            sets,
            least_privilege: least_privilege.transpose()?,
            ..PrincipalReport::default()
        };
        report.verdict = report.worst();
        Ok(report)
    }

    /// The principal with its policies.
    pub(crate) fn subject(&self, input: &PrincipalInput) -> Result<Subject, JudgeError> {
        let principal = match input.arn.as_deref() {
            Some(arn) => Principal::parse(arn)?,
            None => some_role(input, self.key_accounts.first().map(String::as_str))?,
        };
        Ok(Subject {
            principal_is_known: input.arn.is_some(),
            key_owners: self.key_owners(input, &principal)?,
            policies: input.policy_set()?,
            key_policy: match &self.questionnaire.key_policy {
                Some(policy) => policy.clone(),
                None => Policy::default_key_policy(
                    principal.partition(),
                    principal.account().unwrap_or_default(),
                )?,
            },
            principal,
        })
    }

    /// Whose key it may be, where a key policy was supplied. A caller that is not known is taken to be of
    /// the key's account.
    fn key_owners(
        &self,
        input: &PrincipalInput,
        caller: &Principal,
    ) -> Result<Vec<KeyOwner>, JudgeError> {
        if self.questionnaire.key_policy.is_none() {
            return Ok(Vec::new());
        }
        let own = caller.account().unwrap_or_default().to_owned();
        let accounts = match self.key_accounts.as_slice() {
            // Nothing says whose it is.
            [] if input.arn.is_some() => vec![own, ANOTHER_ACCOUNT.to_owned()],
            [] => vec![own],
            known => known.to_vec(),
        };
        let owners = accounts.into_iter().map(|account| {
            let caller = match input.arn {
                Some(_) => caller.clone(),
                None => some_role(input, Some(&account))?,
            };
            Ok(KeyOwner { account, caller })
        });
        owners.collect()
    }

    fn check(&self, subject: &Subject, doubts: &Doubts) -> Result<Vec<SetReport>, AttachError> {
        let ask = self.questionnaire;
        let check = |prepared: &PreparedSet<'_>| {
            let (catalogue, explains) = (ask.catalogue, ask.explained);
            let mut actions = prepared.check(subject, &ask.knowledge, catalogue, explains)?;
            doubts.apply(&mut actions, catalogue);
            self.leave_out(&mut actions);
            let from = prepared.set().provenance();
            Ok(SetReport {
                source: from.map(|from| from.page.to_owned()),
                version: from.map(|from| from.version.to_owned()),
                ..SetReport::new(prepared.set().name(), actions)
            })
        };
        self.sets.iter().map(check).collect()
    }

    /// Marks the actions that don't count by the user's order.
    pub(crate) fn leave_out(&self, actions: &mut [Arc<ActionReport>]) {
        for order in &self.questionnaire.ignored {
            let is_meant =
                |action: &&mut Arc<ActionReport>| order.action.eq_ignore_ascii_case(&action.action);
            for action in actions.iter_mut().filter(is_meant) {
                Arc::make_mut(action)
                    .ignored
                    .get_or_insert_with(|| Ignored {
                        reason: order.reason.clone(),
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
                self.asks_kms && self.questionnaire.key_policy.is_none(),
            ),
        ]
        .into_iter()
        .filter(|(_, missing)| *missing)
        .map(|(layer, _)| layer.to_owned())
        .collect()
    }
}

/// A role that stands for one whose ARN isn't known: of the account whose keys the key policy is for, and
/// of the partition that the documents speak of.
fn some_role(input: &PrincipalInput, account: Option<&str>) -> Result<Principal, RequestError> {
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

fn kind(principal: &Principal) -> PrincipalKind {
    match principal.kind() {
        CallerKind::User => PrincipalKind::User,
        CallerKind::Role | CallerKind::RoleSession => PrincipalKind::Role,
        _ => PrincipalKind::Unknown,
    }
}

/// Leaves layers out, to see what would be without them.
pub fn leave_out(input: &mut PrincipalInput, layer: &str) -> bool {
    match layer {
        "permissionsBoundary" => input.boundary = Layer::None,
        "session" => input.session = Layer::None,
        "scps" => input.scps = Layer::None,
        "rcps" => input.rcps = Layer::None,
        "trust" => input.trust = None,
        // Key policies are no part of the input.
        "keyPolicy" => {}
        _ => return false,
    }
    // What is wrong with a layer doesn't matter without it.
    input
        .problems
        .retain(|problem| problem.layer != Some(layer));
    input.left_out.push(layer.to_owned());
    true
}

impl From<&iam_account::Problem> for InputProblem {
    fn from(problem: &iam_account::Problem) -> Self {
        Self {
            source: problem.source_name.clone(),
            message: format!("found {}, expected {}", problem.found, problem.expected),
            line: problem.line,
            column: problem.column,
            found: Some(problem.found.clone()),
            expected: Some(problem.expected.clone()),
            principal: problem.principal.as_deref().map(str::to_owned),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::JudgeError;
    use iam_eval::RequestError;

    #[test]
    fn an_error_tells_what_was_found_apart_from_what_was_expected() {
        for error in [
            RequestError::Principal("a, expected b".into()),
            RequestError::Action("s3".into()),
            RequestError::ActionPattern("s3:*".into()),
            RequestError::Resource("bucket".into()),
        ] {
            let problem = JudgeError::from(error.clone()).into_problem("role.json");
            assert!(!problem.expected.contains("a, expected b"), "{problem}");
            assert_eq!(problem.to_string(), format!("role.json: {error}"));
        }
    }
}
