//! The layers that are supplied for a question about documents alone.

use crate::callers::Named;
use crate::question::Question;
use iam_eval::{Layer, LayerSize, Policy, PolicyKind, PolicySet};

/// Which layers the policies themselves have.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Present {
    pub(super) identity: bool,
    pub(super) session: bool,
    /// Another layer that is about the caller, or session policies.
    pub(super) limits: bool,
    pub(super) resource: bool,
    /// A trust policy.
    pub(super) trust: bool,
    /// A resource-based policy that can't be a trust policy: its statements have resources (S1.19).
    pub(super) not_trust: bool,
    /// A layer that is not only about the caller: resource control policies, an endpoint policy.
    pub(super) other: bool,
}

impl Present {
    pub(super) fn of(sets: &[&PolicySet]) -> Self {
        let mut present = Self::default();
        for (layer, policies) in sets.iter().flat_map(|set| set.layers()) {
            match layer {
                Layer::Identity => present.identity = true,
                Layer::PermissionsBoundary | Layer::Session | Layer::Scp(_) => {
                    present.limits = true;
                    present.session |= layer == Layer::Session;
                }
                Layer::Resource => {
                    present.resource = true;
                    for document in policies.iter().map(Policy::document) {
                        let mut statements = document.statements();
                        present.trust |= document.kind() == PolicyKind::Trust;
                        present.not_trust |= document.kind() == PolicyKind::Resource
                            && statements.any(|statement| statement.resources().is_some());
                    }
                }
                _ => present.other = true,
            }
        }
        present
    }

    /// Only policies of the caller.
    pub(super) fn is_caller_alone(self) -> bool {
        !self.resource && !self.other
    }
}

/// The set, completed by policies that allow everything in layers that it doesn't have. A supplied
/// resource-based policy is of the given kind.
pub(super) fn complete(
    set: &PolicySet,
    present: Present,
    named: &Named,
    question: &Question<'_>,
    resource_kind: PolicyKind,
) -> Option<PolicySet> {
    let mut set = set.clone();
    let supplied = [
        (
            PolicyKind::Identity,
            !present.identity && !question.is_identity_silent,
        ),
        (
            PolicyKind::Session,
            !present.session && question.is_in_session,
        ),
    ];
    for (kind, _) in supplied.into_iter().filter(|(_, is_supplied)| *is_supplied) {
        let text = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;
        set = set
            .with(Policy::parse(kind, "supplied: everything", text).ok()?)
            .ok()?;
    }
    if !present.resource {
        let of_caller = present.identity || present.limits;
        let principal = if of_caller {
            let mut accounts = named.accounts.clone();
            accounts.extend([named.account.clone(), named.other_account.clone()]);
            let accounts: Vec<String> = accounts.iter().map(|id| format!("\"{id}\"")).collect();
            format!(r#"{{"AWS": [{}]}}"#, accounts.join(", "))
        } else {
            r#"{"AWS": "*"}"#.to_owned()
        };
        let about = match resource_kind {
            PolicyKind::Trust => r#""Action": "sts:*""#,
            _ => r#""Action": "*", "Resource": "*""#,
        };
        let text = format!(
            r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Principal": {principal}, {about}}}}}"#
        );
        let policy = Policy::parse(resource_kind, "supplied: left to the accounts", &text);
        set = set.with(policy.ok()?).ok()?;
    }
    Some(set)
}

/// A statement that never applies: a policy that says nothing is not an absent policy.
pub(super) const fn never(kind: PolicyKind) -> &'static str {
    match kind {
        PolicyKind::Trust => {
            r#"{"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole", "Condition": {"StringEquals": {"x:x": []}}}"#
        }
        PolicyKind::Resource | PolicyKind::ResourceControl | PolicyKind::VpcEndpoint => {
            r#"{"Effect": "Deny", "Principal": "*", "Action": "x:X", "Resource": "*", "Condition": {"StringEquals": {"x:x": []}}}"#
        }
        PolicyKind::Identity
        | PolicyKind::PermissionsBoundary
        | PolicyKind::Session
        | PolicyKind::ServiceControl => {
            r#"{"Effect": "Deny", "Action": "x:X", "Resource": "*", "Condition": {"StringEquals": {"x:x": []}}}"#
        }
    }
}

/// A statement that allows everything; of a trust policy, to AWS principals.
pub(super) const fn everything(kind: PolicyKind) -> &'static str {
    match kind {
        PolicyKind::Trust => r#"{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:*"}"#,
        PolicyKind::Resource | PolicyKind::ResourceControl | PolicyKind::VpcEndpoint => {
            r#"{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}"#
        }
        PolicyKind::Identity
        | PolicyKind::PermissionsBoundary
        | PolicyKind::Session
        | PolicyKind::ServiceControl => r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#,
    }
}

/// A policy in place of one that isn't there. Where policies of the kind grant access, it allows
/// nothing; where they limit what others grant (boundaries, session, service and resource control,
/// endpoint policies), it allows everything: without them there is no limit.
///
/// `None` only if the engine refuses it, which is a mistake of this crate.
///
/// ```
/// use iam_compare::{Question, absent, compare};
/// use iam_eval::{Policy, PolicyKind, PolicySet};
/// for (kind, is_new) in [(PolicyKind::Identity, true), (PolicyKind::PermissionsBoundary, false)] {
///     let added = r#"{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}"#;
///     let added = PolicySet::new().with(Policy::parse(kind, "added.json", added)?)?;
///     let before = PolicySet::new().with(absent(kind).unwrap())?;
///     let comparison = compare(&before, &added, &Question::of_documents());
///     assert_eq!(comparison.witness().is_some(), is_new, "{kind:?}");
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn absent(kind: PolicyKind) -> Option<Policy> {
    let statement = match kind {
        PolicyKind::Identity | PolicyKind::Resource | PolicyKind::Trust => never(kind),
        PolicyKind::PermissionsBoundary
        | PolicyKind::Session
        | PolicyKind::ServiceControl
        | PolicyKind::ResourceControl
        | PolicyKind::VpcEndpoint => everything(kind),
    };
    let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{statement}]}}"#);
    Policy::parse(kind, "supplied: no policy", &text).ok()
}

/// The same layers with policies that say nothing.
pub(super) fn nothing(set: &PolicySet) -> Option<PolicySet> {
    rebuilt(set, |_, _, policy| {
        let document = policy.document();
        let statement = never(document.kind());
        let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{statement}]}}"#);
        Policy::parse(document.kind(), document.name(), &text).ok()
    })
}

/// The set with policies replaced, each identified by its layer and its index there.
pub(super) fn rebuilt(
    set: &PolicySet,
    mut replace: impl FnMut(Layer, usize, &Policy) -> Option<Policy>,
) -> Option<PolicySet> {
    let mut rebuilt = PolicySet::new();
    for (layer, policies) in set.layers() {
        let replaced = policies
            .iter()
            .enumerate()
            .map(|(at, policy)| replace(layer, at, policy));
        let replaced = replaced.collect::<Option<Vec<Policy>>>()?;
        rebuilt = match layer.kind().size() {
            LayerSize::Levels(kind) => rebuilt.with_level(kind, replaced).ok()?,
            LayerSize::One | LayerSize::Many => replaced
                .into_iter()
                .try_fold(rebuilt, PolicySet::with)
                .ok()?,
        };
    }
    Some(rebuilt)
}
