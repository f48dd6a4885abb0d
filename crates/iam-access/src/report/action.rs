//! Values derived from the report of an action.

use super::condition::needed_on;
use super::{ActionReport, ActionStatus};
use std::borrow::Cow;

impl ActionReport {
    /// The action in AWS's spelling.
    #[must_use]
    pub fn canonical_name(&self) -> &str {
        self.canonical.as_deref().unwrap_or(&self.action)
    }

    /// The resource for which the set requires it, and the condition; `None` for `*` without a
    /// condition.
    ///
    /// ```
    /// use iam_access::report::ActionReport;
    /// let action = ActionReport {
    ///     condition: Some(serde_json::json!({"Bool": {"kms:GrantIsForAWSResource": "true"}})),
    ///     ..ActionReport::default()
    /// };
    /// assert_eq!(action.needed_on().unwrap(), "* if kms:GrantIsForAWSResource Bool true");
    /// ```
    #[must_use]
    pub fn needed_on(&self) -> Option<Cow<'_, str>> {
        needed_on(self.resource.as_deref(), self.condition.as_ref())
    }

    /// The layers that don't allow it although it is missing without them.
    pub fn silent_layers(&self) -> impl Iterator<Item = &str> {
        let silent = self.reasons.iter().filter(|reason| reason.policy.is_none());
        silent.map(|reason| reason.layer.as_str())
    }

    /// True if it counts, is missing, and the principal's own policies lack it. If they grant it
    /// and only another layer doesn't allow it, another policy can't help. With several keys, one
    /// for which they lack it is enough. enough.
    ///
    /// ```
    /// use iam_access::report::{ActionReport, ActionStatus, Reason};
    /// let silent = |layer: &str| Reason { layer: layer.to_owned(), ..Reason::default() };
    /// let missing = |layers: &[&str]| ActionReport {
    ///     status: ActionStatus::Missing,
    ///     reasons: layers.iter().map(|layer| silent(layer)).collect(),
    ///     ..ActionReport::default()
    /// };
    /// assert!(missing(&["identity", "scps[0]"]).needs_policy());
    /// assert!(!missing(&["scps[0]"]).needs_policy());
    /// ```
    #[must_use]
    pub fn needs_policy(&self) -> bool {
        let is_granted_by_own = || {
            let own = self.reasons.iter().any(|reason| reason.layer == "identity");
            !own && self.silent_layers().next().is_some()
        };
        if self.ignored.is_some() {
            return false;
        }
        match self.keys.as_slice() {
            [] => self.status == ActionStatus::Missing && !is_granted_by_own(),
            // An action that is denied on one key may be missing on another.
            keys => keys.iter().any(|key| key.lacks_layer("identity")),
        }
    }

    /// The prefix of the action's service, such as `ec2`.
    #[must_use]
    pub fn service(&self) -> &str {
        self.action.split(':').next().unwrap_or_default()
    }
}
