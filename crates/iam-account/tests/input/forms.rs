//! Forms in which files reach people: parts of a dump, PowerShell's encodings and lists, statements
//! alone.

use crate::{
    Folder, POLICY, ROLE, TRUST, json_string, position_of, problem_of, read, read_one, url_encoded,
};
use iam_account::Inputs;

fn role(name: &str, more: &str) -> String {
    format!(
        r#"{{"Path": "/", "RoleName": "{name}", "RoleId": "AROA{name}", "Arn": "arn:aws:iam::111122223333:role/{name}",
            "AssumeRolePolicyDocument": {TRUST}, "RolePolicyList": [{{"PolicyName": "p", "PolicyDocument": {POLICY}}}]{more}}}"#
    )
}

const NONE_ATTACHED: &str = r#", "AttachedManagedPolicies": []"#;
const ATTACHED: &str = r#", "AttachedManagedPolicies": [{"PolicyName": "m", "PolicyArn": "arn:aws:iam::111122223333:policy/m"}]"#;

fn managed() -> String {
    format!(
        r#"{{"PolicyName": "m", "Arn": "arn:aws:iam::111122223333:policy/m", "DefaultVersionId": "v1", "PolicyVersionList":
            [{{"VersionId": "v1", "IsDefaultVersion": true, "Document": {POLICY}}}]}}"#
    )
}

#[test]
fn roles_of_a_dump_may_be_alone_in_an_array_and_in_lines() {
    let (a, b) = (role("a", NONE_ATTACHED), role("b", NONE_ATTACHED));
    let alone = read_one(&a);
    assert_eq!(
        alone.arn.as_deref(),
        Some("arn:aws:iam::111122223333:role/a")
    );
    assert_eq!(alone.unique_id.as_deref(), Some("AROAa"));
    assert!(alone.trust.is_some() && alone.identity_is_known);
    assert_eq!((alone.identity.len(), alone.documents), (1, 2));
    for text in [format!("[{a}, {b}]"), format!("{a}\n{b}\n")] {
        let (principals, problems) = read(text);
        assert_eq!(problems, Vec::<String>::new());
        let names: Vec<_> = principals
            .iter()
            .filter_map(|role| role.name.as_deref())
            .collect();
        assert_eq!(names, ["a", "b"]);
    }
    let user = r#"{"UserName": "u", "Arn": "arn:aws:iam::111122223333:user/u", "UserPolicyList": [], "GroupList": ["g"],
        "AttachedManagedPolicies": []}"#;
    let group = format!(
        r#"{{"GroupName": "g", "Arn": "arn:aws:iam::111122223333:group/g", "AttachedManagedPolicies": [],
            "GroupPolicyList": [{{"PolicyName": "p", "PolicyDocument": {POLICY}}}]}}"#
    );
    assert_eq!(read_one(format!("{user}\n{group}")).identity.len(), 1);
    assert_eq!(
        read_one(user).problems[0].to_string(),
        "input.json:1:1: found the group `g` of `arn:aws:iam::111122223333:user/u` nowhere in the input, expected its \
         details, too: give the whole output of `aws iam get-account-authorization-details`"
    );
}

