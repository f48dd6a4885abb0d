//! Whether the policies of a fix grant exactly what is missing: compared with a policy that names
//! each missing action on its own, both ways. What is equal alone is equal beside any other
//! policies of the principal.

use super::{MissingAction, Place, compile, in_document, statement};
use crate::check::ActionCatalog;
use crate::report::{Exactness, FixPolicy, FixProof};
use iam_compare::{Comparison, Question, compare};
use iam_eval::{AttachError, Policy, PolicySet};
use serde_json::Value;
use std::collections::{BTreeMap, HashSet};
use std::sync::{Mutex, PoisonError};

/// So many resources and conditions are compared.
const MOST_PLACES: usize = 300;
/// Steps for one of them; a few hundred are usual.
const BUDGET: usize = 20_000;
/// So many answers are kept: principals often lack the same.
const MOST_KEPT: usize = 256;

/// Answers that were found, by what was compared.
#[derive(Debug, Default)]
pub(crate) struct Proofs(Mutex<BTreeMap<String, FixProof>>);

/// The actions of each resource and condition.
type Places = BTreeMap<(String, String), Vec<String>>;

impl Proofs {
    /// Compares policies with what is missing. None where there are no policies.
    pub(crate) fn proof(
        &self,
        missing: &[MissingAction<'_>],
        policies: &[FixPolicy],
        catalog: &dyn ActionCatalog,
    ) -> Option<FixProof> {
        if policies.is_empty() {
            return None;
        }
        let wanted = wanted(missing);
        let Some(granted) = granted(policies) else {
            return Some(FixProof::default());
        };
        let key = format!("{wanted:?} {granted:?}");
        let kept = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept().get(&key) {
            return Some(known.clone());
        }
        let proof = compared(&wanted, &granted, catalog);
        let mut kept = kept();
        if kept.len() < MOST_KEPT {
            kept.insert(key, proof.clone());
        }
        Some(proof)
    }
}

fn key((resource, condition): Place<'_>) -> (String, String) {
    let condition = condition.map(Value::to_string).unwrap_or_default();
    (resource.to_owned(), condition)
}

fn wanted(missing: &[MissingAction<'_>]) -> Places {
    let mut places = Places::new();
    for action in missing {
        let actions = places.entry(key(action.place())).or_default();
        actions.push(action.action.to_owned());
    }
    places
}

/// What policies grant, read from their documents; none where one has another form than those that
/// are made here.
fn granted(policies: &[FixPolicy]) -> Option<Places> {
    let mut places = Places::new();
    for policy in policies {
        for statement in policy.document["Statement"].as_array()? {
            let members = statement.as_object()?;
            let known = ["Effect", "Action", "Resource", "Condition"];
            if statement["Effect"] != "Allow" || members.keys().any(|key| !known.contains(&&**key))
            {
                return None;
            }
            let place = key((statement["Resource"].as_str()?, members.get("Condition")));
            let actions = places.entry(place).or_default();
            for action in statement["Action"].as_array()? {
                actions.push(action.as_str()?.to_owned());
            }
        }
    }
    Some(places)
}

/// The union of equal parts is equal: each resource and condition is compared by itself.
fn compared(wanted: &Places, granted: &Places, catalog: &dyn ActionCatalog) -> FixProof {
    let mut proof = FixProof {
        all_missing: Exactness::Proven,
        nothing_else: Exactness::Proven,
        ..FixProof::default()
    };
    let all: BTreeMap<_, ()> = wanted
        .keys()
        .chain(granted.keys())
        .map(|k| (k, ()))
        .collect();
    if all.len() > MOST_PLACES {
        return FixProof::default();
    }
    let none = Vec::new();
    for place in all.into_keys() {
        let wanted = wanted.get(place).unwrap_or(&none);
        let granted = granted.get(place).unwrap_or(&none);
        let named: HashSet<&String> = wanted.iter().collect();
        let mut known = Vec::new();
        for action in granted {
            match named.contains(action) {
                true => known.push(action.clone()),
                // What such a pattern grants grows with AWS.
                false => {
                    proof.of_known_actions |= action.contains(['*', '?']);
                    known.extend(catalog.expand(action));
                }
            }
        }
        let sets = [wanted, granted, &known].map(|actions| set(place, actions));
        let [Ok(wanted), Ok(granted), Ok(known)] = &sets else {
            return FixProof::default();
        };
        let question = Question::of_documents().with_budget(BUDGET);
        proof.note(compare(granted, wanted, &question), |proof| {
            &mut proof.all_missing
        });
        proof.note(compare(wanted, known, &question), |proof| {
            &mut proof.nothing_else
        });
    }
    proof
}

impl FixProof {
    /// The worst of the answers counts: a request that contradicts, then what isn't known.
    fn note(&mut self, comparison: Comparison, answer: fn(&mut Self) -> &mut Exactness) {
        let found = match &comparison {
            Comparison::NoNewAccess(_) => Exactness::Proven,
            Comparison::NewAccess(_) => Exactness::Refuted,
            _ => Exactness::Undecided,
        };
        let answer = answer(self);
        *answer = (*answer).max(found);
        if self.example.is_none() {
            let request = comparison.witness().map(|witness| witness.request());
            self.example =
                request.map(|request| format!("{} on {}", request.action(), request.resource()));
        }
    }
}

/// The set of one policy with these actions; of one that allows nothing where there are none.
fn set(
    (resource, condition): &(String, String),
    actions: &[String],
) -> Result<PolicySet, AttachError> {
    let condition: Option<Value> = serde_json::from_str(condition).ok();
    let actions: Vec<&str> = actions.iter().map(String::as_str).collect();
    let policy: Option<Policy> = match actions.as_slice() {
        [] => iam_compare::absent(iam_eval::PolicyKind::Identity),
        actions => {
            let statement = statement((resource, condition.as_ref()), actions);
            compile("missing-permissions", &in_document(vec![statement]))
        }
    };
    policy.map_or(Ok(PolicySet::new()), |policy| PolicySet::new().with(policy))
}

#[cfg(test)]
mod tests {
    use super::{MissingAction, Proofs};
    use crate::ResourceCatalog;
    use crate::report::{Exactness, FixPolicy, FixProof};
    use serde_json::{Value, json};

    fn policy(statements: Value) -> FixPolicy {
        FixPolicy {
            document: json!({"Version": "2012-10-17", "Statement": statements}),
            ..FixPolicy::default()
        }
    }

    fn proof(missing: &[(&str, &str)], policies: &[FixPolicy]) -> FixProof {
        let catalog = ResourceCatalog::new(iam_catalog::Catalog::embedded(), None);
        let missing = missing.iter().map(|(resource, action)| MissingAction {
            resource,
            condition: None,
            action,
        });
        let missing: Vec<MissingAction<'_>> = missing.collect();
        Proofs::default()
            .proof(&missing, policies, &catalog)
            .unwrap()
    }

    const MISSING: [(&str, &str); 3] = [
        ("*", "ec2:RunInstances"),
        ("*", "ec2:RunScheduledInstances"),
        ("arn:aws:s3:::b/*", "s3:GetObject"),
    ];

    #[test]
    fn a_fix_is_exact_however_it_is_divided() {
        let ec2 = json!([{"Effect": "Allow", "Action": ["ec2:RunScheduledInstances"], "Resource": "*"},
            {"Effect": "Allow", "Action": ["ec2:runinstances"], "Resource": "*"}]);
        let s3 = json!([{"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "arn:aws:s3:::b/*"}]);
        let found = proof(&MISSING, &[policy(ec2.clone()), policy(s3)]);
        let proven = (Exactness::Proven, Exactness::Proven, false, None);
        let parts = |proof: FixProof| {
            let FixProof {
                all_missing,
                nothing_else,
                of_known_actions,
                example,
            } = proof;
            (all_missing, nothing_else, of_known_actions, example)
        };
        assert_eq!(parts(found), proven);
        // Without the second policy something is left out.
        let found = proof(&MISSING, &[policy(ec2)]);
        let example = "s3:getobject on arn:aws:s3:::b/".to_owned();
        assert_eq!(found.example.clone().unwrap().to_lowercase()[..31], example);
        assert_eq!(found.all_missing, Exactness::Refuted);
        assert_eq!(found.nothing_else, Exactness::Proven);
    }

    #[test]
    fn a_fix_that_grants_more_is_not_exact() {
        let missing = &MISSING[..2];
        let fix = |actions: Value| {
            let statement = json!([{"Effect": "Allow", "Action": actions, "Resource": "*"}]);
            proof(missing, &[policy(statement)])
        };
        let found = fix(json!(["ec2:Run*"]));
        assert_eq!(found.nothing_else, Exactness::Proven);
        assert!(found.of_known_actions);
        let found = fix(json!(["ec2:R*"]));
        assert_eq!(found.all_missing, Exactness::Proven);
        assert_eq!(found.nothing_else, Exactness::Refuted);
        let example = found.example.unwrap();
        assert!(example.to_lowercase().starts_with("ec2:r"), "{example}");
        let found = fix(json!([
            "ec2:RunInstances",
            "ec2:RunScheduledInstances",
            "iam:PassRole"
        ]));
        assert_eq!(found.nothing_else, Exactness::Refuted);
        // Another condition is another place.
        let condition = json!([{"Effect": "Allow", "Action": ["ec2:RunInstances", "ec2:RunScheduledInstances"],
            "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}]);
        let found = proof(missing, &[policy(condition)]);
        assert_eq!(found.all_missing, Exactness::Refuted);
        // What isn't understood is not proven.
        let deny = json!([{"Effect": "Deny", "Action": ["ec2:RunInstances"], "Resource": "*"}]);
        assert_eq!(proof(missing, &[policy(deny)]), FixProof::default());
    }
}
