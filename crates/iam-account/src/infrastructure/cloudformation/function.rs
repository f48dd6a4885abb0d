//! Intrinsic functions: what a value is, as far as the template and the user say.

use super::DEPLOYED;
use super::template::{DEEPEST, Template};
use crate::json::{Read, Value};
use crate::problem::{Problem, quoted};
use crate::yaml;
use std::collections::HashMap;

/// Longer texts have no use in policies; without a bound, functions in functions could make texts
/// of any length.
const LONGEST: usize = 64 * 1024;

/// A value that is known.
#[derive(Debug)]
pub(super) enum Known<'a> {
    Text(String),
    /// What a function made.
    Items(Vec<String>),
    /// An object or an array that is written in the template; what is in it may be a function
    /// again.
    Written(Value<'a>),
    /// `AWS::NoValue`: as if it weren't written.
    Nothing,
}

/// The name of the function that a value calls, and its argument.
pub(super) fn call(value: Value<'_>) -> Read<Option<(String, Value<'_>)>> {
    if !value.text.starts_with('{') {
        return Ok(None);
    }
    let members = value.object("an object")?;
    let is_function = |name: &str| name == "Ref" || name.starts_with("Fn::");
    let mut functions = members.iter().filter(|(name, _)| is_function(name));
    match (functions.next(), members.iter().count()) {
        (None, _) => Ok(None),
        (Some((name, argument)), 1) => Ok(Some((name.to_owned(), argument))),
        (Some((name, _)), _) => {
            let found = format!("{} beside other members", quoted(name));
            Err(value.problem(found, "a function alone in its object"))
        }
    }
}

