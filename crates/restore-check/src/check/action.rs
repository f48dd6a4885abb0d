//! The verdict for one action.

use super::subject::{Questions, Target};
use crate::report::{ActionStatus, Coverage, TypeCoverage};
use iam_eval::{Action, Explanation, PartialDecision, Reach, ResourcePattern};

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
    /// Of each question on whose answer the status rests; none where nobody wants to know.
    pub(crate) explanations: Vec<Explanation<PartialDecision>>,
    /// On what the answer hangs, as a sentence.
    pub(crate) when: Option<String>,
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
    /// A status of which nobody wants to know why.
    pub(crate) fn bare(status: ActionStatus) -> Self {
        Self {
            status,
            coverage: Vec::new(),
            explanations: Vec::new(),
            when: None,
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
                Reach::Unknown | Reach::SomeIf | Reach::Some => Coverage::Partial,
                Reach::AllIf | Reach::All => Coverage::Complete,
            },
            conditional: matches!(reach, Reach::Unknown | Reach::SomeIf | Reach::AllIf),
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
        let certain = match anywhere {
            _ if everywhere.is_granted() => Some(ActionStatus::Granted),
            PartialDecision::ExplicitDeny => Some(ActionStatus::Denied),
            PartialDecision::ImplicitDeny if on_any == PartialDecision::ImplicitDeny => {
                Some(ActionStatus::Missing)
            }
            _ => None,
        };
        let types = match types {
            ResourceTypes::Known(types) => types.as_slice(),
            ResourceTypes::Unknown if certain.is_none() => {
                return self.on_anything(action, on_any);
            }
            ResourceTypes::Unknown => &[],
        };
        let tells_apart = || !types.is_empty() && self.tells_resources_apart(action);
        let settled = certain.or_else(|| (!tells_apart()).then(|| without_resource(on_any)));
        if let Some(status) = settled {
            return self.because(status, action, Target::Any);
        }
        // Where `*` settles nothing and nobody wants to know why, the types that count are enough.
        let all_matter = self.explains(ActionStatus::Missing)
            || matches!(on_any, PartialDecision::Allowed | PartialDecision::Depends);
        let any_required = types.iter().any(|of| of.required);
        let matters = |of: &&ResourceType| all_matter || of.required == any_required;
        let reach = |of| (of, self.reach_of_type(action, of));
        let coverage: Vec<(&ResourceType, Reach)> =
            types.iter().filter(matters).map(reach).collect();
        let least = coverage.iter().map(|(_, reach)| *reach).min();
        let status = match (on_any, least) {
            (PartialDecision::Allowed, Some(Reach::All)) => ActionStatus::Granted,
            (
                PartialDecision::Allowed | PartialDecision::Depends,
                Some(Reach::All | Reach::AllIf),
            ) => ActionStatus::Conditional,
            _ => by_types(&coverage),
        };
        self.by_reach(status, action, coverage)
    }

    /// The verdict where the catalogue doesn't know the action.
    fn on_anything(&self, action: &Action<'_>, on_any: PartialDecision) -> Outcome<'static> {
        let anything = self.anything();
        let status = match (on_any, self.reach(action, anything)) {
            (PartialDecision::Depends, _) => ActionStatus::Conditional,
            (PartialDecision::Allowed, Reach::All) => ActionStatus::Granted,
            (_, Reach::All) => ActionStatus::Limited,
            (_, reach) => status_of(reach),
        };
        let target = match (status, on_any) {
            (_, PartialDecision::Depends) => Target::Any,
            (ActionStatus::Limited | ActionStatus::Conditional, _) => Target::Pattern(anything),
            _ => Target::Any,
        };
        self.because(status, action, target)
    }

    /// The verdict for an action that is needed on the resources of a pattern only.
    pub(crate) fn on_pattern(
        &self,
        action: &Action<'_>,
        pattern: &ResourcePattern,
    ) -> Outcome<'static> {
        let status = status_of(self.reach(action, pattern));
        self.because(status, action, Target::Pattern(pattern))
    }

    /// An outcome that rests on the answer to one question.
    fn because<'t>(
        &self,
        status: ActionStatus,
        action: &Action<'_>,
        target: Target<'_>,
    ) -> Outcome<'t> {
        let explanation = self.explains(status).then(|| self.explain(action, target));
        let residual = explanation.as_ref().and_then(Explanation::residual);
        Outcome {
            status,
            coverage: Vec::new(),
            when: residual.map(|residual| residual.to_string()),
            explanations: explanation.into_iter().collect(),
        }
    }

    /// An outcome that rests on how far the grant reaches over the types.
    fn by_reach<'t>(
        &self,
        status: ActionStatus,
        action: &Action<'_>,
        coverage: Vec<(&'t ResourceType, Reach)>,
    ) -> Outcome<'t> {
        let questions = match status {
            _ if !self.explains(status) => Vec::new(),
            ActionStatus::Granted => Vec::new(),
            // Which types a limited grant covers is told; one of them shows by which statement.
            ActionStatus::Limited => open_types(&coverage).into_iter().take(1).collect(),
            ActionStatus::Conditional => open_types(&coverage),
            ActionStatus::Missing | ActionStatus::Denied => decisive_type(status, &coverage),
        };
        if questions.is_empty() {
            return Outcome {
                coverage,
                ..self.because(status, action, Target::Any)
            };
        }
        let explained = questions.iter().filter_map(|of| {
            let arn = of.arns.first()?;
            Some((*of, self.explain(action, Target::Pattern(arn))))
        });
        let explained: Vec<_> = explained.collect();
        let mut when = Sentences::default();
        for (of, explanation) in &explained {
            if let Some(residual) = explanation.residual() {
                when.add(&of.name, residual.to_string());
            }
        }
        let explanations = explained.into_iter().map(|(_, explanation)| explanation);
        Outcome {
            status,
            coverage,
            explanations: explanations.collect(),
            when: when.join(),
        }
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
}

