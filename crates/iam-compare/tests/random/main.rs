//! Random policies: no answer *none* is contradicted by random requests, and every witness is a
//! request that the new policies allow and the old ones don't.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod generate;
#[path = "../support/mod.rs"]
mod support;

use generate::{Asked, Generator};
use iam_compare::{Comparison, Question, compare};
use iam_eval::{CallerKind, Decision, Layer, PolicySet, Principal, Request};
use std::collections::HashMap;
use support::scaled;

/// How many pairs of policies. The same each time, and the first ones of a longer run.
fn pairs() -> usize {
    scaled(150.0, "IAM_EVAL_CASES_TIMES")
}

/// Against each proof of no new access so many requests are tried.
fn requests() -> usize {
    scaled(300.0, "IAM_EVAL_REQUESTS_TIMES")
}

/// Requests are made for so many pairs at once: to make one takes longer than to decide it.
const PAIRS_OF_ONE_POOL: usize = 25;

/// Of one in so many pairs it is asked twice whether the answer is the same.
const PAIRS_ASKED_TWICE: usize = 4;

/// Random requests by a caller, or by anyone.
#[derive(Default)]
struct Pool {
    by_caller: HashMap<Option<String>, Vec<Asked>>,
}

impl Pool {
    fn of(&mut self, seed: u64, caller: Option<&Principal>, roots: bool) -> &[Asked] {
        let name = caller.map(|caller| caller.as_str().to_owned());
        self.by_caller.entry(name).or_insert_with(|| {
            let mut generator = Generator::new(seed ^ 0x5EED_0F2E_9E57);
            let asked = (0..requests()).map(|_| generator.request(caller));
            asked
                .filter(|asked| roots || asked.caller.kind() != CallerKind::Root)
                .collect()
        })
    }
}

struct Counts {
    none: usize,
    new: usize,
    undecided: Vec<String>,
    /// Requests that were tried against proofs.
    requests: u64,
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
        requests: 0,
    };
    let mut pool = Pool::default();
    for pair in 0..pairs() {
        let seed_of_pair = seed.wrapping_mul(1_000_003).wrapping_add(pair as u64);
        let mut generator = Generator::new(seed_of_pair);
        if pair % PAIRS_OF_ONE_POOL == 0 {
            pool = Pool::default();
        }
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
                if pair % PAIRS_ASKED_TWICE == 0 {
                    let again = compare(&old, &new, &question);
                    let again = again.witness().map(|again| again.request().to_owned());
                    assert_eq!(again.as_ref(), Some(witness.request()), "{}", shown());
                }
                // No key contradicts those derived from the caller or the resource.
                for key in witness.request().context().keys() {
                    assert_eq!(request.derived(key), None, "{key} in {}", shown());
                }
            }
            Comparison::NoNewAccess(_) => {
                counts.none += 1;
                let seed_of_pool = seed_of_pair - (pair % PAIRS_OF_ONE_POOL) as u64;
                // Identity-based policies alone are those of a role or a user.
                let mut layers = old.layers().chain(new.layers());
                let roots = layers.any(|(layer, _)| layer == Layer::Resource);
                for asked in pool.of(seed_of_pool, caller.as_ref(), roots) {
                    // About these only a trust policy can be asked.
                    if roots && iam_eval::is_trust_policy_action(&asked.action) {
                        continue;
                    }
                    let request =
                        Request::new(&asked.caller, &asked.action, &asked.resource).unwrap();
                    let request = request.with_context(&asked.context);
                    counts.requests += 1;
                    // The new policies allow few of them.
                    assert!(
                        new.evaluate(&request) != Decision::Allowed
                            || old.evaluate(&request) == Decision::Allowed,
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
        "{} none, {} new, {} undecided; {} requests",
        counts.none,
        counts.new,
        counts.undecided.len(),
        counts.requests
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

/// A Deny for root users, which many organizations have.
#[test]
fn a_root_user_is_a_caller_of_a_service_control_policy() {
    let set = |statements: &str| {
        let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#);
        let policy = iam_eval::Policy::parse(iam_eval::PolicyKind::ServiceControl, "scp", &text);
        PolicySet::new()
            .with_level(iam_eval::LevelKind::ServiceControl, [policy.unwrap()])
            .unwrap()
    };
    let all = r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#;
    let no_root = r#"{"Effect": "Deny", "Action": "*", "Resource": "*",
        "Condition": {"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:root"}}}"#;
    let with = set(&format!("{all}, {no_root}"));
    let comparison = compare(&with, &set(all), &Question::of_documents());
    let caller = comparison.witness().unwrap().request().principal();
    assert!(caller.as_str().ends_with(":root"), "{caller:?}");
    assert!(compare(&set(all), &with, &Question::of_documents()).is_none());
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

/// S8.1: `kms:RetireGrant` is decided by the caller's side alone, also across accounts.
#[test]
fn the_caller_s_side_alone_may_allow_in_another_account() {
    let set = |statement: &str| {
        let text = format!(r#"{{"Version": "2012-10-17", "Statement": {statement}}}"#);
        let policy = iam_eval::Policy::parse(iam_eval::PolicyKind::Identity, "p", &text).unwrap();
        PolicySet::new().with(policy).unwrap()
    };
    let nothing = set(r#"{"Effect": "Deny", "Action": "*", "Resource": "*"}"#);
    for (action, is_new) in [("kms:RetireGrant", true), ("kms:Decrypt", false)] {
        for resource in ["*", "arn:aws:kms:*:*:key/*", "arn:aws:s3:::a*"] {
            for condition in [
                r#"{"StringNotEquals": {"aws:ResourceAccount": "${aws:PrincipalAccount}"}, "Null": {"aws:ResourceAccount": "false"}}"#,
                r#"{"StringEquals": {"aws:PrincipalAccount": "111122223333", "aws:ResourceAccount": "444455556666"}}"#,
            ] {
                let new = set(&format!(
                    r#"{{"Effect": "Allow", "Action": "{action}", "Resource": "{resource}", "Condition": {condition}}}"#
                ));
                let answer = compare(&nothing, &new, &Question::of_policies());
                assert_eq!(
                    answer.witness().is_some(),
                    is_new,
                    "{action} {resource} {condition}"
                );
            }
        }
    }
}
