//! What is refused, with what was found and expected.

use super::common::file;
use super::{ANYTHING, simulate};

#[test]
fn wrong_calls_say_what_was_found_and_expected() {
    let (_folder, broken) = file("broken.json", "{\"Statement\": {\"Effect\": \"allow\"}}");
    let policy = ["--policy", ANYTHING];
    let action = ["--action", "s3:GetObject"];
    for (args, message) in [
        (
            vec!["--action", "s3:GetObject"],
            "found no policy, expected --policy FILE, or --principal NAME --account DUMP",
        ),
        (
            vec!["--policy", ANYTHING],
            "found no action, expected --action-names ACTION, or --call ACTION",
        ),
        (
            vec!["--policy", "no-such-file.json", "--action", "s3:GetObject"],
            "no-such-file.json: found no such file",
        ),
        (
            vec!["--policy", &broken, "--action", "s3:GetObject"],
            "broken.json:1:",
        ),
        (
            vec!["--policy", ANYTHING, "--action", "s3:Get*"],
            "found the action pattern `s3:Get*`",
        ),
        (
            vec!["--policy", ANYTHING, "--action", "GetObject"],
            "found the action `GetObject`, expected `service:Name`",
        ),
        (
            vec!["--policy", ANYTHING, "--call", "ec2:RunInstance"],
            "found the call `ec2:RunInstance`, expected an action of the catalogue",
        ),
        (
            [&policy[..], &action, &["--resource", "bucket"]].concat(),
            "found the resource `bucket`, expected `*` or an ARN of six parts",
        ),
        (
            [&policy[..], &action, &["--caller-arn", "alice"]].concat(),
            "found the principal `alice`",
        ),
        (
            [&policy[..], &action, &["--resource-policy", ANYTHING]].concat(),
            "ResourcePolicy:1:",
        ),
        (
            [&policy[..], &action, &["--context", "aws:SuorceIp=1"]].concat(),
            "expected a condition key such as aws:SourceIp",
        ),
        (
            [
                &policy[..],
                &action,
                &[
                    "--context-entries",
                    "ContextKeyName=aws:SourceIp,ContextKeyValues=x,ContextKeyType=ip",
                ],
            ]
            .concat(),
            "found `x` for aws:SourceIp, expected an IP address",
        ),
        (
            [
                &policy[..],
                &action,
                &[
                    "--context",
                    "aws:SourceIp=192.0.2.1",
                    "--absent",
                    "aws:sourceip",
                ],
            ]
            .concat(),
            "found a value for aws:sourceip",
        ),
        (
            [&policy[..], &action, &["--resource-owner", "1234"]].concat(),
            "found the resource owner `1234`",
        ),
        (
            [
                &policy[..],
                &action,
                &["--cli-input-json", r#"{"ActionName": []}"#],
            ]
            .concat(),
            "unknown field `ActionName`",
        ),
        (
            [
                &policy[..],
                &action,
                &["--boundary", ANYTHING, "--boundary", ANYTHING],
            ]
            .concat(),
            "cannot be used multiple times",
        ),
        (
            [
                &policy[..],
                &action,
                &[
                    "--permissions-boundary-policy-input-list",
                    ANYTHING,
                    ANYTHING,
                ],
            ]
            .concat(),
            "would be a second permissions boundary",
        ),
        (
            [&policy[..], &action, &["--principal", "r"]].concat(),
            "--account",
        ),
        (
            [
                &policy[..],
                &action,
                &[
                    "--resource-arns",
                    "arn:aws:sqs:us-east-1:111122223333:a",
                    "arn:aws:sqs:us-east-1:444455556666:a",
                ],
            ]
            .concat(),
            "found resources of the accounts 111122223333, 444455556666 and no caller",
        ),
    ] {
        let (code, out, err) = simulate(&args);
        assert_eq!((code, out.as_str()), (2, ""), "{args:?}: {err}");
        assert!(err.contains(message), "{args:?}: {err}");
    }
    let bucket = r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}}"#;
    let (code, _, err) = simulate(&[&policy[..], &action, &["--resource-policy", bucket]].concat());
    assert_eq!(code, 2);
    assert!(
        err.contains("found a resource-based policy and no caller"),
        "{err}"
    );
}
