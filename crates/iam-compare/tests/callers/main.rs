//! Callers of every kind: no answer *none* is contradicted by a request of any of them, and every
//! witness is confirmed.
//!
//! Root users, federated users, service-linked roles, services, users of identity providers, origin
//! access identities, anonymous callers, callers of other partitions, and accounts that a policy
//! names by a pattern.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod generate;
#[path = "../support/mod.rs"]
mod support;

use generate::{Asked, Generator, everything, requests, set_of};
use iam_compare::{Comparison, Question, Reason, compare};
use iam_eval::{CallerKind, Decision, Policy, PolicyKind, PolicySet, Request};
use support::scaled;

/// How many pairs of policies for each question.
fn pairs() -> u64 {
    scaled(150.0, "IAM_EVAL_CASES_TIMES") as u64
}

/// Policies, and those with which a question about documents completes them for a request; `None`
/// for requests that the question isn't about.
type Completed = fn(&PolicySet, &Asked) -> Option<PolicySet>;

/// Asks for each pair, and counts the answers: none, new, undecided.
fn check(
    seed: u64,
    question: &Question<'_>,
    make: fn(&mut Generator) -> (PolicySet, PolicySet),
    completed: Completed,
) {
    let requests = requests();
    let mut counts = [0, 0, 0];
    let mut wrong = Vec::new();
    for pair in 0..pairs() {
        let mut generator = Generator::new(seed.wrapping_mul(1_000_003).wrapping_add(pair));
        let (old, new) = make(&mut generator);
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
        match compare(&old, &new, question) {
            Comparison::NewAccess(witness) => {
                counts[1] += 1;
                let request = witness.request().as_request();
                assert_eq!(
                    witness.policies().evaluate(&request),
                    Decision::Allowed,
                    "{}",
                    shown()
                );
                let before = witness.old_policies().unwrap().evaluate(&request);
                assert_ne!(before, Decision::Allowed, "{}", shown());
            }
            Comparison::NoNewAccess(_) => {
                counts[0] += 1;
                let contradicted = requests.iter().find(|asked| {
                    let request = Request::new(&asked.caller, asked.action, &asked.resource);
                    let request = request.unwrap().with_context(&asked.context);
                    let (Some(new), Some(old)) = (completed(&new, asked), completed(&old, asked))
                    else {
                        return false;
                    };
                    new.evaluate(&request) == Decision::Allowed
                        && old.evaluate(&request) != Decision::Allowed
                });
                if let Some(asked) = contradicted {
                    wrong.push(format!(
                        "{:?} {} {} {:?}\n{}",
                        asked.caller,
                        asked.action,
                        asked.resource,
                        asked.context,
                        shown()
                    ));
                }
            }
            Comparison::Undecided(reason) => {
                counts[2] += 1;
                assert_ne!(reason, Reason::Replay, "{}", shown());
            }
            other => panic!("{other:?}"),
        }
    }
    println!(
        "{} none, {} new, {} undecided",
        counts[0], counts[1], counts[2]
    );
    assert!(
        wrong.is_empty(),
        "{} wrong: {}",
        wrong.len(),
        wrong
            .iter()
            .take(6)
            .cloned()
            .collect::<Vec<_>>()
            .join("\n\n")
    );
    let all: usize = counts.iter().sum();
    assert!(counts[0] > all / 10 && counts[1] > all / 10, "{counts:?}");
    assert!(counts[2] <= all / 50, "{counts:?}");
}

fn with(set: PolicySet, more: Policy) -> Option<PolicySet> {
    set.with(more).ok()
}

/// What a question about documents supplies to a caller: identity-based policies, and session
/// policies for callers that have no access without them.
fn with_own(set: &PolicySet, asked: &Asked) -> Option<PolicySet> {
    let set = with(set.clone(), everything(PolicyKind::Identity))?;
    with_session(set, asked)
}

fn with_session(set: PolicySet, asked: &Asked) -> Option<PolicySet> {
    match asked.caller.kind() == CallerKind::FederatedUser || asked.caller.is_assumed_root() {
        true => with(set, everything(PolicyKind::Session)),
        false => Some(set),
    }
}

fn is_in_own_account(asked: &Asked) -> bool {
    let account = asked.caller.account();
    account.is_some() && account == asked.resource.account()
}

fn pair(generator: &mut Generator, kind: PolicyKind) -> (PolicySet, PolicySet) {
    let shared = generator.shared(kind);
    let (old, new) = (
        generator.policy(kind, &shared),
        generator.policy(kind, &shared),
    );
    (set_of([old]), set_of([new]))
}

