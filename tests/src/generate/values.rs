//! Values of condition keys from their grammars, valid and almost valid, in pairs that are often
//! equal or adjacent.

use super::universe::KeyType;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

/// A deny with one operator, one value in the request and one in the policy.
pub fn one_comparison() -> impl Strategy<Value = Value> {
    let typed = prop_oneof![
        1 => pair_of(KeyType::Text, text().boxed()),
        3 => pair_of(KeyType::Number, number().boxed()),
        4 => pair_of(KeyType::Date, date().boxed()),
        1 => pair_of(KeyType::Binary, "[A-Da-c0-9+/]{0,6}={0,2}".boxed()),
        2 => pair_of(KeyType::Ip, address().boxed()),
        2 => pair_of(KeyType::Arn, arn().boxed()),
    ];
    typed.prop_map(|(operator, given, wanted)| {
        json!({
            "id": "generated",
            "request": {
                "principal": "arn:aws:iam::111122223333:user/alice",
                "action": "s3:GetObject",
                "resource": "arn:aws:s3:::bucket/key",
                "context": {"k:value": given},
            },
            "policies": {"identity": [{"Version": "2008-10-17", "Statement": {
                "Effect": "Deny", "Action": "*", "Resource": "*",
                "Condition": {operator: {"k:value": wanted}},
            }}]},
        })
    })
}

/// The same with both policy variables and wildcards in the policy's value.
pub fn one_templated_comparison() -> impl Strategy<Value = Value> {
    let variable = select(
        &[
            "${k:piece}",
            "${K:Piece}",
            "${k:none, 'a'}",
            "${k:none}",
            "${*}",
            "${?}",
        ][..],
    );
    let operators = || prop_oneof![select(KeyType::Text.operators()), Just("StringLike")];
    let value = ("[aA*?]{0,2}", variable, "[aA*?]{0,2}");
    (operators(), "[aA*?]{0,5}", "[aA*]{0,2}", value).prop_map(|(operator, given, piece, value)| {
        let wanted = [&value.0, value.1, &value.2].concat();
        json!({
            "id": "generated",
            "request": {
                "principal": "arn:aws:iam::111122223333:user/alice",
                "action": "s3:GetObject",
                "resource": "arn:aws:s3:::bucket/key",
                "context": {"k:value": given, "k:piece": piece},
            },
            "policies": {"identity": [{"Version": "2012-10-17", "Statement": {
                "Effect": "Deny", "Action": "*", "Resource": "*",
                "Condition": {operator: {"k:value": wanted}},
            }}]},
        })
    })
}

/// An operator of the type with two values, which are sometimes equal.
fn pair_of(
    of: KeyType,
    value: BoxedStrategy<String>,
) -> BoxedStrategy<(&'static str, String, String)> {
    let pair = (value.clone(), value, prop::bool::weighted(0.15));
    (select(of.operators()), pair)
        .prop_map(|(operator, (given, wanted, same))| {
            let wanted = if same { given.clone() } else { wanted };
            (operator, given, wanted)
        })
        .boxed()
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[aAbB]{0,3}", "[a?*é]{0,4}"]
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[+-]?[0-2]{0,3}(\\.[0-2]{0,3})?([eE][+-]?[0-3])?",
        1 => "[+-]?[0-9]{0,30}(\\.[0-9]{0,30})?([eE][+-]?[0-9]{0,7})?",
        1 => "[0-9.eE+ x-]{0,6}",
        1 => (995..1_004usize).prop_map(|length| "1".repeat(length)),
    ]
}

/// A date in one of the forms, with fields within or just outside their range.
fn date() -> impl Strategy<Value = String> {
    let year = prop_oneof![
        6 => select(&["2023", "2024", "2025", "1970", "1969", "2000", "1900", "2100", "2400"][..]).prop_map(str::to_owned),
        1 => "[0-9]{3,5}",
    ];
    let field = |right: &'static str, wrong: &'static str| prop_oneof![12 => right, 1 => wrong];
    let day = prop_oneof![
        3 => select(&["01", "28", "29", "30", "31"][..]).prop_map(str::to_owned),
        1 => "[0-3][0-9]",
    ];
    let zone = prop_oneof![
        6 => Just("Z".to_owned()),
        3 => "[+-](0[0-3]|1[0-4]|23):(00|30|59)",
        1 => select(&["", "z", "+24:00", "-00:60", "+0100", "+1:00", "+01", "Z0"][..]).prop_map(str::to_owned),
    ];
    let second = prop_oneof![
        4 => "[0-5][0-9]",
        2 => "[0-5][0-9]\\.[0-9]{1,3}",
        1 => "59\\.9{8,12}",
        1 => select(&["60", "5", "00.", "00.x", "000"][..]).prop_map(str::to_owned),
    ];
    let parts = (
        year,
        field("0[1-9]|1[0-2]", "00|13|1"),
        day,
        field("[01][0-9]|2[0-3]", "24|7"),
        field("[0-5][0-9]", "60|5"),
        second,
        zone,
        0..10u8,
    );
    let written = parts.prop_map(
        |(year, month, day, hour, minute, second, zone, form)| match form {
            0 => year,
            1 => format!("{year}-{month}"),
            2 => format!("{year}-{month}-{day}"),
            3 => format!("{year}-{month}-{day}T{hour}:{minute}{zone}"),
            5 => format!("{year}-{month}-{day}T{hour}:{minute}.5{zone}"),
            4 => format!("{year}-{month}-{day}t{hour}:{minute}:{second}{zone}"),
            _ => format!("{year}-{month}-{day}T{hour}:{minute}:{second}{zone}"),
        },
    );
    prop_oneof![
        10 => written,
        3 => "-?1[67][0-9]{8}(\\.[0-9]{1,3})?",
        3 => "-?[0-2](\\.[05]{1,2})?",
        1 => "[+-]?[0-9]{0,20}(\\.[0-9]{0,10})?",
        1 => "[0-9TZ:+.-]{0,12}",
    ]
}

fn address() -> impl Strategy<Value = String> {
    let prefix = |most: u8| {
        prop_oneof![
            3 => Just(String::new()),
            5 => (0..=most).prop_map(|length| format!("/{length}")),
        ]
    };
    prop_oneof![
        4 => ("(10|11)\\.(0|255)\\.(0|1|128)\\.[0-3]", prefix(32)).prop_map(|(a, b)| a + &b),
        3 => ("(2001:[dD][bB]8|fe80|::)(:[0-2]{1,4}){0,3}(::[0-2f]{0,2})?", prefix(128)).prop_map(|(a, b)| a + &b),
        1 => ("::(ffff:)?10\\.0\\.0\\.[0-3]", prefix(128)).prop_map(|(a, b)| a + &b),
        1 => "[0-9a-f:./]{0,10}",
        1 => ("10\\.0\\.0\\.0", "/[0-9]{1,4}|/|/-1|/\\+8|/08").prop_map(|(a, b)| a + &b),
    ]
}

fn arn() -> impl Strategy<Value = String> {
    let part = || prop_oneof![3 => "[ab]{0,2}", 1 => "[ab*?]{0,3}"];
    prop_oneof![
        6 => (part(), part(), part(), part(), "[ab:*?/]{0,5}")
            .prop_map(|(a, b, c, d, e)| format!("arn:{a}:{b}:{c}:{d}:{e}")),
        1 => "(arn|a|\\*)(:[ab*]{0,2}){0,6}",
    ]
}
