//! The callers and accounts named in policies, and some that no policy names.

use iam_eval::{PolicySet, Principal, PrincipalType, is_account_id};
use iam_syntax::{PrincipalArn, PrincipalEntity};
use std::collections::BTreeSet;

/// The maximum number of accounts in conditions and resources that are distinguished; those in principals
/// always are.
const MOST_ACCOUNTS: usize = 40;

#[derive(Debug)]
pub(crate) struct Named {
    pub(crate) principals: Vec<Principal>,
    pub(crate) accounts: Vec<String>,
    /// An account of callers that no policy names.
    pub(crate) account: String,
    /// Another one, for resources.
    pub(crate) other_account: String,
    /// A name of users and roles that is in no policy.
    pub(crate) name: String,
    pub(crate) anonymous: Principal,
    pub(crate) service: Option<Principal>,
}

impl Named {
    pub(crate) fn in_policies(sets: &[&PolicySet], caller: Option<&Principal>) -> Option<Self> {
        let mut principals = Vec::new();
        let mut accounts = BTreeSet::new();
        let mut known = BTreeSet::new();
        let mut sources = Vec::new();
        for policy in sets.iter().flat_map(|set| set.policies()) {
            let document = policy.document();
            if !known.insert(document.source()) {
                continue;
            }
            sources.push(document.source());
            for statement in document.statements() {
                for (kind, text) in statement.principals() {
                    if is_account_id(text) {
                        accounts.insert(text.to_owned());
                    }
                    if matches!(kind, PrincipalType::Everyone) {
                        continue;
                    }
                    principals.extend(with_sessions(text));
                }
            }
        }
        accounts.extend(
            principals
                .iter()
                .filter_map(Principal::account)
                .map(str::to_owned),
        );
        let mut others = BTreeSet::new();
        for source in &sources {
            others.extend(account_ids(source));
        }
        others.retain(|account| !accounts.contains(account));
        accounts.extend(others.into_iter().take(MOST_ACCOUNTS));
        let mut seen = BTreeSet::new();
        principals.retain(|principal| seen.insert(principal.as_str().to_owned()));
        let is_free = |text: &str| {
            let is_callers = caller.is_some_and(|caller| caller.as_str().contains(text));
            !is_callers && !sources.iter().any(|source| source.contains(text))
        };
        let mut ids = [
            "111122223333",
            "444455556666",
            "777788889999",
            "123456789012",
        ]
        .map(str::to_owned)
        .into_iter()
        .chain((0..).map(|number: u64| format!("{:012}", 200_000_000_001 + number * 7_919)))
        .filter(|id| is_free(id));
        let (account, other_account) = (ids.next()?, ids.next()?);
        let mut names = ["example".to_owned()]
            .into_iter()
            .chain((1..).map(|number: u64| format!("example-{number}")))
            .filter(|name| is_free(name));
        let name = names.next()?;
        let service = Principal::parse(&format!("{name}.amazonaws.com")).ok();
        Some(Self {
            principals,
            accounts: accounts.into_iter().collect(),
            account,
            other_account,
            name,
            anonymous: Principal::parse("*").ok()?,
            service,
        })
    }
}

/// The caller that a policy names; for a role also a session, and for a session its role: `NotPrincipal`
/// distinguishes them (S4.12).
fn with_sessions(text: &str) -> Vec<Principal> {
    let mut found: Vec<Principal> = Principal::parse(text).into_iter().collect();
    let Some(arn) = PrincipalArn::parse(text) else {
        return found;
    };
    let (partition, account) = (arn.partition, arn.account.as_str());
    let last = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    let more = match arn.entity {
        PrincipalEntity::Role(path) => {
            let name = last(path);
            format!("arn:{partition}:sts::{account}:assumed-role/{name}/example-session")
        }
        PrincipalEntity::User(path) => {
            let name = last(path);
            format!("arn:{partition}:sts::{account}:federated-user/{name}")
        }
        PrincipalEntity::AssumedRole { role, .. } => {
            format!("arn:{partition}:iam::{account}:role/{role}")
        }
        PrincipalEntity::Root
        | PrincipalEntity::FederatedUser(_)
        | PrincipalEntity::SamlProvider(_)
        | PrincipalEntity::OidcProvider(_) => return found,
    };
    found.extend(Principal::parse(&more));
    found
}

/// Sequences of exactly twelve digits in a text.
fn account_ids(text: &str) -> impl Iterator<Item = String> + '_ {
    let runs = text.split(|character: char| !character.is_ascii_digit());
    runs.filter(|run| is_account_id(run)).map(str::to_owned)
}