#[test]
fn resource_based_policies() {
    let question = Question::of_documents();
    check(
        1,
        &question,
        |generator| pair(generator, PolicyKind::Resource),
        |set, asked| {
            // Alone it is about callers of other accounts, and those without any.
            match is_in_own_account(asked) {
                true => None,
                false => with_own(set, asked),
            }
        },
    );
}

#[test]
fn trust_policies() {
    let question = Question::of_documents();
    check(
        2,
        &question,
        |generator| pair(generator, PolicyKind::Trust),
        |set, asked| {
            let is_role = asked.resource.as_str().contains(":role/");
            let is_own = asked.caller.account() == asked.resource.account();
            match is_role && !is_own {
                true => with_own(set, asked),
                false => None,
            }
        },
    );
}

#[test]
fn service_control_policies() {
    let question = Question::of_documents();
    check(
        3,
        &question,
        |generator| pair(generator, PolicyKind::ServiceControl),
        |set, asked| match is_in_own_account(asked) {
            true => with_own(set, asked),
            false => None,
        },
    );
}

#[test]
fn identity_based_policies() {
    let question = Question::of_documents();
    check(
        4,
        &question,
        |generator| pair(generator, PolicyKind::Identity),
        |set, asked| {
            // They belong to a user or a role.
            match is_in_own_account(asked) && asked.caller.kind() != CallerKind::Root {
                true => with_session(set.clone(), asked),
                false => None,
            }
        },
    );
}

/// All layers as they are.
#[test]
fn every_layer() {
    let question = Question::of_policies();
    let make = |generator: &mut Generator| {
        let kinds = [
            (PolicyKind::Resource, 1),
            (PolicyKind::Identity, 2),
            (PolicyKind::Session, 3),
            (PolicyKind::ServiceControl, 2),
            (PolicyKind::ResourceControl, 3),
            (PolicyKind::VpcEndpoint, 4),
        ];
        let (mut old, mut new) = (Vec::new(), Vec::new());
        for (kind, one_in) in kinds {
            if generator.numbers.chance(one_in) {
                let shared = generator.shared(kind);
                let policy = generator.policy(kind, &shared);
                let is_same = kind != PolicyKind::Resource && generator.numbers.chance(2);
                let other = match is_same {
                    true => policy.clone(),
                    false => generator.policy(kind, &shared),
                };
                old.push(policy);
                new.push(other);
            }
        }
        (set_of(old), set_of(new))
    };
    check(5, &question, make, |set, _| Some(set.clone()));
}

fn alone(kind: PolicyKind, statements: &str) -> PolicySet {
    let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#);
    set_of([Policy::parse(kind, "policy", &text).unwrap()])
}

