//! Questions about policies.

use iam_catalog::Catalog;
use iam_eval::Principal;

/// The callers that a question is about.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Callers {
    /// Every kind of caller that the policies may be about, named or not.
    Any,
    /// Only this one.
    This(Principal),
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
    /// No identity-based policy is supplied.
    pub(crate) is_identity_silent: bool,
    /// Only callers that have no access without session policies, which are supplied (S7.11, S7.16).
    pub(crate) is_in_session: bool,
}

impl<'a> Question<'a> {
    /// About documents alone: what a document allows if everything else that has to allow does. If neither side
    /// has identity-based policies, those of the caller allow everything; if neither has a resource-based
    /// policy, it delegates to the callers' accounts.
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
            is_identity_silent: false,
            is_in_session: false,
        }
    }

    /// About this caller only.
    #[must_use]
    pub fn by(mut self, caller: Principal) -> Self {
        self.callers = Callers::This(caller);
        self
    }

    /// About resources owned by this account. For a resource-based policy alone, callers of the account are
    /// then considered twice: with identity-based policies that allow everything, and with ones that allow
    /// nothing (S7.10).
    #[must_use]
    pub fn owned_by(mut self, account: &str) -> Self {
        self.owner = Some(account.to_owned());
        self
    }

    /// About these actions and resources only: patterns as in a policy. An empty list stands for all.
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

    /// Shows new access by a typical request if there is one: an action in the catalogue, on a resource of one
    /// of its types. Whether there is new access doesn't depend on it.
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

    /// The maximum number of steps: states of automata and rounds of the solver. The default of 200,000 takes a
    /// second or two.
    #[must_use]
    pub fn with_budget(mut self, steps: usize) -> Self {
        self.budget = steps;
        self
    }
}
