//! What a user can do about an input that can't be used as it is.

/// A step that makes an input usable. The library determines what is needed; how the user provides
/// it, for example with an option, is described by the program: see
/// [`Inputs::with_next_steps`](crate::Inputs::with_next_steps).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NextStep {
    /// Provide the document of the permissions boundary; the input has only its ARN.
    BoundaryDocument,
    /// Provide a service control policy as such: it is not a principal's policy.
    ServiceControlPolicy,
    /// Provide a resource control policy as such: it is not a principal's policy.
    ResourceControlPolicy,
    /// Provide the policy of a KMS key as such: it is not a principal's policy.
    KeyPolicy,
    /// Have it explained why a request was denied: the input says that one was, and is no policy.
    ExplainDenial,
    /// Give the identity-based policies of a principal, of which the input has everything but
    /// these.
    IdentityPolicies,
    /// Give the value of a parameter that a template leaves open: see
    /// [`Inputs::with_parameters`](crate::Inputs::with_parameters).
    ParameterValue,
}

/// A program's texts for steps: for each step, what a problem says is expected.
pub type NextSteps = &'static [(NextStep, &'static str)];

impl NextStep {
    /// What a problem says is expected, if the program has no text of its own.
    ///
    /// ```
    /// use iam_account::NextStep;
    /// assert_eq!(NextStep::KeyPolicy.expected(), "a policy of a role or a user");
    /// ```
    #[must_use]
    pub const fn expected(self) -> &'static str {
        match self {
            Self::BoundaryDocument => {
                "its document: as `permissionsBoundary` of a role bundle, or in the output of \
                 `aws iam get-account-authorization-details`"
            }
            Self::ServiceControlPolicy => "it in a level of `scps` of a role bundle",
            Self::ResourceControlPolicy => "it in a level of `rcps` of a role bundle",
            Self::KeyPolicy => "a policy of a role or a user",
            Self::ExplainDenial => {
                "a policy: what was denied is read by `parse_denied_requests`, and explained with policies"
            }
            Self::IdentityPolicies => {
                "its policies, too: those that `aws iam get-role-policy` or `get-user-policy` prints, or in place of \
                 it all the output of `aws iam get-account-authorization-details`"
            }
            Self::ParameterValue => {
                "its value, or what `aws iam get-account-authorization-details` prints once the \
                 stack is deployed"
            }
        }
    }
}
