//! Resources (S1.8, S3, S6.2, S6.6).

use crate::arn::{self, Parts};
use crate::document::Kind;
use crate::keys::Keys;
use crate::variable::Template;
use crate::{Result, wildcard};

/// The resource of a request.
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
    /// An ARN pattern, matched against the whole ARN.
    Arn(Template),
    /// S1.8: `execute-api:/…`: the part after the API's ID and a slash.
    OfApi(Template),
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
    /// S1.8, S1.22, S6.2: `*`, an ARN pattern, or the short form of an API's own policy.
    pub(crate) fn parse(text: &str, variables: bool, kind: Kind) -> Result<ResourcePattern> {
        if text == "*" {
            return Ok(ResourcePattern::Every);
        }
        if let (Kind::Resource, Some(rest)) = (kind, text.strip_prefix("execute-api:/")) {
            return Ok(ResourcePattern::OfApi(Template::parse(rest, variables)?));
        }
        if !text.starts_with("arn:") {
            return Err(format!("resource {text:?} is neither \"*\" nor an ARN"));
        }
        let parts = Template::parse(text, variables)?.parts();
        if parts.get(2).is_some_and(String::is_empty) {
            return Err(format!("resource {text:?} names no service"));
        }
        let judged = !(variables && text.contains("${"));
        if parts.len() == 5 && judged && !ends_in_account(&parts) {
            return Err(format!(
                "resource {text:?}: its fifth part is not an account"
            ));
        }
        let text = complete(text, &parts, kind)?;
        let template = Template::parse(&text, variables)?.with_segments();
        Ok(ResourcePattern::Arn(template))
    }

    /// S3.1, S3.2, S3.6, S3.8, S3.10, S6.6.
    fn matches(&self, resource: &Resource, keys: &Keys) -> Match {
        let fits = match self {
            ResourcePattern::Every => true,
            ResourcePattern::Arn(template) => {
                let Some(pattern) = template.expand(keys) else {
                    return Match::Unresolved;
                };
                match resource {
                    Resource::None => false,
                    Resource::Arn(parts) => wildcard::matches(&pattern, &parts.join(":")),
                }
            }
            ResourcePattern::OfApi(template) => {
                let Some(pattern) = template.expand(keys) else {
                    return Match::Unresolved;
                };
                match part_after_api_id(resource) {
                    None => false,
                    Some(rest) => wildcard::matches(&pattern, rest),
                }
            }
        };
        if fits { Match::Yes } else { Match::No }
    }
}

/// S1.8: completes an ARN with fewer than six parts. Identity policies and boundaries accept three
/// to five parts, as if `*` were written for each missing part. Elsewhere such an ARN is rejected,
/// except that one that ends in `*` is taken as it is; session policies don't accept that either.
fn complete(text: &str, parts: &[String], kind: Kind) -> Result<String> {
    let missing = 6 - parts.len();
    let completes = matches!(kind, Kind::Identity | Kind::Boundary);
    let ends_in_star = text.ends_with('*') && kind != Kind::Session;
    if missing == 0 || ends_in_star {
        Ok(text.to_string())
    } else if completes && parts.len() >= 3 {
        Ok(format!("{text}{}", ":*".repeat(missing)))
    } else {
        Err(format!("resource {text:?} has fewer than six parts"))
    }
}

/// S1.8: whether the last of five parts may be an account, or belong to the part before it. A `*`
/// at the end of another part matches colons, so anything may follow it.
fn ends_in_account(parts: &[String]) -> bool {
    let Some((account, others)) = parts.split_last() else {
        return false;
    };
    matches!(account.as_str(), "" | "aws")
        || arn::is_account_id(account)
        || account.contains(['*', '?'])
        || others.iter().any(|part| part.ends_with('*'))
}

/// S1.8: the part `REST` of the resource `arn:…:execute-api:…:…:ID/REST`.
fn part_after_api_id(resource: &Resource) -> Option<&str> {
    match resource {
        Resource::Arn(parts) if parts[2] == "execute-api" => {
            parts[5].split_once('/').map(|(_, rest)| rest)
        }
        _ => None,
    }
}

