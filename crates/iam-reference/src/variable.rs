//! Policy variables (S6).

use crate::Result;
use crate::keys::{Keys, Value};
use crate::wildcard::Symbol;

/// A piece of policy text.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    /// A character as written, or the character of `${*}`, `${?}`, `${$}` (S6.5).
    Symbol(Symbol),
    /// `${name}` or `${name, 'default'}`.
    Variable {
        name: String,
        default: Option<String>,
    },
}

/// Text of a policy that may hold variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Template(Vec<Piece>);

impl Template {
    /// S6.1: in a 2012-10-17 document `${…}` is a variable, else it is literal text.
    /// S1.22: a malformed variable is an error.
    pub(crate) fn parse(text: &str, variables: bool) -> Result<Template> {
        let mut rest: Vec<char> = text.chars().rev().collect();
        let mut pieces = Vec::new();
        while let Some(c) = rest.pop() {
            if variables && c == '$' && rest.last() == Some(&'{') {
                rest.pop();
                pieces.push(after_brace(&mut rest).map_err(|why| format!("{why} in {text:?}"))?);
            } else {
                pieces.push(Piece::Symbol(Symbol::Written(c)));
            }
        }
        Ok(Template(pieces))
    }

    /// S1.8, S3.2: the text's parts, split at its first five colons. A colon of a variable's name
    /// or default is none of the text.
    pub(crate) fn parts(&self) -> Vec<String> {
        let mut parts = vec![String::new()];
        for piece in &self.0 {
            if is_colon(piece) && parts.len() < 6 {
                parts.push(String::new());
            } else if let Some(part) = parts.last_mut() {
                match piece {
                    Piece::Symbol(symbol) => part.push(symbol.char()),
                    Piece::Variable { name, .. } => part.push_str(&format!("${{{name}}}")),
                }
            }
        }
        parts
    }

    /// S3.4: before the fifth colon a `*` matches colons only if it ends its part; a `?` never.
    pub(crate) fn with_segments(self) -> Template {
        let mut colons = 0;
        let mut pieces = Vec::new();
        for (at, piece) in self.0.iter().enumerate() {
            let next = self.0.get(at + 1);
            if is_colon(piece) {
                colons += 1;
            }
            let ends_its_part = next.is_none_or(is_colon);
            pieces.push(match piece {
                Piece::Symbol(Symbol::Written('*')) if colons < 5 && !ends_its_part => {
                    Piece::Symbol(Symbol::WithinSegment('*'))
                }
                Piece::Symbol(Symbol::Written('?')) if colons < 5 => {
                    Piece::Symbol(Symbol::WithinSegment('?'))
                }
                other => other.clone(),
            });
        }
        Template(pieces)
    }

    /// S6.6, S6.7: the text with every variable replaced by its value, whose characters are
    /// literal; nothing if a variable has no value. Replaced once, not again.
    pub(crate) fn expand(&self, keys: &Keys) -> Option<Vec<Symbol>> {
        let mut symbols = Vec::new();
        for piece in &self.0 {
            match piece {
                Piece::Symbol(symbol) => symbols.push(*symbol),
                Piece::Variable { name, default } => {
                    let value = value_of(name, default.as_deref(), keys)?;
                    symbols.extend(value.chars().map(Symbol::Literal));
                }
            }
        }
        Some(symbols)
    }

    /// The same as text, for operators that know no wildcards.
    pub(crate) fn expand_text(&self, keys: &Keys) -> Option<String> {
        let symbols = self.expand(keys)?;
        Some(symbols.into_iter().map(Symbol::char).collect())
    }
}

/// A colon of the policy's text.
fn is_colon(piece: &Piece) -> bool {
    *piece == Piece::Symbol(Symbol::Written(':'))
}

/// S6.4, S6.6, S6.8, S6.9: the value of a variable. The default is for a key that is absent or
/// empty: a multivalued key has no value at all. An empty default is none.
fn value_of(name: &str, default: Option<&str>, keys: &Keys) -> Option<String> {
    match keys.get(name) {
        Some(Value::One(text)) if !text.is_empty() => Some(text.clone()),
        Some(Value::Many(_)) => None,
        Some(Value::One(_)) | None => default.filter(|text| !text.is_empty()).map(str::to_string),
    }
}

