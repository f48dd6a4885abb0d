//! Texts that aren't JSON and that the AWS CLI prints: other output formats, and errors.

use super::EXPECTED;
use crate::denied_request::is_denial;
use crate::next_step::NextStep;
use crate::problem::{Problem, quoted};
use iam_eval::Position;

/// What a text is that isn't JSON, and what to do; `None` where it isn't recognised.
pub(crate) fn problem(name: &str, text: &str, start: Position) -> Option<Problem> {
    let trimmed = text.trim_start();
    let at = start.advanced(text, text.len() - trimmed.len());
    let problem =
        |found: String, expected: String| Some(Problem::new(name, found, expected).at(at));
    if let Some(format) = other_format(trimmed) {
        let found = format!("the {format} output of the AWS CLI");
        return problem(found, "JSON: `--output json`".to_owned());
    }
    let first = trimmed.lines().next().unwrap_or_default();
    if let Some((code, operation)) = cli_error(trimmed) {
        // The files that are read here come of such calls: this one failed.
        let lists = ["Get", "List", "Describe"];
        let is_of_list = lists.iter().any(|verb| operation.starts_with(verb));
        if is_denial(code) && !is_of_list {
            let found = format!("an error of the AWS CLI, {}", quoted(code));
            return Some(
                Problem::new(name, found, "")
                    .at(at)
                    .solved_by(NextStep::ExplainDenial),
            );
        }
        let found = format!(
            "an error of the AWS CLI, {}, of the operation {}",
            quoted(code),
            quoted(operation)
        );
        let who = match is_denial(code) {
            true => format!(
                ", by someone who may call {}: the AWS managed policy SecurityAudit is enough to read IAM",
                quoted(operation)
            ),
            false => String::new(),
        };
        return problem(found, format!("the output of a call that succeeds{who}"));
    }
    if first.contains("is not authorized to perform: ")
        || first.contains("authorization failure message: ")
    {
        let found = "the message of a denied request";
        return Some(
            Problem::new(name, found, "")
                .at(at)
                .solved_by(NextStep::ExplainDenial),
        );
    }
    let messages = [
        "Unable to locate credentials",
        "usage: aws ",
        "aws: error: ",
        "aws: [ERROR]",
    ];
    if messages.iter().any(|message| trimmed.starts_with(message)) {
        return problem(
            format!("a message of the AWS CLI, {}", quoted(first)),
            EXPECTED.to_owned(),
        );
    }
    None
}

/// The format other than JSON in which the AWS CLI printed a text. In its text format, a line of an
/// object begins with the name of the list, in capitals, and a tab (AWS CLI User Guide, "Setting
/// the output format").
fn other_format(text: &str) -> Option<&'static str> {
    let mut lines = text.lines();
    let first = lines.next()?;
    if let Some((name, _)) = first.split_once('\t')
        && name.len() > 1
        && name.bytes().all(|byte| byte.is_ascii_uppercase())
    {
        return Some("text");
    }
    let is_rule =
        |line: &str| line.len() > 2 && line.bytes().all(|byte| matches!(byte, b'-' | b'+'));
    let second = lines.next()?;
    let is_table = is_rule(first.trim_end()) && second.starts_with('|');
    is_table.then_some("table")
}

/// The code and the operation in `An error occurred (AccessDenied) when calling the GetRole
/// operation: …`.
fn cli_error(text: &str) -> Option<(&str, &str)> {
    // A shell or version 2 of the AWS CLI may have put something before it.
    const LONGEST_START: usize = 200;
    let (before, after) = text.split_once("An error occurred (")?;
    if before.len() > LONGEST_START || text.starts_with(['{', '[', '"']) {
        return None;
    }
    let (code, after) = after.split_once(')')?;
    let operation = after.strip_prefix(" when calling the ")?;
    let operation = operation.split_once(" operation")?.0;
    let is_name = |name: &str| !name.is_empty() && name.len() < 100;
    (is_name(code) && is_name(operation)).then_some((code, operation))
}

#[cfg(test)]
mod tests {
    use super::problem;
    use iam_eval::Position;

    fn said(text: &str) -> String {
        problem("f", text, Position::START).map_or_else(String::new, |problem| problem.to_string())
    }

    #[test]
    fn formats_and_errors_of_the_aws_cli_are_recognised() {
        for (text, expected) in [
            (
                "ROLEDETAILLIST\tarn:aws:iam::111122223333:role/r\t/\tr\n",
                "f:1:1: found the text output of the AWS CLI, expected JSON: `--output json`",
            ),
            (
                "-----\n|  GetRole |\n",
                "f:1:1: found the table output of the AWS CLI",
            ),
            (
                "\nAn error occurred (AccessDenied) when calling the GetRole operation: User: x",
                "f:2:1: found an error of the AWS CLI, `AccessDenied`, of the operation `GetRole`, expected the \
                 output of a call that succeeds, by someone who may call `GetRole`",
            ),
            (
                "aws: [ERROR]: An error occurred (NoSuchEntity) when calling the GetRole operation: x",
                "f:1:1: found an error of the AWS CLI, `NoSuchEntity`, of the operation `GetRole`, expected the \
                 output of a call that succeeds",
            ),
            (
                "An error occurred (UnauthorizedOperation) when calling the RunInstances operation: You are not",
                "f:1:1: found an error of the AWS CLI, `UnauthorizedOperation`, expected a policy: what was denied",
            ),
            (
                "User: arn:aws:sts::1:assumed-role/r/s is not authorized to perform: ec2:RunInstances on resource: *",
                "f:1:1: found the message of a denied request, expected a policy: what was denied",
            ),
            (
                "Unable to locate credentials. You can configure",
                "f:1:1: found a message of the AWS CLI, `Unable to locate credentials.",
            ),
        ] {
            assert!(
                said(text).starts_with(expected),
                "{}\nrather than\n{expected}",
                said(text)
            );
        }
        for text in [
            "",
            "---\nStatement: []",
            "ROLE",
            "Role\tx",
            "A\tb",
            "-----\n",
            "{\"a\": \"An error occurred (x)\"}",
        ] {
            assert_eq!(said(text), "", "{text}");
        }
    }
}
