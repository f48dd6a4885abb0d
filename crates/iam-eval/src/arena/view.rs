//! Patterns as bytes, for analysis.

use super::{Arena, ArnMatcher, TemplatePiece, TemplateRef};
use iam_syntax::pattern::whole;

/// A part of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PatternPart<'a> {
    /// Bytes in the form of `iam_syntax::pattern::whole`.
    Bytes(Vec<u8>),
    /// The value of a condition key (S6.4).
    Variable {
        /// The key, in lower case.
        key: &'a str,
        /// The text that is used if the key has no value.
        default: Option<&'a str>,
    },
}

impl Arena {
    /// The pattern of an ARN in the form of [`whole`], equivalent to matching part by part (S3.2,
    /// S5.10).
    pub(crate) fn limited_arn(&self, arn: &ArnMatcher) -> Vec<u8> {
        let (bytes, split) = self.arn_bytes(arn);
        let mut bytes = bytes.to_vec();
        if let Some(head) = bytes.get_mut(..split.resource_start()) {
            whole::limit_to_parts(head);
        }
        bytes
    }

    /// A text with variables, in parts.
    pub(crate) fn template_parts(&self, template: TemplateRef) -> Vec<PatternPart<'_>> {
        let patterns = &self.patterns;
        let range = template.start as usize..template.end as usize;
        let pieces = patterns.pieces.get(range).unwrap_or_default().iter();
        let part = |piece: &TemplatePiece| match piece {
            TemplatePiece::Bytes { start, end } => {
                let bytes = patterns.bytes.get(*start as usize..*end as usize)?;
                Some(PatternPart::Bytes(bytes.to_vec()))
            }
            TemplatePiece::Variable(index) => {
                let variable = patterns.variables.get(*index as usize)?;
                Some(PatternPart::Variable {
                    key: variable.key.folded(),
                    default: variable.default.as_deref(),
                })
            }
        };
        pieces.filter_map(part).collect()
    }
}
