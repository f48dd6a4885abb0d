//! The verdict for one action.

use super::reach::{Named, Reach};
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
pub(crate) struct Outcome<'t> {
    pub(crate) status: ActionStatus,
    /// The reach over each resource type; empty where the types didn't matter.
    pub(crate) coverage: Vec<(&'t ResourceType, Reach)>,
    pub(crate) explanation: Option<Explanation<PartialDecision>>,
}

/// The answers about `*` and about anything at all.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Everywhere {
    on_any: PartialDecision,
    anywhere: PartialDecision,
}

impl Everywhere {
    pub(crate) fn is_granted(self) -> bool {
        self.on_any == PartialDecision::Allowed && self.anywhere == PartialDecision::Allowed
    }
}

impl Outcome<'_> {
    /// Granted, and nobody wants to know why.
    pub(crate) fn granted() -> Self {
        Self {
            status: ActionStatus::Granted,
            coverage: Vec::new(),
            explanation: None,
        }
    }

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
    pub(crate) fn everywhere(&self, action: &Action<'_>) -> Everywhere {
        Everywhere {
            on_any: self.decide(action, Target::Any),
            anywhere: self.decide(action, Target::Pattern(self.anything())),
        }
    }

    /// The verdict for an action that is needed on `*`.
    ///
    /// `*` stands for every resource. A grant that names resources by ARN is *limited* even where
    /// it covers every type completely: the vendor asks for `*`, and so does the vendor's check.
    pub(crate) fn on_everything<'t>(
        &self,
        action: &Action<'_>,
        everywhere: Everywhere,
        types: &'t ResourceTypes,
    ) -> Outcome<'t> {
        let Everywhere { on_any, anywhere } = everywhere;
        let simple = match (on_any, anywhere) {
            _ if everywhere.is_granted() => Some(ActionStatus::Granted),
            (PartialDecision::Depends, _) => Some(ActionStatus::Conditional),
            (_, PartialDecision::ExplicitDeny) => Some(ActionStatus::Denied),
            (_, PartialDecision::ImplicitDeny | PartialDecision::Denied) => {
                Some(ActionStatus::Missing)
            }
            _ => None,
        };
        if let Some(status) = simple {
            return Outcome {
                status,
                coverage: Vec::new(),
                explanation: self.reasons(status, action, Target::Any),
            };
        }
        let named = Named::default();
        let coverage: Vec<(&ResourceType, Reach)> = match types {
            ResourceTypes::Unknown => Vec::new(),
            ResourceTypes::Known(types) => types
                .iter()
                .map(|of| (of, self.reach_of_type(action, of, &named)))
                .collect(),
        };
        let status = match (types, on_any) {
            (ResourceTypes::Unknown, _) => status_of(self.reach(action, self.anything(), &named)),
            (_, PartialDecision::Allowed) => granted_on_any(&coverage),
            (_, PartialDecision::ExplicitDeny) => match by_types(&coverage) {
                ActionStatus::Missing => ActionStatus::Denied,
                status => status,
            },
            _ => by_types(&coverage),
        };
        let target = match (status, best(&coverage).or(self.unknown_if(types))) {
            (ActionStatus::Limited | ActionStatus::Conditional, Some(pattern)) => {
                Target::Pattern(pattern)
            }
            _ => Target::Any,
        };
        Outcome {
            status,
            coverage,
            explanation: self.reasons(status, action, target),
        }
    }

    /// The explanation, where somebody wants it: what is granted is explained on request only.
    fn reasons(
        &self,
        status: ActionStatus,
        action: &Action<'_>,
        target: Target<'_>,
    ) -> Option<Explanation<PartialDecision>> {
        let wanted = status != ActionStatus::Granted || self.explains_granted;
        wanted.then(|| self.explain(action, target))
    }

    /// The verdict for an action that is needed on the resources of a pattern only.
    pub(crate) fn on_pattern(
        &self,
        action: &Action<'_>,
        pattern: &ResourcePattern,
    ) -> Outcome<'static> {
        let status = status_of(self.reach(action, pattern, &Named::default()));
        Outcome {
            status,
            coverage: Vec::new(),
            explanation: self.reasons(status, action, Target::Pattern(pattern)),
        }
    }

    /// The pattern for anything at all, where the catalogue doesn't know the action.
    fn unknown_if(&self, types: &ResourceTypes) -> Option<&ResourcePattern> {
        match types {
            ResourceTypes::Unknown => Some(self.anything()),
            ResourceTypes::Known(_) => None,
        }
    }

    fn reach_of_type(&self, action: &Action<'_>, of: &ResourceType, named: &Named) -> Reach {
        let reaches = of.arns.iter().map(|arn| self.reach(action, arn, named));
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
}

/// Allowed on `*`: granted unless something takes resources of a type away again.
fn granted_on_any(coverage: &[(&ResourceType, Reach)]) -> ActionStatus {
    match coverage.iter().map(|(_, reach)| *reach).min() {
        None | Some(Reach::All) => ActionStatus::Granted,
        Some(Reach::AllIf) => ActionStatus::Conditional,
        Some(_) => by_types(coverage),
    }
}

/// The status that the types make: a required type without any grant makes the action useless, one
/// that hangs on the context makes it conditional. Where no type is required, the best one counts.
fn by_types(coverage: &[(&ResourceType, Reach)]) -> ActionStatus {
    let required = coverage.iter().filter(|(of, _)| of.required);
    let least_required = required.map(|(_, reach)| *reach).min();
    let counted = least_required.or_else(|| coverage.iter().map(|(_, reach)| *reach).max());
    match counted {
        None | Some(Reach::None) => ActionStatus::Missing,
        Some(Reach::Denied) => ActionStatus::Denied,
        Some(Reach::SomeIf | Reach::AllIf) => ActionStatus::Conditional,
        Some(Reach::Some | Reach::All) => ActionStatus::Limited,
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
fn best<'t>(coverage: &[(&'t ResourceType, Reach)]) -> Option<&'t ResourcePattern> {
    coverage
        .iter()
        .filter(|(_, reach)| *reach > Reach::None)
        .min_by_key(|(of, reach)| (!of.required, *reach))
        .and_then(|(of, _)| of.arns.first())
}
