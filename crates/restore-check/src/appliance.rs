//! The backup appliance that assumes the roles.

use iam_access::Assumer;
use iam_eval::{CallerKind, Policy, PolicyKind, Principal, RequestError};

/// The policy that the product gives the appliance's Impersonation role: it may assume any role.
const DEFAULT_POLICY: &str = r#"{"Version": "2012-10-17", "Statement":
    {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}}"#;

/// The condition keys that requests in the appliance's sessions, and in those of services, don't
/// have: they come from an instance, not from a user with an MFA token.
pub const KEYS_WITHOUT_MFA: [&str; 2] = ["aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge"];

/// The appliance with an Impersonation role, and the identity policy that the product gives it.
///
/// ```
/// let arn = "arn:aws:iam::111122223333:role/Impersonation";
/// let appliance = restore_check::appliance(arn)?;
/// assert_eq!(appliance.name, "appliance");
/// assert!(restore_check::appliance("arn:aws:iam::111122223333:user/u").is_err());
/// # Ok::<(), iam_eval::RequestError>(())
/// ```
///
/// # Errors
/// [`RequestError`] if the text is not the ARN of a role, or of a session of one.
pub fn appliance(arn: &str) -> Result<Assumer, RequestError> {
    let principal = Principal::parse(arn)?;
    if !matches!(principal.kind(), CallerKind::Role | CallerKind::RoleSession) {
        return Err(RequestError::Principal(arn.into()));
    }
    let policy = Policy::parse(
        PolicyKind::Identity,
        "the product's default",
        DEFAULT_POLICY,
    );
    // A test parses it, so it is always valid.
    Ok(Assumer::new(
        "appliance",
        principal,
        policy.into_iter().collect(),
    ))
}

#[cfg(test)]
mod tests {
    use super::appliance;

    #[test]
    fn the_default_policy_is_valid() {
        let appliance = appliance("arn:aws:iam::111122223333:role/Impersonation").unwrap();
        assert_eq!(appliance.identity.len(), 1);
    }
}
