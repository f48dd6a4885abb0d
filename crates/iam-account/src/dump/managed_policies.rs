//! Managed policies in an account's dump: the definitions in the pages, and whether they agree.

use crate::dump::account::Compiled;
use crate::embedded_document::compile_part;
use crate::problem::{Problem, code};
use crate::source::body::{Part, Source};
use iam_eval::{Policy, PolicyKind, Position};
use serde_json::Value;
use std::sync::{Arc, OnceLock};

/// A managed policy that is attached somewhere, or defined.
#[derive(Debug)]
pub(crate) struct Managed {
    pub(crate) arn: Arc<str>,
    /// Its definitions in the pages: usually one, but the dumps of several accounts all contain
    /// AWS's policies.
    definitions: Vec<Definition>,
    /// The `DefaultVersionId` in each page, with its position.
    named: Vec<(String, String, Position)>,
    identity: OnceLock<Found>,
    boundary: OnceLock<Found>,
}

/// The definition of a managed policy in a page: its default version, `None` if it has none, or why
/// the default version is unknown.
pub(crate) type Definition = Result<Option<Version>, Problem>;

/// The default version, compiled; `None` if no page has its document.
type Found = Result<Option<Policy>, Problem>;

/// A version of a managed policy.
#[derive(Debug)]
pub(crate) struct Version {
    pub(crate) id: String,
    pub(crate) source: Arc<Source>,
    pub(crate) at: Position,
    pub(crate) document: Option<Part>,
}

impl Managed {
    pub(crate) fn new(arn: Arc<str>) -> Self {
        Self {
            arn,
            definitions: Vec::new(),
            named: Vec::new(),
            identity: OnceLock::new(),
            boundary: OnceLock::new(),
        }
    }

    pub(crate) fn add(&mut self, definition: Definition) {
        self.definitions.push(definition);
    }

    /// Adds the ID of the default version in a page, even if the page doesn't contain its document.
    pub(crate) fn add_named(&mut self, named: &str, source: &Source, at: Position) {
        if !named.is_empty() {
            self.named.push((named.to_owned(), source.name.clone(), at));
        }
    }

    /// True if a page defines it, in any way.
    pub(crate) fn was_found(&self) -> bool {
        !self.definitions.is_empty()
    }

    /// True if a page has the document.
    pub(crate) fn has_document(&self) -> bool {
        self.definitions
            .iter()
            .any(|definition| matches!(definition, Ok(Some(_))))
    }

    /// The document of the default version. It is compiled when the first principal needs it.
    pub(crate) fn compiled(&self, kind: PolicyKind) -> Found {
        let cell = match kind {
            PolicyKind::PermissionsBoundary => &self.boundary,
            _ => &self.identity,
        };
        cell.get_or_init(|| self.compile(kind)).clone()
    }

    /// If the pages have several default versions, or several documents, none of them is used: it
    /// is not guessed which one is in force.
    fn compile(&self, kind: PolicyKind) -> Found {
        let mut first: Option<(&Version, Policy)> = None;
        for definition in &self.definitions {
            let version = match definition {
                Ok(Some(version)) => version,
                Ok(None) => continue,
                Err(problem) => return Err(problem.clone()),
            };
            let policy = version.compile(&self.arn, kind)?;
            match &first {
                None => first = Some((version, policy)),
                Some((earlier, document)) => {
                    self.compare(earlier, document, version, &policy)?;
                }
            }
        }
        if let Some((version, _)) = &first
            && !version.id.is_empty()
            && let Some((named, source, at)) = self.named.iter().find(|named| named.0 != version.id)
        {
            let found = format!("the default version `{named}` of `{}`", self.arn);
            let expected = format!(
                "its default version `{}`, as in {}",
                version.id,
                version.place()
            );
            let problem = Problem::new(source, found, expected);
            return Err(problem.with_code(code::CONTRADICTION).at(*at));
        }
        Ok(first.map(|(_, policy)| policy))
    }

    fn compare(
        &self,
        earlier: &Version,
        document: &Policy,
        version: &Version,
        other: &Policy,
    ) -> Result<(), Problem> {
        let (arn, place) = (&self.arn, earlier.place());
        let problem = |found: String, expected: String| {
            let problem = Problem::new(&version.source.name, found, expected);
            Err(problem.with_code(code::CONTRADICTION).at(version.at))
        };
        // Descriptions of what is deployed don't number versions.
        let are_numbered = !version.id.is_empty() && !earlier.id.is_empty();
        if are_numbered && version.id != earlier.id {
            return problem(
                format!("the default version `{}` of `{arn}`", version.id),
                format!("its default version `{}`, as in {place}", earlier.id),
            );
        }
        if !same_document(document, other) {
            return problem(
                format!("a second document of `{arn}`"),
                format!("the document that is in {place}"),
            );
        }
        Ok(())
    }
}

impl Version {
    fn compile(&self, arn: &str, kind: PolicyKind) -> Compiled {
        let label = format!("managed policy {arn} {}", self.id);
        let label = label.trim_end();
        let document = self.document.as_ref().ok_or_else(|| {
            let found = format!("the {label} without a document");
            Problem::new(&self.source.name, found, "its `Document`")
                .with_code(code::MISSING_POLICY)
                .at(self.at)
        })?;
        compile_part(document, kind, label)
    }

    fn place(&self) -> String {
        format!("{}:{}", self.source.name, self.at)
    }
}

/// The content of a document, independent of its formatting: members by their names, numbers and
/// strings as values. Documents were compiled before, so no member occurs twice.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Contents(String);

impl Contents {
    pub(crate) fn of(policy: &Policy) -> Self {
        let text = policy.document().source();
        match serde_json::from_str::<Value>(text) {
            Ok(mut value) => {
                value.sort_all_objects();
                Self(value.to_string())
            }
            Err(_) => Self(text.to_owned()),
        }
    }
}

fn same_document(one: &Policy, other: &Policy) -> bool {
    one.document().source() == other.document().source() || Contents::of(one) == Contents::of(other)
}

/// The default version among those that a page lists, where `named` is its `DefaultVersionId`. Each
/// version comes with the value of its `IsDefaultVersion`.
pub(crate) fn default_version(versions: Vec<(Version, Option<bool>)>, named: &str) -> Definition {
    let is_flagged = versions.iter().any(|(_, flag)| *flag == Some(true));
    let is_default = |(version, flag): &(Version, Option<bool>)| match flag {
        Some(is_default) => *is_default,
        None => !is_flagged && version.id == named,
    };
    let mut defaults = versions.into_iter().filter(is_default);
    let Some((version, _)) = defaults.next() else {
        return Ok(None);
    };
    if let Some((second, _)) = defaults.next() {
        let found = format!(
            "the default version `{}` next to `{}`",
            second.id, version.id
        );
        let problem = Problem::new(&second.source.name, found, "one default version");
        return Err(problem.with_code(code::CONTRADICTION).at(second.at));
    }
    if !named.is_empty() && version.id != named {
        let found = format!("the default version `{}`", version.id);
        let expected = format!("`{named}`, as `DefaultVersionId` has it");
        let problem = Problem::new(&version.source.name, found, expected);
        return Err(problem.with_code(code::CONTRADICTION).at(version.at));
    }
    Ok(Some(version))
}
