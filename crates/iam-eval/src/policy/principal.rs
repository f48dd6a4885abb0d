//! Which callers a resource-type policy matches, and how directly it names the caller (S4, S7.10).

use crate::logic::Truth;
use crate::request::{CallerKind, Facts, Principal};
use iam_syntax::document::{
    AccountId, AwsPrincipal, Document, PrincipalNode, PrincipalType, Text, parse_aws,
};

/// How directly a resource-type policy names a caller; this determines which layers limit the
/// grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Grant {
    /// The caller's account: the account's own policies decide.
    Account,
    /// The role of a session, or the IAM user of a federated user: permissions boundaries and
    /// session policies limit the grant.
    Limited,
    /// The caller itself, or everyone.
    Direct,
}

/// One principal of a policy, in a form that is compared with callers.
#[derive(Debug)]
pub(crate) enum PrincipalMatcher {
    Everyone,
    Account {
        partition: Option<Text>,
        account: Text,
    },
    User(Named),
    Role(Named),
    /// A session, a federated user or an origin access identity: its full ARN.
    Session(Text),
    Service(Text),
    Provider(Text),
    /// S4.9, and what remains of a deleted principal: no caller matches it.
    NoCaller,
}

/// A user or role: its full ARN, and the parts that are also in a session's ARN.
#[derive(Debug)]
pub(crate) struct Named {
    arn: Text,
    partition: Text,
    account: Text,
    name: Text,
}

impl Named {
    fn is(&self, document: &Document, caller: &Principal) -> bool {
        document.text(self.arn) == caller.as_str()
    }

    /// S4.4, S4.6: a session's ARN has no path, so only the name is compared.
    fn is_behind(&self, document: &Document, session: &Principal) -> bool {
        session.account() == Some(document.text(self.account))
            && session.partition() == document.text(self.partition)
            && session.name() == document.text(self.name)
    }
}

