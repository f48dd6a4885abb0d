//! How the layers' answers lead to the decision, in one sentence.

use super::ServiceRule;
use crate::layer::{Layer, LayerSize};
use serde::ser::{Serialize, SerializeStruct, Serializer};

/// Why the layers together lead to the decision.
///
/// `Display` writes it as a clause: `because an identity-based policy allows it, and nothing denies
/// it`.
///
/// ```
/// use iam_eval::*;
/// let key_policy = Policy::default_key_policy("aws", "111122223333")?;
/// let policies = PolicySet::new().with(key_policy)?;
/// let role = Principal::parse("arn:aws:iam::111122223333:role/backup")?;
/// let key = Resource::parse("arn:aws:kms:eu-west-1:111122223333:key/k")?;
/// let explanation = policies.explain(&Request::new(&role, "kms:Decrypt", &key)?);
/// assert_eq!(explanation.conclusion.to_string(),
///     "because the key policy delegates to identity-based policies, and none allows it");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Conclusion {
    /// A Deny applies in these layers (S7.2).
    Denied(Vec<Layer>),
    /// A special rule of the service decides, regardless of the policies (S8).
    ServiceRule(ServiceRule),
    /// It is allowed, by this side.
    Granted(Grantor),
    /// It is not allowed.
    NotAllowed {
        /// The side that would have to grant it and doesn't; `None` if it is granted, but limited.
        gap: Option<Gap>,
        /// The layers that limit the grant, and don't allow the request.
        limits: Vec<Layer>,
        /// Those of them that are levels of service control policies without any `Allow`.
        levels_without_allow: Vec<Layer>,
    },
    /// It depends on the unknowns.
    Open,
}

/// The side that allows a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Grantor {
    /// An identity-based policy, in the caller's own account.
    Identity,
    /// An identity-based policy; the resource's side doesn't count.
    IdentityAlone,
    /// The caller is the root user of the account that owns the resource.
    RootUser,
    /// An identity-based policy, to which the policy of this name delegates.
    Delegated(&'static str),
    /// The policy of this name, which names the caller or everyone.
    ResourcePolicy(&'static str),
    /// The policy of this name, which names the role or user of the session.
    ResourcePolicyForSession(&'static str),
    /// The policy of this name, which alone decides about such callers.
    ResourcePolicyAlone(&'static str),
    /// Both sides, as access across accounts requires.
    BothAcrossAccounts(&'static str),
    /// Both sides, as the service requires.
    Both(&'static str),
}

/// The side that would have to allow a request and doesn't.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Gap {
    /// Neither side allows it; either would suffice.
    NeitherAllows {
        /// The resource-based policy's name, if there is one.
        resource: Option<&'static str>,
    },
    /// The identity-based policies; the resource's side doesn't count.
    IdentityAlone,
    /// The policy of this name delegates to identity-based policies, and none allows it.
    DelegatedWithoutAllow(&'static str),
    /// The policy of this name must allow it or delegate to identity-based policies, and does
    /// neither.
    NotDelegated {
        /// The policy's name.
        resource: &'static str,
        /// False if there is none.
        supplied: bool,
        /// True if an identity-based policy allows it.
        identity_allows: bool,
    },
    /// The policy of this name alone decides about such callers.
    ResourcePolicyAlone {
        /// The policy's name.
        resource: &'static str,
        /// False if there is none.
        supplied: bool,
    },
    /// Both sides must allow it.
    NotBoth {
        /// The resource-based policy's name.
        resource: &'static str,
        /// True if the reason is that the resource is in another account.
        across_accounts: bool,
        /// True if the caller's side allows it.
        identity_allows: bool,
        /// True if the resource's side allows it.
        resource_allows: bool,
        /// False if there is no resource-based policy.
        supplied: bool,
    },
    /// The caller has the permissions that session policies allow, and there are none.
    NoSessionPolicy,
}

impl Conclusion {
    /// The kind of conclusion, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Denied(_) => "denied",
            Self::ServiceRule(_) => "serviceRule",
            Self::Granted(_) => "granted",
            Self::NotAllowed { gap: Some(_), .. } => "notGranted",
            Self::NotAllowed { gap: None, .. } => "limited",
            Self::Open => "open",
        }
    }
}

/// `{"code": "notGranted", "text": "because …"}`.
impl Serialize for Conclusion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Conclusion", 2)?;
        object.serialize_field("code", self.code())?;
        object.serialize_field("text", &self.to_string())?;
        object.end()
    }
}

impl std::fmt::Display for Conclusion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Denied(layers) => write!(
                f,
                "because a Deny applies in {}: a Deny decides, whatever else allows it",
                all_of(layers)
            ),
            Self::ServiceRule(rule) => write!(f, "because {rule}, whatever the policies say"),
            Self::Granted(grantor) => write!(f, "because {grantor}, and nothing denies it"),
            Self::NotAllowed {
                gap,
                limits,
                levels_without_allow,
            } => {
                match (gap, limits.as_slice()) {
                    (Some(gap), []) => write!(f, "because {gap}"),
                    (Some(gap), limits) => write!(
                        f,
                        "because {gap}; and {}, which would have to allow it too, {} not",
                        all_of(limits),
                        do_or_does(limits)
                    ),
                    (None, limits) => write!(
                        f,
                        "because {}, which must allow it too, {} not",
                        all_of(limits),
                        do_or_does(limits)
                    ),
                }?;
                match levels_without_allow.as_slice() {
                    [] => Ok(()),
                    levels => write!(
                        f,
                        " (no policy of {} allows anything: is FullAWSAccess missing?)",
                        all_of(levels)
                    ),
                }
            }
            Self::Open => f.write_str("because it depends on what is unknown"),
        }
    }
}

