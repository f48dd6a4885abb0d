//! Which principals a document may name (S1.10), at the limits of each form.

use iam_syntax::{Document, PolicyKind};

fn is_accepted(key: &str, value: &str) -> bool {
    // Identity providers are in trust policies, which have no `Resource`.
    let (kind, rest) = match key {
        "Federated" => (PolicyKind::Trust, r#""Action": "sts:TagSession""#),
        _ => (
            PolicyKind::Resource,
            r#""Action": "s3:GetObject", "Resource": "*""#,
        ),
    };
    let text = format!(
        r#"{{"Statement": {{"Effect": "Allow", "Principal": {{"{key}": "{value}"}}, {rest}}}}}"#
    );
    Document::parse(kind, "p.json", &text).is_ok()
}

fn check(key: &str, accepted: &[&str], refused: &[&str]) {
    let wrong = |values: &[&str], expected: bool| -> Vec<String> {
        let wrong = values
            .iter()
            .filter(|value| is_accepted(key, value) != expected);
        wrong.map(|value| (*value).to_owned()).collect()
    };
    assert_eq!(wrong(accepted, true), Vec::<String>::new(), "refused");
    assert_eq!(wrong(refused, false), Vec::<String>::new(), "accepted");
}

#[test]
fn users_and_roles_have_a_name_behind_their_path() {
    check(
        "AWS",
        &[
            "arn:aws:iam::111122223333:user/u",
            "arn:aws:iam::111122223333:user/a/b/u",
            "arn:aws:iam::111122223333:role/r",
            "arn:aws:iam::111122223333:role/a/r",
        ],
        &[
            "arn:aws:iam::111122223333:user/",
            "arn:aws:iam::111122223333:user/a/",
            "arn:aws:iam::111122223333:role/",
            "arn:aws:iam::111122223333:role/a/",
            "arn:aws:iam::111122223333:role/*",
        ],
    );
}

#[test]
fn sessions_have_a_role_and_one_name() {
    check(
        "AWS",
        &[
            "arn:aws:sts::111122223333:assumed-role/r/s",
            "arn:aws:sts::111122223333:federated-user/u",
        ],
        &[
            "arn:aws:sts::111122223333:assumed-role/r",
            "arn:aws:sts::111122223333:assumed-role/r/",
            "arn:aws:sts::111122223333:assumed-role//s",
            "arn:aws:sts::111122223333:assumed-role/r/s/t",
            "arn:aws:sts::111122223333:federated-user/",
            "arn:aws:sts::111122223333:federated-user/a/u",
        ],
    );
}

#[test]
fn unique_ids_and_origin_access_identities() {
    let longest = format!("AROA{}", "A".repeat(124));
    let too_long = format!("{longest}A");
    check(
        "AWS",
        &[
            "AIDA0123456789AB",
            "AROA0123456789AB",
            &longest,
            "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1-a",
        ],
        &[
            "AIDA0123456789A",
            "AROA0123456789ab",
            "ASIA0123456789AB",
            &too_long,
            "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity ",
            "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1 a",
            "arn::iam::cloudfront:user/CloudFront Origin Access Identity E1",
            "arn:a_s:iam::cloudfront:user/CloudFront Origin Access Identity E1",
        ],
    );
}

#[test]
fn identity_providers_are_arns_or_domains() {
    check(
        "Federated",
        &[
            "arn:aws:iam::111122223333:saml-provider/p",
            "arn:aws:iam::111122223333:oidc-provider/token.example.com",
            "cognito-identity.amazonaws.com",
            "localhost:8080/a/b",
        ],
        &[
            "",
            "arn:aws:iam::111122223333:saml-provider/",
            "arn:aws:iam::111122223333:saml-provider/*",
            "arn:aws:iam::111122223333:oidc-provider/?",
            "arn:aws:iam::111122223333:user/u",
            "example.com:port",
            "example.com/",
            "exa mple.com",
            "example.com/a b",
        ],
    );
}
