//! What the evaluator knows about a request: the one view that concrete and partial requests share.

use super::Assumed;
use super::{
    Action, CallerKind, Context, ContextValue, Key, Principal, Resource, ResourcePattern,
    UnknownKeys,
};
use crate::logic::Truth;
use std::sync::LazyLock;

#[derive(Debug, Clone)]
pub(crate) struct Facts<'a> {
    pub(crate) principal: &'a Principal,
    pub(crate) action: Action<'a>,
    pub(crate) resource: ResourceFact<'a>,
    pub(crate) context: Option<&'a Context>,
    pub(crate) unknown: Option<&'a UnknownKeys>,
    /// False if the principal is an example of a caller of which only the account and the kind are
    /// known.
    pub(crate) caller_is_known: bool,
    /// False if the caller is an unknown session of the role.
    pub(crate) session_is_known: bool,
    /// False if the resource may be in another account as far as conditions on its owner are
    /// concerned.
    pub(crate) owner_is_known: bool,
    /// What is assumed about an unknown resource.
    pub(crate) assumed: Option<&'a Assumed<'a>>,
}

/// What is known about the resource.
#[derive(Debug, Clone, Copy)]
pub(crate) enum ResourceFact<'a> {
    Known(&'a Resource),
    Within(&'a ResourcePattern),
    Unknown,
}

impl ResourceFact<'_> {
    /// The length of the resource in bytes, if known.
    pub(crate) fn length(self) -> usize {
        match self {
            Self::Known(resource) => resource.as_str().len(),
            Self::Within(_) | Self::Unknown => usize::MAX,
        }
    }
}

/// The values that a request has for a key.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Lookup<'a> {
    Unknown,
    Absent,
    One(&'a str),
    Many(&'a [Box<str>]),
}

/// The keys that follow from the caller or the resource (S9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DerivedKey {
    PrincipalArn,
    PrincipalAccount,
    PrincipalType,
    Username,
    ResourceAccount,
    PrincipalIsAwsService,
    PrincipalServiceName,
    PrincipalServiceNamesList,
    FederatedProvider,
    UserId,
    AssumedRoot,
}

impl DerivedKey {
    pub(crate) fn of(folded: &str) -> Option<Self> {
        Some(match folded {
            "aws:principalarn" => Self::PrincipalArn,
            "aws:principalaccount" => Self::PrincipalAccount,
            "aws:principaltype" => Self::PrincipalType,
            "aws:username" => Self::Username,
            "aws:resourceaccount" => Self::ResourceAccount,
            "aws:principalisawsservice" => Self::PrincipalIsAwsService,
            "aws:principalservicename" => Self::PrincipalServiceName,
            "aws:principalservicenameslist" => Self::PrincipalServiceNamesList,
            "aws:federatedprovider" => Self::FederatedProvider,
            "aws:userid" => Self::UserId,
            "aws:assumedroot" => Self::AssumedRoot,
            _ => return None,
        })
    }
}

impl<'a> Facts<'a> {
    #[inline]
    pub(crate) fn new(
        principal: &'a Principal,
        action: Action<'a>,
        resource: ResourceFact<'a>,
    ) -> Self {
        Self {
            principal,
            action,
            resource,
            context: None,
            unknown: None,
            caller_is_known: true,
            session_is_known: true,
            owner_is_known: true,
            assumed: None,
        }
    }

