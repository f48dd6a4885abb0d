//! How far over a set of resources a request would be allowed.

use crate::evaluate::{Effects, Findings, Layer, Observer, PartialDecision, Truth, decide};
use crate::pattern::wildcard;
use crate::policy::{Policy, Step, Steps};
use crate::policy_set::PolicySet;
use crate::request::{Action, Facts, PartialRequest, Resource, ResourceFact, ResourcePattern};
use std::collections::{HashSet, VecDeque};

/// On how much of a set of resources a request is allowed. See [`PolicySet::reach`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Reach {
    /// On none: it is denied explicitly on all of them.
    Denied,
    /// On none, as far as is known.
    None,
    /// On some of them, if what is unknown of the context turns out so.
    SomeIf,
    /// On all of them, if what is unknown of the context turns out so.
    AllIf,
    /// On some of them, whatever the context is.
    Some,
    /// On all of them, whatever the context is.
    All,
}

impl PolicySet {
    /// On how much of the resources that the request may be about, a pattern's, it is allowed.
    ///
    /// [`Reach::All`], [`Reach::Some`] and [`Reach::Denied`] are certain. The others are as good as the
    /// search for resources that the policies tell apart: it looks at the patterns that statements name,
    /// and at what they have in common.
    ///
    /// ```
    /// use iam_eval::*;
    /// let policies = PolicySet::new().with(Policy::parse(PolicyKind::Identity, "role.json", r#"{
    ///   "Statement": {"Effect": "Allow", "Action": "ec2:*", "Resource": "arn:aws:ec2:*:*:volume/*"}}"#)?)?;
    /// let principal = Principal::parse("arn:aws:iam::111122223333:role/backup")?;
    /// let reach = |pattern| Ok::<_, RequestError>(policies.reach(
    ///     &PartialRequest::new(&principal, "ec2:CreateTags")?.within(&ResourcePattern::parse(pattern)?)));
    /// assert_eq!(reach("arn:aws:ec2:eu-west-1:111122223333:volume/*")?, Reach::All);
    /// assert_eq!(reach("arn:aws:ec2:*:111122223333:snapshot/*")?, Reach::None);
    /// assert_eq!(reach("*")?, Reach::Some);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn reach(&self, request: &PartialRequest<'_>) -> Reach {
        match self.evaluate_partial(request) {
            PartialDecision::Allowed => Reach::All,
            PartialDecision::ExplicitDeny => Reach::Denied,
            PartialDecision::ImplicitDeny | PartialDecision::Denied => Reach::None,
            PartialDecision::Depends => self.reach_in_part(request),
        }
    }

    /// Whether a statement about the action is about some resources only: if none is, all resources of
    /// an owner have the same answer, as far as the service treats them alike.
    ///
    /// ```
    /// use iam_eval::*;
    /// let policies = PolicySet::new().with(Policy::parse(PolicyKind::Identity, "role.json", r#"{
    ///   "Statement": [{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"},
    ///     {"Effect": "Deny", "Action": "ec2:Delete*", "NotResource": "arn:aws:ec2:*:*:volume/*"}]}"#)?)?;
    /// assert!(policies.tells_resources_apart(&Action::new("ec2:DeleteSnapshot")?));
    /// assert!(!policies.tells_resources_apart(&Action::new("ec2:CreateSnapshot")?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn tells_resources_apart(&self, action: &Action<'_>) -> bool {
        self.policies().any(|policy| {
            let compiled = policy.compiled();
            let mut statements = compiled.statements.iter();
            statements.any(|statement| {
                statement.tells_resources_apart() && statement.names_action(compiled, action)
            })
        })
    }

    fn reach_in_part(&self, request: &PartialRequest<'_>) -> Reach {
        let mut doubts = ResourceDoubts::default();
        decide(self, request.facts(), &mut doubts);
        if !doubts.any {
            return Reach::AllIf;
        }
        let facts = request.facts();
        let within = match facts.resource {
            ResourceFact::Within(pattern) => pattern.clone(),
            ResourceFact::Known(_) | ResourceFact::Unknown => ResourcePattern::any(),
        };
        Search::new(self, facts).reach(within)
    }

    /// The patterns by which statements about the action tell resources apart that they allow.
    fn named_resources(&self, facts: &Facts<'_>) -> Vec<ResourcePattern> {
        let mut named = Vec::new();
        for policy in self.policies() {
            let compiled = policy.compiled();
            let about_action = compiled.statements.iter().filter(|statement| {
                statement.allows_what_it_names() && statement.names_action(compiled, &facts.action)
            });
            for statement in about_action {
                let patterns = statement.resource_patterns(compiled, facts);
                named.extend(
                    patterns.into_iter().filter_map(|pattern| {
                        ResourcePattern::parse(&wildcard::text(&pattern)).ok()
                    }),
                );
            }
        }
        named
    }
}

/// Notes whether the answer hangs on the resource.
#[derive(Debug, Default)]
struct ResourceDoubts {
    any: bool,
}

/// Whether the resource of a statement is open.
#[derive(Debug, Default)]
struct ResourceStep(bool);

impl Steps for ResourceStep {
    fn note(&mut self, step: Step, truth: Truth) {
        self.0 |= step == Step::Resource && truth == Truth::Unknown;
    }
}

impl Observer for ResourceDoubts {
    type Steps = ResourceStep;
    const WATCHES: bool = true;

    fn statement(&mut self, _: Layer, _: &Policy, _: usize, step: ResourceStep, truth: Truth) {
        self.any |= step.0 && truth == Truth::Unknown;
    }

    fn layer(&mut self, _: Layer, _: &Effects) {}
    fn outcome(&mut self, _: &Findings) {}
}

