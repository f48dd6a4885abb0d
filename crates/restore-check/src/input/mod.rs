//! From files to principals with their policies. What a file holds is recognised by its content; a
//! file that cannot be understood whole is a problem that is reported, never skipped in silence.

mod account;
mod body;
mod file;
mod hints;
mod inputs;
mod levels;
mod page;
mod paths;
mod problem;
mod raw;
mod scan;
mod shapes;
mod walk;

pub use file::{SourceText, read};
pub use inputs::{Inputs, read_source};
pub use levels::load_levels;
pub use paths::expand_paths;
pub use problem::Problem;

use iam_eval::{LevelKind, Policy, PolicySet};

/// A principal as an input describes it, its policies compiled.
#[derive(Debug, Clone, Default)]
pub struct PrincipalInput {
    /// The principal's ARN, where the input names it.
    pub arn: Option<String>,
    /// The name of the role or user, where the input tells it; an ARN tells it too.
    pub name: Option<String>,
    /// The file, as it was named.
    pub source: String,
    /// Identity-based policies.
    pub identity: Vec<Policy>,
    /// The role's trust policy.
    pub trust: Option<Policy>,
    /// The permissions boundary.
    pub boundary: Layer<Policy>,
    /// Session policies.
    pub session: Layer<Vec<Policy>>,
    /// Levels of service control policies.
    pub scps: Layer<Vec<Vec<Policy>>>,
    /// Levels of resource control policies.
    pub rcps: Layer<Vec<Vec<Policy>>>,
    /// What of it could not be read: the principal is not judged.
    pub problems: Vec<Problem>,
    /// What a reader of the report should know of the input.
    pub notes: Vec<String>,
    /// The layers that were left out by order of the user, to see what would be without them.
    pub left_out: Vec<String>,
    /// How many policy documents bear on the principal.
    pub documents: usize,
    /// How many of them are its own, and not shared with others of the account.
    pub own_documents: usize,
}

/// A layer of policies: supplied, known to be empty, or not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Layer<T> {
    /// The input doesn't say.
    #[default]
    NotSupplied,
    /// The input says that there is none.
    None,
    /// These.
    Some(T),
}

impl<T> Layer<T> {
    /// True where nothing is known of the layer.
    pub const fn is_not_supplied(&self) -> bool {
        matches!(self, Self::NotSupplied)
    }

    /// The policies, if there are any.
    pub const fn as_ref(&self) -> Option<&T> {
        match self {
            Self::Some(policies) => Some(policies),
            Self::NotSupplied | Self::None => None,
        }
    }
}

impl PrincipalInput {
    /// A principal of which nothing is known yet.
    #[must_use]
    pub fn new(source: &str) -> Self {
        Self {
            source: source.to_owned(),
            ..Self::default()
        }
    }

    /// The policies of all layers but the trust policy.
    #[must_use]
    pub fn policy_set(&self) -> PolicySet {
        let mut set = PolicySet::new();
        let lone = self.identity.iter();
        let lone = lone.chain(self.boundary.as_ref());
        for policy in lone.chain(self.session.as_ref().into_iter().flatten()) {
            set = set.with(policy.clone());
        }
        for (kind, levels) in [
            (LevelKind::ServiceControl, &self.scps),
            (LevelKind::ResourceControl, &self.rcps),
        ] {
            for level in levels.as_ref().into_iter().flatten() {
                set = set.with_level(kind, level.iter().cloned());
            }
        }
        set
    }

    /// Puts what several inputs say of one principal together.
    ///
    /// # Errors
    /// A [`Problem`] where two of them give what a principal has only one of.
    pub fn merge(&mut self, other: Self) -> Result<(), Problem> {
        let twice = |what: &str| {
            let found = format!("{what} a second time");
            Problem::new(&other.source, found, "one for a principal")
        };
        match (&self.arn, other.arn) {
            (Some(own), Some(arn)) if *own != arn => return Err(twice("another ARN")),
            (None, arn) => self.arn = arn,
            _ => {}
        }
        match (&self.trust, other.trust) {
            (Some(_), Some(_)) => return Err(twice("a trust policy")),
            (None, trust) => self.trust = trust,
            _ => {}
        }
        merge_layer(&mut self.boundary, other.boundary)
            .ok_or_else(|| twice("a permissions boundary"))?;
        merge_layer(&mut self.session, other.session).ok_or_else(|| twice("session policies"))?;
        merge_layer(&mut self.scps, other.scps).ok_or_else(|| twice("service control policies"))?;
        merge_layer(&mut self.rcps, other.rcps)
            .ok_or_else(|| twice("resource control policies"))?;
        self.identity.extend(other.identity);
        self.problems.extend(other.problems);
        self.notes.extend(other.notes);
        self.documents += other.documents;
        self.own_documents += other.own_documents;
        Ok(())
    }
}

fn merge_layer<T>(own: &mut Layer<T>, other: Layer<T>) -> Option<()> {
    match (&own, other) {
        (Layer::Some(_), Layer::Some(_)) => None,
        (Layer::Some(_), _) | (_, Layer::NotSupplied) => Some(()),
        (_, other) => {
            *own = other;
            Some(())
        }
    }
}
