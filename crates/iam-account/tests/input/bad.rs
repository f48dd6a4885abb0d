use crate::{POLICY, problem_of, read};

#[test]
fn text_that_is_not_json_is_one_problem_with_its_position() {
    for (content, expected) in [
        (&b""[..], "input.json:1:1: found an empty text"),
        (b" \n\n", "input.json:3:1: found an empty text"),
        (b"not json", "input.json:1:1: found `n"),
        (b"\x7fELF\x00\x01", "input.json:1:1: found "),
        (
            b"\xff\xfe{\0}\0",
            "input.json:1:1: found a document without `Statement`",
        ),
        (
            b"{\0\"\0",
            "input.json: found text in UTF-16 without a byte order mark, expected UTF-8 (PowerShell",
        ),
        (b"\xff\xfe\0\0{\0\0\0", "input.json: found text in UTF-32"),
        (b"\x1f\x8b\x08\x00", "input.json: found a compressed file"),
        (
            b"{\"arn\":\n \"\xc3\xa9\xff\"}",
            "input.json:2:4: found the byte 0xFF, expected JSON text in UTF-8",
        ),
        (
            b"{\"Statement\":\n \"\xc3\xa9\xff\"}",
            "input.json:2:4: found the byte 0xFF",
        ),
        (
            b"{\"Statement\": \"\xc3",
            "input.json:1:16: found the byte 0xC3",
        ),
        (
            b"[1, 2]",
            "input.json:1:1: found an array, expected a policy document",
        ),
        (
            b"[{\"Effect\": \"Allow\"}]",
            "input.json:1:2: found a statement with neither `Action` nor `NotAction`",
        ),
        (b"\"text\"", "input.json (a string, decoded):1:1: found `t"),
        (
            b"{\"a\": 1} {\"b\": 2}",
            "input.json:1:3: found the member `a`",
        ),
        (
            b"AWSTemplateFormatVersion: 2010-09-09\n",
            "input.json:1:1: found a template without roles, users and policies of IAM",
        ),
        (
            b"---\nResources:\n",
            "input.json:2:1: found a template without roles, users and policies of IAM",
        ),
        (
            b"resource \"aws_iam_role\" \"r\" {",
            "input.json: found Terraform configuration, expected what `terraform show -json` prints",
        ),
        (
            b"{\"Resources\": {}}",
            "input.json:1:1: found a template without roles, users and policies of IAM",
        ),
        (
            b"{\"version\": 4, \"terraform_version\": \"1.9\"}",
            "input.json:1:1: found a Terraform plan or state without roles, users and policies of IAM",
        ),
        (b"<html>", "input.json: found HTML or XML"),
    ] {
        let found = problem_of(content);
        assert!(
            found.starts_with(expected),
            "{found}\nrather than\n{expected}"
        );
    }
}

#[test]
fn garbage_of_many_megabytes_is_one_problem() {
    const LARGE: usize = 20_000_000;
    for (byte, expected) in [
        (b'x', "input.json:1:1: found `xxxx"),
        (
            b'{',
            "input.json:1:2: found an object, expected a member name",
        ),
        (b'[', "input.json:1:2: found an array, expected an object"),
        (0, "input.json:1:1: found `\\u{0}`"),
        (b' ', "input.json:1:20000001: found the end of the text"),
    ] {
        let found = problem_of(vec![byte; LARGE]);
        assert!(
            found.starts_with(expected),
            "{found}\nrather than\n{expected}"
        );
    }
    let statement = POLICY.repeat(LARGE / POLICY.len());
    let found = problem_of(format!(
        "{{\"Statement\": [{}]}}",
        statement.replace("}{", "},{")
    ));
    assert!(
        found.starts_with("input.json:1:1: found a text of 20"),
        "{found}"
    );
    assert!(
        found.contains("expected a policy document of at most 8388608 bytes"),
        "{found}"
    );
}

#[test]
fn deep_nesting_uses_no_stack() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for (text, expected) in [
        (
            deep.clone(),
            "input.json:1:1: found an array, expected a policy document",
        ),
        (
            format!("{{\"Statement\": {deep}}}"),
            "input.json:1:16: found an array",
        ),
        (
            format!("{{\"arn\": {deep}}}"),
            "input.json:1:521: found JSON that is nested too deep",
        ),
        (
            format!("{{\"RoleDetailList\": [{{\"RoleLastUsed\": {deep}}}]}}"),
            ": found JSON that is nested too deep",
        ),
        (
            format!("{{\"RoleDetailList\": [{{\"Tags\": {deep}}}]}}"),
            ": found an array, expected a tag: an object",
        ),
    ] {
        let found = problem_of(text);
        assert!(found.contains(expected), "{found}");
    }
}

/// Every truncation of an input and every damaged byte gives principals or problems, and
/// terminates.
#[test]
fn damage_is_never_ignored_silently() {
    let bundle =
        format!(r#"{{"arn": "arn:aws:iam::111122223333:role/é", "identity": [{POLICY}]}}"#);
    let page = format!(
        r#"{{"UserDetailList": [], "RoleDetailList": [{{"Arn": "arn:aws:iam::1:role/r", "RolePolicyList":
        [{{"PolicyName": "p\n", "PolicyDocument": {POLICY}}}]}}], "Policies": null}}"#
    );
    for text in [POLICY, &bundle, &page] {
        for cut in 0..text.len() {
            let (principals, problems) = read(&text.as_bytes()[..cut]);
            assert_eq!(
                (principals.len(), problems.len()),
                (0, 1),
                "{text} cut at {cut}"
            );
        }
        for at in 0..text.len() {
            for damage in [b'"', 0xFF] {
                let mut bytes = text.as_bytes().to_vec();
                bytes[at] = damage;
                let (principals, problems) = read(bytes);
                assert!(principals.len() + problems.len() > 0, "{text} at {at}");
            }
        }
    }
}
