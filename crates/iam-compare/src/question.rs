//! Questions about policies.

use iam_catalog::Catalog;
use iam_eval::{Context, ContextValue, Principal, UnknownKeys};
use std::sync::Arc;

/// The callers that a question is about.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Callers {
    /// Every kind of caller that the policies may be about, named or not.
    Any,
    /// Only this one.
    This(Principal),
}

/// What is known about the condition keys of the requests.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) context: Context,
    pub(crate) unknown: UnknownKeys,
}

impl Known {
    /// The value of a key, if it is known; `Some(None)` if it is absent.
    pub(crate) fn value(&self, key: &str) -> Option<Option<&str>> {
        let mut entries = self.context.entries();
        let (_, value) = entries.find(|(name, _)| name.eq_ignore_ascii_case(key))?;
        Some(match value {
            ContextValue::One(value) => Some(value),
            ContextValue::Many(_) => None,
        })
    }

    /// A key with a list of values is not known as one value.
    pub(crate) fn has_lists(&self) -> bool {
        let mut entries = self.context.entries();
        entries.any(|(_, value)| matches!(value, ContextValue::Many(values) if !values.is_empty()))
    }
}

/// A question about policies: the requests that it is about, and the budget for the answer.
///
/// ```
/// use iam_compare::Question;
/// let question = Question::of_documents().about(["iam:*"], []);
/// # let _ = question;
/// ```
#[derive(Debug, Clone)]
pub struct Question<'a> {
    pub(crate) callers: Callers,
    pub(crate) owner: Option<String>,
    pub(crate) is_of_documents: bool,
    pub(crate) actions: Vec<String>,
    pub(crate) resources: Vec<String>,
    pub(crate) catalog: Option<&'a Catalog>,
    pub(crate) region: String,
    pub(crate) budget: usize,
    pub(crate) outsiders: bool,
    pub(crate) known: Option<Arc<Known>>,
    /// No identity-based policy is supplied.
    pub(crate) is_identity_silent: bool,
    /// If there are any: only callers of these accounts, on resources whose ARN names theirs.
    pub(crate) own_accounts: Vec<String>,
    /// Only callers that have no access without session policies, which are supplied (S7.11,
    /// S7.16).
    pub(crate) is_in_session: bool,
}

impl<'a> Question<'a> {
    /// About documents alone: what a document allows if everything else that has to allow does. If
    /// neither side has identity-based policies, those of the caller allow everything; if neither
    /// has a resource-based policy, it delegates to the callers' accounts.
    #[must_use]
    pub fn of_documents() -> Self {
        Self {
            is_of_documents: true,
            ..Self::of_policies()
        }
    }

    /// About all policies of a caller: a layer that isn't in a set doesn't exist.
    #[must_use]
    pub fn of_policies() -> Self {
        Self {
            callers: Callers::Any,
            owner: None,
            is_of_documents: false,
            actions: Vec::new(),
            resources: Vec::new(),
            catalog: None,
            region: "us-east-1".to_owned(),
            budget: 200_000,
            outsiders: false,
            known: None,
            is_identity_silent: false,
            own_accounts: Vec::new(),
            is_in_session: false,
        }
    }

    /// About this caller only.
    #[must_use]
    pub fn by(mut self, caller: Principal) -> Self {
        self.callers = Callers::This(caller);
        self
    }

    /// About resources owned by this account. For a resource-based policy alone, callers of the
    /// account are then considered twice: with identity-based policies that allow everything, and
    /// with ones that allow nothing (S7.10). Without this, so are only those of accounts that ARNs
    /// in its `Resource` elements name, on these resources.
    #[must_use]
    pub fn owned_by(mut self, account: &str) -> Self {
        self.owner = Some(account.to_owned());
        self
    }

    /// About these actions and resources only: patterns as in a policy. An empty list stands for
    /// all.
    #[must_use]
    pub fn about<'t>(
        mut self,
        actions: impl IntoIterator<Item = &'t str>,
        resources: impl IntoIterator<Item = &'t str>,
    ) -> Self {
        self.actions = actions.into_iter().map(str::to_owned).collect();
        self.resources = resources.into_iter().map(str::to_owned).collect();
        self
    }

    /// About requests with these values of condition keys, in which a key that isn't among the
    /// unknown ones is absent, unless it follows from the caller or the resource (S9). A question
    /// in which a key has a list of values is undecided.
    ///
    /// ```
    /// use iam_compare::{Granted, Question, granted};
    /// use iam_eval::{Context, Policy, PolicyKind, PolicySet, UnknownKeys};
    /// let text = r#"{"Statement": {"Effect": "Allow", "Action": "ec2:*", "Resource": "*",
    ///   "Condition": {"StringEquals": {"aws:RequestedRegion": "eu-central-1"}}}}"#;
    /// let policies = PolicySet::new().with(Policy::parse(PolicyKind::Identity, "role.json", text)?)?;
    /// let within = "arn:aws:ec2:eu-central-1:111122223333:volume/*";
    /// let ask = |question: &Question<'_>| granted(&policies, "ec2:AttachVolume", within, question).unwrap()[0].granted;
    /// let question = Question::of_documents();
    /// assert_eq!(ask(&question), Granted::Depends);
    /// let region = Context::new().with("aws:RequestedRegion", "eu-central-1");
    /// assert_eq!(ask(&question.clone().with_known_keys(region, UnknownKeys::all_but([]))), Granted::Always);
    /// assert_eq!(ask(&question.with_known_keys(Context::new(), UnknownKeys::only([]))), Granted::Never);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_known_keys(mut self, context: Context, unknown: UnknownKeys) -> Self {
        self.known = Some(Arc::new(Known { context, unknown }));
        self
    }

    /// Shows new access by a typical request if there is one: an action in the catalogue, on a
    /// resource of one of its types. Whether there is new access doesn't depend on it.
    #[must_use]
    pub fn with_catalog(mut self, catalog: &'a Catalog) -> Self {
        self.catalog = Some(catalog);
        self
    }

    /// The Region of typical resources.
    #[must_use]
    pub fn in_region(mut self, region: &str) -> Self {
        self.region = region.to_owned();
        self
    }

    /// The maximum number of steps: states of automata and rounds of the solver. The default of
    /// 200,000 takes a second or two.
    #[must_use]
    pub fn with_budget(mut self, steps: usize) -> Self {
        self.budget = steps;
        self
    }
}
