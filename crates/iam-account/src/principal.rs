//! A principal with all policies that apply to it.

mod merge;

use crate::next_step::NextStep;
use crate::problem::Problem;
use iam_eval::{AttachError, CallerKind, LevelKind, Policy, PolicySet, Position};

/// The name of the layer of permissions boundaries.
pub(crate) const BOUNDARY: &str = "permissionsBoundary";
/// The name of the layer of trust policies.
pub(crate) const TRUST: &str = "trust";

const SCPS: &str = "scps";
const RCPS: &str = "rcps";

fn supply(
    own: &mut LayerInput<Vec<Vec<Policy>>>,
    levels: &[Vec<Policy>],
    source: &str,
    layer: &'static str,
    argument: &str,
) -> Option<Problem> {
    let is_twice = own.as_ref().is_some();
    *own = LayerInput::Some(levels.to_vec());
    let found = || format!("`{layer}` in the bundle, and `{argument}`");
    is_twice.then(|| Problem::new(source, found(), "one of the two").of_layer(layer))
}

/// The note where one element is in place of a list.
pub(crate) fn list_of_one(list: &str) -> String {
    format!("`{list}` is not an array: taken as a list of one")
}

/// A principal as an input describes it, its policies compiled.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct PrincipalInput {
    /// The principal's ARN, if the input has it.
    pub arn: Option<String>,
    /// The name of the role or user, if the input has it; an ARN contains it, too.
    pub name: Option<String>,
    /// Whether it is a role or a user, if the input says so; an ARN contains this, too.
    pub kind: Option<CallerKind>,
    /// The file, as it was given.
    pub source: String,
    /// The position of the principal in the file; `None` if the file is about it alone.
    pub at: Option<Position>,
    /// Identity-based policies; each that is in a file with others has its own name
    /// ([`Policy::named`]).
    pub identity: Vec<Policy>,
    /// True if the input has all identity-based policies, even if there are none: an account's dump
    /// has, and so has a bundle with `identity`; the output of `get-role` doesn't.
    pub identity_is_known: bool,
    /// The role's trust policy.
    pub trust: Option<Policy>,
    /// The principal's tags, key and value; `None` if the input doesn't contain them.
    pub tags: Option<Vec<(String, String)>>,
    /// The unique ID that IAM gave it, such as `AROAEXAMPLE`, if the input has it.
    pub unique_id: Option<String>,
    /// The names of the instance profiles that contain the role; `None` if the input doesn't
    /// contain them.
    pub instance_profiles: Option<Vec<String>>,
    /// The permissions boundary.
    pub boundary: LayerInput<Policy>,
    /// Session policies.
    pub session: LayerInput<Vec<Policy>>,
    /// Levels of service control policies.
    pub scps: LayerInput<Vec<Vec<Policy>>>,
    /// Levels of resource control policies.
    pub rcps: LayerInput<Vec<Vec<Policy>>>,
    /// Policies for which the input doesn't show whether there are any, such as
    /// `AttachedManagedPolicies` in a truncated dump: what is granted may be denied by one of them.
    pub unknown_policies: Vec<String>,
    /// Parts that could not be read: the principal can't be judged.
    pub problems: Vec<Problem>,
    /// Notes about the input for the reader of the report.
    pub notes: Vec<String>,
    /// The layers that the user ignores, to find out what the answer would be without them.
    pub ignored_layers: Vec<String>,
    /// The number of policy documents that apply to the principal.
    pub documents: usize,
    /// How many of them are its own, and not shared with others in the account.
    pub own_documents: usize,
}

/// A layer of policies in an input: supplied, known to be empty, or unknown. There is no fourth
/// case, so a `match` may be exhaustive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LayerInput<T> {
    /// The input doesn't say.
    #[default]
    NotSupplied,
    /// The input says that there is none.
    None,
    /// These.
    Some(T),
}

impl<T> LayerInput<T> {
    /// True if the layer is unknown.
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
    /// A principal about which nothing is known yet.
    #[must_use]
    pub fn new(source: &str) -> Self {
        Self {
            source: source.to_owned(),
            ..Self::default()
        }
    }

