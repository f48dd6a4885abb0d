//! `iam-eval who-can` and `iam-eval can`: forms, exit statuses, what-if, and names.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::{file, iam_eval};
use serde_json::{Value, json};

const DUMP: &str = "tests/data/account.json";

/// A role bundle.
fn role(name: &str, policy: &Value) -> String {
    let arn = format!("arn:aws:iam::111122223333:role/{name}");
    json!({"arn": arn, "identity": [{"Version": "2012-10-17", "Statement": policy}]}).to_string()
}

fn allow(action: &str, resource: &str) -> Value {
    json!({"Effect": "Allow", "Action": action, "Resource": resource})
}

fn status(args: &[&str]) -> i32 {
    iam_eval(args, "").0
}

#[test]
fn the_exit_status_is_the_answer() {
    for (question, code) in [
        ("who-can s3:GetObject", 0),
        ("who-can s3:GetObject --chain 0", 0),
        ("who-can iam:CreateUser --region eu-west-1", 0),
        (
            "who-can sqs:SendMessage arn:aws:sqs:eu-west-1:444455556666:jobs",
            1,
        ),
        ("who-can s3:*", 2),
        ("who-can s3:GetObject s3", 2),
        ("who-can s3:GetObject --without identity", 2),
        (
            "who-can s3:GetObject --resource-policy tests/data/deploy.json",
            2,
        ),
        (
            "who-can s3:GetObject --add-policy tests/data/deploy.json",
            2,
        ),
        (
            "who-can s3:GetObject --replace nothing=tests/data/deploy.json",
            2,
        ),
        ("who-can s3:GetObject --context aws:SuorceIp=203.0.113.7", 2),
        ("can bob", 0),
        ("can bob s3:GetObject", 0),
        ("can bob s3:PutObject", 1),
        ("can bob s3:GetObject arn:aws:s3:::reports/a", 0),
        ("can bob s3:GetObject arn:aws:s3:::reports/salaries/a", 1),
        (
            "can ann sts:AssumeRole arn:aws:iam::111122223333:role/deploy",
            4,
        ),
        ("can role", 2),
        ("can nobody", 2),
        ("can bob --service s4", 2),
    ] {
        let words: Vec<&str> = question.split(' ').collect();
        let options = words.iter().position(|word| word.starts_with("--"));
        let (words, options) = words.split_at(options.unwrap_or(words.len()));
        let call = [words, &[DUMP], options].concat();
        let (got, out, err) = iam_eval(&call, "");
        assert_eq!(got, code, "{question}: {out}{err}");
    }
    assert_eq!(status(&["who-can", "s3:GetObject"]), 2);
    assert_eq!(status(&["who-can", "s3:GetObject", "no-such-file.json"]), 2);
    let (_folder, empty) = file(
        "empty.json",
        r#"{"UserDetailList": [], "RoleDetailList": []}"#,
    );
    assert_eq!(status(&["who-can", "s3:GetObject", &empty]), 3);
    assert_eq!(status(&["can", "bob", &empty]), 3);
    let mut mfa = allow("s3:GetObject", "*");
    mfa["Condition"] = json!({"Bool": {"aws:MultiFactorAuthPresent": "true"}});
    let (_folder, open) = file("open.json", role("r", &mfa));
    assert_eq!(status(&["who-can", "s3:GetObject", &open]), 4);
    let with = ["--context", "aws:MultiFactorAuthPresent=true"];
    assert_eq!(
        status(&[&["who-can", "s3:GetObject", &open], &with[..]].concat()),
        0
    );
    let without = ["--absent", "aws:MultiFactorAuthPresent"];
    assert_eq!(
        status(&[&["who-can", "s3:GetObject", &open], &without[..]].concat()),
        1
    );
}

/// Who has problems isn't asked about, and the answer about the rest isn't taken for the whole.
#[test]
fn what_cannot_be_read_is_no_answer() {
    let broken = json!({"arn": "arn:aws:iam::111122223333:role/b", "identity": [{"Statement": 1}]});
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.json"), role("a", &allow("s3:*", "*"))).unwrap();
    std::fs::write(folder.path().join("b.json"), broken.to_string()).unwrap();
    let path = folder.path().to_str().unwrap();
    let (code, out, err) = iam_eval(&["who-can", "s3:GetObject", path], "");
    assert_eq!(code, 2, "{err}");
    assert!(
        out.contains("role/a") && err.contains("b.json"),
        "{out}{err}"
    );
}

/// An ARN that names no account is one of the principals' own account: with several accounts, that
/// must be said.
#[test]
fn the_owner_of_a_bucket_is_not_guessed() {
    let folder = tempfile::tempdir().unwrap();
    let own = role("a", &allow("s3:*", "*"));
    std::fs::write(folder.path().join("a.json"), &own).unwrap();
    let other = own.replace("111122223333", "444455556666");
    std::fs::write(folder.path().join("b.json"), other).unwrap();
    let path = folder.path().to_str().unwrap();
    let call = ["who-can", "s3:GetObject", "arn:aws:s3:::b/k", path];
    let (code, _, err) = iam_eval(&call, "");
    assert_eq!(code, 2);
    assert!(err.contains("`--resource-account ACCOUNT`"), "{err}");
    let owned = [&call[..], &["--resource-account", "444455556666"]].concat();
    let (code, out, _) = iam_eval(&owned, "");
    assert_eq!(code, 0);
    assert!(out.contains("1 of 2 principals may"), "{out}");
}

