//! Asking the engine: once with what is not given unknown, and once with it absent.

use super::Question;
use super::arguments::Missing;
use super::subjects::{AskedAction, OwnerIsKnown, Subject, What};
use crate::failure::Failure;
use iam_catalog::Catalog;
use iam_eval::{
    Action, Context, Explanation, PartialDecision, PartialRequest, PolicySet, StatementReason,
    UnknownKeys,
};
use iam_report::simulation::{Answer, MissingKey};
use std::collections::{BTreeSet, HashMap, HashSet};

/// The keys that follow from the caller (S9). Of a caller that isn't known they are not given
/// either.
const OF_CALLER: [&str; 7] = [
    "aws:PrincipalArn",
    "aws:PrincipalAccount",
    "aws:PrincipalType",
    "aws:PrincipalIsAWSService",
    "aws:PrincipalServiceName",
    "aws:username",
    "aws:userid",
];

/// Asks about one action.
pub(super) struct Asker<'a> {
    question: &'a Question,
    action: Action<'a>,
    in_catalog: Option<iam_catalog::Action<'static>>,
    policies: PolicySet,
    /// The context in which all that is not given is absent.
    closed: Context,
}

impl<'a> Asker<'a> {
    pub(super) fn new(question: &'a Question, asked: &'a AskedAction) -> Result<Self, Failure> {
        let action = Action::new(&asked.action);
        let mut closed = question.context.values.clone();
        if !question.caller.is_known {
            let given: HashSet<String> = closed.keys().map(str::to_owned).collect();
            for key in OF_CALLER {
                if !given.contains(&key.to_ascii_lowercase()) {
                    closed = closed.with_list::<Box<str>>(key, []);
                }
            }
        }
        Ok(Self {
            question,
            action: action.map_err(|error| Failure::Call(error.to_string()))?,
            in_catalog: Catalog::embedded().action(&asked.action),
            policies: question.policies.about(&asked.action)?,
            closed,
        })
    }

    pub(super) fn ask(&self, subject: &Subject) -> Answer {
        let caller = &self.question.caller;
        let nothing = UnknownKeys::only([]);
        let closed = self
            .request(subject)
            .with_context(&self.closed)
            .with_unknown_keys(&nothing);
        let if_absent = self.policies.explain_partial(&closed);
        let lacking = self.lacking(subject);
        let known = lacking.iter().chain(&self.question.context.absent);
        let unknown = UnknownKeys::all_but(known.map(|key| &**key));
        let mut open = self
            .request(subject)
            .with_context(&self.question.context.values)
            .with_unknown_keys(&unknown);
        if !caller.is_known {
            open = open.with_caller_unknown();
        }
        if caller.is_role() && self.question.policies.has_resource_policy() {
            open = open.with_session_unknown();
        }
        let explanation = self.policies.explain_partial(&open);
        let mut missing = missing(&explanation, &open);
        let explanation = match self.question.missing {
            Missing::Unknown => explanation,
            Missing::Absent => {
                missing.iter_mut().for_each(|key| key.decides = false);
                if_absent.clone()
            }
        };
        let owner = match &subject.what {
            What::Known(resource) => resource.account(),
            What::Any(..) => None,
        };
        let account = caller.principal.account();
        Answer {
            principal: caller
                .is_known
                .then(|| caller.principal.as_str().to_owned()),
            resource: subject.text.clone(),
            resource_type: subject.resource_type.clone(),
            explanation,
            if_absent,
            missing,
            lacking,
            crosses_accounts: owner.is_some() && account.is_some() && owner != account,
        }
    }

    fn request<'r>(&'r self, subject: &'r Subject) -> PartialRequest<'r> {
        let principal = &self.question.caller.principal;
        let request = PartialRequest::with_action(principal, self.action);
        match &subject.what {
            What::Known(resource) => request.with_resource(resource),
            What::Any(pattern, OwnerIsKnown(true)) => request.with_resource_pattern(pattern),
            What::Any(pattern, OwnerIsKnown(false)) => request
                .with_resource_pattern(pattern)
                .with_resource_account_unknown(),
        }
    }

    /// The keys that statements about the action ask for and that, by the catalogue, no request
    /// about such a resource has. Of a resource whose type isn't known nothing is said, unless the
    /// action takes none.
    fn lacking(&self, subject: &Subject) -> Vec<String> {
        let Some(action) = self.in_catalog else {
            return Vec::new();
        };
        let of = subject.resource_type.as_deref();
        if of.is_none() && action.resource_types().len() > 0 {
            return Vec::new();
        }
        let mut seen = BTreeSet::new();
        for policy in self.policies.policies() {
            for statement in policy.document().statements() {
                if !policy.names_action(statement.index(), &self.action) {
                    continue;
                }
                for key_use in statement.key_uses() {
                    if action.lacks_key(of, key_use.key) {
                        seen.insert(key_use.key.to_owned());
                    }
                }
            }
        }
        let given: HashSet<&str> = self.question.context.values.keys().collect();
        seen.retain(|key| !given.contains(&*key.to_ascii_lowercase()));
        seen.into_iter().collect()
    }
}

/// The unknown keys for which the statements ask that may or may not apply.
fn missing(
    explanation: &Explanation<PartialDecision>,
    request: &PartialRequest<'_>,
) -> Vec<MissingKey> {
    let place = |statement: &StatementReason| {
        let origin = &statement.origin;
        (
            origin.policy().to_owned(),
            origin.policy_id().name.to_owned(),
            origin.statement(),
        )
    };
    let residual = explanation.residual();
    let when = residual.iter().flat_map(|residual| &residual.when);
    let deciding = when.flat_map(|group| &group.any_of);
    let deciding = deciding.chain(residual.iter().flat_map(|residual| &residual.unless));
    let deciding: HashSet<_> = deciding.map(place).collect();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut missing: Vec<MissingKey> = Vec::new();
    for statement in explanation.statements().filter(|it| it.depends()) {
        let Some(node) = statement.origin.node() else {
            continue;
        };
        let decides = deciding.contains(&place(statement));
        let mut of_statement: HashSet<usize> = HashSet::new();
        for key_use in node.key_uses() {
            if !request.is_unknown(key_use.key) {
                continue;
            }
            let at = *places
                .entry(key_use.key.to_ascii_lowercase())
                .or_insert(missing.len());
            if at == missing.len() {
                missing.push(MissingKey {
                    key: key_use.key.to_owned(),
                    statements: Vec::new(),
                    decides: false,
                });
            }
            if let Some(known) = missing.get_mut(at) {
                known.decides |= decides;
                if of_statement.insert(at) {
                    known.statements.push(statement.origin.clone());
                }
            }
        }
    }
    missing
}
