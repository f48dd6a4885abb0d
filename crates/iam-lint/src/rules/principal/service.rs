//! The format of service principals.

/// The domains that service principals end in (botocore 1.44.8, `partitions.json`; IAM User Guide,
/// "AWS service principals"), and that of AWS's internal services.
const DOMAINS: [&str; 8] = [
    ".amazonaws.com",
    ".amazonaws.com.cn",
    ".amazonaws.eu",
    ".c2s.ic.gov",
    ".sc2s.sgov.gov",
    ".cloud.adc-e.uk",
    ".csp.hci.ic.gov",
    ".aws.internal",
];

/// `service.amazonaws.com` and similar names, in lower case.
pub(super) fn is_service_principal(text: &str) -> bool {
    let name = DOMAINS.iter().find_map(|domain| text.strip_suffix(domain));
    // Only the principals of Alexa skills are outside these domains (Lambda Developer Guide,
    // `alexa-appkit.amazon.com`).
    let of_alexa = text
        .strip_suffix(".amazon.com")
        .filter(|name| name.starts_with("alexa-"));
    name.or(of_alexa).is_some_and(is_name)
}

/// `service.region.amazonaws.com`, the format of `kms:ViaService`.
pub(super) fn is_via_service(text: &str) -> bool {
    let name = DOMAINS.iter().find_map(|domain| text.strip_suffix(domain));
    name.is_some_and(|name| is_name(name) && name.contains('.'))
}

fn is_name(name: &str) -> bool {
    let is_label = |label: &str| {
        let is_plain =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(&byte);
        !label.is_empty() && label.bytes().all(is_plain)
    };
    name.split('.').all(is_label)
}
