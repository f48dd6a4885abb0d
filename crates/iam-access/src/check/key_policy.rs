//! Determines the account that owns the key of a key policy.

use iam_eval::{Action, CallerKind, Effect, Policy, Principal};
use std::collections::BTreeSet;

/// The accounts that may own the key, according to its policy; empty if it names no account. The
/// order of statements is irrelevant.
///
/// AWS KMS refuses `kms:PutKeyPolicy` across accounts, and refuses a policy that cannot be replaced
/// by anyone: the owner is one of the accounts whose root user the policy allows to replace it (AWS
/// KMS Developer Guide, "Default key policy"; KMS API Reference, PutKeyPolicy). If there is none,
/// it is one of the accounts whose roles and users may replace it, or otherwise one of all named
/// accounts.
pub(crate) fn owners(policy: &Policy) -> Vec<String> {
    let [mut by_root, mut by_others, mut named] = [const { BTreeSet::new() }; 3];
    let put = Action::new("kms:PutKeyPolicy").ok();
    for (index, statement) in policy.document().statements().enumerate() {
        if statement.effect() != Effect::Allow {
            continue;
        }
        let replaces = put
            .as_ref()
            .is_some_and(|put| policy.names_action(index, put));
        let principals = statement
            .principals()
            .filter(|_| !statement.is_not_principal());
        for (_, value) in principals {
            let Some((account, is_root)) = account_of(value) else {
                continue;
            };
            if replaces && is_root {
                by_root.insert(account.clone());
            } else if replaces {
                by_others.insert(account.clone());
            }
            named.insert(account);
        }
        for condition in statement.conditions() {
            if condition.key().eq_ignore_ascii_case("kms:CallerAccount") {
                let accounts = condition
                    .values()
                    .filter(|value| iam_eval::is_account_id(value));
                named.extend(accounts.map(str::to_owned));
            }
        }
    }
    let mut found = [by_root, by_others, named].into_iter();
    let found = found.find(|accounts| !accounts.is_empty());
    found.unwrap_or_default().into_iter().collect()
}

/// The account of a principal, and whether the principal is the account as a whole.
fn account_of(value: &str) -> Option<(String, bool)> {
    match Principal::parse(value) {
        Ok(principal) => {
            let is_root = principal.kind() == CallerKind::Root;
            principal
                .account()
                .map(|account| (account.to_owned(), is_root))
        }
        Err(_) => iam_eval::is_account_id(value).then(|| (value.to_owned(), true)),
    }
}

#[cfg(test)]
mod tests {
    use super::owners;
    use iam_eval::{Policy, PolicyKind};

    /// `principal actions`, one statement per line.
    fn of(statements: &str) -> Vec<String> {
        let statements = statements.lines().map(|line| {
            let (principal, action) = line.trim().split_once(' ').unwrap();
            format!(
                r#"{{"Effect": "Allow", "Action": "{action}", "Resource": "*", "Principal": {{"AWS": "{principal}"}}}}"#
            )
        });
        let statements = statements.collect::<Vec<_>>();
        let parse = |statements: &[String]| {
            let text = format!(
                r#"{{"Version": "2012-10-17", "Statement": [{}]}}"#,
                statements.join(",")
            );
            owners(&Policy::parse(PolicyKind::Resource, "key.json", &text).unwrap())
        };
        let mut backwards = statements.clone();
        backwards.reverse();
        assert_eq!(parse(&statements), parse(&backwards));
        parse(&statements)
    }

    #[test]
    fn the_owner_is_the_account_that_may_replace_the_policy() {
        const A: &str = "111122223333";
        const B: &str = "444455556666";
        for (statements, owners) in [
            ("arn:aws:iam::111122223333:root kms:*", vec![A]),
            ("111122223333 kms:Put*\n444455556666 kms:Decrypt", vec![A]),
            (
                "arn:aws:iam::444455556666:root kms:*\narn:aws:iam::111122223333:role/r kms:*",
                vec![B],
            ),
            (
                "arn:aws:iam::444455556666:root kms:*\narn:aws:iam::111122223333:root kms:*",
                vec![A, B],
            ),
            (
                "arn:aws:iam::111122223333:role/admin kms:*\narn:aws:iam::444455556666:root kms:Encrypt",
                vec![A],
            ),
            ("arn:aws:iam::111122223333:role/r kms:Decrypt", vec![A]),
            ("* kms:*", vec![]),
        ] {
            assert_eq!(of(statements), owners, "{statements}");
        }
    }
}
