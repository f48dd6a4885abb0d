//! One self-contained HTML page that loads nothing from a network.

use crate::form::text::is_deceptive;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;

/// Escapes text for HTML, or for an attribute value in double quotes, and cleans it as for a
/// terminal.
///
/// ```
/// use iam_report::form::html::escaped;
/// assert_eq!(escaped("<a href=\"x\">&"), "&lt;a href=&quot;x&quot;&gt;&amp;");
/// ```
#[must_use]
pub fn escaped(words: &str) -> Cow<'_, str> {
    let special = |character: char| {
        matches!(character, '&' | '<' | '>' | '"' | '\'') || is_deceptive(character)
    };
    if !words.contains(special) {
        return Cow::Borrowed(words);
    }
    let mut out = String::with_capacity(words.len() + 16);
    for character in words.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(character),
            _ if is_deceptive(character) => out.push(char::REPLACEMENT_CHARACTER),
            _ => out.push(character),
        }
    }
    Cow::Owned(out)
}

/// JSON for the content of a `script` element, which no string in it can end: `<`, `>` and `&` only
/// occur inside JSON strings, so they can be written as JSON escapes.
///
/// ```
/// use iam_report::form::html::script_json;
/// assert_eq!(script_json(r#"["</script>"]"#), r#"["\u003c/script\u003e"]"#);
/// ```
#[must_use]
pub fn script_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len() + json.len() / 64);
    for character in json.chars() {
        match character {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            _ => out.push(character),
        }
    }
    out
}

/// A content security policy that allows one script and one style, identified by their hashes, and
/// forbids everything else: no network, no form, no frame.
#[must_use]
pub fn content_security_policy(script: &str, style: &str) -> String {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text.as_bytes()));
    format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        hash(script),
        hash(style)
    )
}

/// Replaces the placeholders of a page, written `{{name}}`, by parts. Inserted text isn't searched
/// again; a placeholder without a part is left unchanged.
#[must_use]
pub fn filled(page: &str, parts: &[(&str, &str)]) -> String {
    let mut out =
        String::with_capacity(page.len() + parts.iter().map(|part| part.1.len()).sum::<usize>());
    let mut rest = page;
    while let Some((before, after)) = rest.split_once("{{") {
        out.push_str(before);
        let known = after
            .split_once("}}")
            .and_then(|(name, tail)| Some((parts.iter().find(|part| part.0 == name)?.1, tail)));
        match known {
            Some((part, tail)) => {
                out.push_str(part);
                rest = tail;
            }
            None => {
                out.push_str("{{");
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::{content_security_policy, escaped, filled, script_json};

    #[test]
    fn a_part_that_looks_like_a_placeholder_is_left_alone() {
        let page = filled("<{{a}}|{{b}}|{{c}}|{{>", &[("a", "{{b}}"), ("b", "x")]);
        assert_eq!(page, "<{{b}}|x|{{c}}|{{>");
    }

    #[test]
    fn json_in_a_script_stays_json() {
        let hostile =
            serde_json::json!(["</script><img src=x onerror=alert(1)>", "<!--", "\u{2028}&"]);
        let safe = script_json(&hostile.to_string());
        assert!(!safe.contains(['<', '>', '&', '\u{2028}']));
        let back: serde_json::Value = serde_json::from_str(&safe).unwrap();
        assert_eq!(back, hostile);
    }

    #[test]
    fn hashes_are_those_of_the_standard() {
        let policy = content_security_policy("", "abc");
        assert!(
            policy.contains("script-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='")
        );
        assert!(policy.contains("style-src 'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='"));
    }

    #[test]
    fn control_characters_do_not_reach_the_page() {
        assert_eq!(
            escaped("\u{1b}[31m'\"\u{0}\u{202E}"),
            "\u{FFFD}[31m&#39;&quot;\u{FFFD}\u{FFFD}"
        );
    }
}
