//! A text that lists permissions: statements in any of several formats, or names of actions.

use crate::aws_members::Object;
use crate::embedded_document::{compile, url_decoded};
use crate::json::{Members, Read, Value};
use crate::problem::{Problem, quoted};
use crate::shape::{is_document, other_text, policy_in_cli_output};
use crate::yaml;
use iam_eval::{Document, Policy, PolicyKind, Position};

/// The permissions listed in a text.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum PermissionList {
    /// Statements. If they came without a document, they are in one with the version 2012-10-17.
    Statements(Document),
    /// Names of actions, each with its position.
    Actions(Vec<(String, Position)>),
}

const EXPECTED: &str = "a policy document, a statement, a list of either statements or actions, or what \
    `aws iam get-policy-version` or `get-role-policy` prints, as JSON";
const AN_ACTION: &str = "an action, `service:Name`";
/// The member in which `get-policy-version` prints the document.
const VERSION: &str = "PolicyVersion";
const DOCUMENT: &str = "Document";

/// Reads permissions: a policy document, as an object or as text; an output of the AWS CLI for a
/// policy, in any of its versions; one statement or an array of them; an array of names of actions,
/// or only these names, separated by commas or line breaks. All but the last may be in YAML. `name`
/// is the name of the text in messages.
///
/// ```
/// use iam_account::{PermissionList, parse_permissions};
/// let statement = r#"{"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"}"#;
/// for text in [statement.to_owned(), format!("[{statement}]"), format!(r#"{{"Statement": {statement}}}"#)] {
///     let list = parse_permissions("needed.json", &text)?;
///     assert!(matches!(list, PermissionList::Statements(document) if document.statements().len() == 1));
/// }
/// let list = parse_permissions("needed.txt", "\"ebs:GetSnapshotBlock\",\n\"kms:Decrypt\"")?;
/// assert!(matches!(list, PermissionList::Actions(actions) if actions[1].0 == "kms:Decrypt"));
/// # Ok::<(), iam_account::Problem>(())
/// ```
///
/// # Errors
/// A [`Problem`] if it is something else.
pub fn parse_permissions(name: &str, text: &str) -> Result<PermissionList, Problem> {
    if yaml::is_yaml(name, text) || yaml::is_named_list(name, text) {
        let json = yaml::to_json(name, text, Position::START)?;
        return permissions(name, &json);
    }
    permissions(name, text)
}

fn permissions(name: &str, text: &str) -> Result<PermissionList, Problem> {
    let is_json = text.trim_start().starts_with(['{', '[']);
    match Value::all_in(name, text) {
        Ok(values) => match values.as_slice() {
            [value] => of_value(*value, text),
            [] => Err(Problem::new(name, "an empty text", EXPECTED)),
            [_, second, ..] => Err(second.problem(
                "a second JSON value",
                "one: an array of all statements or actions",
            )),
        },
        Err(problem) if text.trim_start().starts_with('[') => Err(problem),
        // The engine's message is more informative.
        Err(_) if is_json => document(name, text, Position::START),
        Err(_) if text.trim_start().starts_with('%') => {
            let decoded =
                url_decoded(text).map_err(|error| Problem::not_url_encoded(name, error))?;
            document(&format!("{name} (decoded)"), &decoded, Position::START)
        }
        Err(_) => plain(name, text),
    }
}

fn document(name: &str, text: &str, start: Position) -> Read<PermissionList> {
    let document = Document::parse_at(PolicyKind::Identity, name, text, start)?;
    Ok(PermissionList::Statements(document))
}

fn of_value(value: Value<'_>, text: &str) -> Read<PermissionList> {
    if value.is_string() {
        let said = value.string("a string")?;
        if said.trim_start().starts_with(['{', '%']) {
            return compiled(compile(value, PolicyKind::Identity, "a string")?);
        }
        return Ok(PermissionList::Actions(vec![(said, value.start)]));
    }
    if value.is_array() {
        return of_elements(value);
    }
    if !value.text.starts_with('{') {
        return Err(value.unexpected(EXPECTED));
    }
    let members = value.members("an object")?;
    if is_document(&members) {
        return document(value.name, text, Position::START);
    }
    if is_statement(&members) {
        return statements(value);
    }
    if let Some(version) = members.get(VERSION) {
        members.once()?;
        Object::CliOutput.check(&members)?;
        return of_version(version, &version.object("an object")?);
    }
    if members.has(DOCUMENT) {
        members.once()?;
        return of_version(value, &members);
    }
    match policy_in_cli_output(&members, PolicyKind::Identity)? {
        Some(policy) => compiled(policy),
        None => {
            let names: Vec<String> = members.names().take(3).map(quoted).collect();
            let found = match names.as_slice() {
                [] => "an empty object".to_owned(),
                names => format!("an object with {}", names.join(", ")),
            };
            Err(value.problem(found, EXPECTED))
        }
    }
}

/// Any version of a policy may be required, not only the one in force.
fn of_version(value: Value<'_>, members: &Members<'_>) -> Read<PermissionList> {
    Object::Version.check(members)?;
    let document = members.required(DOCUMENT, (VERSION, value))?;
    compiled(compile(document, PolicyKind::Identity, DOCUMENT)?)
}

fn compiled(policy: Policy) -> Read<PermissionList> {
    Ok(PermissionList::Statements(policy.document().clone()))
}

fn is_statement(members: &Members<'_>) -> bool {
    let marks = ["Effect", "Action", "NotAction", "Resource", "NotResource"];
    marks.iter().any(|mark| members.has(mark))
}

