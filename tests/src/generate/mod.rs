//! Strategies that produce scenarios in the format of `tests/conformance/FORMAT.md`.
//!
//! Policies are generated from their request: actions are patterns of its action, resources of its
//! ARN, conditions use its context, principals are related to its caller. So policies and requests
//! interact, which independently generated ones hardly ever do.

pub mod arn;
pub mod condition;
pub mod edit;
pub mod focus;
pub mod independent;
pub mod malformed;
pub mod pattern;
pub mod policies;
pub mod request;
pub mod statement;
pub mod universe;
pub mod values;

use malformed::Mistake;
use policies::PoliciesSpec;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, RngSeed};
use request::RequestSpec;
use serde_json::{Value, json};
use statement::StatementSpec;
use std::hash::{BuildHasher, RandomState};
use std::panic::Location;
use std::path::Path;
use std::sync::OnceLock;

/// A scenario whose documents are all valid.
pub fn valid_scenario() -> impl Strategy<Value = Value> {
    (RequestSpec::any(), PoliciesSpec::any())
        .prop_map(|(request, policies)| written(&request, &policies))
}

fn written(request: &RequestSpec, policies: &PoliciesSpec) -> Value {
    json!({
        "id": "generated",
        "request": request.to_json(),
        "policies": policies.to_json(request),
    })
}

/// A scenario, and the same with one more statement in one of its documents. `deny` is the weight
/// of denies among 100.
pub fn one_statement_more(deny: u32) -> impl Strategy<Value = (Value, Value)> {
    let parts = (
        RequestSpec::any(),
        PoliciesSpec::any(),
        StatementSpec::any(deny),
        any::<[Index; 2]>(),
    );
    parts.prop_map(|(request, policies, statement, [document, place])| {
        let before = written(&request, &policies);
        let mut after = before.clone();
        let mut documents = edit::documents(&mut after);
        if !documents.is_empty() {
            let chosen = document.index(documents.len());
            let (kind, document) = &mut documents[chosen];
            let statement = statement.to_json(*kind, 99, &request);
            if let Some(list) = edit::statements(document) {
                list.insert(place.index(list.len() + 1), statement);
            }
        }
        (before, after)
    })
}

/// A scenario; about one in ten has a mistake in a document.
pub fn scenario() -> impl Strategy<Value = Value> {
    let mistake = prop::option::weighted(0.12, Mistake::any());
    (valid_scenario(), mistake).prop_map(with_mistake)
}

/// A scenario with a mistake, or something similar to one, in a document.
pub fn malformed_scenario() -> impl Strategy<Value = Value> {
    (valid_scenario(), Mistake::any().prop_map(Some)).prop_map(with_mistake)
}

fn with_mistake((mut scenario, mistake): (Value, Option<Mistake>)) -> Value {
    if let Some(mistake) = mistake {
        mistake.make(&mut scenario);
    }
    scenario
}

/// The configuration of a property: the number of cases is `cases` times the environment variable
/// `IAM_EVAL_CASES_TIMES`, which may be a fraction; the seed is that of [`seed`], which is printed
/// if the property fails.
#[must_use]
#[track_caller]
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a number of cases, which has its own bounds"
)]
pub fn config(cases: u32) -> Config {
    let times = std::env::var("IAM_EVAL_CASES_TIMES")
        .ok()
        .and_then(|times| times.parse().ok())
        .unwrap_or(1.0);
    let cases = (f64::from(cases) * times).max(1.0) as u32;
    let seed = seed();
    // The test harness shows it if the test fails, and with `--nocapture`.
    println!("{cases} cases, IAM_EVAL_SEED={seed}");
    Config {
        cases,
        rng_seed: RngSeed::Fixed(seed_of_file(seed)),
        // Failures are kept as vectors in `regressions/`, which are readable.
        failure_persistence: None,
        max_shrink_iters: 20_000,
        ..Config::default()
    }
}

/// The seed of all generated inputs: constant, unless `IAM_EVAL_SEED` is set to a number, or to
/// `fresh` for a new seed.
///
/// # Panics
/// If the variable is neither, so that a misspelt `fresh` doesn't repeat the usual cases.
#[must_use]
#[allow(clippy::panic, reason = "a test fails by panicking")]
pub fn seed() -> u64 {
    const USUAL: u64 = 2026;
    static SEED: OnceLock<u64> = OnceLock::new();
    *SEED.get_or_init(|| match std::env::var("IAM_EVAL_SEED").as_deref() {
        Err(_) | Ok("") => USUAL,
        Ok("fresh") => RandomState::new().hash_one(std::process::id()),
        Ok(number) => match number.parse() {
            Ok(seed) => seed,
            Err(_) => panic!("IAM_EVAL_SEED is `{number}`, expected a number or `fresh`"),
        },
    })
}

/// Properties in different files get different cases.
#[track_caller]
fn seed_of_file(seed: u64) -> u64 {
    let file = Path::new(Location::caller().file()).file_name();
    let name = file.unwrap_or_default().as_encoded_bytes();
    name.iter().fold(seed, |seed, byte| {
        seed.rotate_left(7).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ u64::from(*byte)
    })
}
