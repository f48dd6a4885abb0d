//! Conditions of a template.

use super::function::{call, unresolved};
use super::template::{DEEPEST, Template};
use crate::json::{Read, Value};
use crate::problem::quoted;

impl<'a> Template<'a> {
    /// Whether a condition is met. Each is looked at once.
    pub(super) fn is_met(&self, name: &str, at: Value<'_>, depth: usize) -> Read<bool> {
        let earlier = self.met.borrow().get(name).cloned();
        match earlier {
            Some(Some(met)) => return met,
            Some(None) => return Err(Self::circle(at, name)),
            None => {}
        }
        let Some(condition) = self.conditions.get(name) else {
            let found = format!("the condition {}", quoted(name));
            return Err(at.problem(found, "one of the template's `Conditions`"));
        };
        self.met.borrow_mut().insert(name.to_owned(), None);
        let met = self.test(*condition, depth + 1);
        let known = Some(met.clone());
        self.met.borrow_mut().insert(name.to_owned(), known);
        met
    }

    fn test(&self, value: Value<'a>, depth: usize) -> Read<bool> {
        if depth >= DEEPEST {
            let expected = format!("at most {DEEPEST} levels");
            return Err(value.problem("conditions that are nested too deep", expected));
        }
        let members = value.object("a condition: an object")?;
        if let Some(name) = members.get("Condition") {
            return self.is_met(&name.string("the name of a condition")?, value, depth);
        }
        let Some((function, argument)) = call(value)? else {
            return Err(value.problem("an object", "a condition"));
        };
        let parts = || argument.elements();
        match function.as_str() {
            "Fn::Equals" => match parts()?.as_slice() {
                [one, other] => Ok(self.text(*one, depth)? == self.text(*other, depth)?),
                _ => Err(value.problem("`Fn::Equals`", "two values in it")),
            },
            "Fn::Not" => match parts()?.as_slice() {
                [one] => Ok(!self.test(*one, depth + 1)?),
                _ => Err(value.problem("`Fn::Not`", "one condition in it")),
            },
            "Fn::And" => self.any(&parts()?, false, depth).map(|is_false| !is_false),
            "Fn::Or" => self.any(&parts()?, true, depth),
            other => Err(unresolved(other, value)),
        }
    }

    /// Whether one of the conditions is `wanted`: known where one is, whatever the others are.
    fn any(&self, conditions: &[Value<'a>], wanted: bool, depth: usize) -> Read<bool> {
        let mut unknown = None;
        for condition in conditions {
            match self.test(*condition, depth + 1) {
                Ok(met) if met == wanted => return Ok(true),
                Ok(_) => {}
                Err(problem) => unknown = unknown.or(Some(problem)),
            }
        }
        unknown.map_or(Ok(false), Err)
    }
}
