//! Roles that `--role` names and that one of several accounts doesn't have: the product uses a role
//! with the same name in every account of an organization.

use super::args::Args;
use super::subjects::Subjects;
use iam_access::report::AbsentRole;
use iam_eval::{CallerKind, Principal};
use std::collections::{BTreeMap, BTreeSet};

/// The names that are not patterns, with the accounts of dumps that have no role with the name
/// although another one has. A pattern may match any number of roles, including none.
pub(super) fn absent_roles(args: &Args, subjects: &Subjects) -> Vec<AbsentRole> {
    let names = args.role.iter();
    let is_name = |name: &&String| !name.contains(['*', '?', '[', ']', '{', '}', '\\', ':', '/']);
    // `--role` ignores letter case, too.
    let mut holders: BTreeMap<String, (&str, BTreeSet<String>)> = names
        .filter(is_name)
        .map(|name| name.trim())
        .map(|name| (name.to_ascii_lowercase(), (name, BTreeSet::new())))
        .collect();
    if holders.is_empty() {
        return Vec::new();
    }
    let mut accounts: BTreeSet<String> = BTreeSet::new();
    for arn in subjects.arns() {
        let Ok(principal) = Principal::parse(arn) else {
            continue;
        };
        let Some(account) = principal.account() else {
            continue;
        };
        accounts.insert(account.to_owned());
        if principal.kind() == CallerKind::Role
            && let Some((_, of_role)) = holders.get_mut(&principal.name().to_ascii_lowercase())
        {
            of_role.insert(account.to_owned());
        }
    }
    let mut absent = Vec::new();
    for (name, of_role) in holders.values() {
        // A name that no account has may be a user's, or a mistake, which is reported elsewhere.
        if of_role.is_empty() {
            continue;
        }
        let without = accounts.difference(of_role);
        absent.extend(without.map(|account| AbsentRole {
            role: (*name).to_owned(),
            account: account.clone(),
        }));
    }
    absent
}
