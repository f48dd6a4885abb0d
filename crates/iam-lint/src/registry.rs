//! The list of all rules.

use crate::rule::Rule;
use crate::rules::FAMILIES;

/// Every rule, by family.
///
/// ```
/// assert!(iam_lint::rules().count() > 150);
/// ```
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    FAMILIES.iter().copied().flatten().copied()
}

/// The rule with this code, ignoring letter case.
///
/// ```
/// assert_eq!(iam_lint::rule("invalid_action").unwrap().code(), "INVALID_ACTION");
/// assert!(iam_lint::rule("NO_SUCH_RULE").is_none());
/// ```
#[must_use]
pub fn rule(code: &str) -> Option<&'static Rule> {
    rules().find(|rule| rule.code.eq_ignore_ascii_case(code))
}
