//! What would be: principals with other policies than those that were read.

use super::find::{NotOne, find};
use crate::judge::ignore_layer;
use iam_account::{LayerInput, PrincipalInput};
use iam_eval::{Policy, PolicyKind};
use std::collections::BTreeSet;

/// A policy in place of one that was read.
///
/// Its name is that of a managed policy (the ARN, or its last part), `ROLE/POLICY` for an inline
/// policy of a principal, or `ROLE/trust` for a role's trust policy.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Replacement {
    /// Which policy is replaced.
    pub name: String,
    /// The new one, as an identity-based policy; `None` where it can't be one.
    pub identity: Option<Policy>,
    /// The new one as a permissions boundary.
    pub boundary: Option<Policy>,
    /// The new one as a trust policy.
    pub trust: Option<Policy>,
}

impl Replacement {
    /// A replacement of the policy with this name. The text is compiled as each kind that it may
    /// be.
    ///
    /// # Errors
    /// What the reader says of the text, where it is no policy of any of these kinds.
    pub fn new<E>(
        name: impl Into<String>,
        mut read: impl FnMut(PolicyKind) -> Result<Policy, E>,
    ) -> Result<Self, E> {
        let name = name.into();
        if name.ends_with("/trust") {
            return Ok(Self {
                trust: Some(read(PolicyKind::Trust)?),
                identity: None,
                boundary: None,
                name,
            });
        }
        Ok(Self {
            identity: Some(read(PolicyKind::Identity)?),
            boundary: read(PolicyKind::PermissionsBoundary).ok(),
            trust: None,
            name,
        })
    }
}

/// Why a policy is not replaced.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReplaceError {
    /// No principal has a policy of this name.
    #[error(
        "found no policy `{0}`, expected a managed policy, or `PRINCIPAL/POLICY` or `ROLE/trust`"
    )]
    Nothing(String),
    /// Several policies have it.
    #[error("found several policies `{0}`, expected one: {1}")]
    Several(String, String),
}

/// A name that isn't one of a layer that can be left out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("found the layer `{0}`, expected permissionsBoundary, session, scps, rcps or trust")]
pub struct UnknownLayer(String);

/// Leaves out a layer of principals. The name is checked even if there are none.
///
/// ```
/// use iam_access::questions::without;
/// assert!(without(&mut [], "scps").is_ok());
/// assert!(without(&mut [], "keyPolicy").is_err());
/// ```
///
/// # Errors
/// [`UnknownLayer`] for other names.
pub fn without(principals: &mut [PrincipalInput], layer: &str) -> Result<(), UnknownLayer> {
    // Policies of resources are parts of the question, and not of principals.
    if layer == "keyPolicy" || !ignore_layer(&mut PrincipalInput::default(), layer) {
        return Err(UnknownLayer(layer.to_owned()));
    }
    for principal in principals {
        ignore_layer(principal, layer);
    }
    Ok(())
}

/// Adds an identity-based policy to a principal.
pub fn attach(principal: &mut PrincipalInput, policy: Policy) {
    let name = policy.document().name();
    let note = format!("as if {name} were attached (what-if)");
    principal.notes.push(note);
    principal.identity.push(policy);
    principal.documents += 1;
}

/// Adds an identity-based policy to the principal that a name means, as [`find`] finds it.
///
/// # Errors
/// [`NotOne`] with the names that were found.
pub fn attach_to(
    principals: &mut [PrincipalInput],
    name: &str,
    policy: Policy,
) -> Result<(), NotOne> {
    let index = find(principals.iter().map(title), name)?;
    if let Some(principal) = principals.get_mut(index) {
        attach(principal, policy);
    }
    Ok(())
}

/// What a principal is called: its ARN, or else its name or file.
#[must_use]
pub fn title(principal: &PrincipalInput) -> &str {
    let named = principal.arn.as_deref().or(principal.name.as_deref());
    named.unwrap_or(&principal.source)
}

