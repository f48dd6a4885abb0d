//! String, Bool and ARN operators: those that support variables (S6.3). A variable without a value
//! makes the policy's value match nothing (S6.6).

use crate::arn;
use crate::keys::Keys;
use crate::variable::Template;
use crate::wildcard;

/// S5.3: exactly equal; a `*` is a literal `*`.
pub(super) fn equals(given: &str, template: &Template, keys: &Keys) -> bool {
    template.expand_text(keys).is_some_and(|text| text == given)
}

/// S5.3: equal, ignoring letter case.
pub(super) fn equals_ignoring_case(given: &str, template: &Template, keys: &Keys) -> bool {
    let lower = |text: &str| -> Vec<char> { text.chars().flat_map(char::to_lowercase).collect() };
    template
        .expand_text(keys)
        .is_some_and(|text| lower(&text) == lower(given))
}

/// S5.4: with `*` and `?`.
pub(super) fn like(given: &str, template: &Template, keys: &Keys) -> bool {
    template
        .expand(keys)
        .is_some_and(|pattern| wildcard::matches(&pattern, given))
}

/// S5.7, S6.11: both are `true` or both are `false`, ignoring letter case.
pub(super) fn equal_booleans(given: &str, template: &Template, keys: &Keys) -> bool {
    let boolean = |text: &str| match text.to_ascii_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    };
    let wanted = template.expand_text(keys).and_then(|text| boolean(&text));
    wanted.is_some() && wanted == boolean(given)
}

/// S5.10: the six parts one by one. Variables are replaced first, then the pattern is split.
pub(super) fn arn_like(given: &str, template: &Template, keys: &Keys) -> bool {
    match (template.expand(keys), arn::split(given)) {
        (Some(pattern), Some(parts)) => arn::parts_match(&arn::split_pattern(&pattern), &parts),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::Value;

    type Operator = fn(&str, &Template, &Keys) -> bool;

    fn holds(operator: Operator, given: &str, value: &str) -> bool {
        let mut keys = Keys::default();
        keys.add("k:v", Value::One("us-east-1:1".to_string()));
        keys.add("k:star", Value::One("*".to_string()));
        operator(given, &Template::parse(value, true).unwrap(), &keys)
    }

    #[test]
    fn strings() {
        assert!(holds(equals, "*", "*"));
        assert!(!holds(equals, "a", "*"));
        assert!(holds(equals, "<*>", "<${k:star}>"));
        assert!(!holds(equals, "", "${k:none}"));
        assert!(holds(
            equals_ignoring_case,
            "STRASSE\u{C4}",
            "strasse\u{E4}"
        ));
        assert!(!holds(equals_ignoring_case, "a", "b"));
        assert!(holds(like, "a/b", "a*"));
        assert!(!holds(like, "ab", "a${k:star}"));
        assert!(holds(like, "a*b", "a${*}?"));
    }

    #[test]
    fn booleans() {
        assert!(holds(equal_booleans, "TRUE", "true"));
        assert!(!holds(equal_booleans, "true", "false"));
        assert!(!holds(equal_booleans, "yes", "yes"));
    }

    #[test]
    fn arns() {
        let given = "arn:aws:sns:us-east-1:1:topic:x";
        assert!(holds(arn_like, given, "arn:aws:sns:*:*:topic*"));
        assert!(holds(arn_like, given, "arn:aws:sns:${k:v}:topic:x"));
        assert!(!holds(arn_like, given, "arn:aws:sns:*"));
        assert!(!holds(arn_like, given, "arn:aws:sns:*:topic:x"));
        assert!(!holds(arn_like, given, "arn:aws:sns:${k:star}:1:topic:x"));
        assert!(!holds(arn_like, "topic", "*"));
    }
}
