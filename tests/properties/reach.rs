//! Reach is right for every resource and every context in a small world, in both directions.

use iam_eval::{
    Context, Decision, LevelKind, PartialRequest, Policy, PolicyKind, PolicySet, Principal, Reach,
    Request, Resource, ResourcePattern, UnknownKeys,
};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use workspace_tests::generate;

const ROLE: &str = "arn:aws:iam::111122223333:role/r";
const HOME: &str = "111122223333";
const AWAY: &str = "444455556666";
const ACTION: &str = "sqs:SendMessage";
const IN_RESOURCES: &str = "k:one";
const KEYS: [&str; 2] = [IN_RESOURCES, "aws:RequestedRegion"];

/// The characters of names: two that occur in patterns, a colon, and one that represents all
/// others.
const LETTERS: &str = "ab:x";
const LONGEST: usize = 4;

/// The possible values of a key.
#[derive(Debug, Clone)]
enum Given {
    Absent,
    One(&'static str),
    /// A multivalued key: a variable that names it has no value, even if there is only one (S6.9).
    Many(&'static [&'static str]),
}

impl Given {
    fn to(&self, context: &Context, key: &str) -> Context {
        match self {
            Self::Absent => context.clone(),
            Self::One(value) => context.clone().with(key, *value),
            Self::Many(values) => context.clone().with_list(key, values.iter().copied()),
        }
    }
}

/// Conditions compare with `a`, `b` and patterns of those; the key that resources use as a variable
/// may have any name without wildcards in a set of resources.
fn values(key: &str) -> Vec<Given> {
    let mut values = vec![Given::Absent];
    values.extend(["a", "b", "x", "ab"].map(Given::One));
    values.extend([&["a", "b"], &["a", "x"]].map(|both| Given::Many(both)));
    if key == IN_RESOURCES {
        let names = [
            "aa", "ba", "bb", "aaa", "aab", "aba", "abb", "baa", "bab", "bba", "bbb",
        ];
        values.extend(names.map(Given::One));
        values.extend([&["a"], &["b"], &["x"]].map(|alone| Given::Many(alone)));
    }
    values
}

fn contexts(keys: &[&str]) -> Vec<Context> {
    let mut contexts = vec![Context::new()];
    for key in keys {
        let values = values(key);
        let with_each = |context: &Context| -> Vec<Context> {
            values.iter().map(|given| given.to(context, key)).collect()
        };
        contexts = contexts.iter().flat_map(with_each).collect();
    }
    contexts
}

/// Names for stars that match colons (S3.4): those of several patterns, concatenated.
fn joined_names(patterns: &[String]) -> BTreeSet<String> {
    let mut parts: BTreeSet<String> = ["", "x"].map(str::to_owned).into();
    for pattern in patterns {
        let name = pattern.splitn(6, ':').nth(5).unwrap_or_default();
        let name = name.replace("${k:one}", "a");
        for one in ["a", "b", "x"] {
            parts.insert(name.replace('*', "").replace('?', one));
        }
    }
    let mut names = parts.clone();
    for _ in 1..4 {
        let longer = names.iter().flat_map(|name| {
            let joined = |part: &String| format!("{name}:{part}");
            parts.iter().map(joined).collect::<Vec<_>>()
        });
        let longer: BTreeSet<String> = longer.take(10_000).collect();
        names.extend(longer);
    }
    names
}

/// Every text of these letters up to the maximum length.
fn texts() -> Vec<String> {
    let mut texts = vec![String::new()];
    let mut from = 0;
    for _ in 0..LONGEST {
        let to = texts.len();
        for at in from..to {
            for letter in LETTERS.chars() {
                texts.push(format!("{}{letter}", texts[at]));
            }
        }
        from = to;
    }
    texts
}

fn matches_name(pattern: &str, text: &str) -> bool {
    workspace_tests::naive::wildcard_matches(pattern, text)
}

/// A set of queues: their Region and account, and a pattern of their names.
#[derive(Debug, Clone)]
struct Set {
    account: &'static str,
    name: String,
    owner: Option<&'static str>,
    plain: bool,
}

impl Set {
    fn pattern(&self) -> ResourcePattern {
        let text = format!("arn:aws:sqs:r:{}:{}", self.account, self.name);
        let mut pattern = ResourcePattern::parse(&text).unwrap();
        if let Some(owner) = self.owner {
            pattern = pattern.owned_by(owner);
        }
        if self.plain {
            pattern.without_colons()
        } else {
            pattern
        }
    }

