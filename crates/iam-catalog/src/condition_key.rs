//! Condition keys.

use crate::decode::compare;

/// The type of a condition key's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ValueType {
    /// Text.
    String,
    /// A number.
    Numeric,
    /// A date, or seconds since 1970.
    Date,
    /// `true` or `false`.
    Bool,
    /// An Amazon Resource Name.
    Arn,
    /// An IP address.
    IpAddress,
    /// Base64.
    Binary,
}

impl ValueType {
    /// The name used by AWS, which is also the start of the matching condition operators.
    ///
    /// ```
    /// assert_eq!(iam_catalog::ValueType::IpAddress.as_str(), "IPAddress");
    /// ```
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::String => "String",
            Self::Numeric => "Numeric",
            Self::Date => "Date",
            Self::Bool => "Bool",
            Self::Arn => "ARN",
            Self::IpAddress => "IPAddress",
            Self::Binary => "Binary",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        use ValueType::{Arn, Binary, Bool, Date, IpAddress, Numeric, String};
        [String, Numeric, Date, Bool, Arn, IpAddress, Binary]
            .into_iter()
            .find(|kind| kind.as_str() == name)
    }
}

/// A condition key that a service lists, such as `ec2:Region` or `aws:ResourceTag/${TagKey}`.
///
/// The source lists a global key (`aws:…`) only if a service mentions it, so it has only a few of
/// them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConditionKey {
    name: Box<str>,
    value_type: Option<ValueType>,
    is_multivalued: bool,
}

impl ConditionKey {
    /// `None` if the type isn't known. Some keys are used without being listed: they have no type.
    pub(crate) fn parse(name: Box<str>, kind: Option<&str>) -> Option<Self> {
        let name = as_template(name);
        let Some(kind) = kind else {
            return Some(Self {
                name,
                value_type: None,
                is_multivalued: false,
            });
        };
        let element = kind.strip_prefix("ArrayOf");
        let value_type = Some(ValueType::parse(element.unwrap_or(kind))?);
        Some(Self {
            name,
            value_type,
            is_multivalued: element.is_some(),
        })
    }

    /// The key in its canonical case; a variable part is written as a template.
    ///
    /// ```
    /// let key = iam_catalog::Catalog::embedded().condition_key("AWS:resourcetag/owner").unwrap();
    /// assert_eq!(key.name(), "aws:ResourceTag/${TagKey}");
    /// let key = iam_catalog::Catalog::embedded().condition_key("s3:ExistingObjectTag/team").unwrap();
    /// assert_eq!(key.name(), "s3:ExistingObjectTag/${key}");
    /// ```
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The type of its values; for a multivalued key, that of each value. `None` for a key that an
    /// action mentions but no service lists.
    ///
    /// ```
    /// use iam_catalog::{Catalog, ValueType};
    /// let key = Catalog::embedded().condition_key("ec2:MetadataHttpPutResponseHopLimit").unwrap();
    /// assert_eq!(key.value_type(), Some(ValueType::Numeric));
    /// ```
    #[must_use]
    pub fn value_type(&self) -> Option<ValueType> {
        self.value_type
    }

    /// Whether a request may contain several values, which policies should compare with
    /// `ForAllValues:` or `ForAnyValue:`.
    ///
    /// ```
    /// assert!(iam_catalog::Catalog::embedded().condition_key("aws:TagKeys").unwrap().is_multivalued());
    /// ```
    #[must_use]
    pub fn is_multivalued(&self) -> bool {
        self.is_multivalued
    }
}

/// The source writes some variables in angle brackets: `s3:ExistingObjectTag/<key>`.
fn as_template(name: Box<str>) -> Box<str> {
    let variable = name
        .strip_suffix('>')
        .and_then(|start| start.split_once("/<"));
    match variable {
        Some((start, variable)) if !variable.contains(['<', '>', '$']) => {
            format!("{start}/${{{variable}}}").into()
        }
        _ => name,
    }
}

