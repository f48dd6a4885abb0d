//! Permission sets: what an operation of the product needs, as an IAM policy document.

use iam_eval::{
    Document, Effect, PolicyError, PolicyKind, RequestError, Resource, ResourcePattern,
};

/// A set of actions that a principal must be granted, each on a resource.
///
/// ```
/// use restore_check::PermissionSet;
/// let set = PermissionSet::published("ec2-restore").unwrap();
/// assert_eq!(set.actions().len(), 56);
/// ```
#[derive(Debug, Clone)]
pub struct PermissionSet {
    name: String,
    actions: Vec<RequiredAction>,
}

/// An action that a set needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequiredAction {
    /// The action, as the set writes it.
    pub action: String,
    /// The resource on which it is needed: `*`, or an ARN pattern.
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
}

/// The sets that the vendor publishes: name and policy document. Their provenance is in
/// `data/PROVENANCE.md`.
const PUBLISHED: [(&str, &str); 2] = [
    ("ec2-restore", include_str!("../data/ec2-restore.json")),
    (
        "worker-deployment",
        include_str!("../data/worker-deployment.json"),
    ),
];

impl PermissionSet {
    /// The names of the sets that the vendor publishes.
    pub fn published_names() -> impl Iterator<Item = &'static str> {
        PUBLISHED.iter().map(|(name, _)| *name)
    }

    /// A set that the vendor publishes, by its name.
    #[must_use]
    pub fn published(name: &str) -> Option<Self> {
        let (name, text) = PUBLISHED.iter().find(|(known, _)| *known == name)?;
        Self::parse(name, text).ok()
    }

    /// Reads a set: an IAM policy document whose `Allow` statements list what is needed.
    ///
    /// # Errors
    /// [`SetError`] where the text is not such a document. Only `Allow`, `Action` without wildcards
    /// and `Resource` can say what is needed: anything else is refused rather than passed over.
    pub fn parse(name: &str, text: &str) -> Result<Self, SetError> {
        let document = Document::parse(PolicyKind::Identity, name, text)?;
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
            for action in statement.actions().values() {
                if action.contains(['*', '?']) {
                    let found = format!("the action `{action}`");
                    return Err(refuse(found, "actions without wildcards"));
                }
                for resource in resources.values() {
                    let required = RequiredAction {
                        action: action.to_owned(),
                        resource: resource.to_owned(),
                    };
                    let known = |known: &RequiredAction| {
                        known.resource == required.resource
                            && known.action.eq_ignore_ascii_case(&required.action)
                    };
                    if !actions.iter().any(known) {
                        actions.push(required);
                    }
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
        })
    }

    /// The set's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
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
        ResourcePattern::parse(&self.resource).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::PermissionSet;

    #[test]
    fn the_published_sets_have_56_and_16_actions_and_72_together() {
        let count = |name| PermissionSet::published(name).unwrap().actions().len();
        assert_eq!((count("ec2-restore"), count("worker-deployment")), (56, 16));
        let mut all: Vec<String> = PermissionSet::published_names()
            .flat_map(|name| PermissionSet::published(name).unwrap().actions().to_vec())
            .map(|required| required.action.to_ascii_lowercase())
            .collect();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 72);
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
                "no action",
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
