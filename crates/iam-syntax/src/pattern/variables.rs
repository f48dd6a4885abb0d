//! The grammar of policy variables: `${key}`, `${key, 'default'}`, `${*}`, `${?}`, `${$}` (S6.4,
//! S6.5, S1.22).

/// A piece of a text that may contain variables.
///
/// Not `#[non_exhaustive]`: code that substitutes variables has to handle a new kind of piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Text, in which `*` and `?` have the meaning that they have in the surrounding text.
    Text(&'a str),
    /// S6.5: one literal character.
    Literal(&'a str),
    /// The value of a condition key.
    Variable {
        /// The condition key.
        name: &'a str,
        /// The default, without its quotes.
        default: Option<&'a str>,
    },
}

/// A `${…}` that is not a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Malformed {
    /// Its offset in the text, in bytes.
    pub offset: u32,
    /// What was found.
    pub found: &'static str,
    /// What was expected.
    pub expected: &'static str,
}

/// The offset of the first variable.
#[inline]
pub fn find(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'$', bytes).find(|at| bytes.get(at.saturating_add(1)) == Some(&b'{'))
}

/// The pieces of a text, in order, up to the first malformed one.
pub fn pieces(text: &str) -> impl Iterator<Item = Result<Piece<'_>, Malformed>> {
    let mut at = 0;
    let mut failed = false;
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|rest| !rest.is_empty() && !failed)?;
        match find(rest) {
            Some(0) => match variable(rest) {
                Ok((piece, length)) => {
                    at = at.saturating_add(length);
                    Some(Ok(piece))
                }
                Err((found, expected)) => {
                    failed = true;
                    let offset = u32::try_from(at).unwrap_or(u32::MAX);
                    Some(Err(Malformed {
                        offset,
                        found,
                        expected,
                    }))
                }
            },
            next => {
                let length = next.unwrap_or(rest.len());
                at = at.saturating_add(length);
                rest.get(..length).map(|text| Ok(Piece::Text(text)))
            }
        }
    })
}

/// The variable at the start of `text`, and its length.
fn variable(text: &str) -> Result<(Piece<'_>, usize), (&'static str, &'static str)> {
    const BRACE: &str = "a closing brace: `${key}`";
    let inner = text.get(2..).unwrap_or_default();
    let end_of_name = inner.find(['}', ',']);
    let (name, after_name) = end_of_name
        .and_then(|end| inner.split_at_checked(end))
        .ok_or(("a policy variable that is never closed", BRACE))?;
    let length_before = |after: &str| text.len().saturating_sub(after.len());
    let closed = after_name.strip_prefix('}').map(length_before);
    if let Some(length) = closed
        && matches!(name, "*" | "?" | "$")
    {
        return Ok((Piece::Literal(name), length));
    }
    if name.is_empty() {
        return Err(("an empty policy variable", "a key: `${aws:username}`"));
    }
    if name.contains(char::is_whitespace) {
        return Err((
            "a space in a policy variable",
            "a key without spaces: `${aws:username}`",
        ));
    }
    if name.contains(['$', '{', '\'']) {
        return Err(("a policy variable that is never closed", BRACE));
    }
    if let Some(length) = closed {
        let default = None;
        return Ok((Piece::Variable { name, default }, length));
    }
    let after_comma = after_name.strip_prefix(',').unwrap_or_default();
    let default = after_comma.trim_start_matches(' ').strip_prefix('\'');
    let (default, after) = default.and_then(|quoted| quoted.split_once('\'')).ok_or((
        "a default value without quotes",
        "a default in single quotes: `${key, 'text'}`",
    ))?;
    let after = after.strip_prefix('}').ok_or((
        "a policy variable that is never closed",
        "a closing brace after the default",
    ))?;
    let default = Some(default);
    Ok((Piece::Variable { name, default }, length_before(after)))
}

#[cfg(test)]
mod tests {
    use super::{Piece, pieces};

    #[test]
    fn variables_defaults_and_literals() {
        let text = "a${k:x/y}b${*}${t, 'd}*'}$${$}";
        let found: Vec<_> = pieces(text).map(Result::unwrap).collect();
        assert_eq!(
            found,
            [
                Piece::Text("a"),
                Piece::Variable {
                    name: "k:x/y",
                    default: None
                },
                Piece::Text("b"),
                Piece::Literal("*"),
                Piece::Variable {
                    name: "t",
                    default: Some("d}*")
                },
                Piece::Text("$"),
                Piece::Literal("$"),
            ]
        );
    }

    #[test]
    fn malformed_variables_are_found() {
        for text in [
            "${", "${a", "${}", "${a b}", "${a, b}", "${a, 'b}", "${a, 'b'", "${a${b}}", "x${ a}",
            "${,'d'}",
        ] {
            assert!(pieces(text).any(|piece| piece.is_err()), "{text}");
        }
    }
}