/// S1.22, S6.4, S6.5: what follows `${`, up to and with the closing brace. The characters still
/// to be read are in reverse order.
fn after_brace(rest: &mut Vec<char>) -> Result<Piece> {
    for literal in ['*', '?', '$'] {
        if rest.ends_with(&['}', literal]) {
            rest.pop();
            rest.pop();
            return Ok(Piece::Symbol(Symbol::Literal(literal)));
        }
    }
    let mut name = String::new();
    loop {
        match rest.pop() {
            None => return Err("variable with no closing brace".to_string()),
            Some('}') | Some(',') if name.is_empty() => {
                return Err("variable with an empty name".to_string());
            }
            Some('}') => {
                return Ok(Piece::Variable {
                    name,
                    default: None,
                });
            }
            Some(',') => break,
            Some(c) if c.is_whitespace() || matches!(c, '$' | '{' | '\'') => {
                return Err(format!("character {c:?} in a variable's name"));
            }
            Some(c) => name.push(c),
        }
    }
    while rest.last() == Some(&' ') {
        rest.pop();
    }
    if rest.pop() != Some('\'') {
        return Err("variable whose default is not quoted".to_string());
    }
    let mut default = String::new();
    loop {
        match rest.pop() {
            None => return Err("variable whose default has no closing quote".to_string()),
            Some('\'') => break,
            Some(c) => default.push(c),
        }
    }
    if rest.pop() != Some('}') {
        return Err("variable with no closing brace after its default".to_string());
    }
    Ok(Piece::Variable {
        name,
        default: Some(default),
    })
}

/// S6.10: elements in which a 2012-10-17 document may have no variable.
pub(crate) fn none_in(text: &str, variables: bool, element: &str) -> Result<()> {
    if variables && text.contains("${") {
        return Err(format!("{element}: variable in {text:?}"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        let mut keys = Keys::default();
        keys.add("aws:username", Value::One("al*ce".to_string()));
        keys.add("aws:TagKeys", Value::Many(vec!["a".to_string()]));
        keys.add("k:empty", Value::One(String::new()));
        keys
    }

    fn expanded(text: &str) -> Option<String> {
        Template::parse(text, true).unwrap().expand_text(&keys())
    }

    #[test]
    fn values_defaults_and_literals() {
        assert_eq!(expanded("${AWS:UserName}/$x"), Some("al*ce/$x".to_string()));
        assert_eq!(expanded("${*}${?}${$}"), Some("*?$".to_string()));
        assert_eq!(expanded("${no:key}"), None);
        assert_eq!(expanded("<${no:key,   'd}$'}>"), Some("<d}$>".to_string()));
        assert_eq!(expanded("${no:key, ''}"), None);
        assert_eq!(expanded("a${k:empty}"), None);
        assert_eq!(expanded("${k:empty, ''}"), None);
        assert_eq!(expanded("${k:empty, 'd'}"), Some("d".to_string()));
        assert_eq!(expanded("${aws:username, 'd'}"), Some("al*ce".to_string()));
        assert_eq!(expanded("${aws:TagKeys, 'd'}"), None);
    }

    #[test]
    fn substituted_characters_are_literal() {
        let symbols = Template::parse("*${aws:username}", true)
            .unwrap()
            .expand(&keys())
            .unwrap();
        assert_eq!(symbols[0], Symbol::Written('*'));
        assert_eq!(symbols[3], Symbol::Literal('*'));
    }

    #[test]
    fn parts_of_the_text() {
        let parts = |text: &str| Template::parse(text, true).unwrap().parts();
        assert_eq!(parts("a:b:${c:d, 'e:f'}"), ["a", "b", "${c:d}"]);
        assert_eq!(parts("a:b:c:d:e:f:g")[5], "f:g");
        assert_eq!(parts("a::"), ["a", "", ""]);
    }

    #[test]
    fn wildcards_within_segments() {
        let text = "a*:*b?:?*:${k:empty, 'x'}*:*${*}:*?:*";
        let symbols = Template::parse(text, true)
            .unwrap()
            .with_segments()
            .expand(&keys())
            .unwrap();
        let confined: String = symbols
            .iter()
            .map(|symbol| match symbol {
                Symbol::WithinSegment('*') => '-',
                Symbol::WithinSegment(_) => '.',
                other => other.char(),
            })
            .collect();
        assert_eq!(confined, "a*:-b.:.*:x*:-*:*?:*");
    }

    #[test]
    fn malformed_variables() {
        for text in [
            "${",
            "${}",
            "${a",
            "${a b}",
            "${a }",
            "${ a}",
            "${a,b}",
            "${a, 'b}",
            "${a, 'b' }",
            "${a, 'b''c'}",
            "${a$}",
            "${${a}}",
            "${a'}",
            "${, 'b'}",
            "${$, 'x'}",
            "${*",
        ] {
            assert!(Template::parse(text, true).is_err(), "{text}");
            let literal = Template::parse(text, false).unwrap();
            assert_eq!(literal.expand_text(&keys()), Some(text.to_string()));
        }
    }
}
