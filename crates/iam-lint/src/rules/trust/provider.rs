//! Identity providers.

use crate::policy::{Arn, Condition, Statement};
use iam_syntax::document::is_account_id;

/// What a value under `Federated` names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Provider<'a> {
    Saml,
    /// With the domain, and possibly the path, that its condition keys begin with.
    Oidc(&'a str),
}

impl<'a> Provider<'a> {
    pub(super) fn of(text: &'a str) -> Option<Self> {
        let Some(arn) = Arn::of(text) else {
            return is_domain(text).then_some(Self::Oidc(text));
        };
        let is_iam = arn.count == 6 && arn.service() == "iam" && arn.region().is_empty();
        if !is_iam || !is_account_id(arn.account()) {
            return None;
        }
        let (kind, name) = arn.resource().split_once('/')?;
        match kind {
            _ if name.is_empty() => None,
            "saml-provider" => Some(Self::Saml),
            "oidc-provider" => Some(Self::Oidc(name)),
            _ => None,
        }
    }
}

fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.contains('.') && text.split('.').all(is_label)
}

/// GitHub Actions, including those of an enterprise with its own path.
pub(super) fn is_github(domain: &str) -> bool {
    let host = domain.split('/').next().unwrap_or_default();
    host.eq_ignore_ascii_case("token.actions.githubusercontent.com")
}

/// The conditions on the subject of a provider's tokens.
pub(super) fn subject<'s, 'a>(
    statement: &'s Statement<'a>,
    domain: &str,
) -> impl Iterator<Item = &'s Condition<'a>> + use<'s, 'a> {
    let key = format!("{domain}:sub");
    let is_meant = move |condition: &&Condition<'_>| condition.key.is(&key);
    statement.conditions.iter().filter(is_meant)
}

/// The provider whose audience a condition is on.
pub(super) fn audience_of<'a>(condition: &Condition<'a>) -> Option<&'a str> {
    let domain = condition.key.text.value.strip_suffix(":aud")?;
    domain.contains('.').then_some(domain)
}

/// Providers whose tokens have one audience.
pub(super) fn has_one_audience(domain: &str) -> bool {
    const KNOWN: [&str; 5] = [
        "accounts.google.com",
        "cognito-identity.amazonaws.com",
        "gitlab.com",
        "graph.facebook.com",
        "www.amazon.com",
    ];
    is_github(domain) || KNOWN.contains(&domain)
}