/// The key with this name, otherwise the most specific template that the name matches. `keys` are
/// sorted.
pub(crate) fn find<'a>(keys: &'a [ConditionKey], name: &str) -> Option<&'a ConditionKey> {
    if let Ok(at) = keys.binary_search_by(|key| compare(&key.name, name)) {
        return keys.get(at);
    }
    keys.iter()
        .filter_map(|key| Some((template_fit(&key.name, name)?, key)))
        .max_by_key(|(fit, _)| *fit)
        .map(|(_, key)| key)
}

/// The number of the name's bytes that match the template's literal text, if the name matches the
/// template: each `${…}` matches at least one byte.
fn template_fit(template: &str, name: &str) -> Option<usize> {
    let mut literals = literals(template);
    let first = literals.next()?;
    let mut rest = name
        .as_bytes()
        .split_at_checked(first.len())
        .and_then(|(start, rest)| start.eq_ignore_ascii_case(first.as_bytes()).then_some(rest))?;
    let mut fit = first.len();
    let mut literals = literals.peekable();
    literals.peek()?;
    while let Some(literal) = literals.next() {
        let literal = literal.as_bytes();
        fit += literal.len();
        let is_here = |at: usize| {
            rest.get(at..at + literal.len())
                .is_some_and(|here| here.eq_ignore_ascii_case(literal))
        };
        let at = if literals.peek().is_none() {
            rest.len()
                .checked_sub(literal.len())
                .filter(|&at| at >= 1 && is_here(at))
        } else {
            (1..rest.len()).find(|&at| is_here(at))
        }?;
        rest = rest.get(at + literal.len()..)?;
    }
    Some(fit)
}

/// The parts of a template between its variables: always one more than it has variables.
fn literals(template: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(template);
    std::iter::from_fn(move || {
        let text = rest?;
        let variable = text.find("${").and_then(|start| {
            let length = text.get(start..)?.find('}')?;
            Some((text.get(..start)?, text.get(start + length + 1..)?))
        });
        match variable {
            Some((literal, after)) => {
                rest = Some(after);
                Some(literal)
            }
            None => rest.take(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{as_template, template_fit};

    #[test]
    fn a_variable_in_angle_brackets_is_a_template() {
        for (name, template) in [
            ("s3:ExistingObjectTag/<key>", "s3:ExistingObjectTag/${key}"),
            (
                "s3:ExistingObjectTag/<a>/<b>",
                "s3:ExistingObjectTag/<a>/<b>",
            ),
            ("s3:prefix", "s3:prefix"),
            ("a:x/${B}", "a:x/${B}"),
        ] {
            assert_eq!(&*as_template(name.into()), template);
        }
    }

    #[test]
    fn a_template_matches_names_with_something_in_each_variable() {
        for (template, name, fits) in [
            ("aws:ResourceTag/${TagKey}", "aws:resourcetag/Owner", true),
            ("aws:ResourceTag/${TagKey}", "aws:ResourceTag/", false),
            ("aws:ResourceTag/${TagKey}", "aws:RequestTag/Owner", false),
            ("a:x/${B}/matcher", "a:x/y/matcher", true),
            ("a:x/${B}/matcher", "a:x//matcher", false),
            ("a:x/${B}/matcher", "a:x/matcher", false),
            ("a:${B}.c.${D}.e", "a:1.c.2.e", true),
            ("a:${B}.c.${D}.e", "a:1.c..e", false),
            ("a:${B}.c.${D}.e", "a:1.c.e", false),
            ("a:${B}${C}", "a:12", true),
            ("a:b", "a:b", false),
            ("a:${B", "a:b", false),
            ("a:${B}", "a:é", true),
        ] {
            assert_eq!(
                template_fit(template, name).is_some(),
                fits,
                "{template} {name}"
            );
        }
    }
}