    fn resources(&self, texts: impl IntoIterator<Item = String>) -> Vec<Resource> {
        let accounts = match self.account {
            // Text that is not an account ID belongs to the caller's account.
            "*" => vec!["", HOME, AWAY, "1", "x"],
            account => vec![account],
        };
        let colons = |text: &str| text.matches(':').count();
        let mut resources = Vec::new();
        for text in texts {
            let is_named = matches_name(&self.name, &text)
                && (!self.plain || colons(&self.name) == colons(&text));
            for account in accounts.iter().filter(|_| is_named) {
                let resource = Resource::parse(&format!("arn:aws:sqs:r:{account}:{text}")).unwrap();
                resources.push(match self.owner {
                    Some(owner) => resource.owned_by(owner),
                    None => resource,
                });
            }
        }
        resources
    }
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[ab?*]{1,3}",
        1 => Just("*".to_owned()),
        1 => "[ab]\\*",
        1 => "\\*[ab]",
    ]
}

fn set() -> impl Strategy<Value = Set> {
    (
        select(&[HOME, HOME, "*", AWAY, ""][..]),
        name(),
        prop_oneof![3 => Just(Some(HOME)), 1 => Just(None), 1 => Just(Some(AWAY))],
        any::<bool>(),
    )
        .prop_map(|(account, name, owner, plain)| Set {
            account,
            name,
            owner,
            plain,
        })
}

fn resource() -> impl Strategy<Value = String> {
    let head = select(
        &[
            "arn:aws:sqs:*:*:",
            "arn:aws:sqs:r:111122223333:",
            "arn:aws:sqs:r:1*:",
            "arn:*:*:*:*:",
            "arn:aws:sqs:*:?*:",
            "arn:aws:sqs:r::",
        ][..],
    );
    prop_oneof![
        2 => Just("*".to_owned()),
        8 => (head, name()).prop_map(|(head, name)| head.to_owned() + &name),
        1 => Just("arn:aws:sqs:*:*:${k:one}".to_owned()),
        1 => Just("arn:aws:sqs:*:*:a${k:one}*".to_owned()),
    ]
}

fn condition() -> impl Strategy<Value = Value> {
    let operator = select(
        &[
            "StringEquals",
            "StringNotEquals",
            "StringLike",
            "StringNotLike",
            "StringEqualsIfExists",
            "ForAnyValue:StringEquals",
            "ForAllValues:StringEquals",
            "ForAnyValue:StringNotEquals",
            "Null",
        ][..],
    );
    let value = select(&[("a", "a"), ("b", "b"), ("a", "?"), ("b", "a*")][..]);
    (operator, select(&KEYS[..]), value, any::<bool>()).prop_map(|(operator, key, value, flag)| {
        let value = match operator {
            "Null" => json!(flag.to_string()),
            like if like.contains("Like") => json!(value.1),
            _ => json!(value.0),
        };
        json!({operator: {key: value}})
    })
}

fn statement(deny: f64) -> impl Strategy<Value = Value> {
    (
        prop::bool::weighted(deny),
        prop::bool::weighted(0.2),
        prop::collection::vec(resource(), 1..3),
        prop::option::weighted(0.4, condition()),
    )
        .prop_map(|(deny, not, resources, condition)| {
            let effect = if deny { "Deny" } else { "Allow" };
            let element = if not { "NotResource" } else { "Resource" };
            let mut statement = json!({"Effect": effect, "Action": "*", element: resources});
            if let Some(condition) = condition {
                statement["Condition"] = condition;
            }
            statement
        })
}

fn policy(kind: PolicyKind, statements: &[Value]) -> Policy {
    let text = json!({"Version": "2012-10-17", "Statement": statements}).to_string();
    Policy::parse(kind, "p", &text).unwrap()
}

/// The result of trying everything.
struct Tried {
    all: bool,
    none: bool,
    denied: bool,
    /// At least one in all contexts; all in one context.
    some: bool,
    all_if: bool,
}

