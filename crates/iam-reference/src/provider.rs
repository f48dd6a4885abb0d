//! Identity providers: their ARNs and the names of web identity providers (S1.10, S4.16).

use crate::arn;

/// S1.10: a value of `Federated`: the ARN of a provider, or a domain name. S4.16: the name in the
/// ARN is not checked.
pub(crate) fn is_possible_in_policy(text: &str) -> bool {
    ProviderArn::parse(text).is_some() || is_domain_name(text)
}

/// What the ARN of an identity provider says.
#[derive(Debug)]
pub(crate) struct ProviderArn {
    /// The account that the provider belongs to.
    pub(crate) account: String,
    /// Whether it is a SAML provider; else an OIDC provider.
    pub(crate) is_saml: bool,
    /// The provider's name, not empty.
    pub(crate) name: String,
}

impl ProviderArn {
    /// `arn:P:iam::ID:saml-provider/…` or `…:oidc-provider/…`.
    pub(crate) fn parse(text: &str) -> Option<ProviderArn> {
        let [arn, partition, service, region, account, rest] = arn::split(text)?;
        let (kind, name) = rest.split_once('/')?;
        let is_of_iam = [arn.as_str(), &service, &region] == ["arn", "iam", ""];
        let is_provider = matches!(kind, "saml-provider" | "oidc-provider");
        if !is_of_iam || !is_provider || partition.is_empty() || name.is_empty() {
            return None;
        }
        arn::is_account_id(&account).then(|| ProviderArn {
            account,
            is_saml: kind == "saml-provider",
            name: name.to_string(),
        })
    }
}

/// S4.16: printable ASCII without `*` and `"`, not ending in `/`.
pub(crate) fn is_provider_name(text: &str) -> bool {
    let fine = |c: char| ('!'..='~').contains(&c) && c != '*' && c != '"';
    !text.is_empty() && !text.ends_with('/') && text.chars().all(fine)
}

/// S1.10: ASCII letters, digits, `-`, `_` and `.`; possibly a port; possibly a path, which is
/// printable ASCII.
fn is_domain_name(text: &str) -> bool {
    let (host, path) = text.split_once('/').unwrap_or((text, ""));
    let (domain, port) = host.split_once(':').unwrap_or((host, "0"));
    let of_domain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    !domain.is_empty()
        && domain.chars().all(of_domain)
        && !port.is_empty()
        && port.chars().all(|c| c.is_ascii_digit())
        && path.chars().all(|c| c.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_policies_name() {
        for name in [
            "arn:aws:iam::111122223333:saml-provider/corp",
            "arn:aws-cn:iam::111122223333:oidc-provider/token.example.com/id/A",
            "accounts.google.com",
            "login.example.com:8443/realms/main",
            "a_b-c",
        ] {
            assert!(is_possible_in_policy(name), "{name}");
        }
        for name in [
            "arn:aws:iam::111122223333:role/app",
            "arn:aws:iam::111122223333:saml-provider/",
            "arn:aws:iam::1111:saml-provider/corp",
            "arn:aws:sts::111122223333:saml-provider/corp",
            "arn::iam::111122223333:saml-provider/corp",
            "not a domain",
            "a@b.example",
            "\u{e4}.example",
            "a.example:",
            "a.example:https/b",
            "a.example/b c",
            "/a",
        ] {
            assert!(!is_possible_in_policy(name), "{name}");
        }
    }
}
