//! Placeholders in the resources of requirements, such as `<yourbucketname>`.

use super::{RequirementSet, SetError};
use iam_eval::Problem;
use std::collections::{BTreeMap, BTreeSet};

impl RequirementSet {
    /// The names of the placeholders in its resources, for names that differ between users, such as
    /// `arn:aws:s3:::<yourbucketname>/*`.
    #[must_use]
    pub fn placeholders(&self) -> BTreeSet<&str> {
        let resources = self.requirements.iter();
        resources
            .flat_map(|required| names(&required.resource))
            .collect()
    }

    /// Replaces the placeholders by values. Values for other placeholders are ignored: several sets
    /// may share them.
    ///
    /// ```
    /// use iam_access::RequirementSet;
    /// let text = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow",
    ///   "Action": "s3:GetObject", "Resource": "arn:aws:s3:::<yourbucketname>/*"}}"#;
    /// let mut set = RequirementSet::parse("repository.json", text, iam_catalog::Catalog::embedded())?;
    /// assert!(set.placeholders().contains("yourbucketname"));
    /// set.fill(&[("yourbucketname".to_owned(), "backups".to_owned())].into())?;
    /// assert_eq!(set.requirements()[0].resource, "arn:aws:s3:::backups/*");
    /// # Ok::<(), iam_access::SetError>(())
    /// ```
    ///
    /// # Errors
    /// [`SetError::Placeholder`] if one has no value: the answer would be about a bucket that
    /// doesn't exist.
    pub fn fill(&mut self, values: &BTreeMap<String, String>) -> Result<(), SetError> {
        let without = self
            .placeholders()
            .into_iter()
            .find(|name| !values.contains_key(*name));
        if let Some(name) = without {
            let found = format!("the placeholder `<{name}>`");
            return Err(SetError::Placeholder {
                name: name.to_owned(),
                problem: Problem::new(&*self.name, "placeholder", found, "a value for it"),
            });
        }
        for required in &mut self.requirements {
            let names: Vec<String> = names(&required.resource).map(str::to_owned).collect();
            for name in names {
                let value = values.get(&name).map_or("", String::as_str);
                required.resource = required.resource.replace(&format!("<{name}>"), value);
            }
        }
        Ok(())
    }
}

/// The names in angle brackets.
pub(super) fn names(resource: &str) -> impl Iterator<Item = &str> {
    let starts = resource.split('<').skip(1);
    starts.filter_map(|rest| rest.split_once('>').map(|(name, _)| name))
}

/// Whether each bracket of a resource's placeholders is closed around a name: a single one would be
/// taken literally.
pub(super) fn are_closed(resource: &str) -> bool {
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
    use super::{RequirementSet, are_closed};

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
    fn a_placeholder_without_a_value_is_refused() {
        let text = r#"{"Statement": {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"],
            "Resource": ["arn:aws:s3:::<bucket>/<prefix>/*", "arn:aws:s3:::<bucket>"]}}"#;
        let mut set =
            RequirementSet::parse("set.json", text, iam_catalog::Catalog::embedded()).unwrap();
        assert!(set.requirements()[0].pattern().is_err());
        let mut values = [("bucket".to_owned(), "b".to_owned())].into();
        let error = set.fill(&values).unwrap_err().to_string();
        assert!(error.contains("`<prefix>`"), "{error}");
        values.insert("prefix".to_owned(), "p".to_owned());
        set.fill(&values).unwrap();
        let resources: Vec<&str> = set
            .requirements()
            .iter()
            .map(|needed| &*needed.resource)
            .collect();
        let (of_objects, of_bucket) = ("arn:aws:s3:::b/p/*", "arn:aws:s3:::b");
        assert_eq!(resources, [of_objects, of_bucket, of_objects, of_bucket]);
    }
}
