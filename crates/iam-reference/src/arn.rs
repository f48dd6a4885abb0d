//! ARNs: six parts, split at the first five colons (S3.2).

use crate::wildcard::{self, Symbol};

/// The six parts of an ARN; the sixth may contain colons (S3.4).
pub(crate) type Parts = [String; 6];

/// S3.2: the six parts of the text, if it has that many.
pub(crate) fn split(text: &str) -> Option<Parts> {
    let parts: Vec<String> = text.splitn(6, ':').map(str::to_string).collect();
    parts.try_into().ok()
}

/// S3.2, S5.10: [`split`] for a pattern, at its first five colons of either kind.
/// There are as many parts as the pattern has, at most six.
pub(crate) fn split_pattern(pattern: &[Symbol]) -> Vec<Vec<Symbol>> {
    let mut parts: Vec<Vec<Symbol>> = Vec::new();
    let mut part: Vec<Symbol> = Vec::new();
    for symbol in pattern {
        if symbol.char() == ':' && parts.len() < 5 {
            parts.push(std::mem::take(&mut part));
        } else {
            part.push(*symbol);
        }
    }
    parts.push(part);
    parts
}

/// S3.2, S5.10: each of the six parts matches its own pattern, case-sensitively. A pattern with
/// fewer than six parts matches nothing.
pub(crate) fn parts_match(pattern: &[Vec<Symbol>], arn: &Parts) -> bool {
    pattern.len() == 6
        && pattern
            .iter()
            .zip(arn)
            .all(|(pattern, part)| wildcard::matches(pattern, part))
}

/// Twelve ASCII digits.
pub(crate) fn is_account_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wildcard::written;

    fn fits(pattern: &str, arn: &str) -> bool {
        parts_match(&split_pattern(&written(pattern)), &split(arn).unwrap())
    }

    #[test]
    fn the_sixth_part_is_the_rest() {
        let parts = split("arn:aws:lambda:us-east-1:111122223333:function:f:1").unwrap();
        assert_eq!(parts[5], "function:f:1");
        assert_eq!(split("arn:aws:s3:::b").unwrap()[3], "");
        assert_eq!(split("arn:aws:s3::b"), None);
    }

    #[test]
    fn a_star_matches_colons_only_in_the_sixth_part() {
        assert!(fits("arn:aws:s3:::b*", "arn:aws:s3:::bucket/a:b"));
        assert!(fits("arn:aws:*:*:*:*", "arn:aws:s3:::b"));
        assert!(!fits("arn:aws:s3:*:bucket", "arn:aws:s3:::bucket"));
        assert!(!fits("arn:AWS:s3:::b", "arn:aws:s3:::b"));
    }
}
