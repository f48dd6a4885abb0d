//! What is known about the values of a condition key.

use iam_catalog::{Catalog, GlobalKey, ValueType};

/// Whether the values are `true` and `false`, by the catalogue: a caller can't send another text.
pub(crate) fn is_boolean(key: &str) -> bool {
    let of_service = || Catalog::embedded().condition_key(key)?.value_type();
    let value_type = GlobalKey::named(key).map_or_else(of_service, |key| Some(key.value_type()));
    value_type == Some(ValueType::Bool)
}

/// How AWS writes a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TimeForm {
    /// As seconds since 1970.
    Seconds,
    /// As a date of ISO 8601.
    Date,
}

/// The form of a key's values, if it is known.
pub(crate) fn form_of_time(key: &str) -> Option<TimeForm> {
    const DATES: [&str; 2] = ["aws:CurrentTime", "aws:TokenIssueTime"];
    if key.eq_ignore_ascii_case("aws:EpochTime") {
        return Some(TimeForm::Seconds);
    }
    let mut dates = DATES.iter();
    dates
        .any(|known| known.eq_ignore_ascii_case(key))
        .then_some(TimeForm::Date)
}

/// Whether a request may contain several values. Of a service's key it is not known that it
/// doesn't.
pub(crate) fn may_be_multivalued(key: &str) -> bool {
    GlobalKey::named(key).is_none_or(GlobalKey::is_multivalued)
}

/// Global keys with values that callers choose, or that an administrator may leave empty.
const CHOSEN: [&str; 6] = [
    "aws:PrincipalTag/",
    "aws:referer",
    "aws:RequestTag/",
    "aws:ResourceTag/",
    "aws:TagKeys",
    "aws:UserAgent",
];

/// Keys that AWS sets, beside the global ones.
const SET_BY_SERVICES: [&str; 4] = [
    "aws:SourceOwner",
    "kms:CallerAccount",
    "s3:DataAccessPointAccount",
    "s3:DataAccessPointArn",
];

/// Whether AWS itself, or an identity provider in a token's subject or audience, sets the value: it
/// is absent or a name, never empty.
pub(crate) fn is_never_empty(key: &str) -> bool {
    if let Some(global) = GlobalKey::named(key) {
        return !CHOSEN.contains(&global.name());
    }
    let is_claim = key.split_once(':').is_some_and(|(provider, claim)| {
        provider.contains('.')
            && ["sub", "aud"]
                .iter()
                .any(|known| claim.eq_ignore_ascii_case(known))
    });
    is_claim
        || SET_BY_SERVICES
            .iter()
            .any(|known| known.eq_ignore_ascii_case(key))
}

#[cfg(test)]
mod tests {
    use super::{CHOSEN, is_boolean, is_never_empty};
    use iam_catalog::GlobalKey;

    #[test]
    fn types_of_keys() {
        for name in CHOSEN {
            assert!(GlobalKey::names().any(|known| known == name), "{name}");
        }
        for (key, boolean, never_empty) in [
            ("aws:securetransport", true, true),
            ("ec2:ebsoptimized", true, false),
            ("aws:PrincipalOrgID", false, true),
            ("aws:principaltag/team", false, false),
            ("s3:prefix", false, false),
            ("x:unknown", false, false),
            ("token.actions.githubusercontent.com:sub", false, true),
        ] {
            assert_eq!(is_boolean(key), boolean, "{key}");
            assert_eq!(is_never_empty(key), never_empty, "{key}");
        }
    }
}
