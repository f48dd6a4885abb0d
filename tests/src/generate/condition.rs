//! Conditions: every operator, prefix and suffix, with values similar to those of the request.

use super::pattern::Change;
use super::request::RequestSpec;
use super::universe::{DATES, KEYS, KeyType, operators};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value, json};

/// One key under one operator.
#[derive(Debug, Clone)]
pub struct ConditionSpec {
    key: usize,
    operator: &'static str,
    prefix: &'static str,
    if_exists: bool,
    values: Vec<ValueSpec>,
    bare: bool,
    upper_key: bool,
}

#[derive(Debug, Clone)]
enum ValueSpec {
    /// A value of the request for that key, possibly changed into a pattern.
    OfRequest(Index, Change),
    Pool(&'static str),
    Variable(&'static str),
    Json(JsonScalar),
}

#[derive(Debug, Clone)]
enum JsonScalar {
    Number(i32),
    Bool(bool),
}

const VARIABLES: &[&str] = &[
    "${aws:username}",
    "${AWS:UserName}",
    "a${aws:PrincipalTag/team}",
    "${aws:PrincipalTag/team, 'a'}",
    "${x:absent,'alice'}",
    "${x:absent}",
    "${*}",
    "a${?}",
    "${$}{a}",
    "*${aws:RequestTag/team}",
    "${aws:username}*",
    "?${x:absent, 'lice'}",
    "ALIC${x:absent, 'e'}",
    "${aws:TagKeys}",
    "${aws:PrincipalTag/team, ''}",
    "a${x:absent, ''}*",
    "${aws:userid}",
    "arn:aws:iam::111122223333:user/${aws:username}",
    "arn:aws:iam::${aws:PrincipalAccount}:role/app",
];

impl ConditionSpec {
    /// Any condition.
    pub fn any() -> impl Strategy<Value = Self> {
        let of_key = |key: usize| {
            let of = KEYS[key].1;
            let operator = prop_oneof![
                16 => select(of.operators()),
                3 => Just("Null"),
                1 => select(operators().collect::<Vec<_>>()),
            ];
            let values = prop::collection::vec(value(key), 0..4);
            (Just(key), operator, values)
        };
        let prefix = prop_oneof![
            4 => Just(""),
            1 => Just("ForAllValues:"),
            1 => Just("ForAnyValue:"),
        ];
        (
            key().prop_flat_map(of_key),
            prefix,
            prop::bool::weighted(0.2),
            any::<bool>(),
            prop::bool::weighted(0.1),
        )
            .prop_map(
                |((key, operator, values), prefix, if_exists, bare, upper_key)| Self {
                    key,
                    operator,
                    prefix,
                    if_exists,
                    values,
                    bare,
                    upper_key,
                },
            )
    }

    fn operator_name(&self) -> String {
        if self.operator == "Null" {
            return "Null".to_owned();
        }
        let suffix = if self.if_exists { "IfExists" } else { "" };
        format!("{}{}{suffix}", self.prefix, self.operator)
    }

    fn values(&self, request: &RequestSpec) -> Value {
        if self.operator == "Null" {
            return json!(if self.bare { "true" } else { "false" });
        }
        let of_request = request.values_of(self.key);
        let is_address = self.operator.ends_with("IpAddress");
        let values: Vec<Value> = self
            .values
            .iter()
            .filter_map(|value| match value {
                ValueSpec::OfRequest(..) if of_request.is_empty() => None,
                ValueSpec::OfRequest(at, change) => {
                    let value = at.get(&of_request);
                    // Half a variable would make the document invalid.
                    Some(json!(if is_address || value.contains('$') {
                        value.clone()
                    } else {
                        change.apply(value, 0)
                    }))
                }
                ValueSpec::Pool(value) => Some(json!(value)),
                ValueSpec::Variable(text) => Some(json!(text)),
                ValueSpec::Json(JsonScalar::Number(value)) => Some(json!(value)),
                ValueSpec::Json(JsonScalar::Bool(value)) => Some(json!(value)),
            })
            // A value that is not an address range or a date makes the document invalid: that is
            // left to `malformed`.
            .filter(|value| !is_address || is_range(value))
            .filter(|value| !self.operator.starts_with("Date") || is_date(value))
            .collect();
        match values.as_slice() {
            [one] if self.bare => one.clone(),
            _ => Value::Array(values),
        }
    }
}

/// A key of the universe: the types are weighted by their number of operators.
fn key() -> impl Strategy<Value = usize> {
    let of_type =
        |of: KeyType| -> Vec<usize> { (0..KEYS.len()).filter(|key| KEYS[*key].1 == of).collect() };
    prop_oneof![
        6 => select(of_type(KeyType::Text)),
        6 => select(of_type(KeyType::Number)),
        6 => select(of_type(KeyType::Date)),
        1 => select(of_type(KeyType::Bool)),
        1 => select(of_type(KeyType::Binary)),
        2 => select(of_type(KeyType::Ip)),
        4 => select(of_type(KeyType::Arn)),
    ]
}

fn is_range(value: &Value) -> bool {
    let address = |text: &str| {
        let address = text.split_once('/').map_or(text, |(address, _)| address);
        address.parse::<std::net::IpAddr>().is_ok()
    };
    value.as_str().is_some_and(address)
}

fn is_date(value: &Value) -> bool {
    value.is_number() || value.as_str().is_some_and(|text| DATES.contains(&text))
}

fn value(key: usize) -> impl Strategy<Value = ValueSpec> {
    prop_oneof![
        5 => (any::<Index>(), prop_oneof![2 => Just(Change::None), 1 => Change::any()])
            .prop_map(|(at, change)| ValueSpec::OfRequest(at, change)),
        4 => select(KEYS[key].1.values()).prop_map(ValueSpec::Pool),
        2 => select(VARIABLES).prop_map(ValueSpec::Variable),
        1 => prop_oneof![
            (-7..30i32).prop_map(JsonScalar::Number),
            any::<bool>().prop_map(JsonScalar::Bool),
        ]
        .prop_map(ValueSpec::Json),
    ]
}

/// The `Condition` element.
#[must_use]
pub fn element(conditions: &[ConditionSpec], request: &RequestSpec) -> Value {
    let mut element = Map::new();
    for condition in conditions {
        let name = KEYS[condition.key].0;
        let key = if condition.upper_key {
            name.to_ascii_uppercase()
        } else {
            name.to_owned()
        };
        let keys = element
            .entry(condition.operator_name())
            .or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(keys) = keys
            && !keys.keys().any(|known| known.eq_ignore_ascii_case(&key))
        {
            keys.insert(key, condition.values(request));
        }
    }
    Value::Object(element)
}
