//! Requests.

use super::universe::{ACTS, AWAY, CALLERS, HOME, KEYS};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

/// A request, from which the policies of its scenario are generated.
#[derive(Debug, Clone)]
pub struct RequestSpec {
    /// The caller.
    pub caller: &'static str,
    /// The action as it is written.
    pub action: String,
    /// The resource.
    pub resource: &'static str,
    account: Option<&'static str>,
    /// `aws:AssumedRoot`, for root users only.
    assumed_root: Option<&'static str>,
    context: Vec<(usize, ContextValue, bool)>,
}

#[derive(Debug, Clone)]
enum ContextValue {
    One(&'static str),
    Many(Vec<&'static str>),
    Number(i32),
    Bool(bool),
}

impl RequestSpec {
    /// Any request of the universe.
    pub fn any() -> impl Strategy<Value = Self> {
        let account = prop_oneof![
            6 => Just(None),
            2 => Just(Some(HOME)),
            1 => Just(Some(AWAY)),
        ];
        let act = prop_oneof![
            8 => select(ACTS),
            1 => (select(ACTS), select(ACTS)).prop_map(|(a, b)| (a.0, b.1)),
        ];
        let key =
            (0..KEYS.len()).prop_flat_map(|key| (Just(key), value(key), prop::bool::weighted(0.1)));
        let context = prop::collection::vec(key, 0..14);
        (
            select(CALLERS),
            act,
            prop::bool::weighted(0.1),
            account,
            prop::option::weighted(0.4, select(&["true", "True", "false", ""][..])),
            context,
        )
            .prop_map(
                |(caller, (action, resource), upper, account, assumed_root, mut context)| {
                    context.sort_by_key(|(key, ..)| *key);
                    context.dedup_by_key(|(key, ..)| *key);
                    // A derived key is rarely given.
                    context.retain(|(key, value, _)| {
                        !matches!(
                            KEYS[*key].0,
                            "aws:username"
                                | "aws:PrincipalArn"
                                | "aws:PrincipalAccount"
                                | "aws:ResourceAccount"
                                | "aws:PrincipalType"
                                | "aws:userid"
                                | "aws:PrincipalIsAWSService"
                        ) || matches!(value, ContextValue::Many(_) | ContextValue::One("a"))
                    });
                    let action = if upper {
                        action.to_ascii_uppercase()
                    } else {
                        action.to_owned()
                    };
                    Self {
                        caller,
                        action,
                        resource,
                        account,
                        assumed_root: assumed_root.filter(|_| caller.ends_with(":root")),
                        context,
                    }
                },
            )
    }

    /// The action in the letter case of the universe's policies.
    #[must_use]
    pub fn service_length(&self) -> usize {
        self.action.find(':').map_or(0, |colon| colon + 1)
    }

    /// The values that the request's context has for a key of the universe.
    #[must_use]
    pub fn values_of(&self, key: usize) -> Vec<String> {
        let found = self.context.iter().find(|(at, ..)| *at == key);
        match found.map(|(_, value, _)| value) {
            None => self.derived(key).into_iter().collect(),
            Some(ContextValue::One(value)) => vec![(*value).to_owned()],
            Some(ContextValue::Many(values)) => values.iter().map(|v| (*v).to_owned()).collect(),
            Some(ContextValue::Number(value)) => vec![value.to_string()],
            Some(ContextValue::Bool(value)) => vec![value.to_string()],
        }
    }

    /// Approximately the value of a derived key, so that conditions often hold.
    fn derived(&self, key: usize) -> Option<String> {
        let value = match KEYS[key].0 {
            "aws:username" => self.caller.rsplit('/').next()?,
            "aws:PrincipalAccount" | "aws:ResourceAccount" => HOME,
            "aws:PrincipalType" => "User",
            "aws:userid" => "anonymous",
            "aws:PrincipalIsAWSService" => "false",
            "aws:PrincipalArn" => self.caller,
            _ => return None,
        };
        Some(value.to_owned())
    }

    /// The request as the scenario format writes it.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut context = Map::new();
        for (key, value, upper) in &self.context {
            let name = KEYS[*key].0;
            let name = if *upper {
                name.to_ascii_uppercase()
            } else {
                name.to_owned()
            };
            let value = match value {
                ContextValue::One(value) => json!(value),
                ContextValue::Many(values) => json!(values),
                ContextValue::Number(value) => json!(value),
                ContextValue::Bool(value) => json!(value),
            };
            context.insert(name, value);
        }
        if let Some(value) = self.assumed_root {
            context.insert("aws:AssumedRoot".to_owned(), json!(value));
        }
        let mut request = json!({
            "principal": self.caller,
            "action": self.action,
            "resource": self.resource,
            "context": context,
        });
        if let Some(account) = self.account {
            request["resourceAccount"] = json!(account);
        }
        request
    }
}

fn value(key: usize) -> impl Strategy<Value = ContextValue> {
    let values = KEYS[key].1.values();
    prop_oneof![
        8 => select(values).prop_map(ContextValue::One),
        1 => select(values).prop_map(|value| ContextValue::Many(vec![value])),
        3 => prop::collection::vec(select(values), 0..4).prop_map(ContextValue::Many),
        1 => prop_oneof![Just(5), Just(10), -7..30i32].prop_map(ContextValue::Number),
        1 => any::<bool>().prop_map(ContextValue::Bool),
    ]
}
