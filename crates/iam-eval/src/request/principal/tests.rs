use super::Principal;

fn is_read(text: &str) -> bool {
    Principal::parse(text).is_ok()
}

#[test]
fn names_are_of_the_characters_that_aws_takes() {
    let iam = |rest: &str| format!("arn:aws:iam::111122223333:{rest}");
    let sts = |rest: &str| format!("arn:aws:sts::111122223333:{rest}");
    let longest = "n".repeat(64);
    for name in ["r", "A_b+c=d,e.f@g-9", &longest] {
        assert!(is_read(&iam(&format!("role/{name}"))), "{name}");
        assert!(is_read(&iam(&format!("role/a/b!/{name}"))), "{name}");
        assert!(is_read(&iam(&format!("user/{name}"))), "{name}");
        assert!(is_read(&sts(&format!("assumed-role/{name}/s"))), "{name}");
        assert!(is_read(&sts(&format!("assumed-role/r/{name}"))), "{name}");
        assert!(is_read(&sts(&format!("federated-user/{name}"))), "{name}");
    }
    let too_long = "n".repeat(65);
    for name in [
        "",
        "r ",
        " r",
        "r\t",
        "r\n",
        "r\u{a0}",
        "r\u{200b}",
        "\u{0433}",
        "r*",
        "r?",
        "r:",
        "a#b",
        "r/",
        &too_long,
    ] {
        assert!(!is_read(&iam(&format!("role/{name}"))), "{name:?}");
        assert!(!is_read(&iam(&format!("role/p/{name}"))), "{name:?}");
        assert!(!is_read(&iam(&format!("user/{name}"))), "{name:?}");
        assert!(
            !is_read(&sts(&format!("assumed-role/{name}/s"))),
            "{name:?}"
        );
        assert!(
            !is_read(&sts(&format!("assumed-role/r/{name}"))),
            "{name:?}"
        );
        assert!(
            !is_read(&sts(&format!("federated-user/{name}"))),
            "{name:?}"
        );
    }
}

#[test]
fn roles_of_aws_itself_have_a_colon() {
    let sts = |rest: &str| format!("arn:aws:sts::111122223333:{rest}");
    let longest = format!("aws:{}", "n".repeat(60));
    for role in ["aws:ec2-infrastructure", "aws:ec2-instance", &longest] {
        let session = sts(&format!("assumed-role/{role}/i-1"));
        assert_eq!(Principal::parse(&session).unwrap().name(), role);
        assert!(is_read(&format!("arn:aws:iam::111122223333:role/{role}")));
    }
    let too_long = format!("aws:{}", "n".repeat(61));
    for role in ["aws:", "AWS:r", "a:r", "aws:a:r", ":r", "aws:r*", &too_long] {
        assert!(!is_read(&sts(&format!("assumed-role/{role}/s"))), "{role}");
        assert!(
            !is_read(&format!("arn:aws:iam::111122223333:role/{role}")),
            "{role}"
        );
    }
    assert!(!is_read(&sts("assumed-role/r/aws:s")));
    assert!(!is_read(&sts("federated-user/aws:f")));
    assert!(!is_read("arn:aws:iam::111122223333:user/aws:u"));
}

#[test]
fn paths_are_of_printable_ascii() {
    let role = |path: &str| format!("arn:aws:iam::111122223333:role/{path}r");
    for path in [
        "",
        "a/",
        "a/b/c/",
        "aws-service-role/x.amazonaws.com/",
        "a!#/",
    ] {
        assert!(is_read(&role(path)), "{path}");
    }
    for path in [
        "a b/",
        "\u{e4}/",
        "a\n/",
        "*/",
        &format!("{}/", "p".repeat(512)),
    ] {
        assert!(!is_read(&role(path)), "{path}");
    }
}

#[test]
fn services_and_providers_have_no_blank_in_their_names() {
    for name in [
        "ec2.amazonaws.com",
        "accounts.google.com",
        "token.example.com/a/b",
    ] {
        assert!(is_read(name), "{name}");
    }
    for name in [
        "ec2.amazonaws.com ",
        "ec2\u{2e}amazonaws.com\u{200b}",
        "\u{435}c2.amazonaws.com",
    ] {
        assert!(!is_read(name), "{name}");
    }
    assert!(is_read(
        "arn:aws:iam::111122223333:oidc-provider/token.example.com/a"
    ));
    assert!(!is_read("arn:aws:iam::111122223333:saml-provider/a b"));
}
