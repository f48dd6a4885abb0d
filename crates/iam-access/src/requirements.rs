//! Permission sets: what an operation of the product needs, as an IAM policy document.

use crate::advice::Advice;
use crate::pattern::pattern;
use iam_eval::{
    Document, Effect, PolicyError, PolicyKind, RequestError, Resource, ResourcePattern,
};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// A set of actions that a principal must be granted, each on a resource.
///
/// ```
/// use iam_access::PermissionSet;
/// let text = r#"{"Statement": {"Effect": "Allow", "Action": ["ec2:RunInstances", "ec2:CreateTags"], "Resource": "*"}}"#;
/// let set = PermissionSet::parse("needed.json", text)?;
/// assert_eq!(set.actions().len(), 2);
/// # Ok::<(), iam_access::SetError>(())
/// ```
#[derive(Debug, Clone)]
pub struct PermissionSet {
    name: String,
    actions: Vec<RequiredAction>,
    provenance: Option<&'static Provenance>,
    advice: Advice,
}

/// An action that a set needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequiredAction {
    /// The action, as the set writes it.
    pub action: String,
    /// The resource on which it is needed: `*`, or an ARN pattern. It may hold placeholders, such as
    /// `<yourbucketname>`, until [`PermissionSet::fill`] puts values in their place.
    pub resource: String,
}

/// A file that is not a permission set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SetError {
    /// It is not a policy document.
    #[error(transparent)]
    Document(#[from] PolicyError),
    /// It holds a statement that doesn't say which actions are needed.
    #[error("{set}:{position}: found {found}, expected {expected}")]
    Statement {
        /// The set.
        set: String,
        /// Where the statement stands.
        position: iam_eval::Position,
        /// What stands there.
        found: String,
        /// What should stand there.
        expected: String,
    },
    /// A placeholder has no value.
    #[error(
        "{set}: found the placeholder `<{name}>`, expected a value for it: `--set-var {name}=VALUE`"
    )]
    Placeholder {
        /// The set.
        set: String,
        /// The placeholder's name, without its brackets.
        name: String,
    },
}

/// Where a published set comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Provenance {
    /// The guide that the page is part of.
    pub guide: &'static str,
    /// The page's title.
    pub title: &'static str,
    /// The page's name in its address.
    pub page: &'static str,
    /// The build of the product that it belongs to.
    pub version: &'static str,
    /// When the page was last updated, as it writes that.
    pub date: &'static str,
}

impl PermissionSet {
    /// The set with where it comes from.
    #[must_use]
    pub fn from(self, provenance: &'static Provenance) -> Self {
        Self {
            provenance: Some(provenance),
            ..self
        }
    }

    /// The set with what is to be said about it beside the engine's reasons.
    #[must_use]
    pub fn with_advice(self, advice: Advice) -> Self {
        Self { advice, ..self }
    }

    /// What is to be said about it beside the engine's reasons.
    #[must_use]
    pub fn advice(&self) -> &Advice {
        &self.advice
    }

    /// Reads a set: an IAM policy document whose `Allow` statements list what is needed.
    ///
    /// # Errors
    /// [`SetError`] where the text is not such a document. Only `Allow`, `Action` without wildcards
    /// and `Resource` can say what is needed: anything else is refused rather than passed over.
    pub fn parse(name: &str, text: &str) -> Result<Self, SetError> {
        // A statement asks for each of its actions on each of its resources: the product of both.
        const MOST_REQUIRED: usize = 100_000;
        let document = Document::parse(PolicyKind::Identity, name, text)?;
        let mut seen: HashSet<(String, String)> = HashSet::new();
        let mut actions = Vec::new();
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
                    "the actions that are needed",
                ));
            }
            if resources.values().next().is_none() {
                return Err(refuse("no resource".to_owned(), "the resources, or `*`"));
            }
            if let Some(resource) = resources.values().find(|resource| !are_closed(resource)) {
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
                    if actions.len() == MOST_REQUIRED {
                        let found = format!("more than {MOST_REQUIRED} actions on resources");
                        return Err(refuse(found, "at most as many in a set"));
                    }
                    actions.push(RequiredAction {
                        action: action.to_owned(),
                        resource: resource.to_owned(),
                    });
                }
            }
        }
        if actions.is_empty() {
            return Err(SetError::Statement {
                set: name.to_owned(),
                position: document.position(0),
                found: "a document that asks for no action".to_owned(),
                expected: "at least one action".to_owned(),
            });
        }
        Ok(Self {
            name: name.to_owned(),
            actions,
            provenance: None,
            advice: Advice::default(),
        })
    }

    /// The set's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The names of the placeholders in its resources: the vendor's other sets name things that are
    /// each customer's own, such as `arn:aws:s3:::<yourbucketname>/*`.
    #[must_use]
    pub fn placeholders(&self) -> BTreeSet<&str> {
        let resources = self.actions.iter();
        resources
            .flat_map(|required| placeholders(&required.resource))
            .collect()
    }

    /// Puts values in the place of the placeholders. Values for others are passed over: several sets
    /// may share them.
    ///
    /// ```
    /// use iam_access::PermissionSet;
    /// let text = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow",
    ///   "Action": "s3:GetObject", "Resource": "arn:aws:s3:::<yourbucketname>/*"}}"#;
    /// let mut set = PermissionSet::parse("repository.json", text)?;
    /// assert!(set.placeholders().contains("yourbucketname"));
    /// set.fill(&[("yourbucketname".to_owned(), "backups".to_owned())].into())?;
    /// assert_eq!(set.actions()[0].resource, "arn:aws:s3:::backups/*");
    /// # Ok::<(), iam_access::SetError>(())
    /// ```
    ///
    /// # Errors
    /// [`SetError::Placeholder`] where one has no value: a set that asks for nobody's bucket would be
    /// answered for nobody's bucket.
    pub fn fill(&mut self, values: &BTreeMap<String, String>) -> Result<(), SetError> {
        let without = self
            .placeholders()
            .into_iter()
            .find(|name| !values.contains_key(*name));
        if let Some(name) = without {
            return Err(SetError::Placeholder {
                set: self.name.clone(),
                name: name.to_owned(),
            });
        }
        for required in &mut self.actions {
            let names: Vec<String> = placeholders(&required.resource)
                .map(str::to_owned)
                .collect();
            for name in names {
                let value = values.get(&name).map_or("", String::as_str);
                required.resource = required.resource.replace(&format!("<{name}>"), value);
            }
        }
        Ok(())
    }

    /// Where it comes from, for a published set.
    #[must_use]
    pub fn provenance(&self) -> Option<&'static Provenance> {
        self.provenance
    }

    /// What it needs, in its order.
    #[must_use]
    pub fn actions(&self) -> &[RequiredAction] {
        &self.actions
    }
}