#[test]
fn what_if() {
    let (_folder, send) = file(
        "send.json",
        json!({"Version": "2012-10-17", "Statement": allow("sqs:*", "*")}).to_string(),
    );
    let can = |more: &[&str]| status(&[&["can", "resize", "sqs:SendMessage", DUMP], more].concat());
    assert_eq!(can(&[]), 1);
    assert_eq!(can(&["--add-policy", &send]), 0);
    assert_eq!(can(&["--add-policy", &format!("bob={send}")]), 1);
    assert_eq!(can(&["--replace", &format!("resize/images={send}")]), 0);
    assert_eq!(can(&["--replace", &format!("everything={send}")]), 1);
    let ci = |more: &[&str]| status(&[&["can", "ci", "sqs:SendMessage", DUMP], more].concat());
    assert_eq!(ci(&[]), 1);
    assert_eq!(ci(&["--without", "permissionsBoundary"]), 0);
    assert_eq!(ci(&["--replace", &format!("storage={send}")]), 0);
    let trust = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": {"AWS": "arn:aws:iam::111122223333:user/bob"}}});
    let (_folder, trust) = file("trust.json", trust.to_string());
    let who = ["who-can", "iam:CreateUser", DUMP];
    let (_, out, _) = iam_eval(&who, "");
    assert!(!out.contains("user/bob"), "{out}");
    let replaced = format!("admin/trust={trust}");
    let (_, out, _) = iam_eval(&[&who[..], &["--replace", &replaced]].concat(), "");
    assert!(
        out.contains("user/bob") && !out.contains("user/ann"),
        "{out}"
    );
}

/// The answer for programs has what the answer for people has.
#[test]
fn forms_of_an_answer() {
    let call = ["who-can", "iam:CreateUser", DUMP, "--format"];
    let form = |form: &str| iam_eval(&[&call[..], &[form]].concat(), "").1;
    let answer: Value = serde_json::from_str(&form("json")).unwrap();
    let principals = answer["principals"].as_array().unwrap();
    let names: Vec<&str> = principals
        .iter()
        .map(|found| found["principal"].as_str().unwrap())
        .collect();
    let expected = ["role/admin", "role/deploy", "user/ann"];
    let expected = expected.map(|name| format!("arn:aws:iam::111122223333:{name}"));
    assert_eq!(names, expected);
    let steps = &principals[2]["chain"]["steps"];
    assert_eq!(
        steps[0]["by"]["keys"],
        json!(["aws:MultiFactorAuthPresent"])
    );
    let csv = form("csv");
    assert_eq!(csv.lines().count(), 4, "{csv}");
    assert!(csv.starts_with("principal,kind,action,resource,extent,assumes,why,when,keys\r\n"));
    let page = form("html");
    assert!(
        page.starts_with("<!DOCTYPE html>") && page.contains("by assuming"),
        "{page}"
    );
    let (_, listed, _) = iam_eval(
        &[
            "can",
            "resize",
            DUMP,
            "--service",
            "logs",
            "--format",
            "csv",
        ],
        "",
    );
    assert_eq!(
        listed
            .lines()
            .nth(1)
            .unwrap()
            .split(',')
            .take(4)
            .collect::<Vec<_>>(),
        ["logs", "logs:PutLogEvents", "Write", "all"]
    );
    let (_, counted, _) = iam_eval(&["can", "resize", DUMP, "--format", "csv"], "");
    assert!(counted.contains("\r\nlogs,Write,1,0,0,"), "{counted}");
}

/// A list of needed actions is asked as the checker asks it, of one principal or of all.
#[test]
fn a_set_of_needed_actions() {
    let needed = json!(["s3:GetObject", "logs:PutLogEvents"]);
    let (_folder, set) = file("needed.json", needed.to_string());
    assert_eq!(status(&["can", "resize", "--set", &set, DUMP]), 0);
    assert_eq!(status(&["can", "bob", "--set", &set, DUMP]), 1);
    assert_eq!(status(&["can", "r", "--set", &set, DUMP]), 2);
    let (code, out, _) = iam_eval(&["who-can", "--set", &set, DUMP, "--format", "json"], "");
    assert_eq!(code, 0);
    let report: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(report["principals"].as_array().unwrap().len(), 7);
}

/// A list of actions is asked about any session, too: somebody may pass tags to it.
#[test]
fn a_set_is_asked_about_sessions_with_tags() {
    let asked = |actions: &[&str]| {
        let mut tagged = allow("s3:GetObject", "*");
        tagged["Condition"] = json!({"StringEquals": {"aws:PrincipalTag/team": "x"}});
        let identity = json!([{"PolicyName": "p", "PolicyDocument": {"Statement": tagged}}]);
        let trust = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": actions,
            "Principal": {"Service": "pods.eks.amazonaws.com"}}});
        let dump = json!({"RoleDetailList": [{"RoleName": "r", "Tags": [], "RolePolicyList": identity,
            "Arn": "arn:aws:iam::111122223333:role/r", "AssumeRolePolicyDocument": trust}]});
        let (_folder, dump) = file("dump.json", dump.to_string());
        let (_folder, set) = file("set.json", json!(["s3:GetObject"]).to_string());
        ["can", "who-can"].map(|command| match command {
            "can" => status(&["can", "r", "--set", &set, &dump]),
            _ => status(&["who-can", "--set", &set, &dump]),
        })
    };
    assert_eq!(asked(&["sts:AssumeRole", "sts:TagSession"]), [4, 4]);
    assert_eq!(asked(&["sts:AssumeRole"]), [1, 1]);
}
