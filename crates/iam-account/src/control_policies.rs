//! Service and resource control policies by level.

mod folder;

use crate::embedded_document::compile;
use crate::json::Value;
use crate::problem::{Problem, code, quoted};
use crate::shape::{is_document, other_text};
use crate::source::encoding::decode;
use crate::source::file::read_path;
use crate::source::paths::{DOCUMENTS, not_regular, shown};
use crate::yaml;
use folder::Folder;
use iam_eval::{Document, Policy, PolicyKind, Position};
use std::path::{Path, PathBuf};

/// Levels of policies, the organization's root first.
type Levels = Vec<Vec<Policy>>;

/// Reads the levels of control policies from a folder or a file, the organization's root first.
///
/// * A folder with sub-folders: each is a level, in the order of their names; its files are the
///   level's policies, and an empty one is a level that allows nothing. A folder with files only is
///   one level. Any other file in it is rejected, except hidden ones: it may be a policy with
///   another extension.
/// * A file, in a format of [`parse_levels`].
///
/// # Errors
/// A [`Problem`] if one of them can't be read: a control policy is never skipped.
pub fn load_levels(kind: PolicyKind, path: &str) -> Result<Levels, Problem> {
    if !Path::new(path).is_dir() {
        return load_file(kind, Path::new(path));
    }
    let found = Folder::read(Path::new(path))?;
    let refuse = |found: &str| {
        let expected = format!("a folder for each level, or {DOCUMENTS} of one level");
        Err(Problem::new(path, found, expected))
    };
    if let Some(other) = found.others.first() {
        return Err(not_a_policy(other));
    }
    match (found.folders.is_empty(), found.files.is_empty()) {
        (false, false) => return refuse("files next to folders"),
        (true, true) => return refuse(&format!("a folder without {DOCUMENTS}")),
        (true, false) => return Ok(vec![load_level(kind, &found.files)?]),
        (false, true) => {}
    }
    let mut levels = Vec::new();
    for folder in &found.folders {
        let level = Folder::read(folder)?;
        if let Some(other) = level.folders.first().or(level.others.first()) {
            return Err(not_a_policy(other));
        }
        levels.push(load_level(kind, &level.files)?);
    }
    Ok(levels)
}

/// Reads the levels of control policies from a text, the organization's root first. `name` is the
/// name of the text in messages.
///
/// * `{"levels": [[…], …]}`, or an array of levels: each an array of documents, or of outputs of
///   `aws organizations describe-policy`.
/// * One policy document, or one or more outputs of `aws organizations describe-policy`, one after
///   the other: one level.
///
/// Each may be in YAML.
///
/// ```
/// use iam_account::parse_levels;
/// use iam_eval::PolicyKind;
///
/// let full = r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;
/// let levels = parse_levels(PolicyKind::ServiceControl, "scps.json", format!("[[{full}], [{full}]]"))?;
/// assert_eq!(levels.len(), 2);
/// # Ok::<(), iam_account::Problem>(())
/// ```
///
/// # Errors
/// A [`Problem`] if one of them can't be read: a control policy is never skipped.
pub fn parse_levels(
    kind: PolicyKind,
    name: &str,
    text: impl Into<Vec<u8>>,
) -> Result<Levels, Problem> {
    levels(kind, name, &decode(name, text.into())?)
}

/// The problem for something that may be intended as a policy, and would not be read.
fn not_a_policy(path: &Path) -> Problem {
    let found = match path.is_dir() {
        true => "a folder in a level",
        false => "a file with another extension",
    };
    Problem::new(&shown(path), found, format!("{DOCUMENTS} only"))
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
    levels(kind, &source.name, &source.text)
}

fn levels(kind: PolicyKind, name: &str, text: &str) -> Result<Levels, Problem> {
    let is_yaml = yaml::is_yaml(name, text);
    // A template is no policy, in YAML either.
    let other = other_text(text).filter(|(found, _)| !is_yaml || *found != "YAML");
    if let Some((found, expected)) = other {
        return Err(Problem::not_read(name, found, expected));
    }
    if is_yaml {
        let json = yaml::to_json(name, text, Position::START)?;
        return levels_in_json(kind, name, &json);
    }
    levels_in_json(kind, name, text)
}