fn try_all(set: &PolicySet, resources: &[Resource], contexts: &[Context]) -> Tried {
    let principal = Principal::parse(ROLE).unwrap();
    let decide = |resource, context| {
        let request = Request::new(&principal, ACTION, resource).unwrap();
        set.evaluate(&request.with_context(context))
    };
    let mut tried = Tried {
        all: true,
        none: true,
        denied: true,
        some: false,
        all_if: false,
    };
    let mut allows_all = vec![true; contexts.len()];
    for resource in resources {
        let mut always = true;
        for (context, allows_all) in contexts.iter().zip(&mut allows_all) {
            let decision = decide(resource, context);
            let is_allowed = decision == Decision::Allowed;
            tried.denied &= decision == Decision::ExplicitDeny;
            tried.none &= !is_allowed;
            *allows_all &= is_allowed;
            always &= is_allowed;
        }
        tried.all &= always;
        tried.some |= always;
    }
    tried.all_if = allows_all.contains(&true);
    tried
}

/// Counts each answer: an answer that is never given is not tested.
static ANSWERS: Mutex<BTreeMap<Reach, u32>> = Mutex::new(BTreeMap::new());

proptest! {
    #![proptest_config(generate::config(1_500))]

    fn reach_is_right(
        within in set(),
        identity in prop::collection::vec(statement(0.3), 1..4),
        boundary in prop::option::weighted(0.3, prop::collection::vec(statement(0.15), 1..3)),
        level in prop::option::weighted(0.2, prop::collection::vec(statement(0.15), 1..3)),
        are_unknown in any::<[bool; 2]>(),
    ) {
        let mut set = PolicySet::new().with(policy(PolicyKind::Identity, &identity)).unwrap();
        if let Some(boundary) = &boundary {
            set = set.with(policy(PolicyKind::PermissionsBoundary, boundary)).unwrap();
        }
        if let Some(level) = &level {
            let level = [policy(PolicyKind::ServiceControl, level)];
            set = set.with_level(LevelKind::ServiceControl, level).unwrap();
        }
        let principal = Principal::parse(ROLE).unwrap();
        let keys: Vec<&str> = KEYS.into_iter().zip(are_unknown).filter_map(|(key, is)| is.then_some(key)).collect();
        let unknown = UnknownKeys::only(keys.iter().copied());
        let pattern = within.pattern();
        let request = PartialRequest::new(&principal, ACTION).unwrap();
        let reach = set.reach(&request.with_resource_pattern(&pattern).with_unknown_keys(&unknown));
        *ANSWERS.lock().unwrap().entry(reach).or_default() += 1;

        let resources = within.resources(texts());
        let tried = try_all(&set, &resources, &contexts(&keys));
        // A grant on some resource may be on longer names only.
        let in_larger_world = || {
            let statements = [&identity].into_iter().chain(&boundary).chain(&level).flatten();
            let patterns = statements.flat_map(|statement| ["Resource", "NotResource"].map(|name| &statement[name]));
            let patterns = patterns.flat_map(|list| list.as_array().into_iter().flatten());
            let patterns: Vec<String> = patterns.filter_map(|text| text.as_str().map(str::to_owned)).collect();
            let own = format!(":::::{}", within.name);
            let patterns = [patterns, vec![own]].concat();
            try_all(&set, &within.resources(joined_names(&patterns)), &contexts(&keys))
        };
        let is_so = match reach {
            Reach::All => tried.all,
            Reach::Some => tried.some || in_larger_world().some,
            Reach::AllIf => tried.all_if,
            Reach::SomeIf => !tried.none || !in_larger_world().none,
            Reach::Unknown => true,
            Reach::None => tried.none,
            Reach::Denied => tried.denied,
        };
        prop_assert!(is_so, "{:?} on {:?}", reach, within);
    }
}

#[test]
fn reach_is_right_on_every_resource_in_every_context() {
    reach_is_right();
    let answers = ANSWERS.lock().unwrap().clone();
    let all: u32 = answers.values().sum();
    println!("{answers:?}");
    let share = |reach| f64::from(answers.get(&reach).copied().unwrap_or(0)) / f64::from(all);
    for reach in [
        Reach::Denied,
        Reach::None,
        Reach::SomeIf,
        Reach::AllIf,
        Reach::Some,
        Reach::All,
    ] {
        assert!(share(reach) > 0.01, "{reach:?}: {answers:?}");
    }
    assert!(share(Reach::Unknown) < 0.1, "{answers:?}");
}
