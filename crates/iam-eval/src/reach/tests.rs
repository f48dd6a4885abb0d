//! Tests of reach, on sets of queues.

mod contexts;

use super::Reach;
use crate::policy::Policy;
use crate::policy_set::PolicySet;
use crate::request::{Context, PartialRequest, Principal, ResourcePattern, UnknownKeys};
use iam_syntax::document::PolicyKind;

const ROLE: &str = "arn:aws:iam::111122223333:role/r";

/// `effect element patterns if-region?`, one statement per line; the layers are separated by `;`.
fn policies(layers: &str) -> PolicySet {
    let kinds = [PolicyKind::Identity, PolicyKind::PermissionsBoundary];
    let layers = layers.split(';').zip(kinds).map(|(statements, kind)| {
        let statements = statements
            .lines()
            .filter(|line| !line.trim().is_empty())
            .map(|line| {
                let words: Vec<&str> = line.split_whitespace().collect();
                let condition = match words.get(3) {
                    Some(_) => r#", "Condition": {"StringEquals": {"aws:RequestedRegion": "r"}}"#,
                    None => "",
                };
                let patterns = words[2].replace(',', r#"", ""#);
                format!(
                    r#"{{"Effect": "{}", "Action": "sqs:*", "{}": ["{patterns}"]{condition}}}"#,
                    words[0], words[1]
                )
            });
        let statements = statements.collect::<Vec<_>>().join(",");
        let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#);
        Policy::parse(kind, "p", &text).unwrap()
    });
    PolicySet::try_from_iter(layers).unwrap()
}

fn reach(layers: &str, within: &str) -> Reach {
    reach_within(
        layers,
        &ResourcePattern::parse(within).unwrap().without_colons(),
    )
}

fn reach_within(layers: &str, within: &ResourcePattern) -> Reach {
    let principal = Principal::parse(ROLE).unwrap();
    let unknown = UnknownKeys::only(["aws:RequestedRegion"]);
    let within = within.clone().owned_by("111122223333");
    let request = PartialRequest::new(&principal, "sqs:SendMessage").unwrap();
    policies(layers).reach(
        &request
            .with_resource_pattern(&within)
            .with_unknown_keys(&unknown),
    )
}

#[test]
fn how_far_over_all_queues() {
    for (layers, expected) in [
        ("Allow Resource *", Reach::All),
        ("Allow Resource arn:aws:sqs:*:*:*", Reach::All),
        ("Allow Resource * if", Reach::AllIf),
        ("Allow Resource arn:aws:sqs:*:*:a*", Reach::Some),
        (
            "Allow Resource arn:aws:sqs:*:*:a,arn:aws:s3:::b",
            Reach::Some,
        ),
        ("Allow Resource arn:aws:sqs:*:*:a* if", Reach::SomeIf),
        ("Allow NotResource arn:aws:sqs:*:*:a*", Reach::Some),
        ("Allow NotResource arn:aws:sqs:*:*:* ", Reach::None),
        ("Allow Resource arn:aws:s3:::a", Reach::None),
        ("Allow Resource *\nDeny Resource *", Reach::Denied),
        ("Allow Resource *\nDeny Resource * if", Reach::AllIf),
        (
            "Allow Resource *\nDeny Resource arn:aws:sqs:*:*:a*",
            Reach::Some,
        ),
        (
            "Allow Resource *\nDeny NotResource arn:aws:sqs:*:*:a",
            Reach::Some,
        ),
        (
            "Allow Resource * if\nDeny NotResource arn:aws:sqs:*:*:a",
            Reach::SomeIf,
        ),
        (
            "Allow Resource arn:aws:sqs:*:*:a*\nDeny Resource arn:aws:sqs:*:*:a*",
            Reach::None,
        ),
        (
            "Allow Resource arn:aws:sqs:*:*:a*\nDeny Resource arn:aws:sqs:*:*:ab*",
            Reach::Some,
        ),
        (
            "Allow Resource arn:aws:sqs:*:*:a*;Allow Resource arn:aws:sqs:*:*:b*",
            Reach::None,
        ),
        (
            "Allow Resource arn:aws:sqs:*:*:a*;Allow Resource arn:aws:sqs:*:*:*b",
            Reach::Some,
        ),
        (
            "Allow Resource arn:aws:sqs:x:*:a*;Allow Resource arn:aws:sqs:*:*:*b if",
            Reach::SomeIf,
        ),
        (
            "Allow Resource arn:aws:sqs:x:*:*;Allow Resource arn:aws:sqs:*:*:a?b",
            Reach::Some,
        ),
        ("Allow Resource arn:aws:sqs:*", Reach::All),
        (
            "Allow Resource arn:aws:sqs:*:*:${aws:PrincipalAccount}-a",
            Reach::Some,
        ),
    ] {
        assert_eq!(
            reach(layers, "arn:aws:sqs:*:111122223333:*"),
            expected,
            "{layers}"
        );
    }
}

#[test]
fn which_statements_distinguish_resources() {
    let send = crate::request::Action::new("sqs:SendMessage").unwrap();
    let get = crate::request::Action::new("s3:GetObject").unwrap();
    for (layers, expected) in [
        ("Allow Resource *", false),
        (
            "Allow Resource * if\nDeny Resource arn:aws:sqs:*:*:a,*",
            false,
        ),
        ("Allow Resource *;Allow Resource arn:aws:sqs:*:*:a", true),
        ("Allow NotResource *", true),
    ] {
        let policies = policies(layers);
        assert_eq!(
            policies.distinguishes_resources(&send),
            expected,
            "{layers}"
        );
        assert!(
            !policies.distinguishes_resources(&get),
            "{layers}: not about it"
        );
    }
}

#[test]
fn anything_at_all() {
    for (layers, expected) in [
        ("Allow Resource *", Reach::All),
        ("Allow Resource arn:aws:sqs:*:*:a", Reach::Some),
        ("Allow NotResource arn:aws:sqs:*:*:a*", Reach::Some),
        (
            "Allow Resource *\nDeny Resource arn:aws:sqs:*:*:*",
            Reach::Unknown,
        ),
    ] {
        assert_eq!(reach(layers, "*"), expected, "{layers}");
    }
}

#[test]
fn the_owner_may_be_the_caller_s_account() {
    let principal = Principal::parse(ROLE).unwrap();
    let policies = PolicySet::new()
        .with(
            Policy::parse(
                PolicyKind::Identity,
                "p",
                r#"{"Statement": {"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::a",
                    "Condition": {"StringEquals": {"aws:ResourceAccount": "111122223333"}}}}"#,
            )
            .unwrap(),
        )
        .unwrap();
    let buckets = ResourcePattern::parse("arn:aws:s3:::*").unwrap();
    let context = Context::new();
    let request = PartialRequest::new(&principal, "s3:GetObject").unwrap();
    let request = request
        .with_resource_pattern(&buckets)
        .with_context(&context);
    assert_eq!(
        policies.reach(&request),
        Reach::Some,
        "an ARN without an account is the caller's (S9.5)"
    );
    let request = PartialRequest::new(&principal, "s3:GetObject").unwrap();
    assert_eq!(policies.reach(&request), Reach::Some, "anything at all");
    let owned = buckets.owned_by("111122223333");
    let request = PartialRequest::new(&principal, "s3:GetObject").unwrap();
    assert_eq!(
        policies.reach(&request.with_resource_pattern(&owned)),
        Reach::Some
    );
}