/// Looks for a part of a set on which the answer is certain.
struct Search<'a> {
    set: &'a PolicySet,
    facts: &'a Facts<'a>,
    named: Vec<ResourcePattern>,
}

impl<'a> Search<'a> {
    /// How many parts are looked at. Policies that tell more apart, and allow none of them for certain,
    /// are made to be searched.
    const MOST_PARTS: usize = 400;

    fn new(set: &'a PolicySet, facts: &'a Facts<'a>) -> Self {
        Self {
            set,
            facts,
            named: set.named_resources(facts),
        }
    }

    fn reach(&self, within: ResourcePattern) -> Reach {
        let mut best = Reach::None;
        let mut seen = HashSet::new();
        let mut open = VecDeque::from([within.clone()]);
        while let Some(set) = open.pop_front() {
            for pattern in &self.named {
                if best == Reach::Some {
                    return best;
                }
                if pattern.covers(&set) {
                    continue;
                }
                let Some(part) = set.common(pattern) else {
                    continue;
                };
                if !seen.insert(part.as_str().to_owned()) {
                    continue;
                }
                if seen.len() > Self::MOST_PARTS {
                    return best.max(Reach::SomeIf);
                }
                match self.decide(ResourceFact::Within(&part)) {
                    PartialDecision::Allowed => return Reach::Some,
                    PartialDecision::Depends => {
                        best = best.max(self.examples(&part));
                        open.push_back(part);
                    }
                    _ => {}
                }
            }
        }
        // What is left by `NotResource`, and by denies, has no name.
        best.max(self.examples(&within))
    }

    /// What resources of the set that no statement is likely to name come to: they stand for what is
    /// left by `NotResource` and by denies of some resources.
    fn examples(&self, set: &ResourcePattern) -> Reach {
        const FILLINGS: [&str; 2] = ["us-east-1", "0-x9q7"];
        let caller = self.facts.principal;
        let account = caller.account().unwrap_or_default();
        let of_service;
        let set = match set.arn() {
            Some(_) => set,
            None => {
                let service = self
                    .facts
                    .action
                    .as_str()
                    .split(':')
                    .next()
                    .unwrap_or_default();
                let partition = match caller.partition() {
                    "" => "aws",
                    partition => partition,
                };
                match ResourcePattern::parse(&format!("arn:{partition}:{service}:*:*:*")) {
                    Ok(pattern) => of_service = pattern.owned_by(account),
                    Err(_) => return Reach::None,
                }
                &of_service
            }
        };
        let mut best = Reach::None;
        let examples = FILLINGS
            .iter()
            .filter_map(|filling| set.example(filling, account));
        // Where the owner is open, the caller's account may be it.
        let owned = |example: Resource| match set.account() {
            None => [Some(example.clone().owned_by(account)), Some(example)],
            Some(_) => [Some(example), None],
        };
        for example in examples.flat_map(owned).flatten() {
            match self.decide(ResourceFact::Known(&example)) {
                PartialDecision::Allowed => return Reach::Some,
                PartialDecision::Depends => best = Reach::SomeIf,
                _ => {}
            }
        }
        best
    }

    fn decide(&self, resource: ResourceFact<'_>) -> PartialDecision {
        let facts = Facts {
            resource,
            ..self.facts.clone()
        };
        decide(self.set, &facts, &mut ()).into()
    }
}

#[cfg(test)]
mod tests {
    use super::Reach;
    use crate::document::PolicyKind;
    use crate::policy::Policy;
    use crate::policy_set::PolicySet;
    use crate::request::{Context, PartialRequest, Principal, ResourcePattern, UnknownKeys};

    const ROLE: &str = "arn:aws:iam::111122223333:role/r";

    /// `effect element patterns if-region?`, one statement a line; the layers are `;`-separated.
    fn policies(layers: &str) -> PolicySet {
        let kinds = [PolicyKind::Identity, PolicyKind::PermissionsBoundary];
        let layers = layers.split(';').zip(kinds).map(|(statements, kind)| {
            let statements = statements
                .lines()
                .filter(|line| !line.trim().is_empty())
                .map(|line| {
                    let words: Vec<&str> = line.split_whitespace().collect();
                    let condition = match words.get(3) {
                        Some(_) => {
                            r#", "Condition": {"StringEquals": {"aws:RequestedRegion": "r"}}"#
                        }
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
        let principal = Principal::parse(ROLE).unwrap();
        let unknown = UnknownKeys::only(["aws:RequestedRegion"]);
        let within = ResourcePattern::parse(within)
            .unwrap()
            .owned_by("111122223333");
        let request = PartialRequest::new(&principal, "sqs:SendMessage").unwrap();
        policies(layers).reach(&request.within(&within).with_unknown_keys(&unknown))
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
    fn which_statements_tell_resources_apart() {
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
            assert_eq!(policies.tells_resources_apart(&send), expected, "{layers}");
            assert!(
                !policies.tells_resources_apart(&get),
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
                Reach::None,
            ),
        ] {
            assert_eq!(reach(layers, "*"), expected, "{layers}");
        }
    }

    #[test]
    fn the_owner_may_be_the_caller_s_account() {
        let principal = Principal::parse(ROLE).unwrap();
        let policies = PolicySet::new().with(
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
        let request = request.within(&buckets).with_context(&context);
        assert_eq!(
            policies.reach(&request),
            Reach::None,
            "of no account for certain"
        );
        let request = PartialRequest::new(&principal, "s3:GetObject").unwrap();
        assert_eq!(policies.reach(&request), Reach::Some, "anything at all");
        let owned = buckets.owned_by("111122223333");
        let request = PartialRequest::new(&principal, "s3:GetObject").unwrap();
        assert_eq!(policies.reach(&request.within(&owned)), Reach::Some);
    }
}
