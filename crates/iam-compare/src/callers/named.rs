//! The callers and accounts named in policies, and some that no policy names.

use iam_eval::{PolicySet, Principal, PrincipalType, is_account_id};
use iam_syntax::pattern::wildcard;
use iam_syntax::{PrincipalArn, PrincipalEntity};
use std::collections::BTreeSet;

/// The maximum number of accounts in conditions and resources that are distinguished; those in
/// principals always are.
const MOST_ACCOUNTS: usize = 40;

/// The maximum number of canonical users that are considered.
const MOST_CANONICAL_USERS: usize = 8;

/// The number of account IDs that are tried, to find some that no policy names.
const MOST_TRIED: u64 = 4_000;

#[derive(Debug)]
pub(crate) struct Named {
    pub(crate) principals: Vec<Principal>,
    pub(crate) accounts: Vec<String>,
    /// Those of them that no policy names: a pattern of accounts matches them.
    pub(crate) made_up_accounts: Vec<String>,
    /// Partitions other than `aws` in the ARNs of callers.
    pub(crate) partitions: Vec<String>,
    /// S4.9
    pub(crate) canonical_users: Vec<String>,
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
    /// Of the caller and the owner of resources that a question is about, none is made up.
    pub(crate) fn in_policies(
        sets: &[&PolicySet],
        caller: Option<&Principal>,
        owner: Option<&str>,
    ) -> Option<Self> {
        let mut principals = Vec::new();
        let mut accounts = BTreeSet::new();
        let mut canonical_users = BTreeSet::new();
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
                    if kind == PrincipalType::CanonicalUser {
                        canonical_users.insert(text.to_owned());
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
        let mut wild = BTreeSet::new();
        for source in &sources {
            others.extend(account_ids(source));
            wild.extend(account_patterns(source));
        }
        let patterns: Vec<Vec<u8>> = wild.iter().map(|text| wildcard::pattern(text)).collect();
        let is_listed = |id: &String| {
            accounts.contains(id) || others.contains(id) || owner == Some(id.as_str())
        };
        let made_up: BTreeSet<String> = wild
            .iter()
            .filter_map(|pattern| {
                let fitting = ('0'..='9').map(|filler| matching(pattern, filler));
                let fitting = fitting.filter(|id| is_account_id(id) && !is_listed(id));
                // One that other patterns distinguish from this one's, if possible.
                fitting.min_by_key(|id| {
                    let matches = |pattern: &&Vec<u8>| wildcard::matches(pattern, id.as_bytes());
                    patterns.iter().filter(matches).count()
                })
            })
            .collect();
        others.extend(made_up.iter().cloned());
        others.retain(|account| !accounts.contains(account));
        accounts.extend(others.into_iter().take(MOST_ACCOUNTS));
        let mut seen = BTreeSet::new();
        principals.retain(|principal| seen.insert(principal.as_str().to_owned()));
        let is_free = |text: &str| {
            let is_callers = caller.is_some_and(|caller| caller.as_str().contains(text));
            !is_callers
                && owner != Some(text)
                && !sources.iter().any(|source| source.contains(text))
        };
        let mut ids = [
            "111122223333",
            "444455556666",
            "777788889999",
            "123456789012",
        ]
        .map(str::to_owned)
        .into_iter()
        .chain(
            (0..MOST_TRIED)
                .map(|number: u64| format!("{:012}", 200_000_000_001 + number * 7_919_000_077)),
        )
        .filter(|id| is_free(id));
        let is_matched = |id: &String| {
            patterns
                .iter()
                .any(|pattern| wildcard::matches(pattern, id.as_bytes()))
        };
        // Patterns may match every account.
        let (mut unmatched, mut matched): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
        for id in ids.by_ref() {
            match is_matched(&id) {
                true => matched.push(id),
                false => unmatched.push(id),
            }
            if unmatched.len() == 2 {
                break;
            }
        }
        let mut ids = unmatched.into_iter().chain(matched);
        let (account, other_account) = (ids.next()?, ids.next()?);
        let mut names = ["example".to_owned()]
            .into_iter()
            .chain((1..).map(|number: u64| format!("example-{number}")))
            .filter(|name| is_free(name));
        let name = names.next()?;
        let service = Principal::parse(&format!("{name}.amazonaws.com")).ok();
        Some(Self {
            principals,
            made_up_accounts: made_up.into_iter().take(MOST_ACCOUNTS).collect(),
            accounts: accounts.into_iter().collect(),
            partitions: partitions(&sources),
            canonical_users: canonical_users
                .into_iter()
                .take(MOST_CANONICAL_USERS)
                .collect(),
            account,
            other_account,
            name,
            anonymous: Principal::parse("*").ok()?,
            service,
        })
    }
}

/// The caller that a policy names; for a role also a session, and for a session its role:
/// `NotPrincipal` distinguishes them (S4.12).
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

/// Patterns of accounts, with digits and wildcards, in a text: `12*`.
fn account_patterns(text: &str) -> impl Iterator<Item = String> + '_ {
    let parts = text.split([':', '"']);
    let is_pattern = |part: &&str| {
        part.contains(['*', '?'])
            && part.contains(|letter: char| letter.is_ascii_digit())
            && part
                .chars()
                .all(|letter| letter.is_ascii_digit() || matches!(letter, '*' | '?'))
    };
    parts.filter(is_pattern).map(str::to_owned)
}

/// An account that a pattern of accounts matches, if it can match any, with this digit in place of
/// wildcards.
fn matching(pattern: &str, filler: char) -> String {
    let fixed = pattern.chars().filter(|letter| *letter != '*').count();
    let mut missing = filler.to_string().repeat(12_usize.saturating_sub(fixed));
    let mut account = String::new();
    for letter in pattern.chars() {
        match letter {
            '*' => account.push_str(&std::mem::take(&mut missing)),
            '?' => account.push(filler),
            digit => account.push(digit),
        }
    }
    account
}

/// The partitions of ARNs of IAM and STS, other than `aws`; for a pattern that doesn't match `aws`,
/// one that it matches.
fn partitions(sources: &[&str]) -> Vec<String> {
    const KNOWN: [&str; 3] = ["aws-cn", "aws-us-gov", "aws-iso"];
    let mut found = BTreeSet::new();
    for start in sources
        .iter()
        .flat_map(|source| source.split("arn:").skip(1))
    {
        let mut parts = start.split('"').next().unwrap_or_default().splitn(3, ':');
        let (Some(partition), Some(service)) = (parts.next(), parts.next()) else {
            continue;
        };
        let service = wildcard::pattern(service);
        if !["iam", "sts"]
            .iter()
            .any(|of| wildcard::matches(&service, of.as_bytes()))
        {
            continue;
        }
        let pattern = wildcard::pattern(partition);
        if wildcard::matches(&pattern, b"aws") {
            continue;
        }
        match partition.contains(['*', '?']) {
            true => found.extend(
                KNOWN
                    .iter()
                    .filter(|known| wildcard::matches(&pattern, known.as_bytes()))
                    .map(|known| (*known).to_owned()),
            ),
            false => found.extend(Some(partition.to_owned())),
        }
    }
    found.into_iter().take(KNOWN.len()).collect()
}