/// Replaces a policy wherever it is attached; gives in how many places.
///
/// # Errors
/// [`ReplaceError`] where no policy has the name, or where different ones do.
///
/// ```
/// use iam_access::questions::{Replacement, replace};
/// use iam_account::{parse_policy, read_text};
/// let allow = |action| format!(r#"{{"Statement": {{"Effect": "Allow", "Action": "{action}", "Resource": "*"}}}}"#);
/// let dump = format!(r#"{{"RoleDetailList": [{{"Arn": "arn:aws:iam::111122223333:role/app", "RoleName": "app",
///   "RolePolicyList": [{{"PolicyName": "send", "PolicyDocument": {}}}], "AttachedManagedPolicies": []}}]}}"#, allow("sqs:*"));
/// let mut principals = read_text("dump.json", dump).principals().collect::<Result<Vec<_>, _>>()?;
/// let new = allow("sns:*");
/// let new = Replacement::new("app/send", |kind| parse_policy(kind, "new.json", new.clone()))?;
/// assert_eq!(replace(&mut principals, &new), Ok(1));
/// assert_eq!(principals[0].identity[0].document().name(), "new.json");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn replace(
    principals: &mut [PrincipalInput],
    replacement: &Replacement,
) -> Result<usize, ReplaceError> {
    let name = replacement.name.trim();
    let mut replaced = BTreeSet::new();
    let mut places = 0;
    for principal in principals {
        let before = places;
        if let (Some(new), Some(role), Some(trust)) = (
            &replacement.trust,
            name.strip_suffix("/trust"),
            &mut principal.trust,
        ) && is_named(principal.arn.as_deref(), principal.name.as_deref(), role)
        {
            *trust = new.clone();
            places += 1;
            replaced.insert(principal.arn.clone().unwrap_or_default());
        }
        let (arn, own) = (principal.arn.clone(), principal.name.clone());
        let mut meant = |policy: &Policy| {
            let (title, place) = title_of(policy, arn.as_deref(), own.as_deref(), name)?;
            replaced.insert(place);
            Some(title)
        };
        if let Some(new) = &replacement.identity {
            for policy in &mut principal.identity {
                if let Some(title) = meant(policy) {
                    *policy = new.clone().named(title);
                    places += 1;
                }
            }
        }
        if let (Some(new), LayerInput::Some(boundary)) =
            (&replacement.boundary, &mut principal.boundary)
            && let Some(title) = meant(boundary)
        {
            *boundary = new.clone().named(title);
            places += 1;
        }
        if places > before {
            let note = format!("as if `{name}` were another policy (what-if)");
            principal.notes.push(note);
        }
    }
    match replaced.len() {
        0 => Err(ReplaceError::Nothing(name.to_owned())),
        1 => Ok(places),
        _ => {
            let listed: Vec<String> = replaced.into_iter().take(10).collect();
            Err(ReplaceError::Several(name.to_owned(), listed.join(", ")))
        }
    }
}

/// The name under which a policy is attached, if it is the one that is meant; and what tells it
/// from others of the same name.
fn title_of(
    policy: &Policy,
    arn: Option<&str>,
    own: Option<&str>,
    name: &str,
) -> Option<(String, String)> {
    let title = policy.given_name()?;
    let (plain, group) = match title.split_once(" of the group ") {
        Some((plain, group)) => (plain, Some(group)),
        None => (title, None),
    };
    if let Some(managed) = plain.strip_prefix("managed policy ") {
        let last = managed.rsplit('/').next().unwrap_or(managed);
        let is_meant = managed == name || last == name;
        return is_meant.then(|| (title.to_owned(), plain.to_owned()));
    }
    let Some(inline) = plain.strip_prefix("inline policy ") else {
        return (title == name).then(|| (title.to_owned(), title.to_owned()));
    };
    let (holder, policy) = name.rsplit_once('/')?;
    let is_of_holder = match group {
        Some(group) => group == holder,
        None => is_named(arn, own, holder),
    };
    let of = match group {
        // A group has its account's number only in the ARNs of its users.
        Some(_) => arn.and_then(|arn| arn.split(':').nth(4)),
        None => arn,
    };
    let place = format!("{title} of {}", of.unwrap_or_default());
    (inline == policy && is_of_holder).then(|| (title.to_owned(), place))
}

/// Whether a principal has this ARN or this name.
fn is_named(arn: Option<&str>, own: Option<&str>, name: &str) -> bool {
    let last = arn.and_then(|arn| arn.rsplit('/').next());
    arn == Some(name) || last == Some(name) || own == Some(name)
}