impl PrincipalMatcher {
    pub(crate) fn compile(document: &Document, node: &PrincipalNode) -> Self {
        let text = node.value;
        let value = document.text(text);
        let named = |partition, account: AccountId<'_>, name| Named {
            arn: text,
            partition: text.subslice(value, partition),
            account: text.subslice(value, account.as_str()),
            name: text.subslice(value, name),
        };
        match (node.kind, value) {
            (PrincipalType::Everyone, _) => Self::Everyone,
            (PrincipalType::Service, _) => Self::Service(text),
            (PrincipalType::Federated, _) => Self::Provider(text),
            (PrincipalType::CanonicalUser, _) => Self::NoCaller,
            (PrincipalType::Aws, _) => match parse_aws(value) {
                Some(AwsPrincipal::Everyone) => Self::Everyone,
                Some(AwsPrincipal::Account { partition, account }) => Self::Account {
                    partition: partition.map(|partition| text.subslice(value, partition)),
                    account: text.subslice(value, account.as_str()),
                },
                Some(AwsPrincipal::User {
                    partition,
                    account,
                    name,
                }) => Self::User(named(partition, account, name)),
                Some(AwsPrincipal::Role {
                    partition,
                    account,
                    name,
                }) => Self::Role(named(partition, account, name)),
                Some(
                    AwsPrincipal::Session
                    | AwsPrincipal::FederatedUser
                    | AwsPrincipal::OriginAccessIdentity,
                ) => Self::Session(text),
                Some(AwsPrincipal::Deleted) | None => Self::NoCaller,
            },
        }
    }

    /// S4.5, for a role in an unknown session: whether this is a session of it.
    pub(crate) fn may_be_session(&self, document: &Document, role: &Principal) -> Truth {
        let Self::Session(arn) = self else {
            return Truth::False;
        };
        let (partition, account) = (role.partition(), role.account().unwrap_or_default());
        let sessions = format!(
            "arn:{partition}:sts::{account}:assumed-role/{}/",
            role.name()
        );
        match document.text(*arn).starts_with(&sessions) {
            true => Truth::Unknown,
            false => Truth::False,
        }
    }

    /// For a caller of which only the account is known, for which `caller` is an example: whether
    /// it is the named one. Everyone and the account match it for certain. Any other principal may
    /// be it, including one of the kind of `caller`.
    pub(crate) fn may_be(&self, document: &Document, caller: &Principal) -> Truth {
        let is_given = || self.grants(document, caller).is_some();
        match self {
            Self::Everyone => Truth::True,
            Self::Account { .. } if is_given() => Truth::True,
            Self::Account { .. } | Self::User(_) | Self::Role(_) | Self::Session(_) => {
                Truth::Unknown
            }
            Self::Service(_) | Self::Provider(_) if is_given() => Truth::Unknown,
            Self::Service(_) | Self::Provider(_) | Self::NoCaller => Truth::False,
        }
    }

    /// S4.12: whether `NotPrincipal` with `Deny` exempts a caller. A session is exempt only if it
    /// and its role, or its IAM user, are both named; the account exempts only its root user.
    pub(crate) fn exempt(principals: &[Self], document: &Document, facts: &Facts<'_>) -> Truth {
        let caller = facts.principal;
        let named = |wanted: Grant| {
            let mut principals = principals.iter();
            principals.any(|principal| principal.grants(document, caller) == Some(wanted))
        };
        if principals
            .iter()
            .any(|principal| matches!(principal, Self::Everyone))
        {
            return Truth::True;
        }
        if !facts.caller_is_known {
            // The account alone exempts only its root user, and the caller may be it.
            let root_may_be = caller.kind() == CallerKind::Root && named(Grant::Account);
            let may_be = |principal: &Self| match principal {
                Self::Account { .. } if root_may_be => Truth::Unknown,
                Self::Account { .. } => Truth::False,
                named => named.may_be(document, caller),
            };
            return Truth::any(principals, may_be);
        }
        match caller.kind() {
            CallerKind::RoleSession | CallerKind::FederatedUser => {
                Truth::from(named(Grant::Direct) && named(Grant::Limited))
            }
            // A session whose name isn't known is not exempt for certain; a concrete request, in
            // which nothing else about it is known, is denied.
            CallerKind::Role if named(Grant::Limited) && !facts.session_is_known => {
                Truth::any(principals, |principal| {
                    principal.may_be_session(document, caller)
                })
            }
            CallerKind::Role => Truth::False,
            CallerKind::Root => Truth::from(named(Grant::Account)),
            CallerKind::User
            | CallerKind::FederatedProvider
            | CallerKind::Service
            | CallerKind::OriginAccessIdentity
            | CallerKind::Anonymous => Truth::from(named(Grant::Direct)),
        }
    }

    /// S4.1–S4.9.
    pub(crate) fn grants(&self, document: &Document, caller: &Principal) -> Option<Grant> {
        let kind = caller.kind();
        let is = |text: &Text, expected: Option<&str>| expected == Some(document.text(*text));
        let when = |matched: bool, grant| matched.then_some(grant);
        match self {
            Self::Everyone => Some(Grant::Direct),
            Self::Account { partition, account } => {
                let same_partition = partition
                    .as_ref()
                    .is_none_or(|partition| is(partition, Some(caller.partition())));
                when(
                    is(account, caller.account()) && same_partition,
                    Grant::Account,
                )
            }
            Self::User(user) => match kind {
                CallerKind::User => when(user.is(document, caller), Grant::Direct),
                CallerKind::FederatedUser => when(user.is_behind(document, caller), Grant::Limited),
                _ => None,
            },
            Self::Role(role) => match kind {
                CallerKind::Role => when(role.is(document, caller), Grant::Limited),
                CallerKind::RoleSession => when(role.is_behind(document, caller), Grant::Limited),
                _ => None,
            },
            Self::Session(arn) => when(is(arn, Some(caller.as_str())), Grant::Direct),
            Self::Service(name) => when(
                kind == CallerKind::Service && is(name, Some(caller.as_str())),
                Grant::Direct,
            ),
            Self::Provider(name) => when(
                kind == CallerKind::FederatedProvider && is(name, Some(caller.as_str())),
                Grant::Direct,
            ),
            Self::NoCaller => None,
        }
    }
}
