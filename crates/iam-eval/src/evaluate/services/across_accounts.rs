//! The actions that services refuse across accounts, regardless of the policies (S8.10–S8.12):
//! dated data.
//!
//! An action that is not listed is decided by the policies: an outdated list may allow what the
//! service has since started to refuse, as the engine did without the list.

pub(super) mod lists;

use crate::request::Action;
use iam_syntax::text::fold;

/// The actions that a service refuses to callers of other accounts than the resource's.
#[derive(Debug)]
pub(crate) struct AcrossAccounts {
    /// The service as AWS's guides write it.
    pub(crate) service: &'static str,
    /// The source of the list, and its date.
    pub(crate) source: &'static str,
    refused: Refused,
}

#[derive(Debug)]
enum Refused {
    Only(&'static [Name]),
    AllBut(&'static [Name]),
}

/// An action's name, with its first eight bytes in lower case, which differ for most names.
#[derive(Debug, Clone, Copy)]
pub(super) struct Name {
    word: u64,
    text: &'static str,
}

impl Name {
    pub(super) fn text(&self) -> &'static str {
        self.text
    }
}

impl AcrossAccounts {
    /// The actions in the list: those that are refused, or those that aren't.
    pub(super) fn named(&self) -> &'static [Name] {
        match self.refused {
            Refused::Only(names) | Refused::AllBut(names) => names,
        }
    }

    /// Whether an action of the service is refused.
    pub(super) fn refuses(&self, action: &Action<'_>) -> bool {
        match self.refused {
            Refused::Only(names) => is_among(names, action),
            Refused::AllBut(names) => !is_among(names, action),
        }
    }
}

/// Searches a list that [`names`] has sorted.
#[inline]
#[expect(
    clippy::indexing_slicing,
    reason = "`partition_point` is at most the length"
)]
pub(super) fn is_among(names: &[Name], action: &Action<'_>) -> bool {
    let from = names.partition_point(|name| name.word < action.name_word);
    let mut begin_alike = names[from..]
        .iter()
        .take_while(|name| name.word == action.name_word);
    begin_alike.any(|name| action.name().eq_ignore_ascii_case(name.text.as_bytes()))
}

/// A list sorted by the names' first bytes.
#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "evaluated at compile time, where it would fail"
)]
pub(super) const fn names<const N: usize>(texts: [&'static str; N]) -> [Name; N] {
    let mut names = [const { Name { word: 0, text: "" } }; N];
    let mut at = 0;
    while at < N {
        let name = Name {
            word: fold::first_word_folded_const(texts[at].as_bytes()),
            text: texts[at],
        };
        let mut place = at;
        while place > 0 && names[place - 1].word > name.word {
            names[place] = names[place - 1];
            place -= 1;
        }
        names[place] = name;
        at += 1;
    }
    names
}

#[cfg(test)]
mod tests {
    use super::lists::{
        BACKUP, CLOUDHSM, DYNAMODB, KINESIS, KMS, LAMBDA, PAYMENT_CRYPTOGRAPHY, S3, S3_OUTPOSTS,
        S3EXPRESS, SECRETS_MANAGER, SES, SQS, SSM, WELL_ARCHITECTED,
    };
    use super::*;

    #[test]
    fn each_list_is_whole() {
        for (list, prefix, count) in [
            (&KMS, "kms", 33),
            (&CLOUDHSM, "cloudhsm", 16),
            (&SQS, "sqs", 12),
            (&PAYMENT_CRYPTOGRAPHY, "payment-cryptography", 18),
            (&S3EXPRESS, "s3express", 23),
            (&S3, "s3", 4),
            (&DYNAMODB, "dynamodb", 46),
            (&S3_OUTPOSTS, "s3-outposts", 4),
            (&KINESIS, "kinesis", 1),
            (&SECRETS_MANAGER, "secretsmanager", 3),
            (&SSM, "ssm", 1),
            (&SES, "ses", 8),
            (&WELL_ARCHITECTED, "wellarchitected", 3),
        ] {
            let Refused::Only(names) = list.refused else {
                panic!("{prefix}: a list");
            };
            assert_eq!(names.len(), count, "{prefix}");
            for name in names {
                for text in [
                    format!("{prefix}:{}", name.text),
                    format!("{prefix}:{}", name.text.to_lowercase()),
                ] {
                    assert!(list.refuses(&Action::new(&text).unwrap()), "{text}");
                }
                let longer = format!("{prefix}:{}s", name.text);
                let is_another = names
                    .iter()
                    .any(|other| longer.ends_with(&format!(":{}", other.text)));
                assert_eq!(
                    list.refuses(&Action::new(&longer).unwrap()),
                    is_another,
                    "{longer}"
                );
                let same = names.iter().filter(|other| other.text == name.text);
                assert_eq!(same.count(), 1, "{}", name.text);
            }
        }
        assert!(!BACKUP.refuses(&Action::new("backup:copyintobackupvault").unwrap()));
        assert!(BACKUP.refuses(&Action::new("backup:CopyFromBackupVault").unwrap()));
        assert!(!LAMBDA.refuses(&Action::new("lambda:invokefunction").unwrap()));
        assert!(!LAMBDA.refuses(&Action::new("lambda:GetLayerVersion").unwrap()));
        assert!(LAMBDA.refuses(&Action::new("lambda:AddPermission").unwrap()));
    }
}