/// Cut down, a role may have been granted or denied anything by what is left out.
#[test]
fn a_managed_policy_that_was_left_behind_is_a_problem_and_no_empty_policy() {
    let alone = read_one(role("a", ATTACHED));
    assert_eq!(
        alone.problems[0].to_string(),
        "input.json:1:1: found the policy `arn:aws:iam::111122223333:policy/m` of `arn:aws:iam::111122223333:role/a` \
         nowhere in the input, expected its document, too: give the whole output of \
         `aws iam get-account-authorization-details`"
    );
    for text in [
        format!("{}\n{}", role("a", ATTACHED), managed()),
        format!("{}\n{}", managed(), role("a", ATTACHED)),
        format!("[{}, {}]", role("a", ATTACHED), managed()),
    ] {
        let role = read_one(text);
        assert_eq!((role.problems.len(), role.identity.len()), (0, 2));
    }
    let mut inputs = Inputs::default();
    inputs.add_text("role.json", role("a", ATTACHED));
    inputs.add_text("dump.json", format!(r#"{{"Policies": [{}]}}"#, managed()));
    assert_eq!(inputs.principal(0).unwrap().problems, []);
    let cut = role("a", "");
    let unknown = &read_one(cut).unknown_policies;
    assert!(
        unknown[0].ends_with("has no `AttachedManagedPolicies`"),
        "{unknown:?}"
    );
    let said = problem_of(r#"{"Arn": "a", "AttachedManagedPolicies": []}"#);
    assert!(
        said.contains("don't say whether they are a user's"),
        "{said}"
    );
}

#[test]
fn positions_in_details_are_those_of_the_file() {
    let text = format!(
        "{}\n  {}\n",
        role("a", NONE_ATTACHED),
        role("b", NONE_ATTACHED).replace("\"Allow\"", "\"allow\"")
    );
    let (principals, problems) = read(&text);
    assert_eq!((principals.len(), problems.len()), (2, 0));
    let place = position_of(&text, "allow");
    let said = principals[1].problems[0].to_string();
    assert!(
        said.starts_with(&format!("input.json:{place}: found the effect `allow`")),
        "{said}"
    );
    assert_eq!(principals[1].at.map(|at| at.column), Some(3));
}

/// A large file is read again in parts, from the disk.
#[test]
fn details_of_a_large_file_are_found_again() {
    let lines: Vec<String> = (0..3_000)
        .map(|index| role(&format!("r{index}"), ATTACHED))
        .collect();
    let text = format!("{}\n{}\n", lines.join("\n"), managed());
    assert!(text.len() > 1_100_000);
    let folder = Folder::new();
    let mut inputs = Inputs::default();
    inputs.add_path(&folder.file("roles.jsonl", &text));
    assert_eq!((inputs.len(), inputs.problems().len()), (3_000, 0));
    let last = inputs.principal(2_999).unwrap();
    assert_eq!(
        (last.name.as_deref(), last.identity.len()),
        (Some("r2999"), 2)
    );
    assert_eq!(last.problems, []);
}

#[test]
fn utf_16_with_a_byte_order_mark_is_read() {
    let little = |text: &str| {
        let units = format!("\u{FEFF}{text}");
        units
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<u8>>()
    };
    let big = |text: &str| {
        let units = format!("\u{FEFF}{text}");
        units
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect::<Vec<u8>>()
    };
    let text = format!("{{\"arn\": \"{ROLE}\",\r\n  \"identity\": [{POLICY}]}}\r\n");
    for bytes in [little(&text), big(&text)] {
        let principal = read_one(bytes);
        assert_eq!(principal.arn.as_deref(), Some(ROLE));
        let statement = principal.identity[0].document().statement(0).unwrap();
        assert_eq!(
            statement.position().to_string(),
            position_of(&text, "{\"Effect\"")
        );
    }
    // Also where it is too large for memory.
    let page = format!(
        r#"{{"RoleDetailList": [{}]}}"#,
        vec![role("é", NONE_ATTACHED); 3_000].join(",\r\n")
    );
    let folder = Folder::new();
    let mut inputs = Inputs::default();
    inputs.add_path(&folder.file("dump.json", little(&page)));
    assert_eq!((inputs.len(), inputs.problems().len()), (3_000, 0));
    assert_eq!(inputs.part(2_999).unwrap().identity.len(), 1);
    // Half a character is no character.
    let mut cut = little(POLICY);
    cut.extend([0x00, 0xD8]);
    assert_eq!(
        problem_of(&cut),
        format!(
            "input.json: found text in UTF-16 with half a character at byte {}, expected a readable file",
            cut.len() - 2
        )
    );
}

#[test]
fn one_element_where_a_list_should_be_is_a_list_of_one() {
    let inline = format!(r#"{{"PolicyName": "p", "PolicyDocument": {POLICY}}}"#);
    let attached = r#"{"PolicyName": "m", "PolicyArn": "arn:aws:iam::111122223333:policy/m"}"#;
    let role = format!(
        r#"{{"RoleName": "r", "Arn": "{ROLE}", "RolePolicyList": {inline}, "AttachedManagedPolicies": {attached},
            "Tags": {{"Key": "a", "Value": "b"}}, "InstanceProfileList": {{"InstanceProfileName": "i"}}}}"#
    );
    let policies = format!(
        r#"{{"Arn": "arn:aws:iam::111122223333:policy/m", "DefaultVersionId": "v1", "PolicyVersionList":
            {{"VersionId": "v1", "IsDefaultVersion": true, "Document": {POLICY}}}}}"#
    );
    let page = format!(
        r#"{{"RoleDetailList": {role}, "Policies": {policies}, "LoggedAt": "x", "HttpStatusCode": 200}}"#
    );
    let role = read_one(&page);
    assert_eq!(role.problems, [], "{page}");
    assert_eq!(role.identity.len(), 2);
    assert_eq!(role.tags, Some(vec![("a".to_owned(), "b".to_owned())]));
    assert_eq!(role.instance_profiles, Some(vec!["i".to_owned()]));
    assert_eq!(
        role.notes,
        [
            "RolePolicyList",
            "AttachedManagedPolicies",
            "RoleDetailList"
        ]
        .map(|list| format!("`{list}` is not an array: taken as a list of one"))
    );
    let bundle = read_one(format!(r#"{{"arn": "{ROLE}", "identity": {POLICY}}}"#));
    assert_eq!(bundle.identity.len(), 1);
    assert_eq!(
        bundle.notes,
        ["`identity` is not an array: taken as a list of one"]
    );
    // No list of one: what PowerShell writes for no value.
    let empty = format!(r#"{{"RoleDetailList": {{"Arn": "{ROLE}", "RolePolicyList": {{}}}}}}"#);
    let said = read_one(&empty).problems[0].to_string();
    assert!(said.contains("without a document"), "{said}");
}

#[test]
fn what_convert_to_json_cut_off_is_named() {
    let cut = "expected all of it: `ConvertTo-Json -Depth 10`";
    for (text, place) in [
        (
            format!(r#"{{"RoleDetailList": [{{"Arn": "{ROLE}", "RolePolicyList": ["Amazon.IdentityManagement.Model.PolicyDetail"]}}]}}"#),
            "\"Amazon",
        ),
        (r#"{"RoleDetailList": "System.Object[]"}"#.to_owned(), "\"System"),
        (r#"{"Version": "2012-10-17", "Statement": "System.Object[]"}"#.to_owned(), "\"System"),
        (r#"{"Version": "2012-10-17", "Statement": ["@{Effect=Allow; Action=System.Object[]}"]}"#.to_owned(), "\"@"),
        (r#"{"RoleName": "r", "PolicyDocument": "@{Version=2012-10-17; Statement=System.Object[]}"}"#.to_owned(), "\"@"),
    ] {
        let said = problem_of(&text);
        let place = position_of(&text, place);
        assert!(said.starts_with(&format!("input.json:{place}: found `")), "{said}");
        assert!(said.contains(cut), "{said}");
    }
}

#[test]
fn statements_may_be_alone() {
    let statement = r#"{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}"#;
    for text in [
        statement.to_owned(),
        format!("\u{FEFF}\n\n  {statement}\n"),
        format!("[{statement}, {statement}]"),
        format!("[\n {statement},\n  {statement}\n]\n"),
    ] {
        let principal = read_one(&text);
        let document = principal.identity[0].document();
        assert_eq!(
            document.statement(0).unwrap().position().to_string(),
            position_of(text.trim_start_matches('\u{FEFF}'), "{")
        );
        assert_eq!(document.statements().len(), text.matches("Effect").count());
    }
    for (text, problem) in [
        (
            statement.replace("Allow", "allow"),
            "input.json:1:13: found the effect `allow`",
        ),
        (
            format!("[{statement},\n  {}]", statement.replace("ec2:*", "ec2")),
            "input.json:2:34: found the action `ec2`",
        ),
        (
            statement.replace("\"Action\":", "\"Action\""),
            "input.json:1:30: found `\"`, expected `:`",
        ),
        (
            format!("{statement},\n{statement}"),
            "input.json:1:1: found statements without the brackets around them, expected an array of them",
        ),
        (
            format!("{statement}\n{statement}"),
            "input.json:1:1: found statements without the brackets around them",
        ),
        (
            format!("[{statement}], \"Version\": \"2008-10-17\""),
            "found `,`, expected nothing after the statements",
        ),
        (
            format!("\"Statement\": [{statement}]"),
            "input.json:1:1: found a member without the object around it, expected the whole object",
        ),
    ] {
        let said = problem_of(&text);
        assert!(said.contains(problem), "{said}\nrather than\n{problem}");
    }
}

#[test]
fn the_inline_policy_of_a_permission_set_is_read() {
    let text = format!(r#"{{"InlinePolicy": {}}}"#, json_string(POLICY));
    assert_eq!(read_one(text).identity[0].document().source(), POLICY);
    let said = problem_of(r#"{"InlinePolicy": ""}"#);
    assert!(
        said.contains("found a permission set without an inline policy"),
        "{said}"
    );
}

#[test]
fn a_plus_sign_is_a_space_where_no_other_space_can_be() {
    let source = |encoded: &str| {
        let principal = read_one(encoded);
        principal.identity[0].document().source().to_owned()
    };
    let text = POLICY.replace("{\"Version\"", "{\"Id\": \"a+b\", \"Version\"");
    let form = url_encoded(&text).replace("%20", "+");
    assert_eq!(source(&form), text);
    assert_eq!(source(&json_string(&form)), text);
    // As `encodeURI` has it: colons and plus signs as they are.
    let dense = text.replace(' ', "");
    let uri = dense.replace('{', "%7B").replace('"', "%22");
    assert_eq!(source(&uri), dense);
    // A space is `%20` already.
    let (before, after) = text.split_once('+').unwrap();
    let mixed = format!("{}+{}", url_encoded(before), url_encoded(after));
    assert_eq!(source(&mixed), text);
}

#[test]
fn what_gets_into_json_from_elsewhere_is_named_with_its_place() {
    for (text, problem) in [
        (
            "{\u{201D}Version\u{201D}: 1}".to_owned(),
            "input.json:1:2: found a typographic quote, `”` (U+201D), expected plain quotes",
        ),
        (
            POLICY.replace("\"Effect\"", "\u{201C}Effect\u{201D}"),
            ": found a typographic quote, `“` (U+201C)",
        ),
        (
            "{\u{A0}\"Version\": 1}".to_owned(),
            "input.json:1:2: found a no-break space (U+00A0), expected a plain space",
        ),
        (
            format!("// role\n{POLICY}"),
            "input.json:1:1: found a comment, `//`, expected JSON without comments",
        ),
        (
            POLICY.replace("\"Effect\"", "\n/* all */ \"Effect\""),
            "input.json:2:1: found a comment, `/*`",
        ),
        (
            format!("{{\"arn\": \"{ROLE}\", # the role\n \"identity\": []}}"),
            ": found a comment, `#`",
        ),
        (
            format!("```json\n{POLICY}\n```\n"),
            "input.json:1:1: found a Markdown fence, ```, expected the JSON between the fences",
        ),
        (
            format!("{POLICY}\n```\n"),
            "input.json:2:1: found a Markdown fence",
        ),
        (
            "%PDF-1.7\n".to_owned(),
            "input.json: found a PDF document, expected the policies as JSON",
        ),
        (
            "GROUPDETAILLIST\ta\n".to_owned(),
            "input.json:1:1: found the text output of the AWS CLI, expected JSON: `--output json`",
        ),
        (
            r#"{"DecodedMessage": "{}"}"#.to_owned(),
            "input.json: found a decoded authorization message, expected a policy",
        ),
        (
            r#"[{"eventVersion": "1.08", "errorCode": "AccessDenied"}]"#.to_owned(),
            "input.json: found events of CloudTrail, expected a policy",
        ),
    ] {
        let said = problem_of(&text);
        assert!(said.contains(problem), "{said}\nrather than\n{problem}");
    }
}
