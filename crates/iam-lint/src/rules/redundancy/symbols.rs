//! Texts with each policy variable as one symbol, so that the values don't matter.

/// The first character that stands for a variable: one for private use.
const FIRST: u32 = 0xE000;

/// More variables than this aren't compared.
const MOST: usize = 256;

/// A text with one character for each variable, which is added to the list if it isn't in it;
/// `None` if it has too many, one that doesn't end, or such characters of its own.
pub(super) fn symbols<'t>(text: &'t str, variables: &mut Vec<&'t str>) -> Option<String> {
    let is_private = |character: char| (0xE000..=0xF8FF).contains(&u32::from(character));
    if text.contains(is_private) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        let variable = &rest[start..];
        let variable = &variable[..=variable.find('}')?];
        let known = variables.iter().position(|known| *known == variable);
        let index = known.unwrap_or_else(|| {
            variables.push(variable);
            variables.len() - 1
        });
        if index >= MOST {
            return None;
        }
        out.push_str(&rest[..start]);
        out.push(char::from_u32(FIRST + u32::try_from(index).ok()?)?);
        rest = &rest[start + variable.len()..];
    }
    out.push_str(rest);
    Some(out)
}

/// Whether a variable always has a value: one with a default, or one that stands for a character
/// (S6.4, S6.5).
pub(super) fn is_always_present(variable: &str) -> bool {
    let is_character = matches!(variable, "${*}" | "${?}" | "${$}");
    is_character || variable.contains(", '") && !variable.contains("''")
}

#[cfg(test)]
mod tests {
    use super::{is_always_present, symbols};

    #[test]
    fn a_variable_is_one_symbol() {
        let mut variables = Vec::new();
        let text = symbols("a/${aws:b}/${c}${aws:b}", &mut variables);
        assert_eq!(text.as_deref(), Some("a/\u{E000}/\u{E001}\u{E000}"));
        assert_eq!(variables, ["${aws:b}", "${c}"]);
        assert_eq!(symbols("a/${b", &mut variables), None);
        assert_eq!(symbols("\u{E000}", &mut variables), None);
    }

    #[test]
    fn a_default_is_a_value() {
        assert!(is_always_present("${aws:username, 'x'}"));
        assert!(!is_always_present("${aws:username, ''}"));
        assert!(!is_always_present("${aws:username}"));
        assert!(is_always_present("${$}"));
    }
}