fn levels_in_json(kind: PolicyKind, name: &str, text: &str) -> Result<Levels, Problem> {
    if let Ok(values) = Value::all_in(name, text)
        && let Some(levels) = levels_of(kind, &values)?
    {
        return Ok(levels);
    }
    // The engine reports what is wrong with it.
    let document = Document::parse(kind, name, text)?;
    Ok(vec![vec![Policy::compile(document)]])
}

/// The levels in the values of a text; `None` if it may be one document.
fn levels_of(kind: PolicyKind, values: &[Value<'_>]) -> Result<Option<Levels>, Problem> {
    if let [value] = values {
        if value.is_array() {
            return levels_in_array(kind, *value).map(Some);
        }
        if let Ok(members) = value.members("an object")
            && let Some(levels) = members.get("levels")
        {
            members.once()?;
            if let Some(other) = members.names().find(|member| *member != "levels") {
                let found = format!("the member {}", quoted(other));
                let problem = value.problem(found, "`levels` alone");
                return Err(problem.with_code(code::UNKNOWN_MEMBER));
            }
            return levels_in_array(kind, levels).map(Some);
        }
    }
    let mut level = Vec::new();
    for value in values {
        match described(kind, *value)? {
            Some(policy) => level.push(policy),
            None => return Ok(None),
        }
    }
    Ok(Some(level)
        .filter(|level| !level.is_empty())
        .map(|level| vec![level]))
}

fn levels_in_array(kind: PolicyKind, value: Value<'_>) -> Result<Levels, Problem> {
    let mut levels = Vec::new();
    for level in value.elements()? {
        let mut policies = Vec::new();
        for value in level.elements()? {
            policies.push(match described(kind, value)? {
                Some(policy) => policy,
                None => compile(value, kind, kind.name())?,
            });
        }
        levels.push(policies);
    }
    if levels.is_empty() {
        return Err(value.problem("no levels", "an array of levels"));
    }
    Ok(levels)
}

/// The policy in an output of `aws organizations describe-policy`.
fn described(kind: PolicyKind, value: Value<'_>) -> Result<Option<Policy>, Problem> {
    let Ok(members) = value.members("an object") else {
        return Ok(None);
    };
    if is_document(&members) {
        return Ok(None);
    }
    if members.has("Policies") || members.has("PolicySummary") {
        let expected = "the output of `aws organizations describe-policy`, which has the document";
        let problem = value.problem("policies without documents", expected);
        return Err(problem.with_code(code::MISSING_POLICY));
    }
    let Some(policy) = members.get("Policy") else {
        return Ok(None);
    };
    members.once()?;
    let known = |name: &str| matches!(name, "Policy" | "ResponseMetadata");
    if let Some((name, other)) = members.iter().find(|(name, _)| !known(name)) {
        let found = format!("the member {} next to `Policy`", quoted(name));
        let problem = other.problem(found, "one policy in an object");
        return Err(problem.with_code(code::UNKNOWN_MEMBER));
    }
    let expected = "what `aws organizations describe-policy` prints";
    let described = policy.object(expected)?;
    let known = |name: &str| matches!(name, "Content" | "PolicySummary");
    if let Some((name, other)) = described.iter().find(|(name, _)| !known(name)) {
        let found = format!("the member {}", quoted(name));
        let problem = other.problem(found, "`PolicySummary` and `Content`");
        return Err(problem.with_code(code::UNKNOWN_MEMBER));
    }
    let Some(content) = described.get("Content") else {
        let problem = policy.problem("`Policy` without `Content`", expected);
        return Err(problem.with_code(code::MISSING_MEMBER));
    };
    let other = match kind {
        PolicyKind::ResourceControl => "\"SERVICE_CONTROL_POLICY\"",
        _ => "\"RESOURCE_CONTROL_POLICY\"",
    };
    if let Some(summary) = described.get("PolicySummary")
        && summary.text.contains(other)
    {
        let found = format!("a policy of the type `{}`", other.trim_matches('"'));
        return Err(summary.problem(found, format!("a {kind}")));
    }
    compile(content, kind, "Content").map(Some)
}
