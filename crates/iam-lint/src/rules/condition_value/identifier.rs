//! IDs of resources: a prefix, and 8 or 17 letters and digits.

use crate::policy::{Condition, is_open};
use crate::report::Report;
use iam_syntax::text::mistake::quoted;

pub(super) fn check_identifiers(
    condition: &Condition<'_>,
    key: &str,
    prefix: &str,
    report: &mut Report,
) {
    let operator = condition.operator;
    let compares = operator.is_string_like() || operator.is_string_equals();
    if !condition.key.is(key) || !compares {
        return;
    }
    // Without wildcards in the operator, `*` is a character that no ID has.
    let is_open = |text: &str| match operator.takes_wildcards() {
        true => is_open(text),
        false => text.contains("${"),
    };
    for value in condition.values.iter().filter(|value| !is_open(value.text)) {
        let is_id = value.text.strip_prefix(prefix).is_some_and(|id| {
            matches!(id.len(), 8 | 17) && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
        });
        if !is_id {
            let message = format!(
                "{} is not an ID of the form `{prefix}…`",
                quoted(value.text)
            );
            report
                .find(value.span, value.text, message)
                .help(format!("write `{prefix}` and 8 or 17 letters and digits"));
        }
    }
}
