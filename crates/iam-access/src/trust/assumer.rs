//! The principals that assume the roles.

use super::check;
use crate::error::JudgeError;
use crate::hints::Hints;
use crate::report::{Trust, TrustStatus};
use crate::{check::Knowledge, trust::not_asked};
use iam_account::PrincipalInput;
use iam_eval::{CallerKind, Policy, Principal};

/// A principal that must be able to assume the checked roles.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Assumer {
    /// Its name, such as `scanner`: reasons call it "the scanner", and use this name for the layer
    /// of its own policies.
    pub name: String,
    /// A role, a session of one, an AWS service, or another principal.
    pub principal: Principal,
    /// Its own identity policies.
    pub identity: Vec<Policy>,
    /// The external ID that it sends; unknown if `None`.
    pub external_id: Option<String>,
}

impl Assumer {
    /// An assumer with its own identity policies.
    #[must_use]
    pub fn new(name: impl Into<String>, principal: Principal, identity: Vec<Policy>) -> Self {
        Self {
            name: name.into(),
            principal,
            identity,
            external_id: None,
        }
    }

    /// An AWS service, such as `backup.amazonaws.com`, that assumes roles as itself; it has no
    /// policies of its own.
    ///
    /// ```
    /// use iam_access::Assumer;
    /// let service = Assumer::service("backup.amazonaws.com");
    /// assert_eq!(service.unwrap().name, "service backup.amazonaws.com");
    /// assert!(Assumer::service("arn:aws:iam::111122223333:role/r").is_none());
    /// ```
    #[must_use]
    pub fn service(name: &str) -> Option<Self> {
        let principal = Principal::parse(name).ok()?;
        let is_service = principal.kind() == CallerKind::Service;
        is_service.then(|| Self::new(format!("service {name}"), principal, Vec::new()))
    }

    /// EC2 gives a role to an instance through an instance profile (IAM User Guide, "Using instance
    /// profiles").
    fn needs_instance_profile(&self) -> bool {
        let name = self.principal.as_str();
        self.principal.kind() == CallerKind::Service && name.starts_with("ec2.amazonaws.com")
    }
}

/// Whether each of the assumers may assume a role, the worst answer first; one answer if there is
/// no assumer, or nothing to check.
///
/// A role with an unknown ARN is given as an `Err` with a placeholder for it.
///
/// # Errors
/// [`JudgeError`] if the role's ARN is malformed, or if the policies can't be combined.
pub(crate) fn check_all(
    role: Result<&Principal, &Principal>,
    input: &PrincipalInput,
    assumers: &[Assumer],
    knowledge: &Knowledge,
    hints: Hints<'_>,
) -> Result<Vec<Trust>, JudgeError> {
    if input.trust.is_none() || assumers.is_empty() {
        return Ok(vec![not_asked(role.ok(), input.trust.as_ref())]);
    }
    let is_named = assumers.len() > 1;
    let mut answers = Vec::new();
    for assumer in assumers {
        let mut trust = check(role, input, assumer, knowledge, hints)?;
        let is_service = assumer.principal.kind() == CallerKind::Service;
        trust.assumer = (is_named || is_service).then(|| assumer.principal.as_str().to_owned());
        if assumer.needs_instance_profile() {
            require_instance_profile(&mut trust, input);
        }
        answers.push(trust);
    }
    // The sort is stable: among equal answers, the one for the first assumer comes first.
    answers.sort_by_key(|trust| std::cmp::Reverse(trust.status.verdict()));
    Ok(answers)
}

/// A role without an instance profile is not given to any instance, whatever it trusts.
fn require_instance_profile(trust: &mut Trust, input: &PrincipalInput) {
    let is_in_none = input.instance_profiles.as_ref().is_some_and(Vec::is_empty);
    let is_open = matches!(
        trust.status,
        TrustStatus::Granted | TrustStatus::Conditional
    );
    if is_open && is_in_none {
        trust.status = TrustStatus::Conditional;
        let when = "when an instance profile contains the role: none does";
        trust.when = Some(match trust.when.take() {
            Some(known) => format!("{known}, and {when}"),
            None => when.to_owned(),
        });
    }
}
