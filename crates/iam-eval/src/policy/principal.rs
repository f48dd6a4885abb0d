//! Whom a resource-type policy means, and how directly it names the caller (S4, S7.10).

use crate::document::{AwsPrincipal, Document, PrincipalNode, PrincipalType, Text, parse_aws};
use crate::request::{CallerKind, Principal};

/// How directly a resource-type policy names a caller, which decides what else limits the grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Grant {
    /// The caller's account: the account's own policies decide.
    Account,
    /// The role of a session, or the IAM user of a federated user: permissions boundaries and
    /// session policies limit it.
    Limited,
    /// The caller itself, or everyone.
    Direct,
}

/// One principal of a policy, ready to be compared with a caller.
#[derive(Debug)]
pub(crate) enum PrincipalMatcher {
    Everyone,
    Account {
        partition: Option<Text>,
        account: Text,
    },
    User {
        arn: Text,
        account: Text,
        name: Text,
    },
    Role {
        arn: Text,
        account: Text,
        name: Text,
    },
    /// A session or federated user: its whole ARN.
    Session(Text),
    AnyService,
    Service(Text),
    AnyProvider,
    Provider(Text),
    /// S4.9, and what is left of a deleted principal: no caller can be told to be it.
    Nobody,
}

impl PrincipalMatcher {
    pub(crate) fn compile(document: &Document, node: &PrincipalNode) -> Self {
        let text = node.value;
        let value = document.text(text);
        match (node.kind, value) {
            (PrincipalType::Everyone, _) => Self::Everyone,
            (PrincipalType::Service, "*") => Self::AnyService,
            (PrincipalType::Service, _) => Self::Service(text),
            (PrincipalType::Federated, "*") => Self::AnyProvider,
            (PrincipalType::Federated, _) => Self::Provider(text),
            (PrincipalType::CanonicalUser, _) => Self::Nobody,
            (PrincipalType::Aws, _) => match parse_aws(value) {
                Some(AwsPrincipal::Everyone) => Self::Everyone,
                Some(AwsPrincipal::Account { partition, account }) => Self::Account {
                    partition: partition.map(|partition| text.subslice(value, partition)),
                    account: text.subslice(value, account),
                },
                Some(AwsPrincipal::User { account, name }) => Self::User {
                    arn: text,
                    account: text.subslice(value, account),
                    name: text.subslice(value, name),
                },
                Some(AwsPrincipal::Role { account, name }) => Self::Role {
                    arn: text,
                    account: text.subslice(value, account),
                    name: text.subslice(value, name),
                },
                Some(AwsPrincipal::Session | AwsPrincipal::FederatedUser) => Self::Session(text),
                Some(AwsPrincipal::UniqueId) | None => Self::Nobody,
            },
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
            Self::User { arn, account, name } => match kind {
                CallerKind::User => when(is(arn, Some(caller.as_str())), Grant::Direct),
                CallerKind::FederatedUser => when(
                    is(account, caller.account()) && is(name, Some(caller.name())),
                    Grant::Limited,
                ),
                _ => None,
            },
            Self::Role { arn, account, name } => match kind {
                CallerKind::Role => when(is(arn, Some(caller.as_str())), Grant::Limited),
                // A session's ARN has no path: the role's name must do.
                CallerKind::RoleSession => when(
                    is(account, caller.account()) && is(name, Some(caller.name())),
                    Grant::Limited,
                ),
                _ => None,
            },
            Self::Session(arn) => when(is(arn, Some(caller.as_str())), Grant::Direct),
            Self::AnyService => when(kind == CallerKind::Service, Grant::Direct),
            Self::Service(name) => when(
                kind == CallerKind::Service && is(name, Some(caller.as_str())),
                Grant::Direct,
            ),
            Self::AnyProvider => when(kind == CallerKind::FederatedProvider, Grant::Direct),
            Self::Provider(name) => when(
                kind == CallerKind::FederatedProvider && is(name, Some(caller.as_str())),
                Grant::Direct,
            ),
            Self::Nobody => None,
        }
    }
}
