//! Each problem has a code, which programs go by, and its place.

use crate::{Folder, POLICY, ROLE};
use iam_account::{Inputs, Problem, code, expand_paths, parse_levels, read_text};
use iam_eval::PolicyKind;

/// The first problem of a text.
fn problem(text: &[u8]) -> Problem {
    first(&read_text("a.json", text))
}

fn first(inputs: &Inputs) -> Problem {
    let problems = inputs.problems().into_iter();
    let own = inputs.principals().flat_map(|principal| match principal {
        Ok(principal) => principal.problems,
        Err(problem) => vec![problem],
    });
    problems.chain(own).next().unwrap()
}

fn code_and_place(problem: &Problem) -> (&'static str, String) {
    let what = problem.what();
    let place = what.position.map_or_else(String::new, |at| at.to_string());
    (what.code, place)
}

#[test]
fn every_problem_of_a_text_has_its_code_and_place() {
    let page = |role: &str| format!("{{\"RoleDetailList\": [{{{role}}}]}}");
    let mut wrong = Vec::new();
    let lists = r#""RolePolicyList": [], "AttachedManagedPolicies": []"#;
    for (text, code, place) in [
        ("", code::JSON, "1:1"),
        ("\n not", code::JSON, "2:2"),
        ("{\"arn\" 7}", code::JSON, "1:8"),
        ("{\"arn\": 7, }", code::JSON, "1:10"),
        ("{\"arn\": [}", code::JSON, "1:10"),
        ("{\"arn\": \"\\q\"}", code::JSON, "1:11"),
        ("{\"arn\": \"a\"} x", code::JSON, "1:14"),
        ("{\"arn\": 7}", code::WRONG_TYPE, "1:9"),
        ("{\"arn\": true}", code::WRONG_TYPE, "1:9"),
        ("{\"Statement\": 7}", "wrongType", "1:15"),
        (
            "{\"arn\": \"a\", \"arn\": \"b\"}",
            code::DUPLICATE_MEMBER,
            "1:21",
        ),
        (
            "{\"arn\": \"a\", \"identities\": []}",
            code::UNKNOWN_MEMBER,
            "1:28",
        ),
        ("{\"arn\": \"a\", \"scps\": []}", code::INPUT, "1:22"),
        ("{\"PolicyVersion\": {}}", code::MISSING_MEMBER, "1:19"),
        ("{\"Policy\": {}}", code::MISSING_POLICY, "1:12"),
        ("{\"Policy\": \"{}\"}", code::NOT_READ, "1:12"),
        ("{\"Resources\": {}}", code::INPUT, "1:1"),
        ("Version: 1", "version", "1:13"),
        (&page(""), code::MISSING_MEMBER, "1:21"),
        (&page("\"Arm\": \"a\""), code::MISSING_MEMBER, "1:21"),
        (
            &page("\"Arn\": \"a\", \"Arn\": \"b\""),
            code::DUPLICATE_MEMBER,
            "1:41",
        ),
        (
            &page(&format!("\"Arn\": \"{ROLE}\", \"Other\": 7, {lists}")),
            code::UNKNOWN_MEMBER,
            "1:78",
        ),
        (
            &page(&format!(
                "\"Arn\": \"{ROLE}\", \"PermissionsBoundary\": {{}}, {lists}"
            )),
            code::MISSING_MEMBER,
            "1:92",
        ),
        (
            &page(&format!(
                "\"Arn\": \"{ROLE}\", \"PermissionsBoundary\": {{\"PermissionsBoundaryArn\": \"b\"}}, {lists}"
            )),
            code::MISSING_POLICY,
            "1:21",
        ),
        (
            "{\"RoleDetailList\": [], \"RoleDetails\": []}",
            code::UNKNOWN_MEMBER,
            "1:39",
        ),
        (
            "{\"RoleDetailList\": [], \"IsTruncated\": true}",
            code::MISSING_PAGE,
            "1:39",
        ),
    ] {
        let problem = problem(text.as_bytes());
        let (found, at) = code_and_place(&problem);
        if (found, at.as_str()) != (code, place) {
            wrong.push(format!("{text}: {code} {place}, found {found} {problem}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    for (bytes, place) in [
        (&b"\x1f\x8b"[..], ""),
        (b"{\"arn\": \"\xff\"}", "1:10"),
        (b"%7b%ff", ""),
    ] {
        let problem = problem(bytes);
        let (found, at) = code_and_place(&problem);
        assert_eq!((found, at.as_str()), (code::ENCODING, place), "{problem}");
    }
}

#[test]
fn what_is_too_large_has_a_code() {
    let deep = "{\"arn\": ".to_owned() + &"[".repeat(600);
    let members: String = (0..65).map(|count| format!("\"m{count}\": 1,")).collect();
    let names = "n".repeat(70_000);
    for text in [
        deep,
        format!("{{\"RoleDetailList\": [{{\"Tags\": [{{{members}}}]}}]}}"),
        format!("{{\"RoleDetailList\": [{{\"Arn\": \"{names}\"}}]}}"),
        format!("{{\"Statement\": \"{}\"}}", "x".repeat(9_000_000)),
    ] {
        let problem = problem(text.as_bytes());
        let (found, at) = code_and_place(&problem);
        assert_eq!(found, code::TOO_LARGE, "{problem}");
        assert!(!at.is_empty(), "{problem}");
    }
}

#[test]
fn dumps_that_contradict_each_other_have_a_code() {
    let role = format!(
        "{{\"RoleDetailList\": [{{\"Arn\": \"{ROLE}\", \"RolePolicyList\": [], \"AttachedManagedPolicies\": []}}]}}"
    );
    let mut inputs = Inputs::default();
    inputs.add_text("a.json", role.as_str());
    inputs.add_text("b.json", role);
    let found = code_and_place(&first(&inputs));
    assert_eq!(found, (code::CONTRADICTION, "1:21".to_owned()));
    let bundle = format!("{{\"arn\": \"{ROLE}\", \"permissionsBoundary\": {POLICY}}}");
    let mut one = read_text("a.json", bundle.as_str()).principal(0).unwrap();
    let twice = one.merge(read_text("b.json", bundle).principal(0).unwrap());
    assert_eq!(twice.unwrap_err().what().code, code::CONTRADICTION);
}

#[test]
fn files_that_cannot_be_read_have_a_code() {
    let folder = Folder::new();
    folder.file("notes.txt", "");
    for path in [folder.path(""), folder.path("*.json")] {
        let problem = expand_paths(&path).unwrap_err();
        assert_eq!(problem.what().code, code::UNREADABLE, "{problem}");
    }
    let problem = iam_account::read(&folder.path("none.json")).unwrap_err();
    assert_eq!(problem.what().code, code::UNREADABLE, "{problem}");
}

#[test]
fn levels_have_the_same_codes() {
    for (text, code, place) in [
        ("{\"levels\": [], \"x\": 1}", code::UNKNOWN_MEMBER, "1:1"),
        ("{\"Policies\": []}", code::MISSING_POLICY, "1:1"),
        ("{\"Policy\": {}}", code::MISSING_MEMBER, "1:12"),
        ("<html>", code::NOT_READ, ""),
    ] {
        let problem = parse_levels(PolicyKind::ServiceControl, "a.json", text).unwrap_err();
        let (found, at) = code_and_place(&problem);
        assert_eq!((found, at.as_str()), (code, place), "{text}: {problem}");
    }
}
