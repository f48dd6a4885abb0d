//! Service and resource control policies by level.

use super::Layer;
use super::file::{Problem, read};
use super::raw::Host;
use super::shapes::{Members, levels, parse};
use iam_eval::{Document, Policy, PolicyKind};
use std::fs;
use std::path::{Path, PathBuf};

/// Reads the levels of control policies from a folder or a file, the organization's root first.
///
/// * A folder with sub-folders: each is a level, in the order of their names; its files are the
///   level's policies. A folder with files only is one level.
/// * A file with `{"levels": [[…], …]}`, or an array of levels, each an array of documents.
/// * A file with one policy document, or what `aws organizations describe-policy` prints: one level.
///
/// # Errors
/// A [`Problem`] where one of them can't be read: a control policy is never left out.
pub fn load_levels(kind: PolicyKind, path: &str) -> Result<Vec<Vec<Policy>>, Problem> {
    if !Path::new(path).is_dir() {
        return load_file(kind, path);
    }
    let (folders, files) = entries(path, Path::new(path))?;
    if !folders.is_empty() && !files.is_empty() {
        let expected = "either a folder for each level, or files of one level";
        return Err(Problem::new(path, "files beside folders", expected));
    }
    if folders.is_empty() {
        return Ok(vec![load_level(kind, &files)?]);
    }
    folders
        .iter()
        .map(|folder| {
            let (_, files) = entries(path, folder)?;
            load_level(kind, &files)
        })
        .collect()
}

fn load_level(kind: PolicyKind, files: &[PathBuf]) -> Result<Vec<Policy>, Problem> {
    let mut policies = Vec::new();
    for file in files {
        policies.extend(
            load_file(kind, &file.to_string_lossy())?
                .into_iter()
                .flatten(),
        );
    }
    Ok(policies)
}

fn load_file(kind: PolicyKind, path: &str) -> Result<Vec<Vec<Policy>>, Problem> {
    let source = read(path)?;
    let mut host = Host::new(&source.name, &source.text);
    let label = kind.name();
    if source.text.trim_start().starts_with('[') {
        let raw = serde_json::from_str(&source.text)
            .map_err(|error| Problem::new(path, error.to_string(), "an array of levels"))?;
        return Ok(levels(&mut host, kind, label, raw)?
            .as_ref()
            .cloned()
            .unwrap_or_default());
    }
    if let Ok(Members(members)) = serde_json::from_str(&source.text) {
        let find = |name: &str| {
            members
                .iter()
                .find(|(member, _)| member == name)
                .map(|(_, raw)| *raw)
        };
        if let Some(raw) = find("levels") {
            let levels = levels(&mut host, kind, label, raw)?;
            return Ok(match levels {
                Layer::Some(levels) => levels,
                Layer::NotSupplied | Layer::None => Vec::new(),
            });
        }
        if let Some(raw) = find("Policy") {
            let Members(members) = parse(&mut host, raw, "what `describe-policy` prints")?;
            if let Some((_, content)) = members.iter().find(|(member, _)| member == "Content") {
                return Ok(vec![vec![host.policy(kind, "Content", content)?]]);
            }
        }
    }
    let document = Document::parse(kind, &source.name, &source.text)?;
    Ok(vec![vec![Policy::compile(document)]])
}

/// The sub-folders and the `*.json` files of a folder, each sorted.
fn entries(named: &str, folder: &Path) -> Result<(Vec<PathBuf>, Vec<PathBuf>), Problem> {
    let unreadable =
        |error: std::io::Error| Problem::new(named, error.to_string(), "a readable folder");
    let mut folders = Vec::new();
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.is_dir() {
            folders.push(path);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            files.push(path);
        }
    }
    folders.sort();
    files.sort();
    Ok((folders, files))
}