fn do_or_does(layers: &[Layer]) -> &'static str {
    match layers {
        [layer] if layer.kind().size() == LayerSize::One => "does",
        _ => "do",
    }
}

/// `the session policies and the permissions boundary`.
fn all_of(layers: &[Layer]) -> String {
    let named = layers.iter().map(|layer| {
        let title = layer.kind().title();
        match layer.level() {
            // A comma would look like one of the list's.
            Some(level) => format!("the {title} of level {level}"),
            None => format!("the {title}"),
        }
    });
    let named: Vec<String> = named.collect();
    match named.as_slice() {
        [] => "the policies".to_owned(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

impl std::fmt::Display for Grantor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Identity => f.write_str("an identity-based policy allows it"),
            Self::IdentityAlone => {
                f.write_str("an identity-based policy allows it, which here decides alone")
            }
            Self::RootUser => {
                f.write_str("the caller is the root user of the account that owns the resource")
            }
            Self::Delegated(policy) => write!(
                f,
                "the {policy} delegates to the caller's account, which allows it"
            ),
            Self::ResourcePolicy(policy) => {
                write!(f, "the {policy} allows it for the caller itself")
            }
            Self::ResourcePolicyForSession(policy) => {
                write!(
                    f,
                    "the {policy} allows it for the identity behind the caller"
                )
            }
            Self::ResourcePolicyAlone(policy) => write!(
                f,
                "the {policy}, which alone decides about such a caller, allows it"
            ),
            Self::BothAcrossAccounts(policy) => write!(
                f,
                "both the {policy} and the caller's account allow it, as access across accounts requires"
            ),
            Self::Both(policy) => write!(
                f,
                "both the {policy} and the caller's side allow it, as the service requires"
            ),
        }
    }
}

impl std::fmt::Display for Gap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let allows = |it_does| if it_does { "allows" } else { "doesn't allow" };
        match self {
            Self::NeitherAllows { resource: None } => {
                f.write_str("no identity-based policy allows it")
            }
            Self::NeitherAllows {
                resource: Some(policy),
            } => write!(
                f,
                "neither an identity-based policy nor the {policy} allows it"
            ),
            Self::IdentityAlone => {
                f.write_str("identity-based policies decide alone, and none allows it")
            }
            Self::DelegatedWithoutAllow(policy) => write!(
                f,
                "the {policy} delegates to identity-based policies, and none allows it"
            ),
            Self::NotDelegated {
                resource,
                supplied,
                identity_allows,
            } => {
                let also = match identity_allows {
                    true => "an identity-based policy that allows it doesn't suffice",
                    false => "no identity-based policy allows it either",
                };
                match supplied {
                    true => write!(
                        f,
                        "the {resource} neither allows it nor delegates to identity-based \
                         policies: {also}"
                    ),
                    false => write!(
                        f,
                        "the {resource} must allow it, and none was supplied: {also}"
                    ),
                }
            }
            Self::ResourcePolicyAlone { resource, supplied } => write!(
                f,
                "the {resource} alone decides about such a caller, and {}",
                if *supplied {
                    "doesn't allow it"
                } else {
                    "none was supplied"
                }
            ),
            Self::NotBoth {
                resource,
                across_accounts,
                identity_allows,
                resource_allows,
                supplied,
            } => {
                let why = match across_accounts {
                    true => "the resource is in another account",
                    false => "the service requires both sides",
                };
                write!(f, "{why}, so both sides must allow it: ")?;
                match supplied {
                    true => write!(f, "the {resource} {} it", allows(*resource_allows))?,
                    false => write!(f, "no {resource} was supplied")?,
                }
                match identity_allows {
                    true => f.write_str(", the caller's side allows it"),
                    false => f.write_str(", and no identity-based policy allows it"),
                }
            }
            Self::NoSessionPolicy => f.write_str(
                "such a session has only the permissions of its session policies, and there are none",
            ),
        }
    }
}
