//! The growth of an operation's steps with its input: at most n log n.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use iam_eval::{
    ActionUniverse, Context, Decision, DecisionRow, LevelKind, PartialRequest, Policy, PolicyKind,
    PolicyMatrix, PolicySet, Principal, Request, Resource, ResourcePattern,
};
use iam_syntax::pattern::whole::{Colons, covers, pattern};
use iam_syntax::pattern::whole_overlap::overlap;
use iam_syntax::steps::of;
use serde_json::{Value, json};

const USER: &str = "arn:aws:iam::111122223333:user/u";

/// Runs it with inputs of one size and of eight times the size. Quadratic growth would take 64
/// times as many steps.
fn grows_no_faster_than_its_input(name: &str, size: usize, run: impl Fn(usize) -> usize) {
    let (small, large) = (run(size), run(8 * size));
    assert!(
        small >= size,
        "{name}: {small} steps for {size}: they are not counted"
    );
    assert!(large <= 16 * small, "{name}: {small} steps, then {large}");
}

fn policies(statement: &Value) -> PolicySet {
    let text = json!({"Version": "2012-10-17", "Statement": statement}).to_string();
    let policy = Policy::parse(PolicyKind::Identity, "p", &text).unwrap();
    PolicySet::new().with(policy).unwrap()
}

/// The steps of a decision.
fn decision(statement: &Value, action: &str, resource: &str, context: &Context) -> usize {
    let policies = policies(statement);
    let principal = Principal::parse(USER).unwrap();
    let resource = Resource::parse(resource).unwrap();
    let request = Request::new(&principal, action, &resource).unwrap();
    let request = request.with_context(context);
    of(|| {
        let _ = policies.evaluate(&request);
    })
}

fn statement(members: &Value) -> Value {
    let mut statement = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
    for (name, value) in members.as_object().unwrap() {
        statement[name] = value.clone();
    }
    statement
}

const OBJECT: &str = "arn:aws:s3:::bucket/key";

/// Segments that nearly match at every position.
fn hostile(count: usize) -> [String; 4] {
    [
        format!("*{}b*", "a?".repeat(count)),
        format!("*{}b*", "?a".repeat(count)),
        format!("*{}b", "a*?".repeat(count)),
        format!("{}b*", "*a?a".repeat(count)),
    ]
}

#[test]
fn wildcards_against_a_text() {
    for shape in 0..4 {
        let glob = |count: usize| hostile(count)[shape].clone();
        let text = |count: usize| "a".repeat(6 * count);
        grows_no_faster_than_its_input("Resource", 250, |count| {
            let statement =
                statement(&json!({"Resource": format!("arn:aws:s3:::{}", glob(count))}));
            let resource = format!("arn:aws:s3:::{}", text(count));
            decision(&statement, "s3:GetObject", &resource, &Context::new())
        });
        grows_no_faster_than_its_input("Action", 250, |count| {
            let statement = statement(&json!({"Action": format!("s3:{}", glob(count))}));
            let action = format!("s3:{}", text(count));
            decision(&statement, &action, OBJECT, &Context::new())
        });
        for (operator, start) in [("StringLike", ""), ("ArnLike", "arn:aws:s3:::")] {
            grows_no_faster_than_its_input(operator, 250, |count| {
                let value = format!("{start}{}", glob(count));
                let statement = statement(&json!({"Condition": {operator: {"k:v": value}}}));
                let context = Context::new().with("k:v", format!("{start}{}", text(count)));
                decision(&statement, "s3:GetObject", OBJECT, &context)
            });
        }
    }
}

/// If a `*` may match colons, the ARN is matched as a whole.
#[test]
fn wildcards_of_whole_arns_against_a_text() {
    type Make = fn(usize) -> (String, String);
    let cases: [(&str, Make); 7] = [
        ("in the sixth part", |count| {
            let glob = format!("arn:aws:s?:*:*:*{}b*", "a?".repeat(count));
            (glob, format!("arn:aws:s3:::a:{}", "a".repeat(6 * count)))
        }),
        ("with colons", |count| {
            let glob = format!("arn:aws:s?:*:*:*{}b*", ":a?".repeat(count));
            (glob, format!("arn:aws:s3:::a:{}", ":a".repeat(6 * count)))
        }),
        ("in a part", |count| {
            let glob = format!("arn:aws:*a{}b*:*:*:*", "a?".repeat(count));
            (glob, format!("arn:aws:{}:::a:b", "a".repeat(6 * count)))
        }),
        ("in a chunk", |count| {
            let glob = format!("arn:aws:*:*a{}b*x:*:y", "?a".repeat(count));
            (glob, format!("arn:aws:{}", ":a".repeat(6 * count)))
        }),
        ("behind a run within a part", |count| {
            let glob = format!("arn:aws:*:*x{}:y*", ":x".repeat(count));
            (glob, format!("arn:aws:{}", ":x".repeat(6 * count)))
        }),
        ("at the end", |count| {
            let glob = format!("arn:aws:*:*x:*x{}:y", ":?".repeat(count));
            (glob, format!("arn:aws:{}", ":x".repeat(6 * count)))
        }),
        ("at the end, without colons", |count| {
            let glob = format!("arn:aws:*:*:*:*:*x{}b*", "?a".repeat(count));
            (glob, format!("arn:aws:{}", ":xa".repeat(6 * count)))
        }),
    ];
    for (name, make) in cases {
        grows_no_faster_than_its_input(name, 250, |count| {
            let (glob, resource) = make(count);
            let statement = statement(&json!({"Resource": glob}));
            decision(&statement, "s3:GetObject", &resource, &Context::new())
        });
    }
}

