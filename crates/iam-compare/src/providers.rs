//! Identity providers at which anyone has an identity.

use iam_eval::{CallerKind, Principal};

/// Hosts of providers that serve everyone. Of the first kind, the audience is the application that
/// the user signs in to; of the second, anyone may request a token for any audience.
const APPLICATIONS: [&str; 4] = [
    "accounts.google.com",
    "cognito-identity.amazonaws.com",
    "graph.facebook.com",
    "www.amazon.com",
];
const WORKLOADS: [&str; 4] = [
    "agent.buildkite.com",
    "app.terraform.io",
    "gitlab.com",
    "token.actions.githubusercontent.com",
];

/// Claims with the application.
const AUDIENCES: [&str; 4] = ["aud", "oaud", "app_id", "azp"];

/// Claims that name the user or the owner of the workload; others, such as a branch or an event,
/// anyone may have.
const IDENTITIES: [&str; 12] = [
    "actor",
    "actor_id",
    "email",
    "enterprise_id",
    "id",
    "project_id",
    "repository",
    "repository_id",
    "repository_owner",
    "repository_owner_id",
    "sub",
    "user_id",
];

/// Whether anyone may be such a caller.
pub(crate) fn is_open_to_all(caller: &Principal) -> bool {
    if caller.kind() != CallerKind::FederatedProvider {
        return false;
    }
    let host = host(caller);
    let mut known = APPLICATIONS.iter().chain(&WORKLOADS);
    known.any(|known| host.eq_ignore_ascii_case(known))
}

/// The URL of an OIDC provider, or the name of a web identity provider.
fn host(caller: &Principal) -> &str {
    let text = caller.as_str();
    text.split_once(":oidc-provider/")
        .map_or(text, |(_, url)| url)
}

/// Whether a key is a claim of tokens of another OIDC provider than this one.
pub(crate) fn is_claim_of_another(provider: &Principal, key: &str) -> bool {
    let of = key.rsplit_once(':').map(|(of, _)| of);
    of.is_some_and(|of| of.contains('.') && !of.eq_ignore_ascii_case(host(provider)))
}

/// Whether a value of a key is one user's, one application's or one organization's; `None` if the
/// key is not a claim of these providers.
pub(crate) fn is_fixed(key: &str, value: &str, is_plain: bool) -> Option<bool> {
    let (host, claim) = key.split_once(':')?;
    let is_among =
        |list: &[&str], text: &str| list.iter().any(|known| known.eq_ignore_ascii_case(text));
    let is_of_application = is_among(&APPLICATIONS, host);
    if !is_of_application && !is_among(&WORKLOADS, host) {
        return None;
    }
    if is_of_application && is_among(&AUDIENCES, claim) {
        return Some(is_plain);
    }
    Some(is_among(&IDENTITIES, claim) && (is_plain || has_fixed_owner(claim, value)))
}

/// Subjects such as `repo:organization/*`, and repositories such as `organization/*`.
fn has_fixed_owner(claim: &str, value: &str) -> bool {
    let fixed = value.split(['*', '?']).next().unwrap_or_default();
    let owner = match claim.to_ascii_lowercase().as_str() {
        "sub" => fixed.split_once(':').map(|(_, owner)| owner),
        "repository" => Some(fixed),
        _ => None,
    };
    owner
        .and_then(|owner| owner.find(['/', ':']))
        .is_some_and(|end| end > 0)
}
