//! Unique ids of IAM.

use crate::policy::Principal;

/// Whether a principal is an id such as `AROAEXAMPLEID12345678`.
pub(super) fn is_unique_id(principal: &Principal<'_>, prefix: &str) -> bool {
    let text = principal.text.value;
    let is_id = text
        .bytes()
        .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    text.starts_with(prefix) && text.len() >= 16 && is_id
}
