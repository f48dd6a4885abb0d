//! Sets of requirements from IAM policy documents.

use super::{Requirement, RequirementSet, SetError, placeholders};
use iam_eval::{Document, Effect, PolicyKind};
use std::collections::HashSet;

impl RequirementSet {
    /// Reads a set: an IAM policy document whose `Allow` statements list what is required.
    ///
    /// # Errors
    /// [`SetError`] where the text is not such a document. Only `Allow`, `Action` without wildcards
    /// and `Resource` can say what is required: anything else is refused rather than skipped.
    pub fn parse(name: &str, text: &str) -> Result<Self, SetError> {
        // A statement requires each of its actions on each of its resources: the product of both.
        const MOST_REQUIRED: usize = 100_000;
        let document = Document::parse(PolicyKind::Identity, name, text)?;
        let mut seen: HashSet<(String, String)> = HashSet::new();
        let mut requirements = Vec::new();
        for statement in document.statements() {
            let refuse = |found: String, expected: &str| SetError::Statement {
                set: name.to_owned(),
                position: statement.position(),
                found,
                expected: expected.to_owned(),
            };
            if statement.effect() == Effect::Deny {
                return Err(refuse(
                    "a `Deny` statement".to_owned(),
                    "`Allow` statements only",
                ));
            }
            if statement.conditions().len() > 0 {
                return Err(refuse(
                    "a `Condition`".to_owned(),
                    "statements without conditions",
                ));
            }
            let resources = statement
                .resources()
                .filter(|resources| !resources.is_negated());
            let (false, Some(resources)) = (statement.actions().is_negated(), resources) else {
                let found = "`NotAction` or `NotResource`".to_owned();
                return Err(refuse(found, "`Action` and `Resource`"));
            };
            if statement.actions().values().next().is_none() {
                return Err(refuse(
                    "no action".to_owned(),
                    "the actions that are required",
                ));
            }
            if resources.values().next().is_none() {
                return Err(refuse("no resource".to_owned(), "the resources, or `*`"));
            }
            if let Some(resource) = resources
                .values()
                .find(|resource| !placeholders::are_closed(resource))
            {
                let found = format!("the resource `{resource}`");
                return Err(refuse(
                    found,
                    "placeholders such as `<yourbucketname>`, closed",
                ));
            }
            for action in statement.actions().values() {
                if action.contains(['<', '>']) {
                    let found = format!("the action `{action}`");
                    return Err(refuse(found, "actions without placeholders"));
                }
                if action.contains(['*', '?']) {
                    let found = format!("the action `{action}`");
                    return Err(refuse(found, "actions without wildcards"));
                }
                for resource in resources.values() {
                    if !seen.insert((action.to_ascii_lowercase(), resource.to_owned())) {
                        continue;
                    }
                    if requirements.len() == MOST_REQUIRED {
                        let found = format!("more than {MOST_REQUIRED} actions on resources");
                        return Err(refuse(found, "at most as many in a set"));
                    }
                    requirements.push(Requirement::new(action, resource));
                }
            }
        }
        if requirements.is_empty() {
            return Err(SetError::Statement {
                set: name.to_owned(),
                position: document.position(0),
                found: "a document that asks for no action".to_owned(),
                expected: "at least one action".to_owned(),
            });
        }
        Ok(Self::new(name, requirements))
    }
}

#[cfg(test)]
mod tests {
    use super::RequirementSet;

    #[test]
    fn a_statement_without_actions_or_resources_is_refused() {
        for members in [
            r#""Action": [], "Resource": "*""#,
            r#""Action": "ec2:RunInstances", "Resource": []"#,
            r#""Action": "s3:GetObject", "Resource": "arn:aws:s3:::<b/*""#,
        ] {
            let text = format!(
                r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", {members}}},
                    {{"Effect": "Allow", "Action": "ec2:CreateTags", "Resource": "*"}}]}}"#
            );
            assert!(
                RequirementSet::parse("set.json", &text).is_err(),
                "{members}"
            );
        }
    }

    #[test]
    fn what_cannot_say_what_is_required_is_refused() {
        for (statement, found) in [
            (
                r#""Effect": "Deny", "Action": "a:B", "Resource": "*""#,
                "`Deny`",
            ),
            (
                r#""Effect": "Allow", "Action": "a:*", "Resource": "*""#,
                "`a:*`",
            ),
            (
                r#""Effect": "Allow", "NotAction": "a:B", "Resource": "*""#,
                "`NotAction`",
            ),
            (
                r#""Effect": "Allow", "Action": [], "Resource": "*""#,
                "an empty array",
            ),
        ] {
            let text = format!("{{\"Statement\": {{{statement}}}}}");
            let error = RequirementSet::parse("set.json", &text)
                .unwrap_err()
                .to_string();
            assert!(
                error.contains(found) && error.starts_with("set.json:1:"),
                "{error}"
            );
        }
    }
}