impl RequiredAction {
    /// The resource as a pattern; `None` for `*`.
    pub(crate) fn pattern(&self) -> Result<Option<ResourcePattern>, RequestError> {
        if self.resource == Resource::any().as_str() {
            return Ok(None);
        }
        if placeholders(&self.resource).next().is_some() {
            return Err(RequestError::Resource(self.resource.as_str().into()));
        }
        pattern(&self.resource).map(Some)
    }
}

/// The names in angle brackets.
fn placeholders(resource: &str) -> impl Iterator<Item = &str> {
    let starts = resource.split('<').skip(1);
    starts.filter_map(|rest| rest.split_once('>').map(|(name, _)| name))
}

/// Whether each bracket of a resource's placeholders is closed, round a name: a lone one would be asked
/// for literally.
fn are_closed(resource: &str) -> bool {
    let mut name: Option<usize> = None;
    for byte in resource.bytes() {
        name = match (byte, name) {
            (b'<', None) => Some(0),
            (b'>', Some(1..)) => None,
            (b'<' | b'>', _) => return false,
            (_, name) => name.map(|length| length + 1),
        };
    }
    name.is_none()
}

#[cfg(test)]
mod tests {
    use super::{PermissionSet, are_closed};

    #[test]
    fn brackets_of_placeholders_are_closed() {
        for (resource, closed) in [
            ("arn:aws:s3:::<yourbucketname>/*", true),
            ("arn:aws:s3:::<a>-<b>/*", true),
            ("*", true),
            ("arn:aws:s3:::<yourbucketname/*", false),
            ("arn:aws:s3:::yourbucketname>/*", false),
            ("arn:aws:s3:::<>/*", false),
            ("arn:aws:s3:::<<a>>/*", false),
        ] {
            assert_eq!(are_closed(resource), closed, "{resource}");
        }
    }

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
                PermissionSet::parse("set.json", &text).is_err(),
                "{members}"
            );
        }
    }

    #[test]
    fn a_placeholder_without_a_value_is_refused() {
        let text = r#"{"Statement": {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"],
            "Resource": ["arn:aws:s3:::<bucket>/<prefix>/*", "arn:aws:s3:::<bucket>"]}}"#;
        let mut set = PermissionSet::parse("set.json", text).unwrap();
        assert!(set.actions()[0].pattern().is_err());
        let mut values = [("bucket".to_owned(), "b".to_owned())].into();
        let error = set.fill(&values).unwrap_err().to_string();
        assert!(error.contains("`<prefix>`"), "{error}");
        values.insert("prefix".to_owned(), "p".to_owned());
        set.fill(&values).unwrap();
        let resources: Vec<&str> = set
            .actions()
            .iter()
            .map(|needed| &*needed.resource)
            .collect();
        let (of_objects, of_bucket) = ("arn:aws:s3:::b/p/*", "arn:aws:s3:::b");
        assert_eq!(resources, [of_objects, of_bucket, of_objects, of_bucket]);
    }

    #[test]
    fn what_cannot_say_what_is_needed_is_refused() {
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
            let error = PermissionSet::parse("set.json", &text)
                .unwrap_err()
                .to_string();
            assert!(
                error.contains(found) && error.starts_with("set.json:1:"),
                "{error}"
            );
        }
    }
}
