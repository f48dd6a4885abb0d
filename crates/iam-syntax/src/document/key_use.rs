//! The condition keys that a statement asks for.

use super::{Statement, Version};
use crate::pattern::variables::{self, Piece};
use crate::text::Span;

/// A place where a statement asks for a condition key.
///
/// Not exhaustive: a use may get to know more of its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeyUse<'a> {
    /// The key as it is written.
    pub key: &'a str,
    /// Where: the key of a condition, or the whole value that holds the variable.
    pub span: Span,
    /// True where a policy variable asks for the key, such as `${aws:username}`.
    pub is_variable: bool,
}

impl<'a> Statement<'a> {
    /// Every use of a condition key: first the variables in `Resource` or `NotResource`, then the
    /// conditions in their order, each followed by the variables in its values. A `${…}` counts
    /// where it is a variable (S6.1, S6.3).
    ///
    /// ```
    /// use iam_syntax::{Document, PolicyKind};
    /// let document = Document::parse(PolicyKind::Identity, "role.json", r#"{"Version": "2012-10-17",
    ///   "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::home/${aws:username}/*",
    ///     "Condition": {"StringEquals": {"s3:prefix": "${aws:userid}"}}}}"#)?;
    /// let uses = document.statement(0).unwrap().key_uses();
    /// let keys: Vec<_> = uses.iter().map(|key_use| (key_use.key, key_use.is_variable)).collect();
    /// assert_eq!(keys, [("aws:username", true), ("s3:prefix", false), ("aws:userid", true)]);
    /// # Ok::<(), iam_syntax::PolicyError>(())
    /// ```
    #[must_use]
    pub fn key_uses(&self) -> Vec<KeyUse<'a>> {
        let document = self.document();
        let has_variables = document.version() == Version::V2012 && document.mentions_variables();
        let mut uses = Vec::new();
        if has_variables && let Some(resources) = self.resources() {
            for value in resources.spanned_values() {
                add_variables(value.value, value.span, &mut uses);
            }
        }
        for condition in self.conditions() {
            uses.push(KeyUse {
                key: condition.key(),
                span: condition.key_span(),
                is_variable: false,
            });
            if has_variables && condition.operator_node().takes_variables() {
                for value in condition.spanned_values() {
                    add_variables(value.value, value.span, &mut uses);
                }
            }
        }
        uses
    }
}

fn add_variables<'a>(text: &'a str, span: Span, uses: &mut Vec<KeyUse<'a>>) {
    let variables = variables::pieces(text).filter_map(|piece| match piece {
        Ok(Piece::Variable { name, .. }) => Some(name),
        _ => None,
    });
    uses.extend(variables.map(|key| KeyUse {
        key,
        span,
        is_variable: true,
    }));
}

#[cfg(test)]
mod tests {
    use crate::{Document, PolicyKind};

    fn keys(text: &str) -> Vec<String> {
        let document = Document::parse(PolicyKind::Identity, "p", text).unwrap();
        let statements = document.statements();
        let uses = statements.flat_map(|statement| statement.key_uses());
        uses.map(|key_use| key_use.key.to_owned()).collect()
    }

    #[test]
    fn variables_count_where_they_are_variables() {
        let statement = r#""Statement": {"Effect": "Allow", "Action": "*",
            "NotResource": ["*", "arn:aws:s3:::${b:c, 'd'}/${*}"], "Condition": {
              "NumericEquals": {"aws:MultiFactorAuthAge": "1"}, "Bool": {"k:a": "${k:b}"},
              "StringLike": {"K:A": ["x", "${k:c}-${k:d}"]}}}"#;
        let current = keys(&format!("{{\"Version\": \"2012-10-17\", {statement}}}"));
        let all = [
            "b:c",
            "aws:MultiFactorAuthAge",
            "k:a",
            "k:b",
            "K:A",
            "k:c",
            "k:d",
        ];
        assert_eq!(current, all);
        let old = keys(&format!("{{\"Version\": \"2008-10-17\", {statement}}}"));
        assert_eq!(old, ["aws:MultiFactorAuthAge", "k:a", "K:A"]);
    }
}
