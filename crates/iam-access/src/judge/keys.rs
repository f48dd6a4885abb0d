//! The KMS keys that requests use: the accounts that may own each, and the callers for which they
//! are checked.

use super::placeholder_role;
use crate::check::{ANOTHER_ACCOUNT, KeyOwner, SubjectKey, key_owners};
use iam_account::PrincipalInput;
use iam_eval::{Policy, Principal, RequestError, Resource};

/// How many possible owners of a key are tried.
const MOST_OWNERS: usize = 16;

/// A KMS key.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Key {
    /// Its key policy.
    pub policy: Policy,
    /// Its ARN, if known. It contains the account that owns the key, and the Region to which
    /// requests go.
    pub arn: Option<String>,
    /// The account that owns it. Without it, the key policy determines which accounts may own it.
    pub account: Option<String>,
}

impl Key {
    /// A key with its policy, in an unknown account.
    #[must_use]
    pub const fn new(policy: Policy) -> Self {
        Self {
            policy,
            arn: None,
            account: None,
        }
    }

    /// A key with its policy and its ARN.
    ///
    /// ```
    /// use iam_access::judge::Key;
    /// use iam_eval::Policy;
    /// let policy = Policy::default_key_policy("aws", "111122223333")?;
    /// let key = Key::of_arn(policy.clone(), "arn:aws:kms:eu-west-1:111122223333:key/k")?;
    /// assert_eq!(key.account.as_deref(), Some("111122223333"));
    /// // Requests are authorized on the key, not on an alias of it.
    /// assert!(Key::of_arn(policy, "arn:aws:kms:eu-west-1:111122223333:alias/k").is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`RequestError`] if the text is not the ARN of a KMS key.
    pub fn of_arn(policy: Policy, arn: &str) -> Result<Self, RequestError> {
        let parts: Vec<&str> = arn.splitn(6, ':').collect();
        let is_key = matches!(
            parts.as_slice(),
            ["arn", _, "kms", region, _, name]
                if !region.is_empty() && name.strip_prefix("key/").is_some_and(|id| !id.is_empty())
        );
        let is_literal = !arn.contains(['*', '?', '$']);
        let known = Resource::parse(arn)?;
        let account = known.account().filter(|_| is_key && is_literal);
        match account {
            Some(account) => Ok(Self {
                policy,
                arn: Some(arn.to_owned()),
                account: Some(account.to_owned()),
            }),
            None => Err(RequestError::Resource(arn.into())),
        }
    }

    /// The accounts that may own it; empty if neither the user nor the key policy names one.
    pub(super) fn possible_owners(&self) -> Vec<String> {
        if let Some(account) = &self.account {
            return vec![account.clone()];
        }
        let owners = key_owners(&self.policy);
        // A policy that names more accounts doesn't determine the owner.
        match owners.len() {
            0..=MOST_OWNERS => owners,
            _ => Vec::new(),
        }
    }
}

/// A key as a principal uses it. `accounts` are those that may own one of the keys: a completely
/// unknown caller may be in each of them.
pub(super) fn key_of(
    key: &Key,
    owners: &[String],
    accounts: &[String],
    input: &PrincipalInput,
    caller: &Principal,
) -> Result<SubjectKey, RequestError> {
    let own = caller.account().unwrap_or_default().to_owned();
    let owners = match owners {
        // Its owner is not known.
        [] if input.arn.is_some() => vec![own, ANOTHER_ACCOUNT.to_owned()],
        [] => vec![own],
        known => known.to_vec(),
    };
    let mut cases = Vec::new();
    for account in owners {
        let callers = match (&input.arn, key.account.is_some()) {
            (Some(_), _) => vec![caller.clone()],
            // The owners of the keys are known: the caller is in one of these accounts, for all
            // keys.
            (None, true) if accounts.len() > 1 => {
                let roles = accounts.iter();
                let roles = roles.map(|account| placeholder_role(input, Some(account)));
                roles.collect::<Result<_, _>>()?
            }
            (None, _) => vec![placeholder_role(input, Some(&account))?],
        };
        let of_account = |caller| KeyOwner {
            account: account.clone(),
            caller,
        };
        cases.extend(callers.into_iter().map(of_account));
    }
    Ok(SubjectKey {
        arn: key.arn.clone(),
        policy: key.policy.clone(),
        owners: cases,
        owner_is_given: key.account.is_some(),
    })
}
