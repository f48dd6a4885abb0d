//! The verdict for one action.

use super::owners::OnKeys;
use super::subject::{KEY, Questions, ResourceTypeRef, Target};
use super::uses::Use;
use super::verdict::{self, TypeReach};
use crate::report::{ActionStatus, Classes, Coverage, KeyAnswer, TypeCoverage};
use iam_eval::{Action, Explanation, PartialDecision, Reach, ResourcePattern};
use std::sync::Arc;

/// A type of resource that an action acts on, according to the catalogue.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ResourceType {
    /// The type's name, such as `volume`.
    pub name: String,
    /// True if a request always names a resource of the type.
    pub required: bool,
    /// What the operation does with it.
    pub used: Use,
    /// True if the ARNs contain no account, so that a resource may be in another account.
    pub of_any_account: bool,
    /// The ARNs of the type's resources in the principal's account.
    pub arns: Vec<ResourcePattern>,
}

impl ResourceType {
    /// A type with the ARNs of its resources; requests need not name one, and the operation doesn't
    /// use them.
    #[must_use]
    pub fn new(name: impl Into<String>, arns: Vec<ResourcePattern>) -> Self {
        Self {
            name: name.into(),
            required: false,
            used: Use::None,
            of_any_account: false,
            arns,
        }
    }
}

/// What the catalogue knows about an action's resources, if it knows the action.
#[derive(Debug, Clone)]
pub enum ResourceTypes {
    /// The catalogue doesn't know the action.
    Unknown,
    /// The types; empty if the action acts on no particular resource.
    Known(Vec<Arc<ResourceType>>),
}

/// An answer that determines a status.
#[derive(Debug)]
pub(crate) struct Explained {
    /// The status that this answer alone leads to.
    pub(crate) status: ActionStatus,
    /// The type of resource that it is about, if any.
    pub(crate) of: Option<ResourceTypeRef>,
    /// The ARN of the key that it is about, if it is about a key with a known ARN.
    pub(crate) key: Option<Arc<str>>,
    pub(crate) explanation: Explanation<PartialDecision>,
}

/// The status of an action, with what is needed to explain it.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) status: ActionStatus,
    /// The reach over each resource type; empty if the types didn't matter.
    pub(crate) coverage: Vec<TypeReach>,
    /// The answers that determine the status; empty if no explanation is wanted.
    pub(crate) explained: Vec<Explained>,
    /// What the answer depends on, as a sentence.
    pub(crate) when: Option<String>,
    /// True if the answer depends on which account owns a key, and this is not known.
    pub(crate) key_owner_is_unknown: bool,
    /// The answer for each key, if key policies were supplied.
    pub(crate) keys: Vec<KeyAnswer>,
}

/// The answers for `*` and for any resource.
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

impl Outcome {
    /// A status without an explanation.
    pub(crate) fn bare(status: ActionStatus) -> Self {
        Self {
            status,
            coverage: Vec::new(),
            explained: Vec::new(),
            when: None,
            key_owner_is_unknown: false,
            keys: Vec::new(),
        }
    }