    /// The context's value, otherwise what follows from the caller or the resource (S9): a value
    /// given in the request is never overridden.
    pub(crate) fn lookup(&self, key: &Key, derived: Option<DerivedKey>) -> Lookup<'_> {
        match self.context.and_then(|context| context.get(key)) {
            Some(ContextValue::One(value)) => return Lookup::One(value),
            Some(ContextValue::Many(values)) if !values.is_empty() => return Lookup::Many(values),
            // A key without values is not in the request; nor is it derived or unknown.
            Some(ContextValue::Many(_)) => return Lookup::Absent,
            None => {}
        }
        if let Some(derived) = derived.and_then(|derived| self.derive(derived)) {
            return derived;
        }
        match self.unknown {
            Some(unknown) if unknown.contains(key) => Lookup::Unknown,
            _ => Lookup::Absent,
        }
    }

    /// `None` if nothing follows, so that the key is known or unknown like any other.
    pub(crate) fn derive(&self, key: DerivedKey) -> Option<Lookup<'_>> {
        // What follows from the given example need not follow from the actual caller.
        if !self.caller_is_known {
            return Some(Lookup::Unknown);
        }
        let follows = match key {
            DerivedKey::UserId => self.principal.user_id().is_some(),
            DerivedKey::AssumedRoot => self.principal.is_assumed_root(),
            // S9.9: sessions of roles may have it.
            DerivedKey::FederatedProvider => self.principal.kind() == CallerKind::FederatedProvider,
            _ => true,
        };
        if !follows {
            return None;
        }
        let principal = self.principal;
        let kind = principal.kind();
        let value = match key {
            DerivedKey::PrincipalArn => principal.principal_arn(),
            // S9.2
            DerivedKey::PrincipalAccount if kind == CallerKind::Anonymous => Some("anonymous"),
            DerivedKey::PrincipalAccount => principal.account(),
            DerivedKey::PrincipalType => match kind {
                CallerKind::Root => Some("Account"),
                CallerKind::User => Some("User"),
                CallerKind::FederatedUser => Some("FederatedUser"),
                CallerKind::Role | CallerKind::RoleSession => Some("AssumedRole"),
                CallerKind::Anonymous => Some("Anonymous"),
                CallerKind::FederatedProvider
                | CallerKind::Service
                | CallerKind::OriginAccessIdentity => None,
            },
            DerivedKey::Username => (kind == CallerKind::User).then(|| principal.name()),
            DerivedKey::ResourceAccount if !self.owner_is_known => return Some(Lookup::Unknown),
            DerivedKey::ResourceAccount => match self.resource_account() {
                Some(None) if self.is_in_unowned_bucket() => principal.account(),
                Some(account) => account,
                None => return Some(Lookup::Unknown),
            },
            DerivedKey::PrincipalIsAwsService => match kind {
                CallerKind::Service => Some("true"),
                CallerKind::Anonymous | CallerKind::FederatedProvider => None,
                _ => Some("false"),
            },
            // S9.6: the service's other names are not known.
            DerivedKey::PrincipalServiceName | DerivedKey::PrincipalServiceNamesList => {
                (kind == CallerKind::Service).then(|| principal.as_str())
            }
            // S9.9
            DerivedKey::FederatedProvider => (kind == CallerKind::FederatedProvider
                && !principal.is_saml_provider())
            .then(|| principal.as_str()),
            DerivedKey::UserId => principal.user_id(),
            DerivedKey::AssumedRoot => Some("true"),
        };
        Some(value.map_or(Lookup::Absent, Lookup::One))
    }

    /// S7.11: whether the caller is a root user in a session from `sts:AssumeRoot`: it was created
    /// as one, or the context says so.
    pub(crate) fn is_assumed_root(&self) -> Truth {
        static KEY: LazyLock<Key> = LazyLock::new(|| Key::new("aws:AssumedRoot"));
        if self.principal.kind() != CallerKind::Root {
            return Truth::False;
        }
        if self.principal.is_assumed_root() {
            return Truth::True;
        }
        match self.lookup(&KEY, Some(DerivedKey::AssumedRoot)) {
            Lookup::Unknown => Truth::Unknown,
            Lookup::Absent => Truth::False,
            Lookup::One(value) => Truth::from(value.eq_ignore_ascii_case("true")),
            Lookup::Many(values) => Truth::from(
                values
                    .iter()
                    .any(|value| value.eq_ignore_ascii_case("true")),
            ),
        }
    }

    /// S9.5: whether the resource is a bucket or an object without an owner, so that it is taken to
    /// be the caller's.
    fn is_in_unowned_bucket(&self) -> bool {
        match self.resource {
            ResourceFact::Known(resource) => resource.is_in_unowned_bucket(),
            ResourceFact::Within(pattern) => pattern.is_in_unowned_bucket(),
            ResourceFact::Unknown => false,
        }
    }

    /// S9.5: the account that is known to own the resource; `None` if it can't be known,
    /// `Some(None)` if neither the request nor the ARN names one.
    pub(crate) fn resource_account(&self) -> Option<Option<&'a str>> {
        match self.resource {
            ResourceFact::Known(resource) => Some(resource.account()),
            ResourceFact::Within(pattern) => pattern.account(),
            ResourceFact::Unknown => None,
        }
    }
}
