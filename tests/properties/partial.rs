//! A partial answer admits the concrete one for all values of the unknowns.

use iam_eval::{
    Certainty, Context, Decision, PartialDecision, PartialRequest, Principal, Reach, Request,
    Resource, ResourcePattern, UnknownKeys,
};
use iam_scenario::Scenario;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;
use workspace_tests::generate::{
    self,
    pattern::Change,
    request::RequestSpec,
    universe::{KEYS, is_derived},
};

fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn with(context: Context, name: &str, value: &Value) -> Context {
    match value {
        Value::Array(values) => context.with_list(name, values.iter().map(text)),
        one => context.with(name, text(one)),
    }
}

fn context_of<'v>(entries: impl IntoIterator<Item = (&'v String, &'v Value)>) -> Context {
    entries
        .into_iter()
        .fold(Context::new(), |context, (name, value)| {
            with(context, name, value)
        })
}

/// A pattern with its wildcards filled in.
fn fill(pattern: &str, fillings: &[&str]) -> String {
    let mut fillings = fillings.iter().cycle();
    let mut filled = String::new();
    for (at, part) in pattern.splitn(6, ':').enumerate() {
        filled.push_str(if at == 0 { "" } else { ":" });
        for character in part.chars() {
            match (character, fillings.next()) {
                // A colon would end the part, except in the last one.
                ('*', Some(filling)) if at < 5 => filled.push_str(&filling.replace(':', "")),
                ('*', Some(filling)) => filled.push_str(filling),
                ('?', _) => filled.push('x'),
                (other, _) => filled.push(other),
            }
        }
    }
    filled
}

/// How much of the resource is unknown.
#[derive(Debug, Clone)]
enum Unknown {
    Nothing,
    Within(Change),
    Everything,
}

fn unknown() -> impl Strategy<Value = Unknown> {
    prop_oneof![
        1 => Just(Unknown::Nothing),
        3 => Change::any().prop_map(Unknown::Within),
        1 => Just(Unknown::Everything),
    ]
}

#[test]
fn what_each_answer_admits() {
    use Decision::{Allowed, ExplicitDeny, ImplicitDeny};
    for (partial, admitted) in [
        (PartialDecision::Allowed, &[Allowed][..]),
        (PartialDecision::ImplicitDeny, &[ImplicitDeny]),
        (PartialDecision::ExplicitDeny, &[ExplicitDeny]),
        (PartialDecision::Denied, &[ImplicitDeny, ExplicitDeny]),
        (
            PartialDecision::Depends,
            &[Allowed, ImplicitDeny, ExplicitDeny],
        ),
    ] {
        for decision in [Allowed, ImplicitDeny, ExplicitDeny] {
            let expected = admitted.contains(&decision);
            assert_eq!(
                partial.admits(decision),
                expected,
                "{partial:?} {decision:?}"
            );
        }
    }
}