    /// How far the grant reaches over each type, the worst first; empty if it reaches everything.
    pub(crate) fn coverage_report(&self) -> Vec<TypeCoverage> {
        if self.status == ActionStatus::Granted {
            return Vec::new();
        }
        let mut sorted: Vec<&TypeReach> = self.coverage.iter().collect();
        sorted.sort_by_key(|found| (found.reach, !found.counts()));
        let entries = sorted.into_iter().map(|found| TypeCoverage {
            resource_type: found.of.name.clone(),
            required: found.of.required,
            used: found.of.used != Use::None,
            coverage: match found.reach {
                Reach::Denied | Reach::None => Coverage::None,
                Reach::Unknown | Reach::SomeIf | Reach::Some => Coverage::Partial,
                Reach::AllIf | Reach::All => Coverage::Complete,
            },
            conditional: matches!(found.reach, Reach::Unknown | Reach::SomeIf | Reach::AllIf),
            denied: found.reach == Reach::Denied,
            classes: match &found.classes {
                Classes::Exact(classes) => classes.clone(),
                _ => Vec::new(),
            },
            classes_left_out: found.classes == Classes::LeftOut,
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

    /// True if the supplied key policy applies to the action.
    pub(crate) fn asks_key_policy(&self, action: &Action<'_>) -> bool {
        self.subject.key_policy_is_supplied() && action.is_of_service("kms")
    }

    /// The verdict for an action that is required on `*`.
    ///
    /// `*` means every resource. A grant that names resources by ARN is *limited*, even if it
    /// covers every type completely: the requirement is `*`.
    pub(crate) fn on_everything(
        &self,
        action: &Action<'_>,
        everywhere: Everywhere,
        types: &ResourceTypes,
    ) -> Outcome {
        let Everywhere { on_any, anywhere } = everywhere;
        let by_key = self.asks_key_policy(action);
        let certain = match anywhere {
            // The question about any resource includes the key policy, which doesn't apply to
            // actions that use no key.
            _ if by_key && matches!(types, ResourceTypes::Known(_)) => None,
            _ if everywhere.is_granted() => Some(ActionStatus::Granted),
            PartialDecision::ExplicitDeny => Some(ActionStatus::Denied),
            PartialDecision::ImplicitDeny if on_any == PartialDecision::ImplicitDeny => {
                Some(ActionStatus::Missing)
            }
            _ => None,
        };
        if let Some(status) = certain {
            let target = match (status, on_any) {
                (ActionStatus::Denied, PartialDecision::ExplicitDeny) => Target::Any,
                (ActionStatus::Denied, _) => Target::Pattern(self.anything()),
                _ => Target::Any,
            };
            return self.because(status, action, target);
        }
        let known = types;
        let types = match known {
            ResourceTypes::Known(types) => types.as_slice(),
            ResourceTypes::Unknown if by_key => {
                return self.on_keys(action, OnKeys::Every(on_any, known));
            }
            ResourceTypes::Unknown => return self.on_anything(action, on_any),
        };
        if types.is_empty() {
            let status = without_resource(self.decide(action, Target::Nothing));
            return self.because(status, action, Target::Nothing);
        }
        if by_key && types.iter().any(|of| of.name == KEY) {
            return self.on_keys(action, OnKeys::Every(on_any, known));
        }
        if !by_key && !self.depends_on_type(action, types) {
            return self.because(without_resource(on_any), action, Target::Any);
        }
        self.on_types(action, on_any, types)
    }

    /// The verdict based on how far the grant reaches over each type.
    pub(crate) fn on_types(
        &self,
        action: &Action<'_>,
        on_any: PartialDecision,
        types: &[ResourceTypeRef],
    ) -> Outcome {
        // If `*` settles nothing and no explanation is wanted, the types that count are enough.
        let all_matter = self.explains(ActionStatus::Missing)
            || matches!(on_any, PartialDecision::Allowed | PartialDecision::Depends);
        let any_counts = types.iter().any(verdict::counts);
        let matters = |of: &&ResourceTypeRef| all_matter || verdict::counts(of) == any_counts;
        let reach = |of: &ResourceTypeRef| TypeReach {
            of: Arc::clone(of),
            reach: self.reach_of_type(action, of),
            classes: Classes::default(),
        };
        let coverage: Vec<TypeReach> = types.iter().filter(matters).map(reach).collect();
        let least = coverage.iter().map(|found| found.reach).min();
        let status = match (on_any, least) {
            (PartialDecision::Allowed, Some(Reach::All)) => ActionStatus::Granted,
            (
                PartialDecision::Allowed | PartialDecision::Depends,
                Some(Reach::All | Reach::AllIf),
            ) => ActionStatus::Conditional,
            _ => verdict::by_types(&coverage),
        };
        self.by_reach(status, action, coverage)
    }

    /// The verdict if the catalogue doesn't know the action.
    pub(super) fn on_anything(&self, action: &Action<'_>, on_any: PartialDecision) -> Outcome {
        let anything = Target::Pattern(self.anything());
        let status = match (on_any, self.reach(action, anything)) {
            (PartialDecision::Depends, _) => ActionStatus::Conditional,
            (PartialDecision::Allowed, Reach::All) => ActionStatus::Granted,
            (_, Reach::All) => ActionStatus::Limited,
            (_, reach) => verdict::status_of(reach),
        };
        let target = match (status, on_any) {
            (_, PartialDecision::Depends) => Target::Any,
            (ActionStatus::Limited | ActionStatus::Conditional, _) => anything,
            _ => Target::Any,
        };
        self.because(status, action, target)
    }

    /// The verdict for an action that is required only on the resources of a pattern.
    pub(crate) fn on_pattern(
        &self,
        action: &Action<'_>,
        pattern: &ResourcePattern,
        types: &ResourceTypes,
    ) -> Outcome {
        let known = match types {
            ResourceTypes::Known(types) => types.as_slice(),
            ResourceTypes::Unknown => &[],
        };
        let find = |is_of: &dyn Fn(&ResourcePattern) -> bool| {
            known.iter().find(|of| of.arns.iter().any(is_of))
        };
        let narrower = pattern.clone().without_slashes();
        let of = find(&|arn| arn.covers(pattern) || same_kind(arn, pattern));
        // A pattern that is also one of a longer type means the resources of this one.
        let narrowed = of.is_none().then(|| find(&|arn| arn.covers(&narrower)));
        let (of, pattern) = match narrowed.flatten() {
            Some(of) => (Some(of), &narrower),
            None => (
                of.or_else(|| find(&|arn| covers_all(arn, pattern))),
                pattern,
            ),
        };
        let target = match of {
            Some(of) => Target::Of(of, pattern),
            None => Target::Pattern(pattern),
        };
        let status = verdict::status_of(self.reach(action, target));
        self.because(status, action, target)
    }

    /// An outcome that is based on the answer to one question.
    fn because(&self, status: ActionStatus, action: &Action<'_>, target: Target<'_>) -> Outcome {
        let explanation = self.explains(status).then(|| self.explain(action, target));
        let residual = explanation.as_ref().and_then(Explanation::residual);
        let when = residual.map(|residual| residual.to_string());
        let explained = explanation.into_iter().map(|explanation| Explained {
            status,
            of: None,
            key: None,
            explanation,
        });
        Outcome {
            when,
            explained: explained.collect(),
            ..Outcome::bare(status)
        }
    }

    /// An outcome that is based on how far the grant reaches over the types.
    fn by_reach(
        &self,
        status: ActionStatus,
        action: &Action<'_>,
        coverage: Vec<TypeReach>,
    ) -> Outcome {
        let coverage = self.with_classes(status, action, coverage);
        let questions = match self.explains(status) {
            true => verdict::decisive(status, &coverage),
            false => Vec::new(),
        };
        if questions.is_empty() {
            return Outcome {
                coverage,
                ..self.because(status, action, Target::Any)
            };
        }
        let mut explained = Vec::new();
        let mut when = Sentences::default();
        for (status, of) in questions {
            let Some(arn) = of.arns.first() else { continue };
            let explanation = self.explain(action, Target::Of(&of, arn));
            if let Some(residual) = explanation.residual() {
                when.add(&of.name, residual.to_string());
            }
            explained.push(Explained {
                status,
                of: Some(of),
                key: None,
                explanation,
            });
        }
        Outcome {
            status,
            coverage,
            explained,
            when: when.join(),
            key_owner_is_unknown: false,
            keys: Vec::new(),
        }
    }

    fn reach_of_type(&self, action: &Action<'_>, of: &ResourceType) -> Reach {
        let reaches = of
            .arns
            .iter()
            .map(|arn| self.reach(action, Target::Of(of, arn)));
        let (least, most) = reaches.fold((Reach::All, Reach::Denied), |(least, most), reach| {
            (least.min(reach), most.max(reach))
        });
        if of.arns.is_empty() || least == most {
            return least;
        }
        match most {
            Reach::All | Reach::Some => Reach::Some,
            Reach::AllIf | Reach::SomeIf => Reach::SomeIf,
            Reach::Unknown | Reach::None | Reach::Denied => most,
        }
    }
}

/// Whether a pattern covers another one, if its names may have slashes.
fn covers_all(arn: &ResourcePattern, pattern: &ResourcePattern) -> bool {
    ResourcePattern::parse(arn.as_str()).is_ok_and(|arn| arn.covers(pattern))
}

/// Whether two ARNs of a service are of the same kind of resource, judged by the word before the
/// first `/`.
fn same_kind(one: &ResourcePattern, other: &ResourcePattern) -> bool {
    let kind = |arn: &ResourcePattern| {
        let mut parts = arn.as_str().splitn(6, ':').skip(2);
        let service = parts.next()?.to_owned();
        let (kind, _) = parts.nth(2)?.split_once('/')?;
        let is_plain = !kind.contains(['*', '?']) && !service.contains(['*', '?']);
        is_plain.then(|| (service, kind.to_owned()))
    };
    kind(one).is_some_and(|known| kind(other) == Some(known))
}

/// The status of an action without a resource, which is only evaluated on `*`.
fn without_resource(on_any: PartialDecision) -> ActionStatus {
    match on_any {
        PartialDecision::Allowed => ActionStatus::Granted,
        PartialDecision::Depends => ActionStatus::Conditional,
        PartialDecision::ExplicitDeny => ActionStatus::Denied,
        PartialDecision::ImplicitDeny | PartialDecision::Denied => ActionStatus::Missing,
    }
}

/// Sentences about types; types with the same sentence share one entry.
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
