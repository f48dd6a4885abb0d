//! A file that is one policy, of whatever kind the caller wants: a key's, or one of the appliance's.

use crate::problem::Problem;
use crate::shape::json_members::Members;
use crate::shape::raw::{Host, compile_text, url_decoded};
use crate::shape::shapes::wrapped;
use crate::source::file::read;
use iam_eval::{Document, Policy, PolicyKind, Position};

/// Reads a file that holds one policy document: plain, as text in a string, URL-encoded, or as the
/// AWS CLI prints it. That is, of a resource's policy, what `aws kms get-key-policy` prints; of any
/// other, what `aws iam get-role-policy` and its kin, and `get-policy-version`, print.
///
/// # Errors
/// A [`Problem`] where it can't be read or is something else.
pub fn load_policy(kind: PolicyKind, path: &str) -> Result<Policy, Problem> {
    let source = read(path)?;
    let (name, text) = (source.name.as_str(), source.text.as_str());
    if text.trim_start().starts_with('"') {
        let space = text.len() - text.trim_start().len();
        let start = Position::START.advanced(text, space);
        return compile_text(name, kind, "a string", text.trim_start(), start);
    }
    if let Ok(members) = serde_json::from_str::<Members<'_>>(text)
        && !members.is_document()
    {
        let mut host = Host::new(name, text, Position::START);
        let policy = match members.get("Policy") {
            Some(policy) if kind == PolicyKind::Resource => {
                members.once(&mut host)?;
                Some(host.policy(kind, "Policy", policy)?)
            }
            _ if kind == PolicyKind::Resource => None,
            _ => wrapped(&mut host, kind, &members)?,
        };
        if let Some(policy) = policy {
            return Ok(policy);
        }
    }
    let decoded = url_decoded(text)
        .map_err(|error| Problem::new(name, error.to_string(), "URL-encoded text in UTF-8"))?;
    Ok(Policy::compile(Document::parse(kind, name, &decoded)?))
}
