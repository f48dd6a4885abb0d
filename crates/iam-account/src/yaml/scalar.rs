//! What plain scalars mean, in YAML 1.1 and in 1.2.

/// A plain scalar that isn't just text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plain {
    Null,
    Boolean(bool),
    /// The two versions take it for different values, or write it otherwise than it is written.
    Ambiguous,
}

/// What a plain scalar means; `None` for text. Numbers are text as they are written, where both
/// versions would write them so again: in policies, a number and its text mean the same (S1.12).
pub(super) fn plain(text: &str) -> Option<Plain> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Some(Plain::Null),
        "true" | "True" | "TRUE" => Some(Plain::Boolean(true)),
        "false" | "False" | "FALSE" => Some(Plain::Boolean(false)),
        _ => (is_boolean_of_old(text) || is_unusual_number(text)).then_some(Plain::Ambiguous),
    }
}

/// Booleans of YAML 1.1 alone.
fn is_boolean_of_old(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let is_one = matches!(lower.as_str(), "y" | "n" | "yes" | "no" | "on" | "off");
    let first = text.get(..1).unwrap_or_default();
    let rest = text.get(1..).unwrap_or_default();
    let is_cased = text == lower || text == text.to_ascii_uppercase() || {
        first == first.to_ascii_uppercase() && rest == rest.to_ascii_lowercase()
    };
    is_one && is_cased
}

/// A number in either version that isn't written as both would write it.
fn is_unusual_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_plus = text.starts_with('+');
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let leads_with_zero = |text: &str| text.len() > 1 && text.starts_with('0');
    if matches!(
        unsigned,
        ".inf" | ".Inf" | ".INF" | ".nan" | ".NaN" | ".NAN"
    ) {
        return true;
    }
    let bytes = unsigned.as_bytes();
    let begins = match bytes {
        [b'.', second, ..] => second.is_ascii_digit(),
        [first, ..] => first.is_ascii_digit(),
        [] => false,
    };
    if !begins {
        return false;
    }
    if is_digits(unsigned) {
        return is_plus || leads_with_zero(unsigned) || unsigned == "0" && text != "0";
    }
    if let [b'0', b'x' | b'o' | b'b', digits @ ..] = bytes {
        return digits
            .iter()
            .all(|byte| byte.is_ascii_hexdigit() || *byte == b'_');
    }
    let plain: String = unsigned.chars().filter(|one| *one != '_').collect();
    if plain.contains(':') {
        let is_part = |part: &str| is_digits(&part.replacen('.', "", 1));
        return plain.split(':').all(is_part);
    }
    let is_of_number = |byte: u8| byte.is_ascii_digit() || b".eE+-".contains(&byte);
    if !plain.bytes().all(is_of_number) || plain.parse::<f64>().is_err() {
        return false;
    }
    // What is left is a decimal fraction, an exponent, or has underscores.
    let Some((whole, fraction)) = unsigned.split_once('.') else {
        return true;
    };
    let is_usual = is_digits(whole)
        && !leads_with_zero(whole)
        && is_digits(fraction)
        && !fraction.ends_with('0')
        && fraction.len() + whole.len() < 16;
    is_plus || !is_usual
}
