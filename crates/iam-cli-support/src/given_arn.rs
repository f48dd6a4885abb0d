//! An ARN that is given where a file is wanted: which commands make the file.

use iam_account::Problem;
use iam_eval::Principal;

/// The problem with an argument that is an ARN and no file: the command that prints what is wanted,
/// for AWS CloudShell or wherever there is the AWS CLI, and the call of `program` that follows.
/// `None` where it is no ARN.
///
/// ```
/// let arn = "arn:aws:iam::111122223333:role/veeam-restore";
/// let problem = iam_cli_support::given_arn::problem("restore-check", arn).unwrap();
/// assert!(problem.what().expected.contains("`restore-check account.json --role arn:aws:iam::111122223333:role/veeam-restore`"));
/// assert!(iam_cli_support::given_arn::problem("restore-check", "account.json").is_none());
/// ```
#[must_use]
pub fn problem(program: &str, argument: &str) -> Option<Problem> {
    let is_file = || std::fs::symlink_metadata(argument).is_ok();
    if !argument.starts_with("arn:") || is_file() {
        return None;
    }
    let expected = match commands(program, argument) {
        Some(commands) => format!("a file: in AWS CloudShell, {commands}"),
        None => "a file, such as the output of `aws iam get-account-authorization-details`, and the ARN of a role or \
                 a user"
            .to_owned(),
    };
    Some(Problem::new(argument, "an ARN", expected))
}

fn commands(program: &str, arn: &str) -> Option<String> {
    // What a shell takes as it is.
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"+=,.@:/_-".contains(&byte);
    if !arn.bytes().all(is_plain) {
        return None;
    }
    let (service, resource) = (arn.split(':').nth(2)?, arn.splitn(6, ':').nth(5)?);
    if service == "iam" && resource.starts_with("policy/") {
        return Some(format!(
            "`aws iam get-policy-version --policy-arn {arn} --version-id $(aws iam get-policy --policy-arn {arn} \
             --query Policy.DefaultVersionId --output text) > policy.json` writes it; then `{program} policy.json`"
        ));
    }
    Principal::parse(arn).ok()?;
    let filters = match resource.split('/').next()? {
        "role" | "assumed-role" => "Role",
        "user" => "User Group",
        _ => return None,
    };
    Some(format!(
        "`aws iam get-account-authorization-details --filter {filters} LocalManagedPolicy AWSManagedPolicy > \
         account.json` writes it; then `{program} account.json --role {arn}`"
    ))
}

#[cfg(test)]
mod tests {
    use super::problem;

    #[test]
    fn the_commands_are_those_for_what_the_arn_is_of() {
        for (arn, said) in [
            (
                "arn:aws:iam::111122223333:role/a/b",
                "--filter Role LocalManagedPolicy AWSManagedPolicy > account.json` writes it; then `iam account.json \
                 --role arn:aws:iam::111122223333:role/a/b`",
            ),
            ("arn:aws:iam::111122223333:user/u", "--filter User Group "),
            (
                "arn:aws:sts::111122223333:assumed-role/r/session",
                "--role arn:aws:sts::111122223333:assumed-role/r/session`",
            ),
            (
                "arn:aws:iam::aws:policy/ReadOnlyAccess",
                "aws iam get-policy-version --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess ",
            ),
            ("arn:aws:s3:::bucket", "a file, such as"),
            (
                "arn:aws:iam::111122223333:role/$(reboot)",
                "a file, such as",
            ),
        ] {
            let problem = problem("iam", arn).unwrap().to_string();
            assert!(problem.contains(said), "{problem}\nrather than\n{said}");
            let commands = problem.split('`').skip(1).step_by(2);
            assert!(
                commands
                    .into_iter()
                    .all(|command| !command.contains("reboot"))
            );
        }
        assert_eq!(problem("iam", "role.json"), None);
    }
}
