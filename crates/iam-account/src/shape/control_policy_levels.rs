//! Service and resource control policies by level.

use crate::problem::{Problem, quoted};
use crate::shape::hints;
use crate::shape::json_members::{Members, list};
use crate::shape::raw::Host;
use crate::source::file::{SourceText, read_path};
use crate::source::paths::{Kind, entries, is_json, not_regular, shown};
use iam_eval::{Document, Policy, PolicyKind, Position};
use serde_json::value::RawValue;
use std::path::{Path, PathBuf};

type Levels = Vec<Vec<Policy>>;

/// Reads the levels of control policies from a folder or a file, the organization's root first.
///
/// * A folder with sub-folders: each is a level, in the order of their names; its files are the
///   level's policies, and an empty one is a level that allows nothing. A folder with files only is
///   one level.
///   Any other file in it is refused, hidden ones aside: it may be a policy under another name.
/// * A file with `{"levels": [[…], …]}`, or an array of levels, each an array of documents, or of
///   what `aws organizations describe-policy` prints.
/// * A file with one policy document, or what `aws organizations describe-policy` prints, also
///   several one after the other: one level.
///
/// # Errors
/// A [`Problem`] where one of them can't be read: a control policy is never left out.
pub fn load_levels(kind: PolicyKind, path: &str) -> Result<Levels, Problem> {
    if !Path::new(path).is_dir() {
        return load_file(kind, Path::new(path));
    }
    let found = Folder::read(Path::new(path))?;
    let refuse = |found: &str| {
        let expected = "a folder for each level, or `*.json` files of one level";
        Err(Problem::new(path, found, expected))
    };
    if let Some(other) = found.others.first() {
        return Err(no_policy(other));
    }
    match (found.folders.is_empty(), found.files.is_empty()) {
        (false, false) => return refuse("files beside folders"),
        (true, true) => return refuse("a folder without `*.json` files"),
        (true, false) => return Ok(vec![load_level(kind, &found.files)?]),
        (false, true) => {}
    }
    let mut levels = Vec::new();
    for folder in &found.folders {
        let level = Folder::read(folder)?;
        if let Some(other) = level.folders.first().or(level.others.first()) {
            return Err(no_policy(other));
        }
        levels.push(load_level(kind, &level.files)?);
    }
    Ok(levels)
}

/// What may be meant as a policy, and would not be read.
fn no_policy(path: &Path) -> Problem {
    let found = match path.is_dir() {
        true => "a folder in a level",
        false => "a file that is no `*.json` file",
    };
    Problem::new(&shown(path), found, "`*.json` files only")
}

fn load_level(kind: PolicyKind, files: &[PathBuf]) -> Result<Vec<Policy>, Problem> {
    let mut policies = Vec::new();
    for file in files {
        if let Some(problem) = not_regular(file) {
            return Err(problem);
        }
        let levels = load_file(kind, file)?;
        policies.extend(levels.into_iter().flatten());
    }
    Ok(policies)
}

fn load_file(kind: PolicyKind, path: &Path) -> Result<Levels, Problem> {
    let source = read_path(path)?;
    if let Some((found, expected)) = hints::by_text(&source.text) {
        return Err(Problem::new(&source.name, found, expected));
    }
    let mut host = Host::new(&source.name, &source.text, Position::START);
    let values = serde_json::Deserializer::from_str(&source.text).into_iter::<&RawValue>();
    let Ok(values) = values.collect::<Result<Vec<_>, _>>() else {
        return lone(kind, &source);
    };
    if let [value] = values.as_slice() {
        if value.get().starts_with('[') {
            return some_levels(&mut host, kind, value);
        }
        if let Ok(members) = serde_json::from_str::<Members<'_>>(value.get())
            && let Some(raw) = members.get("levels")
        {
            members.once(&mut host)?;
            if let Some((member, _)) = members.iter().find(|(member, _)| *member != "levels") {
                let found = format!("the member {}", quoted(member));
                return Err(host.problem(value.get(), &found, "`levels` alone"));
            }
            return some_levels(&mut host, kind, raw);
        }
    }
    let mut level = Vec::new();
    for value in &values {
        match described(&mut host, kind, value)? {
            Some(policy) => level.push(policy),
            None => return lone(kind, &source),
        }
    }
    if level.is_empty() {
        return lone(kind, &source);
    }
    Ok(vec![level])
}

