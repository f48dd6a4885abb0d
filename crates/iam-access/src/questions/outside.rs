//! Callers outside of the accounts that were read: which keys of their requests have the same
//! effect in the conditions of some policies for all of them.
//!
//! A value then stands for all that the key may have, so that a condition which none of them meets
//! excludes them. Accounts that the conditions name are asked about one by one.

use super::Accounts;
use crate::check::ANOTHER_ACCOUNT;
use iam_eval::{Condition, Context, Policy, is_account_id};
use std::collections::BTreeSet;

const ACCOUNT: &str = "aws:PrincipalAccount";
const ARN: &str = "aws:PrincipalArn";
const USER_ID: &str = "aws:userid";
/// The caller's account, of the requests to AWS KMS.
const CALLER_ACCOUNT: &str = "kms:CallerAccount";
const OWNER: &str = "aws:ResourceAccount";

/// The policies whose conditions callers must meet.
pub(super) struct Outside<'a> {
    accounts: &'a Accounts<'a>,
    policies: Vec<&'a Policy>,
    /// The account of the resources, if it is known.
    owner: Option<&'a str>,
    /// True if it is one of those that were read.
    owner_is_own: bool,
}

impl<'a> Outside<'a> {
    pub(super) fn new(
        accounts: &'a Accounts<'a>,
        policies: impl Iterator<Item = &'a Policy>,
        owner: Option<&'a str>,
    ) -> Self {
        Self {
            accounts,
            policies: policies.collect(),
            owner,
            owner_is_own: owner.is_some_and(|owner| accounts.accounts.contains(owner)),
        }
    }

    /// The accounts that conditions on the caller's account or ARN name, without those that were
    /// read.
    pub(super) fn named_accounts(&self) -> Vec<String> {
        let mut found = BTreeSet::new();
        self.conditions(|condition| {
            let is = |key: &str| condition.key().eq_ignore_ascii_case(key);
            for value in condition.values() {
                let account = match is(ARN) {
                    true => value.split(':').nth(4),
                    false => Some(value).filter(|_| is(ACCOUNT) || is(CALLER_ACCOUNT)),
                };
                let is_other = |account: &&str| {
                    is_account_id(account) && !self.accounts.accounts.contains(*account)
                };
                found.extend(account.filter(is_other).map(str::to_owned));
            }
        });
        found.into_iter().collect()
    }

    /// What is known of the requests of all callers of an account; or of all accounts that are
    /// neither read nor named, for which [`ANOTHER_ACCOUNT`] stands.
    pub(super) fn context(&self, context: Context, account: &str) -> Context {
        let is_any = account == ANOTHER_ACCOUNT;
        let arn = format!("arn:aws:iam::{account}:role/any");
        let is_named = is_any && self.named_accounts().iter().any(|named| named == account);
        let keys = [
            (ACCOUNT, account.to_owned()),
            (CALLER_ACCOUNT, account.to_owned()),
            (ARN, arn),
            (USER_ID, "AROA:any".to_owned()),
        ];
        let mut known = context;
        let is_given = |known: &Context, key: &str| {
            let mut given = known.keys();
            given.any(|given| given.eq_ignore_ascii_case(key))
        };
        for (key, value) in keys {
            // The account of a caller is certain where only one is meant.
            let is_exact = !is_any && key == ACCOUNT;
            let is_known = !is_named && (is_exact || self.is_decided(key, account));
            if is_known && !is_given(&known, key) {
                known = known.with(key, value);
            }
        }
        // The engine derives no key from an unknown caller, nor this one from the resource.
        match self.owner.filter(|_| !is_given(&known, OWNER)) {
            Some(owner) => known.with(OWNER, owner),
            None => known,
        }
    }

