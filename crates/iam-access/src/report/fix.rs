//! What closes the gap, and what goes beyond the sets.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The policies that grant what is missing, and what they leave open.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Fix {
    /// The file to which they were written, the first of several; null if none was.
    pub file: Option<String>,
    /// How many of the missing actions they grant together, each counted once per resource.
    pub actions: usize,
    /// The policies; several if one would be longer than AWS accepts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<FixPolicy>,
    /// The statements to add to key policies, which must also allow what is missing: the other
    /// half.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub key_statements: Vec<KeyStatement>,
    /// Whether the policies grant exactly what is missing; none if there are no policies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<FixProof>,
    /// Files left over from an earlier run in the output location: they don't belong to this
    /// report.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier_files: Vec<String>,
    /// What is still not granted with them attached, determined by judging again.
    pub still_not_granted: Vec<String>,
    /// Those of them that are still missing: another layer, such as the permissions boundary, must
    /// allow them too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub still_missing: Vec<String>,
    /// Those of them that are explicitly denied: no added permission can help.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub still_denied: Vec<String>,
}

/// Whether policies grant exactly what is missing, beside any other policies of the principal:
/// found by comparing them, both ways, with a policy that names each missing action on its own.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FixProof {
    /// That they grant all that is missing.
    pub all_missing: Exactness,
    /// That they grant nothing else.
    pub nothing_else: Exactness,
    /// True where a pattern stands for several actions: then nothing else is granted of the actions
    /// that the catalogue knows, and what AWS adds later may be.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub of_known_actions: bool,
    /// A request that shows the opposite: an action and a resource.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
}

/// What is known of a claim; the later ones are worse.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum Exactness {
    /// It is proven.
    Proven,
    /// It isn't known.
    #[default]
    Undecided,
    /// A request shows the opposite.
    Refuted,
}

/// A policy to attach.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FixPolicy {
    /// A name for it.
    pub name: String,
    /// The file to which it was written, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The document.
    pub document: serde_json::Value,
    /// Its length without white space, which is what AWS counts.
    pub characters: usize,
}

/// A statement to add to the policy of a KMS key.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KeyStatement {
    /// The key's ARN; null if only its policy is known.
    pub key: Option<String>,
    /// The document of its policy, to which the statement is to be added.
    pub policy: String,
    /// The file to which the statement was written, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The statement: an object for the policy's `Statement`.
    pub statement: serde_json::Value,
}

impl KeyStatement {
    /// The key's ARN, otherwise the document of its policy.
    #[must_use]
    pub fn title(&self) -> &str {
        self.key.as_deref().unwrap_or(&self.policy)
    }
}

/// What a principal is allowed beyond the sets.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LeastPrivilege {
    /// How many actions of the catalogue it is allowed, on at least some resource, that no set
    /// requires.
    pub extra_actions: usize,
    /// The same by access level: `Read`, `Write` and so on.
    pub by_access_level: BTreeMap<String, usize>,
}
