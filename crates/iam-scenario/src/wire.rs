//! The JSON of a scenario.

use crate::error::message;
use iam_eval::{Context, ContextValue, LayerKind, LayerSize, LevelKind};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::marker::PhantomData;

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WireScenario<'a> {
    #[serde(borrow, default)]
    pub(crate) id: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(crate) expect: Option<&'a RawValue>,
    #[serde(borrow, deserialize_with = "read_object")]
    pub(crate) request: WireRequest<'a>,
    #[serde(borrow)]
    pub(crate) policies: WirePolicies<'a>,
    /// The names of policies, by their locations in `policies`.
    #[serde(default)]
    pub(crate) policy_names: Option<BTreeMap<String, String>>,
}

impl<'a> WireScenario<'a> {
    pub(crate) fn from_line(line: &'a str) -> serde_json::Result<Self> {
        let mut json = serde_json::Deserializer::from_str(line);
        let wire = read_object(&mut json)?;
        json.end()?;
        Ok(wire)
    }
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct WireRequest<'a> {
    #[serde(borrow)]
    pub(crate) principal: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) action: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) resource: Cow<'a, str>,
    #[serde(default)]
    pub(crate) resource_account: Option<String>,
    #[serde(default, deserialize_with = "read_context")]
    pub(crate) context: Context,
}

/// The policies of a scenario: one member per layer, in the order of the layers.
pub(crate) struct WirePolicies<'a>(pub(crate) Vec<(LayerKind, WireLayer<'a>)>);

/// The documents of a layer.
pub(crate) enum WireLayer<'a> {
    One(&'a RawValue),
    Many(Vec<&'a RawValue>),
    Levels(LevelKind, Vec<Vec<&'a RawValue>>),
}

impl<'a, 'de: 'a> Deserialize<'de> for WirePolicies<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PoliciesVisitor;

        impl<'de> Visitor<'de> for PoliciesVisitor {
            type Value = WirePolicies<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut seen: Vec<LayerKind> = Vec::new();
                let mut layers = Vec::new();
                while let Some(Member(kind)) = map.next_key()? {
                    if seen.contains(&kind) {
                        return Err(A::Error::duplicate_field(kind.member()));
                    }
                    seen.push(kind);
                    let layer = match kind.size() {
                        LayerSize::One => map.next_value::<Option<_>>()?.map(WireLayer::One),
                        LayerSize::Many => map.next_value::<Option<_>>()?.map(WireLayer::Many),
                        LayerSize::Levels(of) => {
                            let levels = map.next_value::<Option<_>>()?;
                            levels.map(|levels| WireLayer::Levels(of, levels))
                        }
                    };
                    layers.extend(layer.map(|layer| (kind, layer)));
                }
                layers.sort_by_key(|(kind, _)| *kind);
                Ok(WirePolicies(layers))
            }
        }

        deserializer.deserialize_map(PoliciesVisitor)
    }
}

/// The name of a member of `policies`.
struct Member(LayerKind);

/// All of them.
const MEMBERS: [&str; LayerKind::ALL.len()] = {
    let mut members = [""; LayerKind::ALL.len()];
    let mut at = 0;
    while at < members.len() {
        members[at] = LayerKind::ALL[at].member();
        at += 1;
    }
    members
};

impl<'de> Deserialize<'de> for Member {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MemberVisitor;

        impl Visitor<'_> for MemberVisitor {
            type Value = Member;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a layer of policies")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Member, E> {
                let mut kinds = LayerKind::ALL.into_iter();
                let kind = kinds.find(|kind| kind.member() == text);
                kind.map(Member)
                    .ok_or_else(|| E::unknown_field(text, &MEMBERS))
            }
        }

        deserializer.deserialize_identifier(MemberVisitor)
    }
}

/// Reads a struct from an object only; serde would also accept an array of its members in order.
fn read_object<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    struct ObjectVisitor<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
        type Value = T;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
            T::deserialize(MapAccessDeserializer::new(map))
        }
    }

    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

/// A context alone.
pub(crate) fn context_from_str(text: &str) -> serde_json::Result<Context> {
    let mut json = serde_json::Deserializer::from_str(text);
    let context = read_context(&mut json)?;
    json.end()?;
    Ok(context)
}

/// Reads a context; keys that differ only in letter case are the same key, which may occur once.
fn read_context<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Context, D::Error> {
    struct ContextVisitor;

    impl<'de> Visitor<'de> for ContextVisitor {
        type Value = Context;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("an object of condition keys and values")
        }

        fn visit_unit<E>(self) -> Result<Context, E> {
            Ok(Context::new())
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Context, A::Error> {
            let mut pairs = Vec::new();
            while let Some((key, WireValue(value))) = map.next_entry::<String, WireValue>()? {
                pairs.push((key, value));
            }
            Context::from_pairs(pairs).map_err(|key| {
                A::Error::custom(format!(
                    "the condition key `{key}` a second time, expected each key once"
                ))
            })
        }
    }

    deserializer.deserialize_any(ContextVisitor)
}

pub(crate) struct WireValue(ContextValue);

impl<'de> Deserialize<'de> for WireValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?.get();
        if raw.starts_with('[') {
            let items: Vec<&RawValue> = serde_json::from_str(raw).map_err(D::Error::custom)?;
            let values: Result<Box<[_]>, _> = items.iter().map(|item| scalar(item.get())).collect();
            return Ok(Self(ContextValue::Many(values.map_err(D::Error::custom)?)));
        }
        scalar(raw)
            .map(|value| Self(ContextValue::One(value)))
            .map_err(D::Error::custom)
    }
}

/// S5.17: numbers and booleans as their text.
fn scalar(raw: &str) -> Result<Box<str>, String> {
    match raw.as_bytes().first() {
        Some(b'"') => {
            let expected = "a string that can be decoded";
            serde_json::from_str(raw)
                .map_err(|error| format!("{raw:.40} ({}), expected {expected}", message(&error)))
        }
        Some(b'{' | b'[' | b'n') | None => {
            let expected = "a string, a number, a boolean, or an array of these";
            Err(format!(
                "{raw:.40}, expected {expected} as a condition key's value"
            ))
        }
        Some(_) => Ok(raw.into()),
    }
}