#[test]
fn patterns_against_each_other() {
    let principal = Principal::parse(USER).unwrap();
    for (name, own, other) in [
        ("?", "a?", "a?"),
        ("? against a", "a?", "a"),
        ("a against ?", "a", "?a"),
        ("* against ?", "a*", "a?"),
    ] {
        grows_no_faster_than_its_input(name, 250, |count| {
            let statement = statement(
                &json!({"Resource": format!("arn:aws:ec2:*:*:instance/*{}b*", own.repeat(count))}),
            );
            let policies = policies(&statement);
            let set = format!("arn:aws:ec2:*:*:instance/{}", other.repeat(3 * count));
            let set = ResourcePattern::parse(&set).unwrap();
            let request = PartialRequest::new(&principal, "ec2:RunInstances").unwrap();
            of(|| {
                let _ = policies.evaluate_partial(&request.with_resource_pattern(&set));
            })
        });
    }
}

/// A `?` doesn't cover a `*`, which the block search must check at every position.
#[test]
fn patterns_whose_wildcards_meet() {
    let principal = Principal::parse(USER).unwrap();
    grows_no_faster_than_its_input("? against *", 250, |count| {
        let own = format!("arn:aws:ec2:*:*:instance/*a{}a*b", "?".repeat(count));
        let policies = policies(&statement(&json!({"Resource": own})));
        let set = format!("{}*", "a".repeat(count / 2)).repeat(6);
        let set = ResourcePattern::parse(&format!("arn:aws:ec2:*:*:instance/{set}")).unwrap();
        let request = PartialRequest::new(&principal, "ec2:RunInstances").unwrap();
        of(|| {
            let _ = policies.evaluate_partial(&request.with_resource_pattern(&set));
        })
    });
}

/// The documented limit of comparisons of whole ARNs, with only a few steps for each.
#[test]
fn patterns_of_whole_arns_against_each_other_have_a_limit() {
    let principal = Principal::parse(USER).unwrap();
    let mut most = 0;
    for count in [10, 100, 300, 400, 500, 1_000, 8_000] {
        let own = format!("arn:aws:ec2:*:*:*{}b*", "a?".repeat(count));
        let policies = policies(&statement(&json!({"Resource": own})));
        let set = format!("arn:aws:ec2:*:*:*{}*", "a:?".repeat(count));
        let set = ResourcePattern::parse(&set).unwrap();
        let request = PartialRequest::new(&principal, "ec2:RunInstances").unwrap();
        let steps = of(|| {
            let _ = policies.evaluate_partial(&request.with_resource_pattern(&set));
        });
        most = most.max(steps);
        if count == 8_000 {
            // By parts only: n log n.
            assert!(steps < 1 << 23, "{steps}");
        } else {
            assert!(steps < 1 << 22, "{count}: {steps}");
        }
    }
    assert!(most > 1 << 18, "{most}");
    // Without the limit: the product of the lengths for the overlap, and no more for inclusion.
    let glob = pattern(
        &format!("arn:{}b*", "*a:".repeat(300)),
        Colons::AsInPolicies,
    );
    let set = pattern(&format!("arn:{}*", "a?:".repeat(300)), Colons::Sixth);
    let product = glob.len() * set.len();
    let steps = of(|| {
        let _ = covers(&glob, &set);
        let _ = overlap(&glob, &set);
    });
    assert!(steps < 2 * product, "{steps} of {product}");
}

/// A value for an operator: those of the policy have odd numbers and differ from those of the
/// request, with even ones.
fn value(operator: &str, number: usize) -> String {
    match operator {
        _ if operator.starts_with("Numeric") => number.to_string(),
        _ if operator.starts_with("Date") => (1_600_000_000 + number).to_string(),
        _ if operator.contains("Ip") => {
            format!(
                "10.{}.{}.{}",
                number >> 16,
                (number >> 8) & 255,
                number & 255
            )
        }
        _ if operator.starts_with("Arn") => format!("arn:aws:s3:::b{number}"),
        // Base64, in groups of four letters.
        _ if operator.starts_with("Binary") => format!("{number:08}"),
        _ => format!("v{number}"),
    }
}

