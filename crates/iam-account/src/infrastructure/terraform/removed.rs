//! Policies that a role's own attributes may still have, and that are taken away: the provider
//! fills these attributes in when it looks at the role, before anything is applied.

use super::plan::Plan;
use super::resource::Resource;
use crate::infrastructure::holders::Kind;
use crate::json::{Members, Read, Value};
use std::collections::{HashMap, HashSet};

/// A policy of a holder: its kind, its name, whether the policy is inline, and the policy's name or
/// ARN.
type Given = (Kind, String, bool, String);

#[derive(Debug, Default)]
pub(super) struct Gone {
    /// What a plan deletes or replaces. What it makes anew is a resource of its own.
    taken: HashSet<Given>,
    /// The only policies that a holder keeps; `None` where they are unknown.
    only: HashMap<(Kind, String, bool), Option<HashSet<String>>>,
}

impl Gone {
    pub(super) fn of(plan: Option<&Plan<'_>>, resources: &[Resource<'_>]) -> Read<Self> {
        let mut gone = Self::default();
        let changes = plan.into_iter().flat_map(Plan::changes);
        for change in changes.filter(|change| change.takes_away()) {
            if let Some(before) = &change.before {
                gone.take(&change.kind, before)?;
            }
        }
        for resource in resources.iter().filter(|resource| !resource.is_data) {
            gone.limit(plan, resource)?;
        }
        Ok(gone)
    }

    /// Whether a policy that a holder's own attribute has is taken away; `None` where that is
    /// unknown.
    pub(super) fn has(
        &self,
        kind: Kind,
        name: &str,
        is_inline: bool,
        policy: &str,
    ) -> Option<bool> {
        let holder = (kind, name.to_owned(), is_inline);
        let is_kept = match self.only.get(&holder) {
            None => true,
            Some(None) => return None,
            Some(Some(only)) => only.contains(policy),
        };
        let given = (kind, holder.1, is_inline, policy.to_owned());
        Some(!is_kept || self.taken.contains(&given))
    }

    fn take(&mut self, kind: &str, before: &Members<'_>) -> Read<()> {
        let text = |member| text(before, member);
        for holder in Kind::ALL {
            let word = holder.word();
            let (is_inline, policy) = match kind.strip_prefix("aws_iam_") {
                Some(rest) if rest == format!("{word}_policy") => (true, text("name")?),
                Some(rest) if rest == format!("{word}_policy_attachment") => {
                    (false, text("policy_arn")?)
                }
                Some("policy_attachment") => (false, text("policy_arn")?),
                _ => continue,
            };
            let list = format!("{word}s");
            let one = text(word)?;
            let several = before.get(&list).map(strings).unwrap_or_default();
            for name in one.into_iter().chain(several.into_iter().flatten()) {
                let policy = policy.clone().unwrap_or_default();
                self.taken.insert((holder, name, is_inline, policy));
            }
        }
        Ok(())
    }

    /// Resources that leave a holder the policies in their lists alone.
    fn limit(&mut self, plan: Option<&Plan<'_>>, resource: &Resource<'_>) -> Read<()> {
        for holder in Kind::ALL {
            let word = holder.word();
            let (is_inline, list) = match resource.kind.strip_prefix("aws_iam_") {
                Some(rest) if rest == format!("{word}_policies_exclusive") => {
                    (true, "policy_names")
                }
                Some(rest) if rest == format!("{word}_policy_attachments_exclusive") => {
                    (false, "policy_arns")
                }
                _ => continue,
            };
            let is_unknown = plan.is_some_and(|plan| plan.is_unknown(resource, list));
            let only = resource.values.get(list).and_then(strings);
            let only = only.filter(|_| !is_unknown);
            let only = only.map(|only| only.into_iter().collect());
            if let Some(name) = text(&resource.values, &format!("{word}_name"))? {
                self.only.insert((holder, name, is_inline), only);
            }
        }
        Ok(())
    }
}

/// What a member says that is a string.
pub(super) fn text(members: &Members<'_>, member: &str) -> Read<Option<String>> {
    let value = members.get(member).filter(|value| !value.is_null());
    value.map(|value| value.string("a string")).transpose()
}

/// A list of strings; `None` for anything else.
pub(super) fn strings(list: Value<'_>) -> Option<Vec<String>> {
    if !list.is_array() {
        return None;
    }
    let elements = list.elements().ok()?.into_iter();
    elements.map(|one| one.string("a string").ok()).collect()
}