fn some_levels(host: &mut Host<'_>, kind: PolicyKind, raw: &RawValue) -> Result<Levels, Problem> {
    let mut levels = Vec::new();
    for level in list(host, raw)? {
        let mut policies = Vec::new();
        for value in list(host, level)? {
            policies.push(match described(host, kind, value)? {
                Some(policy) => policy,
                None => host.policy(kind, kind.name(), value)?,
            });
        }
        levels.push(policies);
    }
    if levels.is_empty() {
        return Err(host.problem(raw.get(), "no levels", "an array of levels"));
    }
    Ok(levels)
}

/// The policy in what `aws organizations describe-policy` prints.
fn described(
    host: &mut Host<'_>,
    kind: PolicyKind,
    value: &RawValue,
) -> Result<Option<Policy>, Problem> {
    let Ok(members) = serde_json::from_str::<Members<'_>>(value.get()) else {
        return Ok(None);
    };
    if members.is_document() {
        return Ok(None);
    }
    if members.has("Policies") || members.has("PolicySummary") {
        let expected = "the output of `aws organizations describe-policy`, which has the document";
        return Err(host.problem(value.get(), "policies without documents", expected));
    }
    let Some(raw) = members.get("Policy") else {
        return Ok(None);
    };
    members.once(host)?;
    let others = members.iter();
    let mut others = others.filter(|(name, _)| !matches!(*name, "Policy" | "ResponseMetadata"));
    if let Some((name, other)) = others.next() {
        let found = format!("the member {} beside `Policy`", quoted(name));
        return Err(host.problem(other.get(), &found, "one policy in an object"));
    }
    let expected = "what `aws organizations describe-policy` prints";
    let policy = Members::read(host, raw, expected)?;
    let mut others = policy.iter();
    if let Some((name, other)) =
        others.find(|(name, _)| !matches!(*name, "Content" | "PolicySummary"))
    {
        let found = format!("the member {}", quoted(name));
        return Err(host.problem(other.get(), &found, "`PolicySummary` and `Content`"));
    }
    let Some(content) = policy.get("Content") else {
        return Err(host.problem(raw.get(), "`Policy` without `Content`", expected));
    };
    let other = match kind {
        PolicyKind::ResourceControl => "\"SERVICE_CONTROL_POLICY\"",
        _ => "\"RESOURCE_CONTROL_POLICY\"",
    };
    if let Some(summary) = policy.get("PolicySummary")
        && summary.get().contains(other)
    {
        let found = format!("a policy of the type `{}`", other.trim_matches('"'));
        return Err(host.problem(summary.get(), &found, &format!("a {kind}")));
    }
    host.policy(kind, "Content", content).map(Some)
}

fn lone(kind: PolicyKind, source: &SourceText) -> Result<Levels, Problem> {
    let document = Document::parse(kind, &source.name, &source.text)?;
    Ok(vec![vec![Policy::compile(document)]])
}

/// What stands in a folder, each sorted by name; hidden files are left out.
#[derive(Default)]
struct Folder {
    folders: Vec<PathBuf>,
    files: Vec<PathBuf>,
    others: Vec<PathBuf>,
}

impl Folder {
    fn read(folder: &Path) -> Result<Self, Problem> {
        let mut found = Self::default();
        for (path, kind) in entries(folder)? {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            // A hidden policy may be one that was put aside, or one that counts.
            if name.starts_with('.') {
                if is_json(&path) {
                    let expected =
                        "`*.json` files that aren't hidden: a control policy is never left out";
                    return Err(Problem::new(
                        &shown(&path),
                        "a hidden `*.json` file",
                        expected,
                    ));
                }
                continue;
            }
            if kind == Kind::Folder || (kind == Kind::Other && path.is_dir()) {
                found.folders.push(path);
            } else if is_json(&path) {
                found.files.push(path);
            } else {
                found.others.push(path);
            }
        }
        found.folders.sort();
        found.files.sort();
        found.others.sort();
        Ok(found)
    }
}