fn of_elements(array: Value<'_>) -> Read<PermissionList> {
    let elements = array.elements()?;
    let Some(first) = elements.first() else {
        return Err(array.problem("an empty array", "statements, or actions"));
    };
    if !first.is_string() {
        if !first.text.starts_with('{') {
            return Err(first.unexpected("a statement, or an action"));
        }
        return match is_document(&first.members("an object")?) {
            false => statements(array),
            true => Err(first.problem("a policy document in an array", "one document")),
        };
    }
    let names = elements
        .iter()
        .map(|element| Ok((element.string(AN_ACTION)?, element.start)));
    Ok(PermissionList::Actions(names.collect::<Read<_>>()?))
}

/// Statements without a document: a document is added on the line before, so that all positions
/// stay the same.
fn statements(value: Value<'_>) -> Read<PermissionList> {
    let Position { line, column } = value.start;
    let indent = " ".repeat(column.saturating_sub(1) as usize);
    let before = "{\"Version\": \"2012-10-17\", \"Statement\":";
    let text = format!("{before}\n{indent}{}}}", value.text);
    let line = line.saturating_sub(1);
    document(value.name, &text, Position { line, column: 1 })
}

/// Names of actions as plain text: one per line, or separated by commas, with or without quotes.
fn plain(name: &str, text: &str) -> Read<PermissionList> {
    if let Some((found, expected)) = other_text(text) {
        return Err(Problem::not_read(name, found, expected));
    }
    let mut actions = Vec::new();
    for (line, row) in (1..).zip(text.lines()) {
        let mut column = 1;
        for field in row.split([',', ' ', '\t']) {
            let inside = field.trim_matches('"');
            let at = Position { line, column };
            column =
                column.saturating_add(u32::try_from(field.chars().count() + 1).unwrap_or(u32::MAX));
            if inside.is_empty() {
                continue;
            }
            let quotes = field.len() - inside.len();
            let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b":-_*?".contains(&byte);
            if !inside.contains(':') || !inside.bytes().all(is_name) || !matches!(quotes, 0 | 2) {
                let expected = match actions.is_empty() {
                    true => EXPECTED,
                    false => AN_ACTION,
                };
                return Err(Problem::new(name, quoted(field), expected).at(at));
            }
            actions.push((inside.to_owned(), at));
        }
    }
    match actions.is_empty() {
        true => Err(Problem::new(name, "an empty text", EXPECTED)),
        false => Ok(PermissionList::Actions(actions)),
    }
}

#[cfg(test)]
mod tests {
    use super::{PermissionList, parse_permissions};

    fn refused(text: &str) -> String {
        parse_permissions("set.json", text).unwrap_err().to_string()
    }

    #[test]
    fn bare_statements_keep_their_positions() {
        for (text, place) in [
            (
                r#"{"Effect": "allow", "Action": "a:B", "Resource": "*"}"#,
                "set.json:1:13:",
            ),
            (
                "\n  [{\"Effect\": \"Allow\",\n \"Action\": \"a\", \"Resource\": \"*\"}]",
                "set.json:3:13:",
            ),
            (
                r#"  {"Effect": "Allow", "Action": "a:B", "Resource": "*", "Principal": "*"}"#,
                "set.json:1:",
            ),
        ] {
            let message = refused(text);
            assert!(message.starts_with(place), "{message}");
        }
    }

    #[test]
    fn what_is_not_a_list_of_permissions_is_rejected_with_its_position() {
        for (text, says) in [
            ("", "an empty text"),
            ("{}", "set.json:1:1: found an empty object"),
            ("[]", "an empty array"),
            ("7", "number"),
            (r#"["ec2:RunInstances", 7]"#, "set.json:1:22:"),
            (
                r#"[{"Version": "2012-10-17", "Statement": []}]"#,
                "a policy document in an array",
            ),
            (r#"{"RoleName": "r", "Arn": "a"}"#, "`Arn`"),
            (
                r#"{"PolicyVersion": {"VersionId": "v1"}}"#,
                "without `Document`",
            ),
            ("ec2:RunInstances\nstop it", "set.json:2:1: found `stop`"),
            ("\"ec2:RunInstances, \"ec2:StopInstances\"", "set.json:1:1:"),
            (
                "Version: 2012-10-17",
                "set.json:1:1: found a document without `Statement`",
            ),
            (
                r#"{"Statement": {}} {"Statement": {}}"#,
                "a second JSON value",
            ),
        ] {
            let message = refused(text);
            assert!(message.contains(says), "{text}: {message}");
        }
    }

    #[test]
    fn a_version_that_is_not_in_force_is_read() {
        let text = r#"{"PolicyVersion": {"IsDefaultVersion": false, "VersionId": "v1", "Document":
            {"Statement": {"Effect": "Allow", "Action": "a:B", "Resource": "*"}}}}"#;
        let list = parse_permissions("set.json", text).unwrap();
        assert!(matches!(list, PermissionList::Statements(_)));
    }

    #[test]
    fn lists_may_be_in_yaml() {
        let text = "# what is needed\n- ec2:RunInstances\n- kms:Decrypt\n";
        match parse_permissions("set.yaml", text).unwrap() {
            PermissionList::Actions(actions) => {
                assert_eq!(actions[1].0, "kms:Decrypt");
                assert_eq!((actions[1].1.line, actions[1].1.column), (3, 3));
            }
            other => panic!("{other:?}"),
        }
        let text = "Version: '2012-10-17'\nStatement:\n  Effect: Allow\n  Action: [ec2:RunInstances]\n  Resource: '*'\n";
        let list = parse_permissions("set.yml", text).unwrap();
        assert!(matches!(list, PermissionList::Statements(_)));
        let error = parse_permissions("set.yaml", "- ec2:RunInstances\n- yes\n").unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("set.yaml:2:3: found the plain `yes`"),
            "{error}"
        );
    }
}
