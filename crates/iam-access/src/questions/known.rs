//! What is known of the action and the requests of a question.

use crate::check::Knowledge;
use iam_catalog::Catalog;
use iam_eval::{Context, UnknownKeys};

const REGION: &str = "aws:requestedregion";

/// A key about which two parts of a question say something.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("found a value for {key} in the context, and another option about it")]
pub struct KnownTwice {
    /// The key, in lower case.
    pub key: String,
}

impl Knowledge {
    /// What a question says of its requests: the values of keys, the keys that are absent, and the
    /// Region. All other keys are unknown.
    ///
    /// ```
    /// use iam_access::check::Knowledge;
    /// use iam_eval::Context;
    /// let context = Context::new().with("aws:SourceIp", "203.0.113.7");
    /// assert!(Knowledge::of(context.clone(), &["aws:SourceVpc"], Some("eu-west-1")).is_ok());
    /// assert!(Knowledge::of(context, &["AWS:SourceIp"], None).is_err());
    /// ```
    ///
    /// # Errors
    /// [`KnownTwice`] if a key has a value in the context, and is absent or that of the Region,
    /// too.
    pub fn of<K: AsRef<str>>(
        context: Context,
        absent: &[K],
        region: Option<&str>,
    ) -> Result<Self, KnownTwice> {
        let region_key = region.map(|_| REGION.to_owned());
        let said = absent.iter().map(|key| key.as_ref().to_ascii_lowercase());
        let mut said = said.chain(region_key);
        if let Some(key) = said.find(|key| context.keys().any(|known| known == key)) {
            return Err(KnownTwice { key });
        }
        Ok(Self {
            context,
            unknown: UnknownKeys::all_but(absent.iter().map(AsRef::as_ref)),
            region: region.map(str::to_owned),
            ..Self::nothing()
        })
    }
}

/// A sentence about an action that the catalogue doesn't have, with one that may be meant. It is no
/// error: the action may be newer.
///
/// ```
/// use iam_access::questions::unknown_action;
/// let catalog = iam_catalog::Catalog::embedded();
/// assert_eq!(unknown_action(catalog, "s3:GetObject"), None);
/// assert!(unknown_action(catalog, "s3:GetObjct").unwrap().ends_with("is it `s3:GetObject`?"));
/// ```
#[must_use]
pub fn unknown_action(catalog: &Catalog, action: &str) -> Option<String> {
    if catalog.action(action).is_some() {
        return None;
    }
    let near = catalog.nearest_action(action);
    let near = near.map_or_else(String::new, |near| format!("; is it `{near}`?"));
    let date = catalog.date();
    Some(format!(
        "the catalogue of {date} doesn't know the action `{action}`{near}"
    ))
}