#[test]
fn many_values_against_many() {
    for operator in [
        "StringEquals",
        "StringNotEquals",
        "StringEqualsIgnoreCase",
        "StringNotEqualsIgnoreCase",
        "StringLike",
        "StringNotLike",
        "NumericEquals",
        "NumericNotEquals",
        "NumericLessThan",
        "NumericGreaterThanEquals",
        "DateEquals",
        "DateNotEquals",
        "DateLessThanEquals",
        "DateGreaterThan",
        "BinaryEquals",
        "IpAddress",
        "NotIpAddress",
        "ArnEquals",
        "ArnLike",
        "ArnNotEquals",
        "ArnNotLike",
    ] {
        for set in ["ForAnyValue", "ForAllValues"] {
            for is_shared in [false, true] {
                let name = format!("{set}:{operator}");
                grows_no_faster_than_its_input(&name, 250, |count| {
                    let of_policy: Vec<String> =
                        (0..count).map(|at| value(operator, 2 * at + 1)).collect();
                    let other = usize::from(is_shared);
                    let of_request = (0..count).rev().map(|at| value(operator, 2 * at + other));
                    let context = Context::new().with_list("k:v", of_request);
                    let statement = statement(&json!({"Condition": {&name: {"k:v": of_policy}}}));
                    decision(&statement, "s3:GetObject", OBJECT, &context)
                });
            }
        }
    }
}

#[test]
fn many_values_against_many_starts() {
    for (operator, start) in [("StringLike", "v"), ("ArnLike", "arn:aws:s3:::v")] {
        let name = format!("ForAllValues:{operator}");
        grows_no_faster_than_its_input(&name, 250, |count| {
            let starts: Vec<String> = (0..count).map(|at| format!("{start}{at}x*")).collect();
            let of_request = (0..count).map(|at| format!("{start}{at}xyz"));
            let context = Context::new().with_list("k:v", of_request);
            let statement = statement(&json!({"Condition": {&name: {"k:v": starts}}}));
            decision(&statement, "s3:GetObject", OBJECT, &context)
        });
    }
}

#[test]
fn statements_and_lists() {
    grows_no_faster_than_its_input("statements", 250, |count| {
        let statements: Vec<Value> = (0..count)
            .map(|at| {
                statement(&json!({"Effect": "Deny", "Condition": {"StringEquals": {format!("k:{at}"): "x"}}}))
            })
            .collect();
        decision(&json!(statements), "s3:GetObject", OBJECT, &Context::new())
    });
    for element in ["Resource", "NotResource"] {
        grows_no_faster_than_its_input(element, 250, |count| {
            let resources: Vec<String> = (0..count)
                .map(|at| format!("arn:aws:s3:::*a?{at}*"))
                .collect();
            let mut statement = statement(&json!({element: resources}));
            if element == "NotResource" {
                statement.as_object_mut().unwrap().remove("Resource");
            }
            decision(&statement, "s3:GetObject", OBJECT, &Context::new())
        });
    }
}

/// Each Allow and each Deny covers some resources: the search for an allowed one has a limit.
#[test]
fn the_search_for_a_resource() {
    let principal = Principal::parse(USER).unwrap();
    let set = ResourcePattern::parse("arn:aws:ec2:*:111122223333:instance/*").unwrap();
    let request = PartialRequest::new(&principal, "ec2:RunInstances").unwrap();
    let request = request.with_resource_pattern(&set);
    let resources = |count: usize, form: &dyn Fn(usize) -> String| -> Vec<String> {
        (0..count).map(form).collect()
    };
    let allowed = |at| format!("arn:aws:ec2:*:*:*/a{at}*");
    let denied = |at| format!("arn:aws:ec2:*:*:*/*b{at}");
    grows_no_faster_than_its_input("in statements", 500, |count| {
        let each = |effect: &str, resources: Vec<String>| -> Vec<Value> {
            let statements = resources.into_iter();
            statements
                .map(|resource| statement(&json!({"Effect": effect, "Resource": resource})))
                .collect()
        };
        let statements = [
            each("Allow", resources(count, &allowed)),
            each("Deny", resources(count, &denied)),
        ];
        let policies = policies(&json!(statements.concat()));
        of(|| {
            let _ = policies.reach(&request);
        })
    });
    grows_no_faster_than_its_input("in lists", 500, |count| {
        let policies = policies(&json!([
            statement(&json!({"Resource": resources(count, &allowed)})),
            statement(&json!({"Effect": "Deny", "Resource": resources(count, &denied)})),
        ]));
        of(|| {
            let _ = policies.reach(&request);
        })
    });
}

#[test]
fn levels_in_a_matrix() {
    let parse = |kind| {
        Policy::parse(kind, "p", r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#).unwrap()
    };
    let level = parse(PolicyKind::ServiceControl);
    grows_no_faster_than_its_input("levels", 100, |count| {
        let identity = PolicySet::new().with(parse(PolicyKind::Identity)).unwrap();
        let set = (0..count).fold(identity, |set, _| {
            set.with_level(LevelKind::ServiceControl, [level.clone()])
                .unwrap()
        });
        let mut matrix = PolicyMatrix::new(ActionUniverse::new(["s3:GetObject"]).unwrap());
        matrix.push(set);
        let (principal, resource) = (Principal::parse(USER).unwrap(), Resource::any());
        let request = matrix.request(&principal, &resource);
        let mut row = DecisionRow::new();
        let steps = of(|| request.evaluate(0, &mut row));
        assert_eq!(row.decision(0), Decision::Allowed);
        steps
    });
}
