//! The classes of resources on which an action is granted, compared with requests that the
//! evaluator decides: each resource is in one class, and the class says what is true of it in all
//! contexts.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use iam_compare::{Granted, Question, ResourceClass, granted};
use iam_eval::{
    Context, Decision, LevelKind, Policy, PolicyKind, PolicySet, Principal, Request, Resource,
    UnknownKeys,
};
use iam_syntax::pattern::wildcard;

const CALLER: &str = "arn:aws:iam::111122223333:role/a";
const ACTION: &str = "ec2:DeleteVolume";
const START: &str = "arn:aws:ec2:eu-central-1:111122223333:volume/";
const PAIRS: u64 = 400;

struct Generator(u64);

impl Generator {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    fn of(&mut self, list: &[&'static str]) -> &'static str {
        list[self.below(list.len())]
    }

    fn statement(&mut self) -> String {
        let effect = self.of(&["Allow", "Allow", "Deny"]);
        let element = self.of(&["Resource", "Resource", "Resource", "NotResource"]);
        let names = [
            "*",
            "a*",
            "?",
            "*b",
            "ab",
            "a?",
            "*a*",
            "${aws:PrincipalTag/t}",
        ];
        let mut resources = vec![format!("\"{START}{}\"", self.of(&names))];
        if self.below(3) == 0 {
            resources.push(format!("\"{START}{}\"", self.of(&names)));
        }
        let condition = self.of(&[
            "",
            "",
            r#", "Condition": {"StringEquals": {"k:known": "v"}}"#,
            r#", "Condition": {"StringNotEquals": {"k:known": "v"}}"#,
            r#", "Condition": {"Null": {"k:absent": "true"}}"#,
            r#", "Condition": {"StringEquals": {"k:absent": "v"}}"#,
            r#", "Condition": {"StringLike": {"k:open": "v*"}}"#,
            r#", "Condition": {"Null": {"k:open": "true"}}"#,
            r#", "Condition": {"StringNotLike": {"k:open": "v*"}}"#,
            r#", "Condition": {"Bool": {"k:flag": "true"}}"#,
            r#", "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/a"}}"#,
            r#", "Condition": {"StringEquals": {"aws:PrincipalAccount": "444455556666"}}"#,
        ]);
        let resources = resources.join(", ");
        format!(
            r#"{{"Effect": "{effect}", "Action": "ec2:*", "{element}": [{resources}]{condition}}}"#
        )
    }

    fn policy(&mut self, kind: PolicyKind) -> Policy {
        let count = 1 + self.below(3);
        let statements: Vec<String> = (0..count).map(|_| self.statement()).collect();
        let text = format!(
            r#"{{"Version": "2012-10-17", "Statement": [{}]}}"#,
            statements.join(", ")
        );
        Policy::parse(kind, "random", &text).unwrap()
    }

    fn policies(&mut self) -> PolicySet {
        let mut set = PolicySet::new()
            .with(self.policy(PolicyKind::Identity))
            .unwrap();
        if self.below(3) == 0 {
            let boundary = self.policy(PolicyKind::PermissionsBoundary);
            set = set.with(boundary).unwrap();
        }
        if self.below(3) == 0 {
            let level = [self.policy(PolicyKind::ServiceControl)];
            set = set.with_level(LevelKind::ServiceControl, level).unwrap();
        }
        set
    }
}

/// All contexts with the known value and without the absent key.
fn contexts() -> Vec<Context> {
    let mut found = Vec::new();
    for open in [None, Some("v"), Some("x"), Some("")] {
        for flag in [None, Some("true"), Some("false")] {
            for tag in [
                None,
                Some("a"),
                Some("ab"),
                Some("b"),
                Some("x"),
                Some("aa"),
                Some("ba"),
            ] {
                let mut context = Context::new().with("k:known", "v");
                let keys = [
                    ("k:open", open),
                    ("k:flag", flag),
                    ("aws:PrincipalTag/t", tag),
                ];
                for (key, value) in keys {
                    if let Some(value) = value {
                        context = context.with(key, value);
                    }
                }
                found.push(context);
            }
        }
    }
    found
}

fn contains(class: &ResourceClass, resource: &str) -> bool {
    let matches =
        |pattern: &String| wildcard::matches(&wildcard::pattern(pattern), resource.as_bytes());
    let is_in = |list: &Vec<String>| list.iter().any(matches);
    class.matches.iter().all(is_in) && !class.matches_not.iter().any(is_in)
}

/// In both directions: what a class says is true of each of its resources, and what is true is what
/// it says.
#[test]
fn classes_say_exactly_what_the_evaluator_decides() {
    let caller = Principal::parse(CALLER).unwrap();
    let known = Context::new().with("k:known", "v");
    let unknown = UnknownKeys::all_but(["k:absent"]);
    let question = Question::of_policies()
        .by(caller.clone())
        .owned_by("111122223333")
        .with_known_keys(known, unknown);
    let contexts = contexts();
    let mut counts = [0; 4];
    for seed in 0..PAIRS {
        let mut generator = Generator(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5EED);
        for _ in 0..4 {
            generator.below(2);
        }
        let policies = generator.policies();
        let within = format!("{START}*");
        let classes = granted(&policies, ACTION, &within, &question).unwrap();
        let texts: Vec<&str> = policies
            .policies()
            .map(|policy| policy.document().source())
            .collect();
        let names = [
            "a", "b", "x", "ab", "ba", "aa", "abb", "bab", "xy", "xa", "ax", "aab", "",
        ];
        for class in &classes {
            assert!(contains(class, &class.example), "{class:?} {texts:#?}");
        }
        for name in names {
            let text = format!("{START}{name}");
            let resource = Resource::parse(&text).unwrap();
            let of: Vec<_> = classes
                .iter()
                .filter(|class| contains(class, &text))
                .collect();
            let [class] = of.as_slice() else {
                panic!("{text} is in {of:?} {texts:#?}");
            };
            let mut decisions = contexts.iter().map(|context| {
                let request = Request::new(&caller, ACTION, &resource).unwrap();
                policies.evaluate(&request.with_context(context)) == Decision::Allowed
            });
            let (mut some, mut all) = (false, true);
            decisions.by_ref().for_each(|allowed| {
                some |= allowed;
                all &= allowed;
            });
            let (expected, at) = match (some, all) {
                (_, true) => (Granted::Always, 0),
                (true, false) => (Granted::Depends, 1),
                (false, false) => (Granted::Never, 2),
            };
            // A variable may have a value for which the resource is another's: the class doesn't
            // distinguish them.
            let has_variables = texts.iter().any(|text| text.contains("${"));
            match class.granted {
                Granted::Undecided(_) => counts[3] += 1,
                Granted::Depends if has_variables => {}
                found => {
                    assert_eq!(found, expected, "{text} {class:?} {texts:#?}");
                    counts[at] += 1;
                }
            }
        }
    }
    println!("always, depends, never, undecided: {counts:?}");
    assert!(counts[..3].iter().all(|count| *count > 200), "{counts:?}");
    assert!(counts[3] < 100, "{counts:?}");
}

/// Without what is known the answer is another one.
#[test]
fn what_is_known_counts() {
    let text = r#"{"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "ec2:*", "Resource": "*", "Condition": {"StringEquals": {"k:known": "v"}}},
        {"Effect": "Deny", "Action": "ec2:*", "Resource": "arn:aws:ec2:*:*:volume/x*", "Condition": {"Null": {"k:absent": "true"}}}]}"#;
    let policies = Policy::parse(PolicyKind::Identity, "p", text).unwrap();
    let policies = PolicySet::new().with(policies).unwrap();
    let within = format!("{START}*");
    let ask = |question: Question<'_>| -> Vec<(bool, Granted)> {
        let classes = granted(&policies, ACTION, &within, &question).unwrap();
        let mut found: Vec<(bool, Granted)> = classes
            .iter()
            .map(|class| (class.example.contains("volume/x"), class.granted))
            .collect();
        found.sort_by_key(|(is_x, _)| *is_x);
        found
    };
    let by = || {
        Question::of_policies()
            .by(Principal::parse(CALLER).unwrap())
            .owned_by("111122223333")
    };
    let nothing = [(false, Granted::Depends), (true, Granted::Depends)];
    assert_eq!(ask(by()), nothing);
    let known = || Context::new().with("k:known", "v");
    let all = by().with_known_keys(known(), UnknownKeys::all_but(["k:absent"]));
    assert_eq!(ask(all), [(false, Granted::Always), (true, Granted::Never)]);
    let value = by().with_known_keys(known(), UnknownKeys::all_but([]));
    assert_eq!(
        ask(value),
        [(false, Granted::Always), (true, Granted::Depends)]
    );
    // A list of values isn't one value.
    let list = Context::new().with_list("k:known", ["v", "w"]);
    let list = by().with_known_keys(list, UnknownKeys::all_but([]));
    assert_eq!(granted(&policies, ACTION, &within, &list), None);
}
