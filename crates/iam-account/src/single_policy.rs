//! A text with a single policy, of the kind that the caller requires, such as a key policy.

use crate::embedded_document::{compile, parse, url_decoded};
use crate::json::Value;
use crate::problem::Problem;
use crate::shape::{is_document, policy_in_cli_output};
use crate::source::encoding::decode;
use crate::source::file::read;
use crate::yaml;
use iam_eval::{Policy, PolicyKind, Position};

/// Reads a file, or standard input for `-`, that contains one policy in a format of
/// [`parse_policy`].
///
/// # Errors
/// A [`Problem`] if it can't be read or is something else.
pub fn load_policy(kind: PolicyKind, path: &str) -> Result<Policy, Problem> {
    let source = read(path)?;
    policy(kind, &source.name, &source.text)
}

/// Reads a text that holds one policy document: plain, in YAML, as text in a string, URL-encoded,
/// or as the AWS CLI prints it. That is, of a resource's policy, the output of `aws kms
/// get-key-policy`; of any other, the output of `aws iam get-role-policy` and its kin, and of
/// `get-policy-version`. `name` is what messages call the text.
///
/// ```
/// use iam_account::parse_policy;
/// use iam_eval::PolicyKind;
///
/// let document = r#"{"Statement": {"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}}"#;
/// let printed = format!(r#"{{"RoleName": "r", "PolicyName": "p", "PolicyDocument": {document}}}"#);
/// let policy = parse_policy(PolicyKind::Identity, "printed.json", printed)?;
/// assert_eq!(policy.document().source(), document);
/// # Ok::<(), iam_account::Problem>(())
/// ```
///
/// # Errors
/// A [`Problem`] if it can't be read or is something else.
pub fn parse_policy(
    kind: PolicyKind,
    name: &str,
    text: impl Into<Vec<u8>>,
) -> Result<Policy, Problem> {
    policy(kind, name, &decode(name, text.into())?)
}

fn policy(kind: PolicyKind, name: &str, text: &str) -> Result<Policy, Problem> {
    if yaml::is_yaml(name, text) {
        let json = yaml::to_json(name, text, Position::START)?;
        return policy_in_json(kind, name, &json);
    }
    policy_in_json(kind, name, text)
}

fn policy_in_json(kind: PolicyKind, name: &str, text: &str) -> Result<Policy, Problem> {
    if let Ok(values) = Value::all_in(name, text)
        && let [value] = values.as_slice()
        && let Some(policy) = inside(*value, kind)?
    {
        return Ok(policy);
    }
    let decoded = url_decoded(text).map_err(|error| Problem::not_url_encoded(name, error))?;
    parse(kind, name, &decoded, Position::START)
}

/// The policy in a value that isn't a document itself.
fn inside(value: Value<'_>, kind: PolicyKind) -> Result<Option<Policy>, Problem> {
    if value.is_string() {
        return compile(value, kind, "a string").map(Some);
    }
    let Ok(members) = value.members("an object") else {
        return Ok(None);
    };
    if is_document(&members) {
        return Ok(None);
    }
    if kind != PolicyKind::Resource {
        return policy_in_cli_output(&members, kind);
    }
    let Some(policy) = members.get("Policy") else {
        return Ok(None);
    };
    members.once()?;
    compile(policy, kind, "Policy").map(Some)
}
