//! Service and resource control policies by level.

use super::Layer;
use super::file::{SourceText, read};
use super::hints;
use super::paths::{entries, is_json};
use super::problem::Problem;
use super::raw::Host;
use super::shapes::{Members, levels, parse};
use iam_eval::{Document, Policy, PolicyKind, Position};
use serde_json::value::RawValue;
use std::path::{Path, PathBuf};

type Levels = Vec<Vec<Policy>>;

/// Reads the levels of control policies from a folder or a file, the organization's root first.
///
/// * A folder with sub-folders: each is a level, in the order of their names; its files are the
///   level's policies, and an empty one is a level that allows nothing. A folder with files only is
///   one level.
/// * A file with `{"levels": [[…], …]}`, or an array of levels, each an array of documents.
/// * A file with one policy document, or what `aws organizations describe-policy` prints, also
///   several one after the other: one level.
///
/// # Errors
/// A [`Problem`] where one of them can't be read: a control policy is never left out.
pub fn load_levels(kind: PolicyKind, path: &str) -> Result<Levels, Problem> {
    if !Path::new(path).is_dir() {
        return load_file(kind, path);
    }
    let found = Folder::read(Path::new(path))?;
    let refuse = |found: &str| {
        let expected = "a folder for each level, or `*.json` files of one level";
        Err(Problem::new(path, found, expected))
    };
    match (found.folders.is_empty(), found.files.is_empty()) {
        (false, false) => return refuse("files beside folders"),
        (true, true) => return refuse("a folder without `*.json` files"),
        (true, false) => return Ok(vec![load_level(kind, &found.files)?]),
        (false, true) => {}
    }
    let mut levels = Vec::new();
    for folder in &found.folders {
        let level = Folder::read(folder)?;
        let odd = level.folders.first().or(level.others.first());
        if let Some(odd) = odd.filter(|_| level.files.is_empty() || !level.folders.is_empty()) {
            let found = format!("`{}` in a level", odd.display());
            return Err(Problem::new(path, found, "a level's `*.json` files"));
        }
        levels.push(load_level(kind, &level.files)?);
    }
    Ok(levels)
}

fn load_level(kind: PolicyKind, files: &[PathBuf]) -> Result<Vec<Policy>, Problem> {
    let mut policies = Vec::new();
    for file in files {
        let levels = load_file(kind, &file.to_string_lossy())?;
        policies.extend(levels.into_iter().flatten());
    }
    Ok(policies)
}

fn load_file(kind: PolicyKind, path: &str) -> Result<Levels, Problem> {
    let source = read(path)?;
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
        if let Ok(Members(members)) = serde_json::from_str(value.get())
            && let Some((_, raw)) = members.iter().find(|(member, _)| member == "levels")
        {
            if let Some((member, _)) = members.iter().find(|(member, _)| member != "levels") {
                let found = format!("the member `{member}`");
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
    match levels(host, kind, kind.name(), raw)? {
        Layer::Some(levels) if !levels.is_empty() => Ok(levels),
        _ => Err(host.problem(raw.get(), "no levels", "an array of levels")),
    }
}

/// The policy in what `aws organizations describe-policy` prints.
fn described(
    host: &mut Host<'_>,
    kind: PolicyKind,
    value: &RawValue,
) -> Result<Option<Policy>, Problem> {
    let Ok(Members(members)) = serde_json::from_str(value.get()) else {
        return Ok(None);
    };
    let find = |name: &str| members.iter().find(|(member, _)| member == name);
    if find("Policies").is_some() || find("PolicySummary").is_some() {
        let expected = "the output of `aws organizations describe-policy`, which has the document";
        return Err(host.problem(value.get(), "policies without documents", expected));
    }
    let Some((_, raw)) = find("Policy") else {
        return Ok(None);
    };
    let expected = "what `aws organizations describe-policy` prints";
    let Members(policy) = parse(host, raw, expected)?;
    let find = |name: &str| policy.iter().find(|(member, _)| member == name);
    let Some((_, content)) = find("Content") else {
        return Err(host.problem(raw.get(), "`Policy` without `Content`", expected));
    };
    let other = match kind {
        PolicyKind::ResourceControl => "\"SERVICE_CONTROL_POLICY\"",
        _ => "\"RESOURCE_CONTROL_POLICY\"",
    };
    if let Some((_, summary)) = find("PolicySummary")
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
        for (path, is_folder) in entries(folder)? {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with('.') {
                continue;
            }
            if is_folder || path.is_dir() {
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
