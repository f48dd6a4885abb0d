//! Random policies: no answer *none* is contradicted by random requests, and every witness is a request that the new
//! policies allow and the old ones don't.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod generate;

use generate::Generator;
use iam_compare::{Comparison, Question, compare};
use iam_eval::{CallerKind, Decision, PolicySet, Principal, Request};

/// The number of pairs of policies: a constant times the environment variable `IAM_EVAL_CASES_TIMES`, which may be a
/// fraction. The pairs are the same in each run, and the first ones of a longer run.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a number of cases"
)]
fn pairs() -> u64 {
    const USUAL: f64 = 150.0;
    let times = std::env::var("IAM_EVAL_CASES_TIMES").ok();
    let times: f64 = times.map_or(1.0, |text| text.parse().expect("a number"));
    (USUAL * times).ceil() as u64
}

/// The number of random requests that are tried against each proof of no new access.
const REQUESTS: usize = 300;

struct Counts {
    none: usize,
    new: usize,
    undecided: Vec<String>,
}

fn check(
    seed: u64,
    make: fn(&mut Generator) -> (PolicySet, PolicySet),
    caller: Option<fn(&mut Generator) -> Principal>,
) -> Counts {
    let mut counts = Counts {
        none: 0,
        new: 0,
        undecided: Vec::new(),
    };
    for pair in 0..pairs() {
        let mut generator = Generator::new(seed.wrapping_mul(1_000_003).wrapping_add(pair));
        let (old, new) = make(&mut generator);
        let caller = caller.map(|caller| caller(&mut generator));
        let mut question = Question::of_policies();
        if let Some(caller) = &caller {
            question = question.by(caller.clone()).owned_by("111122223333");
        }
        let texts = |set: &PolicySet| -> Vec<String> {
            set.policies()
                .map(|policy| policy.document().source().to_owned())
                .collect()
        };
        let shown = || {
            format!(
                "pair {pair} of {seed}\nold {:#?}\nnew {:#?}",
                texts(&old),
                texts(&new)
            )
        };
        match compare(&old, &new, &question) {
            Comparison::NewAccess(witness) => {
                counts.new += 1;
                let request = witness.request().as_request();
                assert_eq!(
                    witness.policies().evaluate(&request),
                    Decision::Allowed,
                    "{}",
                    shown()
                );
                let before = witness.old_policies().unwrap().evaluate(&request);
                assert_ne!(before, Decision::Allowed, "{}", shown());
                // No key contradicts those derived from the caller or the resource.
                for key in witness.request().context().keys() {
                    assert_eq!(request.derived(key), None, "{key} in {}", shown());
                }
            }
            Comparison::NoNewAccess(_) => {
                counts.none += 1;
                for _ in 0..REQUESTS {
                    let asked = generator.request(caller.as_ref());
                    let request =
                        Request::new(&asked.caller, &asked.action, &asked.resource).unwrap();
                    let request = request.with_context(&asked.context);
                    if asked.caller.kind() == CallerKind::Root {
                        continue;
                    }
                    let (old, new) = (old.evaluate(&request), new.evaluate(&request));
                    assert!(
                        new != Decision::Allowed || old == Decision::Allowed,
                        "{:?} {} {} {:?}\n{}",
                        asked.caller,
                        asked.action,
                        asked.resource,
                        asked.context,
                        shown()
                    );
                }
            }
            Comparison::Undecided(reason) => {
                assert_ne!(reason, iam_compare::Reason::Replay, "{}", shown());
                counts.undecided.push(format!("{reason:?}: {}", shown()));
            }
            other => panic!("{other:?}"),
        }
    }
    counts
}

fn assert_decided(counts: &Counts) {
    let all = counts.none + counts.new + counts.undecided.len();
    println!(
        "{} none, {} new, {} undecided",
        counts.none,
        counts.new,
        counts.undecided.len()
    );
    assert!(
        counts.none > all / 10 && counts.new > all / 10,
        "{} {}",
        counts.none,
        counts.new
    );
    assert!(
        counts.undecided.len() <= all / 50,
        "{}",
        counts.undecided.join("\n")
    );
}

#[test]
fn identity_policies() {
    assert_decided(&check(1, Generator::identity_pair, None));
}

#[test]
fn every_layer_of_the_caller() {
    assert_decided(&check(2, Generator::layered_pair, Some(Generator::caller)));
}

#[test]
fn resource_policies_in_one_account_and_across_accounts() {
    assert_decided(&check(3, Generator::resource_pair, None));
}

/// Found by random tests.
#[test]
fn the_account_of_a_resource_is_the_caller_s_too() {
    let set = |text: &str| {
        let policy = iam_eval::Policy::parse(iam_eval::PolicyKind::Identity, "p", text).unwrap();
        PolicySet::new().with(policy).unwrap()
    };
    let old = set(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*",
        "Condition": {"StringNotEquals": {"aws:ResourceAccount": "111122223333"}}}}"#,
    );
    let new = set(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*",
        "Resource": "arn:aws:sqs:*:111122223333:*"}}"#,
    );
    assert!(
        compare(&old, &new, &Question::of_policies())
            .witness()
            .is_some()
    );
}
