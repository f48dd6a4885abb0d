//! What is wrong with a text that is no scenario: each mistake with its code and its place.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that can't go on must fail"
)]

use iam_eval::Problem;
use iam_scenario::{Scenario, ScenarioError, ScenarioLabel};

const SCENARIO: &str = r#"{"id": "é", "request": {"principal": "arn:aws:iam::111122223333:user/e", "action": "s3:GetObject", "resource": "*", "context": {"a": "b"}}, "policies": {"identity": []}, "expect": {"decision": "allowed"}}"#;

fn problem(text: &str) -> Problem {
    match Scenario::parse_labelled(text).1 {
        Err(ScenarioError::Format(problem)) => problem,
        other => panic!("{text}: {other:?}"),
    }
}

/// A scenario in which `from` is replaced, and its problem.
fn edited(from: &str, to: &str) -> (String, Problem) {
    assert_eq!(SCENARIO.matches(from).count(), 1, "{from}");
    let text = SCENARIO.replace(from, to);
    let problem = problem(&text);
    (text, problem)
}

#[test]
fn the_scenario_itself_is_one() {
    assert!(Scenario::parse_labelled(SCENARIO).1.is_ok());
}

#[test]
fn each_mistake_has_the_code_and_its_place() {
    let mut wrong = Vec::new();
    // What is replaced by what, the last character that was read, and the words.
    for (from, to, until, said) in [
        (
            r#""é", "#,
            r#"7, "#,
            "7",
            "found integer `7` as `id`, expected a string",
        ),
        (
            r#""allowed""#,
            r#""allow""#,
            r#""allow""#,
            "found unknown variant `allow` as `expect`, expected one of `allowed`, `implicitDeny`, `explicitDeny`",
        ),
        (
            r#""b""#,
            "{}",
            r#""context": {"a": {}}"#,
            "found {}, expected a string, a number, a boolean, or an array of these as a condition key's value",
        ),
        (
            r#""b""#,
            r#""\ud800""#,
            r#""context": {"a": "\ud800"}"#,
            r#"found "\ud800" (unexpected end of hex escape), expected a string that can be decoded"#,
        ),
        (
            r#""b""#,
            r#""b", "A": "c""#,
            r#""A": "c"}"#,
            "found the condition key `a` a second time, expected each key once",
        ),
        (
            "[]",
            "[",
            r#"{"identity": [}"#,
            "found malformed JSON (expected value), expected a scenario: one JSON object",
        ),
        (
            "[]",
            "7",
            r#""identity": 7"#,
            "found integer `7`, expected a sequence",
        ),
        (
            "[]",
            r#"["\ud800"]"#,
            r#""identity": ["\ud800""#,
            "found malformed JSON (unexpected end of hex escape) as `identity[0]`, expected a scenario: one JSON object",
        ),
        (
            r#""policies""#,
            r#""rules""#,
            r#""expect": {"decision": "allowed"}}"#,
            "found no `policies`, expected its `policies`",
        ),
        (
            r#""identity""#,
            r#""scps": [], "scps""#,
            r#""scps": [], "scps""#,
            "found the member `scps` a second time, expected each member once",
        ),
    ] {
        let (text, problem) = edited(from, to);
        let position = problem.position.unwrap();
        let end = text.find(until).unwrap() + until.len();
        let column = text[..end].chars().count();
        let expected = format!("scenario:1:{column}: {said}");
        if (problem.code, problem.to_string()) != ("format", expected.clone()) || position.line != 1
        {
            wrong.push([problem.to_string(), expected]);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_serde_does_not_read_has_the_code_and_no_place() {
    for (from, to, said) in [
        (
            r#""resource": "*""#,
            r#""resource": "*", "resourceAccount": "1""#,
            "scenario: found the account `1`, expected 12 digits",
        ),
        (
            r#""expect""#,
            r#""policyNames": {"identity[7]": "x"}, "expect""#,
            "scenario: found `identity[7]` in `policyNames`, expected places that are in `policies`",
        ),
    ] {
        let (_, problem) = edited(from, to);
        assert_eq!((problem.code, problem.position), ("format", None));
        assert_eq!(problem.to_string(), said);
    }
}

#[test]
fn lines_are_counted_and_the_end_has_a_place() {
    assert_eq!(
        problem("{\n \"id\": \"é\",\n x}").to_string(),
        "scenario:3:2: found malformed JSON (key must be a string), expected a scenario: one JSON object"
    );
    assert_eq!(
        problem("").to_string(),
        "scenario:1:1: found malformed JSON (EOF while parsing a value), expected a scenario: one JSON object"
    );
    let Err(ScenarioError::Format(label)) = ScenarioLabel::parse("{\"id\": 7}") else {
        panic!("a number is no name");
    };
    assert_eq!(label.position.map(|at| at.column), Some(8));
}

#[test]
fn as_json_an_error_has_its_code_and_place() {
    let json = |text: &str| serde_json::to_value(Scenario::parse(text).unwrap_err()).unwrap();
    let format = json("[]");
    assert_eq!(
        (&format["code"], &format["line"], &format["column"]),
        (&"format".into(), &1.into(), &1.into())
    );
    assert_eq!(format["found"], "sequence");
    assert_eq!(format["expected"], "an object");
    let policy = json(&SCENARIO.replace("[]", "[{\"Statement\": 7}]"));
    assert_eq!(
        (&policy["code"], &policy["source"], &policy["column"]),
        (&"wrongType".into(), &"identity[0]".into(), &15.into())
    );
    let request = json(&SCENARIO.replace("s3:GetObject", "GetObject"));
    assert_eq!(request["code"], "request");
}
