//! The principals that a statement names.

use super::{Arn, Text};
use crate::tree::{Member, Value};
use iam_syntax::document::is_account_id;

#[derive(Debug)]
pub(crate) struct Principal<'a> {
    pub(crate) text: Text<'a>,
    /// The member that lists it: `AWS`, `Service`, `Federated`, `CanonicalUser` or something else.
    /// `None` for a string without a map, such as `"Principal": "*"`.
    pub(crate) key: Option<Text<'a>>,
    /// Whether it is in `NotPrincipal`.
    pub(crate) is_negated: bool,
}

impl Principal<'_> {
    pub(crate) fn is_under(&self, key: &str) -> bool {
        self.key.is_some_and(|found| found.value == key)
    }

    /// `"*"` or `{"AWS": "*"}`: anyone.
    pub(crate) fn is_anyone(&self) -> bool {
        self.text.value == "*" && (self.key.is_none() || self.is_under("AWS"))
    }

    /// The account, if the principal is one: its ID, or the ARN of its root user, which stands for
    /// all of its principals.
    fn account(&self) -> Option<&str> {
        let text = self.text.value;
        let of_arn = Arn::of(text).filter(|arn| arn.service() == "iam" && arn.resource() == "root");
        let account = of_arn.map_or(text, |arn| arn.account());
        (self.is_under("AWS") && is_account_id(account)).then_some(account)
    }

    /// Whether all that another principal stands for is among what this one stands for.
    pub(crate) fn includes(&self, other: &Principal<'_>) -> bool {
        let is_same = self.text.value == other.text.value
            && self.key.map(|key| key.value) == other.key.map(|key| key.value);
        let is_in_account = || {
            let of_arn = Arn::of(other.text.value);
            let of = other.account().or_else(|| {
                of_arn
                    .map(|arn| arn.account())
                    .filter(|_| other.is_under("AWS"))
            });
            self.account().is_some_and(|account| of == Some(account))
        };
        is_same || self.is_anyone() || is_in_account()
    }
}

/// The principals of `Principal` or `NotPrincipal`.
pub(super) fn list<'a>(member: &'a Member<'a>) -> Vec<Principal<'a>> {
    let is_negated = member.name == "NotPrincipal";
    let mut found = Vec::new();
    let mut add = |key, node| {
        found.extend(Text::of(node).map(|text| Principal {
            text,
            key,
            is_negated,
        }));
    };
    match &member.value.value {
        Value::String(_) => add(None, &member.value),
        Value::Object(map) => {
            for entry in &map.members {
                let key = Some(Text::of_name(entry));
                match &entry.value.value {
                    Value::Array(items) => items.iter().for_each(|node| add(key, node)),
                    _ => add(key, &entry.value),
                }
            }
        }
        _ => {}
    }
    found
}
