//! The AWS CLI's shorthand for structures: `Name=value,Names=a,b,Other=c`.
//!
//! The AWS CLI's user guide describes it ("Using shorthand syntax in the AWS CLI"): members are
//! separated by commas; a value may be in quotes, in which a backslash escapes; a list is written
//! `a,b` or `[a,b]`.

use std::iter::Peekable;
use std::str::Chars;

/// A member with its values: one, unless it is a list.
pub(super) type Member = (String, Vec<String>);

/// Reads a structure; an error says what was found, and what was expected.
pub(super) fn parse(text: &str) -> Result<Vec<Member>, String> {
    let mut reader = Reader {
        rest: text.chars().peekable(),
    };
    let mut members: Vec<Member> = Vec::new();
    loop {
        let name = reader.name()?;
        if members.iter().any(|(known, _)| *known == name) {
            return Err(format!("found `{name}` a second time"));
        }
        let mut values = match reader.rest.peek() {
            Some('[') => reader.list()?,
            _ => vec![reader.value()?],
        };
        let mut goes_on = false;
        // What follows a comma is a value of a list, unless it begins the next member.
        while !goes_on && reader.take(',') {
            goes_on = reader.begins_member();
            if !goes_on {
                values.push(reader.value()?);
            }
        }
        members.push((name, values));
        if goes_on {
            continue;
        }
        return match reader.rest.next() {
            None => Ok(members),
            Some(other) => Err(format!("found `{other}`, expected a comma or the end")),
        };
    }
}

struct Reader<'a> {
    rest: Peekable<Chars<'a>>,
}

impl Reader<'_> {
    fn take(&mut self, wanted: char) -> bool {
        self.rest.next_if_eq(&wanted).is_some()
    }

    /// Whether what follows is the name of a member and `=`.
    fn begins_member(&self) -> bool {
        let mut ahead = self.rest.clone();
        let mut letters = 0_usize;
        while ahead.next_if(char::is_ascii_alphanumeric).is_some() {
            letters += 1;
        }
        letters > 0 && ahead.next() == Some('=')
    }

    fn name(&mut self) -> Result<String, String> {
        let mut name = String::new();
        while let Some(letter) = self.rest.next_if(char::is_ascii_alphanumeric) {
            name.push(letter);
        }
        match self.take('=') && !name.is_empty() {
            true => Ok(name),
            false => Err(format!(
                "found `{name}`, expected a member such as `ContextKeyName=…`"
            )),
        }
    }

    /// `[a,b]`
    fn list(&mut self) -> Result<Vec<String>, String> {
        let mut values = Vec::new();
        self.take('[');
        while !self.take(']') {
            if !values.is_empty() && !self.take(',') {
                return Err("found a list that is never closed, expected `]`".to_owned());
            }
            values.push(self.value_until(&[',', ']'])?);
        }
        Ok(values)
    }

    fn value(&mut self) -> Result<String, String> {
        self.value_until(&[','])
    }

    fn value_until(&mut self, ends: &[char]) -> Result<String, String> {
        if let Some(quote) = self.rest.next_if(|first| matches!(first, '\'' | '"')) {
            return self.quoted(quote);
        }
        let mut value = String::new();
        while let Some(letter) = self.rest.next_if(|next| !ends.contains(next)) {
            match (letter, self.rest.peek()) {
                ('\\', Some(',')) => value.extend(self.rest.next()),
                _ => value.push(letter),
            }
        }
        Ok(value)
    }

    fn quoted(&mut self, quote: char) -> Result<String, String> {
        let mut value = String::new();
        loop {
            match self.rest.next() {
                Some(end) if end == quote => return Ok(value),
                Some('\\') => match self.rest.next_if(|next| *next == quote || *next == '\\') {
                    Some(escaped) => value.push(escaped),
                    None => value.push('\\'),
                },
                Some(letter) => value.push(letter),
                None => {
                    return Err(format!(
                        "found a value that is never closed, expected `{quote}`"
                    ));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    fn members(text: &str) -> Vec<(String, String)> {
        let members = parse(text).unwrap().into_iter();
        members
            .map(|(name, values)| (name, values.join("|")))
            .collect()
    }

    #[test]
    fn structures_as_the_aws_cli_takes_them() {
        for (text, expected) in [
            ("A=1,B=2", vec![("A", "1"), ("B", "2")]),
            ("A=1,2,B=3", vec![("A", "1|2"), ("B", "3")]),
            ("A=1,B=2,3", vec![("A", "1"), ("B", "2|3")]),
            ("A=[1,2],B=x", vec![("A", "1|2"), ("B", "x")]),
            (
                "B=x,A=['a,b',\"c\\\"d\"]",
                vec![("B", "x"), ("A", "a,b|c\"d")],
            ),
            (
                "A='aws:CurrentTime',B='a=b,c'",
                vec![("A", "aws:CurrentTime"), ("B", "a=b,c")],
            ),
            ("A=a\\,b", vec![("A", "a,b")]),
            ("A=,B=", vec![("A", ""), ("B", "")]),
            ("A=x=y", vec![("A", "x=y")]),
            ("A=[]", vec![("A", "")]),
        ] {
            let expected: Vec<(String, String)> = expected
                .into_iter()
                .map(|(name, values)| (name.to_owned(), values.to_owned()))
                .collect();
            assert_eq!(members(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_structure_is_refused() {
        for text in [
            "", "A", "=1", "A=1,A=2", "A='x", "A=[1", "A=[1]x", "A='x'y", "A=1,B",
        ] {
            let parsed = parse(text);
            assert!(parsed.is_err() || text == "A=1,B", "{text}: {parsed:?}");
        }
    }
}