/// `Resource` or `NotResource` of a statement.
#[derive(Debug)]
pub(crate) enum ResourceElement {
    /// Neither: the statement is about the resource that the policy is attached to (S1.8, S1.19).
    Absent,
    /// `Resource`.
    Resource(Vec<ResourcePattern>),
    /// `NotResource`.
    NotResource(Vec<ResourcePattern>),
}

impl ResourceElement {
    /// S3.5, S3.9, S6.6: whether the statement covers the resource. An unresolved variable matches
    /// nothing in `Resource`, and disables the statement in `NotResource`.
    pub(crate) fn covers(&self, resource: &Resource, keys: &Keys) -> bool {
        match self {
            ResourceElement::Absent => true,
            ResourceElement::Resource(patterns) => patterns
                .iter()
                .any(|pattern| pattern.matches(resource, keys) == Match::Yes),
            ResourceElement::NotResource(patterns) => patterns
                .iter()
                .all(|pattern| pattern.matches(resource, keys) == Match::No),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::Value;

    const QUEUE: &str = "arn:aws:sqs:us-east-1:111122223333:q";
    const FUNCTION: &str = "arn:aws:lambda:us-east-1:111122223333:function:f:1";

    fn outcome_in(kind: Kind, pattern: &str, resource: &str) -> Match {
        let mut keys = Keys::default();
        keys.add("k:colon", Value::One("a:b".to_string()));
        keys.add("k:account", Value::One("111122223333".to_string()));
        keys.add("k:star", Value::One("*".to_string()));
        keys.add("k:empty", Value::One(String::new()));
        ResourcePattern::parse(pattern, true, kind)
            .unwrap()
            .matches(&Resource::parse(resource).unwrap(), &keys)
    }

    fn outcome(pattern: &str, resource: &str) -> Match {
        outcome_in(Kind::Identity, pattern, resource)
    }

    fn matches(pattern: &str, resource: &str) -> bool {
        outcome(pattern, resource) == Match::Yes
    }

    #[test]
    fn matching() {
        assert!(matches("*", "*"));
        assert!(!matches("arn:*", "*"));
        assert!(matches("arn:*", "arn:aws:s3:::b"));
        assert!(matches("arn:aws:s3*", "arn:aws:s3:::b/k"));
        assert!(!matches("arn:aws:s3:*:b/k", "arn:aws:s3:::b/k"));
        assert!(!matches("arn:aws:s3:::B", "arn:aws:s3:::b"));
        assert!(matches("arn:aws:s3:::${k:colon}", "arn:aws:s3:::a:b"));
    }

    #[test]
    fn a_star_at_the_end_of_a_part_matches_colons() {
        assert!(matches("arn:aws:lambda:*:function:f:1", FUNCTION));
        assert!(matches("arn:aws:lambda:us-*:function:f:1", FUNCTION));
        assert!(matches("arn:aws:lambda:us-east-1:*:f:1", FUNCTION));
        assert!(matches("arn:aws:*:function:f:1", FUNCTION));
        assert!(!matches("arn:aws:lambda:*1:function:f:*:*", FUNCTION));
        assert!(!matches("arn:aws:lambda:u*1:function:f:1", FUNCTION));
        assert!(!matches(
            "arn:aws:lambda:us-east-1?111122223333:f:*",
            FUNCTION
        ));
        assert!(matches("arn:aws:lambda:us-east-?:*:function?f?1", FUNCTION));
        assert!(!matches("arn:aws:lambda:${k:star}:function:f:1", FUNCTION));
    }

    #[test]
    fn incomplete_arns() {
        assert!(matches("arn:aws:sqs", QUEUE));
        assert!(matches("arn:aws:sqs:us-east-?", QUEUE));
        assert!(matches("arn:aws:sqs:*-1", QUEUE));
        assert!(matches("arn:aws:sqs:*:111122223333", QUEUE));
        assert!(matches("arn:aws:sqs:*:${k:account}", QUEUE));
        for whole in ["arn:aws:s3:", "arn:aws:s3::"] {
            assert!(matches(whole, "arn:aws:s3:::b") && !matches(whole, QUEUE));
        }
        assert!(matches("arn:aws:sqs:*:q", "arn:aws:sqs:x:q:z"));
        assert!(matches("arn:aws:sqs:us-east-1:1111*", QUEUE));
        assert!(!matches("arn:aws:sqs:us-east-1:aws", QUEUE));
        assert!(matches("arn:aws:sqs:us-east-1:${k:account}", QUEUE));
        assert!(!matches("arn:aws:sqs", "arn:aws:s3:::b"));
        assert!(!matches("arn:aws:sqs:eu-west-1", QUEUE));
        let boundary = outcome_in(Kind::Boundary, "arn:aws:sqs", QUEUE);
        assert_eq!(boundary, Match::Yes);
    }

    #[test]
    fn variables_before_the_fifth_colon() {
        assert!(matches("arn:aws:sqs:us-east-1:${k:account}:q", QUEUE));
        assert!(matches(
            "arn:aws:sqs:us-east-1:${no, '111122223333'}:q",
            QUEUE
        ));
        assert!(!matches(
            "arn:aws:sqs:us-east-1:${no, '444455556666'}:q",
            QUEUE
        ));
        assert!(matches(
            "arn:aws:lambda:${no, 'us-east-1:111122223333'}:function:f:1",
            FUNCTION
        ));
        for variable in ["k:none", "k:empty", "k:empty, ''"] {
            let pattern = format!("arn:aws:sqs:us-east-1:${{{variable}}}:q");
            assert_eq!(outcome(&pattern, "*"), Match::Unresolved);
        }
    }

    #[test]
    fn an_apis_own_policy() {
        let outcome = |pattern: &str, resource: &str| {
            outcome_in(Kind::Resource, pattern, resource) == Match::Yes
        };
        let api = "arn:aws:execute-api:us-east-1:111122223333:abc/prod/GET/pets";
        assert!(outcome("execute-api:/*", api));
        assert!(outcome("execute-api:/prod/GET/pets", api));
        assert!(outcome("execute-api:/*/GET/*", api));
        assert!(!outcome("execute-api:/abc/prod/GET/pets", api));
        assert!(!outcome("execute-api:/GET/pets", api));
        assert!(!outcome("execute-api:/*", "arn:aws:s3:::b/k"));
        assert!(!outcome("execute-api:/*", "*"));
        assert!(ResourcePattern::parse("execute-api:/*", true, Kind::Identity).is_err());
        assert!(ResourcePattern::parse("execute-api:*", true, Kind::Resource).is_err());
    }

    #[test]
    fn grammar() {
        for text in [
            "",
            "**",
            "bucket",
            "ARN:aws:s3:::b",
            "arn:aws",
            "arn:a*s",
            "arn:aws::::b",
            "arn:aws::b",
            "arn:aws::*",
            "arn:aws:s3::b",
            "arn:aws:s3:*x:b",
            "arn:aws:s3:us-east-1:12345678901",
            "arn:aws:s3:::${a",
        ] {
            let parsed = ResourcePattern::parse(text, true, Kind::Identity);
            assert!(parsed.is_err(), "{text}");
        }
        assert!(ResourcePattern::parse("arn:aws:s3:::${a", false, Kind::Identity).is_ok());
        for (text, session, others) in [
            ("arn:aws:s3", false, false),
            ("arn:aws:s3:*:b", false, false),
            ("arn:aws:s3*", false, true),
            ("arn:aws:s3:::b", true, true),
            ("arn:aws:s3::b*", false, true),
        ] {
            let fine = |kind: Kind| ResourcePattern::parse(text, true, kind).is_ok();
            assert_eq!(fine(Kind::Session), session, "{text}");
            for kind in [Kind::Scp, Kind::Rcp, Kind::Resource, Kind::Endpoint] {
                assert_eq!(fine(kind), others, "{text} {kind:?}");
            }
        }
    }

    #[test]
    fn not_resource_with_an_unresolved_variable_disables_the_statement() {
        let element = |texts: &[&str]| {
            ResourceElement::NotResource(
                texts
                    .iter()
                    .map(|text| ResourcePattern::parse(text, true, Kind::Identity).unwrap())
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
