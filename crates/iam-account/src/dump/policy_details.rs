//! Inline policies, managed policies and their versions in a page.

use crate::aws_members::Object;
use crate::dump::account::Account;
use crate::dump::details::{boolean, document_part, skip_member};
use crate::dump::managed_policies::{Version, default_version};
use crate::json::{Read, Reader};
use crate::problem::{Problem, code};
use crate::source::body::{Part, Source};
use iam_eval::Position;
use std::sync::Arc;

/// An inline policy.
#[derive(Debug, Clone)]
pub(crate) struct Inline {
    pub(crate) name: String,
    pub(crate) at: Position,
    pub(crate) document: Option<Part>,
}

pub(super) fn read_inline(
    reader: &mut Reader<'_>,
    source: &Arc<Source>,
    problems: &mut Vec<Problem>,
) -> Read<Inline> {
    let at = reader.position()?;
    let mut name = String::new();
    let mut document = None;
    reader.details("an inline policy: an object", |reader, member| {
        match member {
            "PolicyName" => name = reader.string("the policy's name")?,
            "PolicyDocument" => document = document_part(reader, source)?,
            _ => skip_member(Object::InlinePolicy, reader, member, problems)?,
        }
        Ok(())
    })?;
    Ok(Inline { name, at, document })
}

/// A managed policy: the document of its default version. Gives its ARN.
pub(crate) fn read_policy(
    reader: &mut Reader<'_>,
    source: &Arc<Source>,
    account: &mut Account,
) -> Read<String> {
    let at = reader.position()?;
    let mut arn = String::new();
    let mut default = String::new();
    let mut versions: Vec<(Version, Option<bool>)> = Vec::new();
    let mut problems = Vec::new();
    reader.details("an object: a managed policy", |reader, member| {
        match member {
            "Arn" => arn = reader.string("an ARN")?,
            "DefaultVersionId" => default = reader.string("a version such as `v1`")?,
            "PolicyVersionList" => {
                reader.list("an array of versions", |reader| {
                    versions.push(read_version(reader, source, &mut problems)?);
                    Ok(())
                })?;
            }
            _ => skip_member(Object::ManagedPolicy, reader, member, &mut problems)?,
        }
        Ok(())
    })?;
    if arn.is_empty() {
        let problem = Problem::new(&source.name, "no `Arn`", "its `Arn`");
        return Err(problem.with_code(code::MISSING_MEMBER).at(at));
    }
    let definition = match problems.into_iter().next() {
        Some(problem) => Err(problem),
        None => default_version(versions, &default),
    };
    account.add_managed(&arn, definition, (&default, source, at));
    Ok(arn)
}

fn read_version(
    reader: &mut Reader<'_>,
    source: &Arc<Source>,
    problems: &mut Vec<Problem>,
) -> Read<(Version, Option<bool>)> {
    let mut version = Version {
        id: String::new(),
        source: Arc::clone(source),
        at: reader.position()?,
        document: None,
    };
    let mut is_default = None;
    reader.details("a version of a policy: an object", |reader, member| {
        match member {
            "VersionId" => version.id = reader.string("a version such as `v1`")?,
            "IsDefaultVersion" => is_default = boolean(reader)?,
            "Document" => version.document = document_part(reader, source)?,
            _ => skip_member(Object::Version, reader, member, problems)?,
        }
        Ok(())
    })?;
    Ok((version, is_default))
}