proptest! {
    #![proptest_config(generate::config(6_000))]

    #[test]
    fn it_admits_every_concrete_answer(
        scenario in generate::valid_scenario(),
        hidden in prop::collection::vec(0..KEYS.len(), 0..8),
        others in RequestSpec::any(),
        unknown in unknown(),
        fillings in prop::collection::vec("[a-z*/]{0,4}|key|alice|bucket/key|eu-west-1|111122223333", 3),
        all_but in any::<bool>(),
        caller_unknown in prop::bool::weighted(0.3),
    ) {
        let parsed = Scenario::parse(&scenario.to_string()).unwrap();
        let request = &scenario["request"];
        let principal = Principal::parse(request["principal"].as_str().unwrap()).unwrap();
        let action = request["action"].as_str().unwrap();
        let owner = request["resourceAccount"].as_str();
        let owned = |resource: Resource| match owner {
            Some(owner) => resource.owned_by(owner),
            None => resource,
        };

        // What is known: the context without the hidden keys.
        let context = request["context"].as_object().unwrap();
        let is_hidden = |name: &str| {
            let named = hidden.iter().any(|key| KEYS[*key].0.eq_ignore_ascii_case(name));
            if is_derived(name) { caller_unknown } else { named }
        };
        let known = context_of(context.iter().filter(|(name, _)| !is_hidden(name)));
        let hidden_names: Vec<&str> = KEYS.iter().map(|key| key.0).filter(|name| is_hidden(name)).collect();
        let keys = if all_but {
            let visible = KEYS.iter().map(|key| key.0).filter(|name| !is_hidden(name));
            UnknownKeys::all_but(visible.chain(["x:absent", "a"]))
        } else {
            UnknownKeys::only(hidden_names.iter().copied())
        };

        let resource = owned(Resource::parse(request["resource"].as_str().unwrap()).unwrap());
        let mut resources = vec![resource.clone()];
        let mut partial = PartialRequest::new(&principal, action)
            .unwrap()
            .with_context(&known)
            .with_unknown_keys(&keys);
        if caller_unknown {
            partial = partial.with_caller_unknown();
        }
        let pattern = match &unknown {
            Unknown::Within(change) if resource.as_str() != "*" => {
                ResourcePattern::parse(&change.apply(resource.as_str(), 4)).ok()
            }
            _ => None,
        };
        let pattern = pattern.map(|pattern| match owner {
            Some(owner) => pattern.owned_by(owner),
            None => pattern,
        });
        match (&unknown, &pattern) {
            (Unknown::Everything, _) => {}
            (_, None) => partial = partial.with_resource(&resource),
            (_, Some(pattern)) => {
                partial = partial.with_resource_pattern(pattern);
                let fillings: Vec<&str> = fillings.iter().map(String::as_str).collect();
                resources = vec![Resource::parse(&fill(pattern.as_str(), &fillings)).map_or(resource, owned)];
            }
        }
        let answer = parsed.policies().evaluate_partial(&partial);
        let explained = parsed.policies().explain_partial(&partial);
        prop_assert_eq!(explained.decision, answer);
        prop_assert_eq!(explained.residual().is_some(), answer == PartialDecision::Depends);
        let reach = parsed.policies().reach(&partial);

        // Values for the hidden keys: the original ones; none; those of another request.
        let others = others.to_json();
        let others = others["context"].as_object().unwrap();
        let foreign = others.iter().filter(|(name, _)| is_hidden(name));
        let visible = || context.iter().filter(|(name, _)| !is_hidden(name));
        for context in [
            context_of(context),
            context_of(visible()),
            context_of(visible().chain(foreign)),
        ] {
            for resource in &resources {
                let request = Request::new(&principal, action, resource).unwrap().with_context(&context);
                let concrete = parsed.policies().evaluate(&request);
                prop_assert!(
                    answer.admits(concrete),
                    "{:?} does not admit {:?} for {} with {:?}, partial {:?}",
                    answer, concrete, resource.as_str(), context, partial
                );
                let reached = match reach {
                    Reach::All => concrete == Decision::Allowed,
                    Reach::Denied => concrete == Decision::ExplicitDeny,
                    Reach::None => concrete != Decision::Allowed,
                    // That an allowed resource exists is tested in `reach`.
                    Reach::Unknown | Reach::SomeIf | Reach::AllIf | Reach::Some => true,
                };
                prop_assert!(reached, "{:?}: {:?} on {} with {:?}", reach, concrete, resource.as_str(), context);
            }
        }
    }

    #[test]
    fn nothing_unknown_is_the_concrete_answer(scenario in generate::valid_scenario(), at in any::<Index>()) {
        let parsed = Scenario::parse(&scenario.to_string()).unwrap();
        let request = &scenario["request"];
        let principal = Principal::parse(request["principal"].as_str().unwrap()).unwrap();
        let mut resource = Resource::parse(request["resource"].as_str().unwrap()).unwrap();
        if let Some(owner) = request["resourceAccount"].as_str() {
            resource = resource.owned_by(owner);
        }
        let context = context_of(request["context"].as_object().unwrap());
        let nothing = UnknownKeys::only([]);
        let mut partial = PartialRequest::new(&principal, request["action"].as_str().unwrap())
            .unwrap()
            .with_resource(&resource)
            .with_context(&context);
        if at.index(2) == 1 {
            partial = partial.with_unknown_keys(&nothing);
        }
        let expected = match parsed.evaluate() {
            Decision::Allowed => PartialDecision::Allowed,
            Decision::ImplicitDeny => PartialDecision::ImplicitDeny,
            Decision::ExplicitDeny => PartialDecision::ExplicitDeny,
        };
        prop_assert_eq!(parsed.policies().evaluate_partial(&partial), expected);
        let explained = parsed.policies().explain_partial(&partial);
        for layer in &explained.layers {
            prop_assert!(layer.allows != Certainty::Possible && layer.denies != Certainty::Possible);
        }
    }
}
