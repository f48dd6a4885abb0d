//! What gets into JSON from elsewhere: characters of word processors and web pages, comments,
//! Markdown, and what PowerShell writes in place of objects.

/// What is at the beginning of a text that isn't JSON's, and what is expected in its place. `None`
/// where it is no known stranger.
pub(crate) fn foreign(rest: &str) -> Option<(String, &'static str)> {
    if rest.starts_with("```") {
        let expected = "the JSON between the fences, without them";
        return Some(("a Markdown fence, ```".to_owned(), expected));
    }
    if let Some(mark) = ["//", "/*", "#"]
        .into_iter()
        .find(|mark| rest.starts_with(mark))
    {
        let found = format!("a comment, `{mark}`");
        return Some((found, "JSON without comments: remove them"));
    }
    let first = rest.chars().next()?;
    let point = u32::from(first);
    let (what, expected) = match first {
        '\'' => ("a single quote", "a double quote, `\"`"),
        '\u{2018}'..='\u{201F}' | '\u{AB}' | '\u{BB}' | '\u{2032}' | '\u{2033}' | '\u{FF02}' => (
            "a typographic quote",
            "plain quotes, `\"`, throughout: a word processor or a web page has replaced them",
        ),
        '\u{A0}' | '\u{2007}' | '\u{202F}' => {
            let expected = "a plain space: a word processor or a web page has replaced it";
            return Some((format!("a no-break space (U+{point:04X})"), expected));
        }
        '\u{1680}'
        | '\u{2000}'..='\u{200A}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{205F}'
        | '\u{3000}' => {
            let found = format!("a space that JSON doesn't have (U+{point:04X})");
            return Some((found, "a plain space"));
        }
        '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}'
        | '\u{FEFF}' => {
            let found = format!("an invisible character (U+{point:04X})");
            return Some((found, "nothing in its place"));
        }
        _ => return None,
    };
    Some((format!("{what}, `{first}` (U+{point:04X})"), expected))
}

/// What is found and expected where PowerShell's `ConvertTo-Json` wrote a string in place of an
/// object, because it goes no deeper than two levels unless it is asked to. `None` for any other
/// string.
///
/// The string is the object's type, or a hash table's members (PowerShell reference,
/// "ConvertTo-Json", `-Depth`).
pub(crate) fn cut_by_depth(string: &str) -> Option<(String, &'static str)> {
    let first = string.split_ascii_whitespace().next()?;
    let is_type = ["System.", "Amazon."]
        .iter()
        .any(|namespace| first.starts_with(namespace))
        && first
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".[]+`_".contains(&byte));
    let is_table = string.starts_with("@{");
    if !is_type && !is_table {
        return None;
    }
    let shown = match is_type {
        true => first,
        false => "@{…}",
    };
    let found = format!("`{shown}` in place of what ConvertTo-Json cut off");
    Some((found, "all of it: `ConvertTo-Json -Depth 10`"))
}

#[cfg(test)]
mod tests {
    use super::{cut_by_depth, foreign};

    #[test]
    fn strangers_are_named_with_their_code_points() {
        for (text, found) in [
            (
                "\u{201D}Version\u{201D}",
                "a typographic quote, `”` (U+201D)",
            ),
            ("\u{A0}\"Version\"", "a no-break space (U+00A0)"),
            ("\u{200B}{}", "an invisible character (U+200B)"),
            ("// role", "a comment, `//`"),
            ("'Version'", "a single quote, `'` (U+0027)"),
            ("```json", "a Markdown fence, ```"),
        ] {
            assert_eq!(
                foreign(text).map(|(found, _)| found).as_deref(),
                Some(found)
            );
        }
        for text in ["", "\"Version\"", "/", "n", "{", "é", "`"] {
            assert_eq!(foreign(text), None, "{text}");
        }
    }

    #[test]
    fn types_in_place_of_objects_are_told_from_other_strings() {
        for text in [
            "System.Object[]",
            "Amazon.IdentityManagement.Model.PolicyDetail",
            "Amazon.IdentityManagement.Model.Tag Amazon.IdentityManagement.Model.Tag",
            "System.Collections.Generic.List`1[System.String]",
            "@{PolicyName=r; PolicyDocument=System.Object[]}",
        ] {
            assert!(cut_by_depth(text).is_some(), "{text}");
        }
        for text in [
            "",
            "{}",
            "@",
            "Amazon S3",
            "arn:aws:s3:::a",
            "system.x",
            "Amazon.é",
        ] {
            assert_eq!(cut_by_depth(text), None, "{text}");
        }
    }
}