    /// Whether the policies say the same of every value that a key may have.
    fn is_decided(&self, key: &str, account: &str) -> bool {
        let variable = ["${", &key.to_ascii_lowercase()].concat();
        let mut is_decided = true;
        self.conditions(|condition| {
            let is_asked = condition.key().eq_ignore_ascii_case(key);
            let is_variable = |value: &str| value.to_ascii_lowercase().contains(&variable);
            is_decided &= match is_asked {
                true => self.is_condition_decided(condition, key, account),
                // The owner is none of these accounts.
                false if key == ACCOUNT && condition.key().eq_ignore_ascii_case(OWNER) => {
                    self.owner_is_own || !condition.values().any(is_variable)
                }
                false => !condition.values().any(is_variable),
            };
        });
        let statements = self.policies.iter();
        let mut statements = statements.flat_map(|policy| policy.document().statements());
        is_decided
            && !statements.any(|statement| {
                let resources = statement.resources();
                let mut resources = resources.iter().flat_map(|resources| resources.values());
                resources.any(|value| value.to_ascii_lowercase().contains(&variable))
            })
    }

    fn is_condition_decided(&self, condition: &Condition<'_>, key: &str, account: &str) -> bool {
        let operator = condition.operator();
        let (qualifier, operator) = match operator.split_once(':') {
            Some((qualifier, operator)) => (qualifier, operator),
            None => ("", operator.as_str()),
        };
        let base = operator.trim_end_matches("IfExists");
        // Anonymous callers have an account (S9.2), but neither an ARN nor an ID; and requests to
        // services other than AWS KMS have no key of it.
        let is_always_there = key == ACCOUNT;
        let depends_on_presence =
            base.len() < operator.len() || base == "Null" || qualifier == "ForAllValues";
        if depends_on_presence && !is_always_there {
            return false;
        }
        let is_of_arns = base.starts_with("Arn");
        let has_wildcards = is_of_arns || base.ends_with("Like");
        match base {
            "Null" => true,
            "StringEquals"
            | "StringNotEquals"
            | "StringEqualsIgnoreCase"
            | "StringNotEqualsIgnoreCase"
            | "StringLike"
            | "StringNotLike"
            | "ArnEquals"
            | "ArnLike"
            | "ArnNotEquals"
            | "ArnNotLike" => condition.values().all(|value| {
                let is_open = has_wildcards && value.contains(['*', '?']);
                match key {
                    ARN => self.is_arn_decided(value, is_of_arns, is_open, account),
                    USER_ID => self.is_id_of_own(value, has_wildcards),
                    _ => self.is_account_decided(value, is_open),
                }
            }),
            _ => false,
        }
    }

    /// The value is another account, none at all, or every one.
    fn is_account_decided(&self, value: &str, is_open: bool) -> bool {
        match value {
            "*" => true,
            value if value.eq_ignore_ascii_case("${aws:ResourceAccount}") => self.owner_is_own,
            value => !is_open && !value.contains('$') && !value.eq_ignore_ascii_case("anonymous"),
        }
    }

    /// The ARN is of another account.
    fn is_arn_decided(&self, value: &str, is_of_arns: bool, is_open: bool, account: &str) -> bool {
        if value.contains('$') {
            return false;
        }
        let parts: Vec<&str> = value.splitn(6, ':').collect();
        let [arn, partition, service, region, of, _] = parts.as_slice() else {
            // A text that isn't an ARN, and could only be matched by one with wildcards.
            return !is_open;
        };
        let before = [arn, partition, service, region];
        // Under the operators of texts a wildcard matches colons.
        let is_plain = is_of_arns || !before.iter().any(|part| part.contains(['*', '?']));
        is_plain && is_account_id(of) && *of != account
    }

    /// The value is the ID of one of the principals that were read, or of one of its sessions.
    fn is_id_of_own(&self, value: &str, has_wildcards: bool) -> bool {
        let id = value.split(':').next().unwrap_or_default();
        let is_literal = !has_wildcards || !id.contains(['*', '?']);
        let own = self.accounts.callers.iter();
        let mut own = own.filter_map(|caller| caller.input.unique_id.as_deref());
        is_literal && (self.accounts.accounts.contains(id) || own.any(|own| own == id))
    }

    fn conditions(&self, mut each: impl FnMut(&Condition<'_>)) {
        for document in self.policies.iter().map(|policy| policy.document()) {
            for statement in document.statements() {
                statement
                    .conditions()
                    .for_each(|condition| each(&condition));
            }
        }
    }
}