/// Each adds access for one kind of caller only, which the answer shows.
#[test]
fn access_of_one_kind_of_caller_is_found() {
    const EVERYTHING: &str = r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#;
    let of_caller = |condition: &str| {
        let allow = r#""Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*""#;
        format!(r#"{{{allow}, "Condition": {condition}}}"#)
    };
    let by_arn = |pattern: &str| {
        of_caller(&format!(
            r#"{{"ArnLike": {{"aws:PrincipalArn": "{pattern}"}}}}"#
        ))
    };
    let absent = |kind| {
        PolicySet::new()
            .with(iam_compare::absent(kind).unwrap())
            .unwrap()
    };
    let of_buckets = [
        (by_arn("arn:aws:iam::*:root"), ":root"),
        (
            by_arn("arn:aws:sts::*:federated-user/b*"),
            ":federated-user/b",
        ),
        (
            by_arn("arn:aws-us-gov:iam::*:user/*"),
            "arn:aws-us-gov:iam::",
        ),
        (
            by_arn("arn:aws:iam::*:role/aws-service-role/ecs.amazonaws.com/*"),
            ":role/aws-service-role/ecs.amazonaws.com/",
        ),
        (by_arn("arn:aws:iam::12*:role/*"), "arn:aws:iam::12"),
        (
            of_caller(r#"{"StringLike": {"aws:PrincipalServiceName": "logs.*.amazonaws.com"}}"#),
            "logs.",
        ),
        (
            of_caller(
                r#"{"StringEquals": {"aws:userid": "444455556666:alice", "aws:PrincipalType": "FederatedUser"}}"#,
            ),
            ":444455556666:federated-user/alice",
        ),
        (
            of_caller(
                r#"{"StringEquals": {"aws:userid": "444455556666", "aws:PrincipalType": "Account"}}"#,
            ),
            ":444455556666:root",
        ),
        (
            of_caller(r#"{"StringEquals": {"aws:PrincipalAccount": "anonymous"}}"#),
            "*",
        ),
    ];
    for (statement, expected) in of_buckets {
        let new = alone(PolicyKind::Resource, &statement);
        let found = compare(
            &absent(PolicyKind::Resource),
            &new,
            &Question::of_documents(),
        );
        let witness = found
            .witness()
            .unwrap_or_else(|| panic!("{found:?} for {statement}"));
        let caller = witness.request().principal().as_str();
        assert!(caller.contains(expected), "{caller} for {statement}");
    }
    // The service refuses it to roles.
    let token = r#"{"Effect": "Allow", "Action": "sts:GetFederationToken", "Resource": "*"}"#;
    let new = alone(PolicyKind::Identity, token);
    let found = compare(
        &absent(PolicyKind::Identity),
        &new,
        &Question::of_documents(),
    );
    assert!(
        found
            .witness()
            .unwrap()
            .request()
            .principal()
            .as_str()
            .contains(":user/")
    );
    // What AWS recommends for accounts whose root users have no credentials.
    let deny = |more: &str| {
        format!(
            r#"{EVERYTHING}, {{"Effect": "Deny", "Action": "*", "Resource": "*",
            "Condition": {{"ArnLike": {{"aws:PrincipalArn": "arn:aws:iam::*:root"}}{more}}}}}"#
        )
    };
    let old = alone(PolicyKind::ServiceControl, &deny(""));
    let new = alone(
        PolicyKind::ServiceControl,
        &deny(r#", "Null": {"aws:AssumedRoot": "true"}"#),
    );
    let found = compare(&old, &new, &Question::of_documents());
    assert!(
        found
            .witness()
            .unwrap()
            .request()
            .principal()
            .is_assumed_root()
    );
    assert!(compare(&new, &old, &Question::of_documents()).is_none());
}

/// S4.9: whose ID it is isn't known.
#[test]
fn a_canonical_user_is_someone() {
    const ID: &str = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be";
    let allow = |principal: &str| {
        let rest = r#""Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*""#;
        format!(r#"{{"Effect": "Allow", "Principal": {principal}, {rest}}}"#)
    };
    let canonical = allow(&format!(r#"{{"CanonicalUser": "{ID}"}}"#));
    let deny = canonical.replace("Allow", "Deny");
    let everyone = allow(r#""*""#);
    let account = allow(r#"{"AWS": "111122223333"}"#);
    let ask = |old: &str, new: &str| {
        let [old, new] = [old, new].map(|text| alone(PolicyKind::Resource, text));
        compare(&old, &new, &Question::of_documents())
    };
    let is_open =
        |found: Comparison| matches!(found, Comparison::Undecided(Reason::CanonicalUsers));
    assert!(is_open(ask(&account, &format!("{account}, {canonical}"))));
    assert!(is_open(ask(&format!("{everyone}, {deny}"), &everyone)));
    // Nothing depends on who it is.
    assert!(ask(&canonical, &everyone).witness().is_some());
    assert!(ask(&everyone, &format!("{everyone}, {canonical}")).is_none());
    assert!(ask(&canonical, &canonical).is_none());
    assert!(ask(&format!("{account}, {canonical}"), &account).is_none());
}

/// The sign for kelvin is a capital of the letter.
#[test]
fn letter_case_is_not_only_ascii() {
    let set = |operator: &str, values: &str| {
        let rest = r#""Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*""#;
        let statement =
            format!(r#"{{{rest}, "Condition": {{"{operator}": {{"s3:prefix": {values}}}}}}}"#);
        alone(PolicyKind::Identity, &statement)
    };
    let ignoring = |values| set("StringEqualsIgnoreCase", values);
    let question = Question::of_documents();
    let found = compare(
        &set("StringEquals", r#"["k", "K"]"#),
        &ignoring(r#""k""#),
        &question,
    );
    assert!(found.witness().is_some());
    let all = set("StringEquals", r#"["k", "K", "\u212a"]"#);
    assert!(compare(&all, &ignoring(r#""k""#), &question).is_none());
    let angstrom = set("StringEquals", r#"["\u00e5", "\u00c5", "\u212b"]"#);
    assert!(compare(&angstrom, &ignoring(r#""\u00e5""#), &question).is_none());
    let some = set("StringEquals", r#"["\u00e5", "\u00c5"]"#);
    assert!(
        compare(&some, &ignoring(r#""\u00e5""#), &question)
            .witness()
            .is_some()
    );
}
