//! What the fifth part of an ARN may be.

/// The words that AWS's own resources have instead of an account (the ARN formats in the Service
/// Authorization Reference, and AWS's managed policies).
pub(super) const WORDS: [&str; 7] = [
    "aws",
    "amazon",
    "aws-marketplace",
    "cloudfront",
    "sagemaker",
    "partner",
    "third-party",
];

/// Whether a pattern without variables may match an account ID, or the beginning of one.
pub(super) fn is_number(pattern: &str) -> bool {
    let is_digits = pattern
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b"*?".contains(&byte));
    is_digits && pattern.bytes().filter(|byte| *byte != b'*').count() <= 12
}