/// The status of an action that acts on no resource: `*` is all there is to ask about.
fn without_resource(on_any: PartialDecision) -> ActionStatus {
    match on_any {
        PartialDecision::Allowed => ActionStatus::Granted,
        PartialDecision::Depends => ActionStatus::Conditional,
        PartialDecision::ExplicitDeny => ActionStatus::Denied,
        PartialDecision::ImplicitDeny | PartialDecision::Denied => ActionStatus::Missing,
    }
}

/// The status that the types make: a required type without any grant makes the action useless, one
/// that hangs on the context makes it conditional. Where no type is required, the best one counts.
fn by_types(coverage: &[(&ResourceType, Reach)]) -> ActionStatus {
    let required = coverage.iter().filter(|(of, _)| of.required);
    let least_required = required.map(|(_, reach)| *reach).min();
    let counted = least_required.or_else(|| coverage.iter().map(|(_, reach)| *reach).max());
    match counted {
        Some(Reach::All) => ActionStatus::Limited,
        Some(reach) => status_of(reach),
        None => ActionStatus::Missing,
    }
}

/// The status of an action by its reach over what is asked for.
fn status_of(reach: Reach) -> ActionStatus {
    match reach {
        Reach::All => ActionStatus::Granted,
        Reach::Some => ActionStatus::Limited,
        // What isn't known is neither granted nor missing: what it depends on is said.
        Reach::AllIf | Reach::SomeIf | Reach::Unknown => ActionStatus::Conditional,
        Reach::None => ActionStatus::Missing,
        Reach::Denied => ActionStatus::Denied,
    }
}

/// The types over which the answer is open: the required ones, or all where none is.
fn open_types<'t>(coverage: &[(&'t ResourceType, Reach)]) -> Vec<&'t ResourceType> {
    let any_required = coverage.iter().any(|(of, _)| of.required);
    let counted = coverage.iter().filter(|(of, reach)| {
        of.required == any_required && !matches!(reach, Reach::All | Reach::None | Reach::Denied)
    });
    counted.map(|(of, _)| *of).collect()
}

/// The type over which a missing or denied action fails: a required one before others.
fn decisive_type<'t>(
    status: ActionStatus,
    coverage: &[(&'t ResourceType, Reach)],
) -> Vec<&'t ResourceType> {
    let reach = match status {
        ActionStatus::Denied => Reach::Denied,
        _ => Reach::None,
    };
    let failing = coverage.iter().filter(|(_, found)| *found == reach);
    let first = failing.min_by_key(|(of, _)| !of.required);
    first.map(|(of, _)| *of).into_iter().collect()
}

/// Sentences about types; types of which the same is said stand together.
#[derive(Debug, Default)]
struct Sentences(Vec<(String, Vec<String>)>);

impl Sentences {
    fn add(&mut self, of: &str, sentence: String) {
        match self.0.iter_mut().find(|(known, _)| *known == sentence) {
            Some((_, types)) => types.push(of.to_owned()),
            None => self.0.push((sentence, vec![of.to_owned()])),
        }
    }

    fn join(self) -> Option<String> {
        match self.0.as_slice() {
            [] => None,
            [(sentence, _)] => Some(sentence.clone()),
            several => {
                let say = |(sentence, types): &(String, Vec<String>)| {
                    format!("{}: {sentence}", types.join(", "))
                };
                Some(several.iter().map(say).collect::<Vec<_>>().join("; "))
            }
        }
    }
}
