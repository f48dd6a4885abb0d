//! The parts of the answer about an action: the answers for several keys, or in several Regions.

use super::ActionStatus;
use serde::{Deserialize, Serialize};

/// The answer about an action for one KMS key.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KeyAnswer {
    /// The key's ARN; null if only its policy is known.
    pub key: Option<String>,
    /// The document of its policy.
    pub policy: String,
    /// The answer.
    pub status: ActionStatus,
    /// If it is missing, the layers that would have to allow it and don't: `identity` is the role's
    /// side, `keyPolicy` the key's. `service` means that no policy can grant it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lacks: Vec<String>,
}

impl KeyAnswer {
    /// Whether the action is missing, and this layer would have to allow it.
    ///
    /// ```
    /// use iam_access::report::{ActionStatus, KeyAnswer};
    /// let answer = KeyAnswer {
    ///     status: ActionStatus::Missing,
    ///     lacks: vec!["keyPolicy".to_owned()],
    ///     ..KeyAnswer::default()
    /// };
    /// assert!(answer.lacks_layer("keyPolicy") && !answer.lacks_layer("identity"));
    /// ```
    #[must_use]
    pub fn lacks_layer(&self, layer: &str) -> bool {
        self.status == ActionStatus::Missing && self.lacks.iter().any(|lacked| lacked == layer)
    }
}

/// The answer about an action in one Region.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RegionAnswer {
    /// The Region.
    pub region: String,
    /// The answer.
    pub status: ActionStatus,
}
