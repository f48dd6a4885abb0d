//! The verdict for one action.

use super::reach::Reach;
use super::subject::{Questions, Target};
use crate::report::{ActionStatus, Coverage, TypeCoverage};
use iam_eval::{Action, Explanation, PartialDecision, ResourcePattern};

/// A type of resource that an action acts on, as the catalogue knows it.
#[derive(Debug, Clone)]
pub struct ResourceType {
    /// The type's name, such as `volume`.
    pub name: String,
    /// True where a request always names a resource of the type.
    pub required: bool,
    /// The ARNs of the type's resources in the principal's account.
    pub arns: Vec<ResourcePattern>,
}

/// What the catalogue knows of an action's resources.
#[derive(Debug, Clone)]
pub enum ResourceTypes {
    /// The catalogue doesn't know the action.
    Unknown,
    /// The types; none where the action acts on no resource in particular.
    Known(Vec<ResourceType>),
}

/// How an action comes out, with what is needed to say why.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) status: ActionStatus,
    /// The reach over each resource type; empty where the types didn't matter.
    pub(crate) coverage: Vec<(ResourceType, Reach)>,
    pub(crate) explanation: Explanation<PartialDecision>,
}

impl Outcome {
    /// How far the grant reaches over each type; told where it doesn't reach everything.
    pub(crate) fn coverage_report(&self) -> Vec<TypeCoverage> {
        if self.status == ActionStatus::Granted {
            return Vec::new();
        }
        let entries = self.coverage.iter().map(|(of, reach)| TypeCoverage {
            resource_type: of.name.clone(),
            required: of.required,
            coverage: match reach {
                Reach::Denied | Reach::None => Coverage::None,
                Reach::SomeIf | Reach::Some => Coverage::Partial,
                Reach::AllIf | Reach::All => Coverage::Complete,
            },
            conditional: matches!(reach, Reach::SomeIf | Reach::AllIf),
        });
        entries.collect()
    }
}

impl Questions<'_> {
    /// The verdict for an action that is needed on `*`.
    ///
    /// `*` stands for every resource. A grant that names resources by ARN is *limited* even where
    /// it covers every type completely: the vendor asks for `*`, and so does the vendor's check.
    pub(crate) fn on_everything(&self, action: &Action<'_>, types: &ResourceTypes) -> Outcome {
        let decision = self.decide(action, Target::Any);
        let everywhere = decision == PartialDecision::Allowed
            && self.decide(action, Target::Pattern(self.anything())) == PartialDecision::Allowed;
        let coverage = match types {
            _ if everywhere => Vec::new(),
            ResourceTypes::Unknown => Vec::new(),
            ResourceTypes::Known(types) => types
                .iter()
                .map(|of| (of.clone(), self.reach_of_type(action, of)))
                .collect(),
        };
        let status = match decision {
            _ if everywhere => ActionStatus::Granted,
            PartialDecision::Allowed => self.granted_on_any(action, types, &coverage),
            PartialDecision::Depends => ActionStatus::Conditional,
            denied => {
                let status = self.denied_on_any(action, types, &coverage);
                match (status, denied) {
                    (ActionStatus::Missing, PartialDecision::ExplicitDeny) => ActionStatus::Denied,
                    (status, _) => status,
                }
            }
        };
        let explanation = match (status, best(&coverage).or(self.unknown_if(types))) {
            (ActionStatus::Limited | ActionStatus::Conditional, Some(pattern))
                if decision != PartialDecision::Depends =>
            {
                self.explain(action, Target::Pattern(pattern))
            }
            _ => self.explain(action, Target::Any),
        };
        Outcome {
            status,
            coverage,
            explanation,
        }
    }

    /// The verdict for an action that is needed on the resources of a pattern only.
    pub(crate) fn on_pattern(&self, action: &Action<'_>, pattern: &ResourcePattern) -> Outcome {
        Outcome {
            status: status_of(self.reach(action, pattern)),
            coverage: Vec::new(),
            explanation: self.explain(action, Target::Pattern(pattern)),
        }
    }

    /// The pattern for anything at all, where the catalogue doesn't know the action.
    fn unknown_if(&self, types: &ResourceTypes) -> Option<&ResourcePattern> {
        match types {
            ResourceTypes::Unknown => Some(self.anything()),
            ResourceTypes::Known(_) => None,
        }
    }

    fn reach_of_anything(&self, action: &Action<'_>) -> Reach {
        self.reach(action, self.anything())
    }

    fn reach_of_type(&self, action: &Action<'_>, of: &ResourceType) -> Reach {
        let reaches = of.arns.iter().map(|arn| self.reach(action, arn));
        let (least, most) = reaches.fold((Reach::All, Reach::Denied), |(least, most), reach| {
            (least.min(reach), most.max(reach))
        });
        if of.arns.is_empty() || least == most {
            return least;
        }
        match most {
            Reach::All | Reach::Some => Reach::Some,
            Reach::AllIf | Reach::SomeIf => Reach::SomeIf,
            none => none,
        }
    }

    /// Allowed on `*`: granted unless something takes resources of a type away again.
    fn granted_on_any(
        &self,
        action: &Action<'_>,
        types: &ResourceTypes,
        coverage: &[(ResourceType, Reach)],
    ) -> ActionStatus {
        if let ResourceTypes::Unknown = types {
            return status_of(self.reach_of_anything(action));
        }
        let least = coverage.iter().map(|(_, reach)| *reach).min();
        match least {
            None | Some(Reach::All) => ActionStatus::Granted,
            Some(Reach::AllIf) => ActionStatus::Conditional,
            Some(_) => self.by_types(coverage),
        }
    }

    /// Not allowed on `*`: what remains is what ARNs grant.
    fn denied_on_any(
        &self,
        action: &Action<'_>,
        types: &ResourceTypes,
        coverage: &[(ResourceType, Reach)],
    ) -> ActionStatus {
        if let ResourceTypes::Unknown = types {
            return status_of(self.reach_of_anything(action));
        }
        self.by_types(coverage)
    }

    /// The status that the types make: a required type without any grant makes the action useless,
    /// one that hangs on the context makes it conditional. Where no type is required, the best one
    /// counts.
    fn by_types(&self, coverage: &[(ResourceType, Reach)]) -> ActionStatus {
        let reaches = |required: bool| {
            coverage
                .iter()
                .filter(move |(of, _)| of.required || !required)
                .map(|(_, reach)| *reach)
        };
        let counted = reaches(true).min().or_else(|| reaches(false).max());
        match counted {
            None | Some(Reach::None) => ActionStatus::Missing,
            Some(Reach::Denied) => ActionStatus::Denied,
            Some(Reach::SomeIf | Reach::AllIf) => ActionStatus::Conditional,
            Some(Reach::Some | Reach::All) => ActionStatus::Limited,
        }
    }
}

/// The status of an action by its reach over what is asked for.
fn status_of(reach: Reach) -> ActionStatus {
    match reach {
        Reach::All => ActionStatus::Granted,
        Reach::Some => ActionStatus::Limited,
        Reach::AllIf | Reach::SomeIf => ActionStatus::Conditional,
        Reach::None => ActionStatus::Missing,
        Reach::Denied => ActionStatus::Denied,
    }
}

/// The pattern whose explanation tells most: of the type that reaches least far without reaching
/// nothing, required types first.
fn best(coverage: &[(ResourceType, Reach)]) -> Option<&ResourcePattern> {
    coverage
        .iter()
        .filter(|(_, reach)| *reach > Reach::None)
        .min_by_key(|(of, reach)| (!of.required, *reach))
        .and_then(|(of, _)| of.arns.first())
}