/// A statement of the identity policy, or of the named layer.
struct Question<'a> {
    layers: &'a [(PolicyKind, &'a str)],
    action: &'a str,
    within: &'a str,
    expected: Reach,
}

fn ask(question: &Question<'_>) -> Reach {
    let policies = question.layers.iter().map(|(kind, statements)| {
        let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#);
        Policy::parse(*kind, "p", &text).unwrap()
    });
    let set = PolicySet::try_from_iter(policies).unwrap();
    let principal = Principal::parse(ROLE).unwrap();
    let unknown = UnknownKeys::all_but([]);
    let within = ResourcePattern::parse(question.within).unwrap();
    let within = within.owned_by("111122223333");
    let request = PartialRequest::new(&principal, question.action).unwrap();
    set.reach(
        &request
            .with_resource_pattern(&within)
            .with_unknown_keys(&unknown),
    )
}

#[test]
fn grants_that_no_pattern_names() {
    use PolicyKind::Identity;
    for question in [
        Question {
            layers: &[(
                Identity,
                r#"{"Effect": "Allow", "Action": "ec2:RunInstances", "Resource": "*"},
                {"Effect": "Deny", "Action": "*", "Resource": "arn:aws:ec2:eu-west-1:1*"}"#,
            )],
            action: "ec2:RunInstances",
            within: "arn:aws:ec2:eu-west-1:*:instance/i-1",
            expected: Reach::Some,
        },
        Question {
            layers: &[(
                Identity,
                r#"{"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::?/*"}"#,
            )],
            action: "s3:PutObject",
            within: "arn:aws:s3:::b*",
            expected: Reach::Some,
        },
        Question {
            layers: &[(
                Identity,
                r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::?a?"},
                {"Effect": "Deny", "Action": "s3:*", "Resource": ["arn:aws:s3:::xa*", "arn:aws:s3:::*x"]}"#,
            )],
            action: "s3:ListBucket",
            within: "arn:aws:s3:::*",
            expected: Reach::Some,
        },
        Question {
            layers: &[(
                Identity,
                r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::a*"},
                {"Effect": "Deny", "Action": "s3:*", "NotResource": "arn:aws:s3:::*b"},
                {"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::*?b"}"#,
            )],
            action: "s3:ListBucket",
            within: "arn:aws:s3:::*",
            expected: Reach::None,
        },
        Question {
            layers: &[(
                Identity,
                r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::home/${aws:username}/*"}"#,
            )],
            action: "s3:GetObject",
            within: "arn:aws:s3:::home/alice/*",
            // The caller, a role, has no user name.
            expected: Reach::None,
        },
        Question {
            layers: &[(
                Identity,
                r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::home/${x:name}/*"}"#,
            )],
            action: "s3:GetObject",
            within: "arn:aws:s3:::home/alice/*",
            expected: Reach::SomeIf,
        },
    ] {
        assert_eq!(ask(&question), question.expected, "{:?}", question.layers);
    }
}

#[test]
fn names_with_colons_may_be_left_out() {
    let layers = "Allow Resource arn:aws:sqs:*:*:a*;Allow Resource arn:aws:sqs:*:*:b*";
    let queues = ResourcePattern::parse("arn:aws:sqs:*:*:*").unwrap();
    assert_eq!(
        reach_within(layers, &queues.clone().without_colons()),
        Reach::None
    );
    // A star at the end of a part may match colons (S3.4).
    assert!(reach_within(layers, &queues) >= Reach::Unknown);
}

/// `arn:aws:s3:::*/*` is the pattern of other resources than `arn:aws:s3:::*`.
#[test]
fn names_with_slashes_may_be_left_out() {
    let parse = |text: &str| ResourcePattern::parse(text).unwrap();
    for (layers, within, without, with) in [
        ("Allow Resource x:b/*", "x:*", Reach::None, Reach::Some),
        ("Allow Resource x:b*/k", "x:*", Reach::None, Reach::Some),
        ("Allow Resource x:b/*", "x:b*", Reach::None, Reach::Some),
        ("Allow Resource x:*/*", "x:*", Reach::None, Reach::Some),
        ("Allow Resource x:b*", "x:*", Reach::Some, Reach::Some),
        ("Allow Resource x:*", "x:*", Reach::All, Reach::All),
        ("Allow Resource x:a/*", "x:a/*", Reach::All, Reach::All),
        ("Allow Resource x:a/*/*", "x:a/*", Reach::None, Reach::Some),
        ("Allow Resource x:a/?b", "x:a/*", Reach::Some, Reach::Some),
        (
            "Allow Resource *,Deny Resource x:*/*",
            "x:*",
            Reach::All,
            Reach::Some,
        ),
        ("Allow NotResource x:*/*", "x:*", Reach::All, Reach::Some),
    ] {
        let full = |text: &str| text.replace("x:", "arn:aws:sqs:*:*:");
        let layers = full(layers).replace(",Deny", "\nDeny");
        let within = parse(&full(within));
        let found = reach_within(&layers, &within.clone().without_slashes());
        assert_eq!(found, without, "{layers} {}", within.as_str());
        // Names with colons come into it, too (S3.4).
        let found = reach_within(&layers, &within);
        assert!(
            found == with || found == Reach::Unknown,
            "{layers} {found:?}"
        );
        let both = within.without_slashes().without_colons();
        assert!(
            [without, Reach::Unknown].contains(&reach_within(&layers, &both)),
            "{layers}"
        );
    }
    let buckets = parse("arn:aws:s3:::*").without_slashes();
    assert!(buckets.covers(&parse("arn:aws:s3:::b")));
    assert!(
        !buckets.covers(&parse("arn:aws:s3:::b/k")) && !buckets.covers(&parse("arn:aws:s3:::b*"))
    );
    assert!(buckets.covers(&parse("arn:aws:s3:::b*").without_slashes()));
    assert!(parse("arn:aws:s3:::*").covers(&buckets));
}

#[test]
fn a_session_that_is_not_known() {
    let text = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sqs:*", "Resource": "*",
        "Principal": {"AWS": "arn:aws:sts::111122223333:assumed-role/r/s"}}}"#;
    let policy = Policy::parse(PolicyKind::Resource, "p", text).unwrap();
    let set = PolicySet::new().with(policy).unwrap();
    let within = ResourcePattern::parse("arn:aws:sqs:*:111122223333:*").unwrap();
    let reach = |role| {
        let principal = Principal::parse(role).unwrap();
        let request = PartialRequest::new(&principal, "sqs:SendMessage").unwrap();
        set.reach(
            &request
                .with_resource_pattern(&within)
                .with_session_unknown(),
        )
    };
    assert_eq!(reach(ROLE), Reach::AllIf);
    // The session's ARN doesn't show the path.
    assert_eq!(
        reach("arn:aws:iam::111122223333:role/path/r"),
        Reach::Unknown
    );
}
