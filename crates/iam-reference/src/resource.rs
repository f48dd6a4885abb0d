//! Resources (S1.8, S3, S6.2, S6.6).

use crate::arn::{self, Parts};
use crate::keys::Keys;
use crate::variable::Template;
use crate::wildcard::written;
use crate::{Result, wildcard};

/// What a request acts on.
#[derive(Debug)]
pub(crate) enum Resource {
    /// `*`: the action has no resource.
    None,
    /// An ARN.
    Arn(Parts),
}

impl Resource {
    /// The resource of a request: `*` or an ARN with six parts.
    pub(crate) fn parse(text: &str) -> Result<Resource> {
        if text == "*" {
            return Ok(Resource::None);
        }
        match arn::split(text) {
            Some(parts) if parts[0] == "arn" => Ok(Resource::Arn(parts)),
            _ => Err(format!("request: {text:?} is neither \"*\" nor an ARN")),
        }
    }
}

/// One value of `Resource` or `NotResource`.
#[derive(Debug)]
pub(crate) enum ResourcePattern {
    /// S3.1: `*` alone.
    Every,
    /// S3.4: too few parts, and a star, but not at the end: the star cannot stand for several
    /// parts, so no ARN fits.
    Nothing,
    /// An ARN pattern.
    Arn {
        /// The first five parts, in which there are no variables (S6.2).
        head: Vec<String>,
        /// The sixth part.
        tail: Template,
    },
}

/// Whether a pattern matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Match {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// A variable in it has no value (S6.6).
    Unresolved,
}

impl ResourcePattern {
    /// S1.8, S1.22, S6.2: `*` or an ARN pattern. S3.4: where parts are missing, a star at the end
    /// stands for them.
    pub(crate) fn parse(text: &str, variables: bool) -> Result<ResourcePattern> {
        if text == "*" {
            return Ok(ResourcePattern::Every);
        }
        if !text.starts_with("arn:") {
            return Err(format!("resource {text:?} is neither \"*\" nor an ARN"));
        }
        no_variable_before_the_fifth_colon(text, variables)?;
        let mut parts: Vec<String> = text.splitn(6, ':').map(str::to_string).collect();
        if parts.len() < 6 && !text.contains('*') {
            return Err(format!("resource {text:?} has fewer than six parts"));
        }
        if parts.len() < 6 && !text.ends_with('*') {
            return Ok(ResourcePattern::Nothing);
        }
        while parts.len() < 6 {
            parts.push("*".to_string());
        }
        let tail = parts.pop().unwrap_or_default();
        Ok(ResourcePattern::Arn {
            head: parts,
            tail: Template::parse(&tail, variables)?,
        })
    }

    /// S3.1, S3.2, S3.6, S3.8, S3.10, S6.6.
    fn matches(&self, resource: &Resource, keys: &Keys) -> Match {
        let (head, tail) = match self {
            ResourcePattern::Every => return Match::Yes,
            ResourcePattern::Nothing => return Match::No,
            ResourcePattern::Arn { head, tail } => (head, tail),
        };
        let Some(tail) = tail.expand(keys) else {
            return Match::Unresolved;
        };
        let Resource::Arn(parts) = resource else {
            return Match::No;
        };
        let head_fits = head
            .iter()
            .zip(parts)
            .all(|(pattern, part)| wildcard::matches(&written(pattern), part));
        if head_fits && wildcard::matches(&tail, &parts[5]) {
            Match::Yes
        } else {
            Match::No
        }
    }
}

/// S6.2: a variable stands only after the fifth colon.
fn no_variable_before_the_fifth_colon(text: &str, variables: bool) -> Result<()> {
    if !variables {
        return Ok(());
    }
    match text.split_once("${") {
        Some((before, _)) if before.matches(':').count() < 5 => Err(format!(
            "resource {text:?} has a variable before its fifth colon"
        )),
        _ => Ok(()),
    }
}

/// `Resource` or `NotResource` of a statement.
#[derive(Debug)]
pub(crate) enum ResourceElement {
    /// Neither: the statement is about the resource that holds the policy (S1.8, S1.19).
    Absent,
    /// `Resource`.
    Resource(Vec<ResourcePattern>),
    /// `NotResource`.
    NotResource(Vec<ResourcePattern>),
}

impl ResourceElement {
    /// S3.5, S3.9, S6.6: whether the statement covers the resource. An unresolved variable
    /// matches nothing in `Resource`, and in `NotResource` takes the statement out of force. S1.8: an
    /// empty list matches nothing, under either name.
    pub(crate) fn covers(&self, resource: &Resource, keys: &Keys) -> bool {
        match self {
            ResourceElement::Absent => true,
            ResourceElement::Resource(patterns) => patterns
                .iter()
                .any(|pattern| pattern.matches(resource, keys) == Match::Yes),
            ResourceElement::NotResource(patterns) => {
                !patterns.is_empty()
                    && patterns
                        .iter()
                        .all(|pattern| pattern.matches(resource, keys) == Match::No)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::Value;

    fn outcome(pattern: &str, resource: &str) -> Match {
        let mut keys = Keys::default();
        keys.add("k:colon", Value::One("a:b".to_string()));
        ResourcePattern::parse(pattern, true)
            .unwrap()
            .matches(&Resource::parse(resource).unwrap(), &keys)
    }

    #[test]
    fn matching() {
        assert_eq!(outcome("*", "*"), Match::Yes);
        assert_eq!(outcome("arn:*", "*"), Match::No);
        assert_eq!(outcome("arn:*", "arn:aws:s3:::b"), Match::Yes);
        assert_eq!(outcome("arn:aws:s3*", "arn:aws:s3:::b/k"), Match::Yes);
        assert_eq!(outcome("arn:aws:s3:*:b/k", "arn:aws:s3:::b/k"), Match::No);
        assert_eq!(outcome("arn:aws:s3:::B", "arn:aws:s3:::b"), Match::No);
        assert_eq!(
            outcome("arn:aws:s3:::${k:colon}", "arn:aws:s3:::a:b"),
            Match::Yes
        );
        assert_eq!(
            outcome("arn:aws:s3:::${k:none}", "arn:aws:sqs:::q"),
            Match::Unresolved
        );
    }

    #[test]
    fn grammar() {
        for text in [
            "",
            "**",
            "bucket",
            "ARN:aws:s3:::b",
            "arn:aws:s3",
            "arn:aws:s?",
            "arn:aws:sqs:us-east-1:${aws:PrincipalAccount}:q",
            "arn:aws:s3:${*}",
            "arn:aws:s3:::${a",
        ] {
            assert!(ResourcePattern::parse(text, true).is_err(), "{text}");
        }
        assert!(ResourcePattern::parse("arn:aws:s3:::${a", false).is_ok());
    }

    #[test]
    fn not_resource_with_an_unresolved_variable_is_out_of_force() {
        let element = |texts: &[&str]| {
            ResourceElement::NotResource(
                texts
                    .iter()
                    .map(|text| ResourcePattern::parse(text, true).unwrap())
                    .collect(),
            )
        };
        let resource = Resource::parse("arn:aws:s3:::b").unwrap();
        let keys = Keys::default();
        assert!(element(&["arn:aws:s3:::c"]).covers(&resource, &keys));
        assert!(!element(&["arn:aws:s3:::b"]).covers(&resource, &keys));
        assert!(!element(&["arn:aws:s3:::c", "arn:aws:s3:::${x}"]).covers(&resource, &keys));
    }
}