    /// Service control policies that are given beside the input, level by level. It is a problem if
    /// the input has its own, since either could be the right ones; `argument` is how the reader
    /// gave these.
    ///
    /// ```
    /// let bundle = r#"{"arn": "arn:aws:iam::111122223333:role/r", "identity": [],
    ///     "scps": [[{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}]]}"#;
    /// let mut role = iam_account::read_text("role.json", bundle).principal(0)?;
    /// role.supply_scps(&[], "--scps");
    /// assert_eq!(&*role.problems[0].what().found, "`scps` in the bundle, and `--scps`");
    /// # Ok::<(), iam_account::Problem>(())
    /// ```
    pub fn supply_scps(&mut self, levels: &[Vec<Policy>], argument: &str) {
        self.problems
            .extend(supply(&mut self.scps, levels, &self.source, SCPS, argument));
    }

    /// Resource control policies, likewise.
    pub fn supply_rcps(&mut self, levels: &[Vec<Policy>], argument: &str) {
        self.problems
            .extend(supply(&mut self.rcps, levels, &self.source, RCPS, argument));
    }

    /// Why there is nothing to judge: the input has no identity-based policy, and doesn't say that
    /// there is none, as the output of `get-role` alone. What would be reported as missing may well
    /// be granted.
    ///
    /// ```
    /// let role = r#"{"Role": {"Arn": "arn:aws:iam::111122223333:role/r", "RoleName": "r", "AssumeRolePolicyDocument":
    ///     {"Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"}}}}"#;
    /// let role = iam_account::read_text("role.json", role).principal(0)?;
    /// let problem = role.nothing_to_judge().unwrap();
    /// assert_eq!(&*problem.what().found, "no identity-based policy of `arn:aws:iam::111122223333:role/r`");
    /// # Ok::<(), iam_account::Problem>(())
    /// ```
    #[must_use]
    pub fn nothing_to_judge(&self) -> Option<Problem> {
        if self.identity_is_known || !self.identity.is_empty() {
            return None;
        }
        let name = self.arn.as_deref().or(self.name.as_deref());
        let found = match name {
            Some(name) => format!("no identity-based policy of `{name}`"),
            None => "no identity-based policy".to_owned(),
        };
        let problem = Problem::new(&self.source, found, "").solved_by(NextStep::IdentityPolicies);
        Some(match self.at {
            Some(at) => problem.at(at),
            None => problem,
        })
    }

    /// The policies of all layers but the trust policy, one after the other.
    pub fn policies(&self) -> impl Iterator<Item = &Policy> {
        self.attached().flat_map(|(_, policies)| policies)
    }

    /// The policies that are attached together: those of a layer, or of each level of one that has
    /// levels.
    fn attached(&self) -> impl Iterator<Item = (Option<LevelKind>, &[Policy])> {
        let boundary = self.boundary.as_ref().map(std::slice::from_ref);
        let lone = [
            Some(&*self.identity),
            boundary,
            self.session.as_ref().map(Vec::as_slice),
        ];
        let lone = lone.into_iter().flatten().map(|policies| (None, policies));
        let levels = [
            (LevelKind::ServiceControl, &self.scps),
            (LevelKind::ResourceControl, &self.rcps),
        ];
        let levels = levels.into_iter().flat_map(|(kind, levels)| {
            let levels = levels.as_ref().into_iter().flatten();
            levels.map(move |level| (Some(kind), &**level))
        });
        lone.chain(levels)
    }

    /// The policies of all layers, except the trust policy, as a set for the engine.
    ///
    /// # Errors
    /// [`AttachError`] if a policy is not of its layer's kind.
    pub fn policy_set(&self) -> Result<PolicySet, AttachError> {
        let mut set = PolicySet::new();
        for (level, policies) in self.attached() {
            let mut policies = policies.iter().cloned();
            set = match level {
                Some(kind) => set.with_level(kind, policies)?,
                None => policies.try_fold(set, PolicySet::with)?,
            };
        }
        Ok(set)
    }

    /// The number of policy documents that apply to it.
    pub(crate) fn count_documents(&self) -> usize {
        self.policies().count() + usize::from(self.trust.is_some())
    }
}