impl<'a> Template<'a> {
    /// What a value is.
    pub(super) fn known(&self, value: Value<'a>, depth: usize) -> Read<Known<'a>> {
        let value = self.branch(value, depth)?;
        if depth >= DEEPEST {
            let expected = format!("at most {DEEPEST} levels");
            return Err(value.problem("functions that are nested too deep", expected));
        }
        if value.is_string() {
            return Ok(Known::Text(value.string("text")?));
        }
        if value.text.starts_with(['{', '[']) {
            return match call(value)? {
                None => Ok(Known::Written(value)),
                Some((name, argument)) => self.called(&name, argument, value, depth + 1),
            };
        }
        match value.is_null() {
            true => Err(value.problem("`null`", "a value")),
            false => Ok(Known::Text(value.text.to_owned())),
        }
    }

    /// The value that `Fn::If` chooses, or the value itself.
    pub(super) fn branch(&self, value: Value<'a>, depth: usize) -> Read<Value<'a>> {
        let mut value = value;
        for _ in depth..DEEPEST {
            let Some((name, argument)) = call(value)? else {
                return Ok(value);
            };
            if name != "Fn::If" {
                return Ok(value);
            }
            let elements = argument.elements()?;
            let [condition, then, otherwise] = elements.as_slice() else {
                return Err(value.problem("`Fn::If`", "a condition and two values in it"));
            };
            let condition = condition.string("the name of a condition")?;
            value = match self.is_met(&condition, value, depth)? {
                true => *then,
                false => *otherwise,
            };
        }
        let expected = format!("at most {DEEPEST} levels");
        Err(value.problem("functions that are nested too deep", expected))
    }

    /// What a value says that must be text.
    pub(super) fn text(&self, value: Value<'a>, depth: usize) -> Read<String> {
        match self.known(value, depth)? {
            Known::Text(text) => Ok(text),
            Known::Items(_) => Err(value.problem("a list", "text")),
            Known::Written(written) => Err(written.unexpected("text")),
            Known::Nothing => Err(value.problem("`AWS::NoValue`", "text")),
        }
    }

    /// The elements of a list, each of which must be text.
    pub(super) fn texts(&self, value: Value<'a>, depth: usize) -> Read<Vec<String>> {
        match self.known(value, depth)? {
            Known::Items(items) => Ok(items),
            Known::Written(list) if list.is_array() => {
                let mut texts = Vec::new();
                let mut length = 0;
                for element in list.elements()? {
                    match self.known(element, depth + 1)? {
                        Known::Nothing => {}
                        Known::Text(text) => texts.push(text),
                        Known::Items(items) => texts.extend(items),
                        Known::Written(written) => return Err(written.unexpected("text")),
                    }
                    length += texts.last().map_or(0, String::len);
                    checked(length, value)?;
                }
                Ok(texts)
            }
            Known::Written(written) => Err(written.unexpected("a list")),
            Known::Text(_) | Known::Nothing => Err(value.problem("text", "a list")),
        }
    }

    fn called(
        &self,
        name: &str,
        argument: Value<'a>,
        at: Value<'a>,
        depth: usize,
    ) -> Read<Known<'a>> {
        let expected = |what: &str| at.problem(quoted(name), what);
        match name {
            "Ref" => self.referred(&argument.string("a name")?, at, depth),
            "Fn::GetAtt" => {
                let names = match argument.is_array() {
                    true => self.texts(argument, depth)?.join("."),
                    false => argument.string("a resource and an attribute")?,
                };
                let (id, attribute) = names
                    .split_once('.')
                    .ok_or_else(|| expected("a resource and an attribute"))?;
                self.attribute(id, attribute, at, depth).map(Known::Text)
            }
            "Fn::Sub" => self.substituted(argument, at, depth).map(Known::Text),
            "Fn::Join" => {
                let parts = argument.elements()?;
                let [delimiter, list] = parts.as_slice() else {
                    return Err(expected("a delimiter and a list"));
                };
                let (delimiter, texts) = (delimiter.string("text")?, self.texts(*list, depth)?);
                let length: usize = texts.iter().map(|text| text.len() + delimiter.len()).sum();
                checked(length, at)?;
                Ok(Known::Text(texts.join(&delimiter)))
            }
            "Fn::Split" => {
                let parts = argument.elements()?;
                let [delimiter, text] = parts.as_slice() else {
                    return Err(expected("a delimiter and a text"));
                };
                let (delimiter, text) = (delimiter.string("text")?, self.text(*text, depth)?);
                if delimiter.is_empty() {
                    return Err(expected("a delimiter that isn't empty"));
                }
                Ok(Known::Items(
                    text.split(&delimiter).map(str::to_owned).collect(),
                ))
            }
            "Fn::Select" => {
                let parts = argument.elements()?;
                let [index, list] = parts.as_slice() else {
                    return Err(expected("an index and a list"));
                };
                let index = self.text(*index, depth)?.parse().unwrap_or(usize::MAX);
                let selected = self.texts(*list, depth)?.into_iter().nth(index);
                let selected = selected.ok_or_else(|| expected("an index of the list"))?;
                Ok(Known::Text(selected))
            }
            "Fn::FindInMap" => {
                let names = self.texts(argument, depth)?;
                let [map, key, name] = <[String; 3]>::try_from(names)
                    .map_err(|_| expected("the names of a map and of two keys"))?;
                let found = self.mappings.get(&(map, key, name));
                let found = *found.ok_or_else(|| expected("keys of one of the `Mappings`"))?;
                match found.is_array() {
                    true => self.texts(found, depth).map(Known::Items),
                    false => found.string("text").map(Known::Text),
                }
            }
            yaml::AMBIGUOUS => {
                let found = format!("the plain {}", quoted(&argument.string("text")?));
                Err(at.problem(found, yaml::IN_QUOTES))
            }
            _ => Err(unresolved(name, at)),
        }
    }

    /// `Fn::Sub`: a text, or a text and values for some of its names.
    fn substituted(&self, argument: Value<'a>, at: Value<'a>, depth: usize) -> Read<String> {
        let mut values = HashMap::new();
        let text = match argument.is_array() {
            false => argument.string("text")?,
            true => {
                let parts = argument.elements()?;
                let [text, map] = parts.as_slice() else {
                    return Err(at.problem("`Fn::Sub`", "a text and an object in it"));
                };
                for (name, value) in map.object("an object")?.iter() {
                    values.insert(name.to_owned(), self.text(value, depth)?);
                }
                text.string("text")?
            }
        };
        let mut made = String::new();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once("${") {
            let (name, after) = after
                .split_once('}')
                .ok_or_else(|| at.problem("`${` without `}`", "a name between the two"))?;
            made.push_str(before);
            match name.strip_prefix('!') {
                Some(literal) => made.push_str(&format!("${{{literal}}}")),
                None => match values.get(name) {
                    Some(value) => made.push_str(value),
                    None => made.push_str(&self.named(name, at, depth)?),
                },
            }
            checked(made.len(), at)?;
            rest = after;
        }
        made.push_str(rest);
        checked(made.len(), at)?;
        Ok(made)
    }

    /// What a name in `Fn::Sub` stands for.
    fn named(&self, name: &str, at: Value<'a>, depth: usize) -> Read<String> {
        if let Some((id, attribute)) = name.split_once('.') {
            return self.attribute(id, attribute, at, depth);
        }
        match self.referred(name, at, depth)? {
            Known::Text(text) => Ok(text),
            _ => Err(at.problem(format!("the list {} in `Fn::Sub`", quoted(name)), "text")),
        }
    }
}

/// A function whose value the deployed stack alone knows.
pub(super) fn unresolved(name: &str, at: Value<'_>) -> Problem {
    let found = format!("{}, whose value the template doesn't have", quoted(name));
    at.problem(found, DEPLOYED)
}

fn checked(length: usize, at: Value<'_>) -> Read<()> {
    match length > LONGEST {
        false => Ok(()),
        true => {
            let expected = format!("at most {LONGEST} bytes");
            Err(at.problem("functions that make a very long text", expected))
        }
    }
}
