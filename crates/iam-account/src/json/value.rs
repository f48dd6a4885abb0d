//! Values whose text is in memory, each with its position in its input.

use super::string::decoded;
use super::{Read, Reader};
use crate::location::Extent;
use crate::problem::{Problem, code, second_time};
use iam_eval::Position;

/// A JSON value, as written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Value<'a> {
    /// The name of its input in messages.
    pub(crate) name: &'a str,
    /// The value's text, without surrounding white space.
    pub(crate) text: &'a str,
    /// Its extent in the input.
    pub(crate) start: Position,
}

/// The members of an object, in order.
#[derive(Debug)]
pub(crate) struct Members<'a>(Vec<(String, Value<'a>)>);

impl<'a> Value<'a> {
    /// The values in a text, in order.
    pub(crate) fn all_in(name: &'a str, text: &'a str) -> Read<Vec<Self>> {
        let whole = Self {
            name,
            text,
            start: Position::START,
        };
        let mut reader = whole.reader();
        let mut values = Vec::new();
        while reader.peek()?.is_some() {
            values.push(whole.part(reader.extent()?));
        }
        Ok(values)
    }

    pub(crate) fn reader(self) -> Reader<'a> {
        Reader::of_text(self.name, self.text, self.start)
    }

    /// A value inside this one, given its extent from a reader of this one's text.
    fn part(self, extent: Extent) -> Self {
        let start = usize::try_from(extent.offset).unwrap_or(usize::MAX);
        let length = usize::try_from(extent.length).unwrap_or(usize::MAX);
        let text = self.text.get(start..start.saturating_add(length));
        Self {
            text: text.unwrap_or_default(),
            start: extent.start,
            ..self
        }
    }

    /// The members of an object, possibly with duplicates: see [`Members::once`].
    pub(crate) fn members(self, expected: &str) -> Read<Members<'a>> {
        let mut members = Vec::new();
        self.reader().object(expected, |reader, name| {
            members.push((name, self.part(reader.extent()?)));
            Ok(())
        })?;
        Ok(Members(members))
    }

    /// The members of an object, each of which must occur once.
    pub(crate) fn object(self, expected: &str) -> Read<Members<'a>> {
        let members = self.members(expected)?;
        members.once()?;
        Ok(members)
    }

    /// The elements of an array; `null` has none.
    pub(crate) fn elements(self) -> Read<Vec<Self>> {
        let mut elements = Vec::new();
        self.reader().array("an array", |reader| {
            elements.push(self.part(reader.extent()?));
            Ok(())
        })?;
        Ok(elements)
    }

    /// The content of a string.
    pub(crate) fn string(self, expected: &str) -> Read<String> {
        if !self.is_string() {
            return Err(self.reader().unexpected(expected));
        }
        decoded(self.name, self.text, self.start, expected)
    }

    pub(crate) fn is_string(self) -> bool {
        self.text.starts_with('"')
    }

    pub(crate) fn is_array(self) -> bool {
        self.text.starts_with('[')
    }

    pub(crate) fn is_null(self) -> bool {
        self.text == "null"
    }

    /// A problem with the value as a whole.
    pub(crate) fn problem(
        self,
        found: impl Into<Box<str>>,
        expected: impl Into<Box<str>>,
    ) -> Problem {
        Problem::new(self.name, found, expected).at(self.start)
    }

    /// The problem that the value is not what is expected.
    pub(crate) fn unexpected(self, expected: &str) -> Problem {
        self.reader().unexpected(expected)
    }
}

impl<'a> Members<'a> {
    /// Rejects a duplicate member: it is not guessed which of the two AWS would use.
    pub(crate) fn once(&self) -> Read<()> {
        let mut order: Vec<usize> = (0..self.0.len()).collect();
        let name = |index: &usize| self.0.get(*index).map(|(name, _)| name.as_str());
        order.sort_by(|one, other| name(one).cmp(&name(other)));
        let pairs = order.iter().zip(order.iter().skip(1));
        let second = pairs.filter(|(one, next)| name(one) == name(next));
        let second = second.map(|(_, next)| *next).min();
        match second.and_then(|index| self.0.get(index)) {
            None => Ok(()),
            Some((name, value)) => {
                let (found, expected) = second_time(name);
                Err(value
                    .problem(found, expected)
                    .with_code(code::DUPLICATE_MEMBER))
            }
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<Value<'a>> {
        let found = self.0.iter().find(|(member, _)| member == name);
        found.map(|(_, value)| *value)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, Value<'a>)> {
        self.0.iter().map(|(name, value)| (name.as_str(), *value))
    }

    /// The content of a member that is a string, if present.
    pub(crate) fn string(&self, name: &str) -> Read<Option<String>> {
        self.get(name)
            .map(|value| value.string("a string"))
            .transpose()
    }

    /// A member without which the object `outer` is not an output of the AWS CLI.
    pub(crate) fn required(
        &self,
        name: &str,
        (outer, value): (&str, Value<'_>),
    ) -> Read<Value<'a>> {
        self.get(name).ok_or_else(|| {
            let found = format!("`{outer}` without `{name}`");
            value
                .problem(found, "what the AWS CLI prints")
                .with_code(code::MISSING_MEMBER)
        })
    }
}
