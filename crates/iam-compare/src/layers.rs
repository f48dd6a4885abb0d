//! What a set of policies allows, as a formula; the engine determines how the layers combine.

mod region;

use crate::formula::{FALSE, Formulas, NodeId, TRUE};
use crate::problem::Problem;
use crate::scope::Scope;
use crate::statement;
use iam_eval::{Combination, Effect, Layer, LayerInput, PolicySet};
use std::collections::{BTreeMap, HashMap};

pub(crate) use region::regions;

/// The answers of the layers of a set to the requests of a scope.
#[derive(Debug)]
pub(crate) struct LayerAnswers {
    inputs: HashMap<LayerInput, NodeId>,
    denies: Vec<(Layer, NodeId)>,
}

impl LayerAnswers {
    pub(crate) fn of(problem: &mut Problem, scope: &Scope, set: &PolicySet) -> Self {
        let has_boundary = set
            .layers()
            .any(|(layer, _)| layer == Layer::PermissionsBoundary);
        // In order, so that the same question always gets the same answer.
        let mut allows: BTreeMap<LayerInput, Vec<NodeId>> = BTreeMap::new();
        let mut scps = Vec::new();
        let mut denies = Vec::new();
        for (layer, policies) in set.layers() {
            let mut denied = Vec::new();
            let mut allowed = Vec::new();
            for policy in policies {
                for statement in policy.document().statements() {
                    let index = statement.index();
                    let Some(naming) = statement::names(scope, policy, index, has_boundary) else {
                        continue;
                    };
                    let applies = statement::applies(problem, scope, policy, index);
                    match statement.effect() {
                        Effect::Deny => denied.push(applies),
                        Effect::Allow => {
                            allowed.push(applies);
                            if let Some(input) = LayerInput::of(layer, naming) {
                                allows.entry(input).or_default().push(applies);
                            }
                        }
                    }
                }
            }
            if matches!(layer, Layer::Scp(_)) {
                scps.push(problem.formulas.or(allowed));
            }
            denies.push((layer, problem.formulas.or(denied)));
        }
        let mut inputs = HashMap::new();
        for (input, nodes) in allows {
            inputs.insert(input, problem.formulas.or(nodes));
        }
        if !scps.is_empty() {
            inputs.insert(LayerInput::Scps, problem.formulas.and(scps));
        }
        Self { inputs, denies }
    }

    fn input(&self, input: LayerInput) -> NodeId {
        self.inputs.get(&input).copied().unwrap_or(FALSE)
    }

    /// Whether the layers allow, in this combination.
    pub(crate) fn allowed(&self, formulas: &mut Formulas, combination: &Combination) -> NodeId {
        let granted = self.granted(formulas, combination);
        if granted == FALSE {
            return FALSE;
        }
        let counted = |layer: &Layer| combination.counted().contains(layer);
        let denies = self.denies.iter().filter(|(layer, _)| counted(layer));
        let denied = formulas.or(denies.map(|(_, node)| *node));
        let not_denied = formulas.not(denied);
        formulas.and([granted, not_denied])
    }

    /// The table of the combination as a formula. An additional allow never makes less allowed, so
    /// it is enough to consider the minimal sufficient inputs.
    fn granted(&self, formulas: &mut Formulas, combination: &Combination) -> NodeId {
        let inputs = LayerInput::ALL.map(|input| self.input(input));
        let says = |row: usize| {
            combination.is_allowed(|input| {
                let bit = LayerInput::ALL.iter().position(|known| *known == input);
                bit.is_some_and(|bit| row >> bit & 1 == 1)
            })
        };
        let mut ways = Vec::new();
        for row in 0..1_usize << inputs.len() {
            let bits = (0..inputs.len()).filter(|bit| row >> bit & 1 == 1);
            let bits: Vec<usize> = bits.collect();
            if bits.iter().any(|bit| inputs[*bit] == FALSE) || !says(row) {
                continue;
            }
            if bits.iter().any(|bit| says(row & !(1 << bit))) {
                continue;
            }
            ways.push(formulas.and(bits.iter().map(|bit| inputs[*bit])));
        }
        if ways.contains(&TRUE) {
            return TRUE;
        }
        formulas.or(ways)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use iam_eval::{
        Combination, LayerInput, Policy, PolicyKind, PolicySet, Principal, Request, Resource,
    };

    /// The assumption of [`super::LayerAnswers::granted`]: if another input allows, no less is
    /// allowed.
    #[test]
    fn more_that_allows_never_makes_less_allowed() {
        let bare = r#"{"Statement": {"Effect": "Allow", "Action": "x:X", "Resource": "*"}}"#;
        let named = r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "x:X", "Resource": "*"}}"#;
        let parse = |kind, text| Policy::parse(kind, "p", text).unwrap();
        let full = PolicySet::new()
            .with(parse(PolicyKind::PermissionsBoundary, bare))
            .unwrap()
            .with(parse(PolicyKind::Session, bare))
            .unwrap()
            .with(parse(PolicyKind::Resource, named))
            .unwrap()
            .with(parse(PolicyKind::VpcEndpoint, named))
            .unwrap();
        for caller in [
            "arn:aws:iam::111122223333:role/a",
            "arn:aws:iam::111122223333:user/a",
            "arn:aws:iam::111122223333:root",
            "arn:aws:sts::111122223333:assumed-role/a/s",
            "arn:aws:sts::111122223333:federated-user/a",
            "*",
            "ec2.amazonaws.com",
            "accounts.google.com",
        ] {
            let caller = Principal::parse(caller).unwrap();
            for action in [
                "s3:GetObject",
                "kms:Decrypt",
                "kms:RetireGrant",
                "sts:AssumeRole",
                "sts:GetCallerIdentity",
                "backup:X",
            ] {
                for owner in ["111122223333", "444455556666"] {
                    let resource = Resource::parse("arn:aws:kms:us-east-1::key/k")
                        .unwrap()
                        .owned_by(owner);
                    let request = Request::new(&caller, action, &resource).unwrap();
                    for set in [&full, &PolicySet::new()] {
                        let combination = Combination::of(set, &request);
                        let allowed = |row: usize| {
                            combination.is_allowed(|input| {
                                let bit = LayerInput::ALL.iter().position(|known| *known == input);
                                row >> bit.unwrap() & 1 == 1
                            })
                        };
                        for row in 0..256 {
                            for bit in 0..8 {
                                let more = row | 1 << bit;
                                assert!(
                                    !allowed(row) || allowed(more),
                                    "{caller} {action} {row} {bit}"
                                );
                            }
                        }
                    }
                }
            }
        }
    }
}
