//! Resources that can't be of an action's type: a bucket's name has no slash, so that the ARN of an
//! object is none of a bucket.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod dump;

use dump::{allow, answers, ask, dump, user, who_can};
use iam_access::questions::Extent::{All, Some as OnSome};
use iam_access::questions::{Place, Selection};
use iam_catalog::Catalog;
use serde_json::{Value, json};

fn account(statements: &Value) -> Value {
    dump(&[user("u", statements, &[])], &[])
}

#[test]
fn what_is_of_a_longer_type_is_not_of_the_shorter_one() {
    let deny = |resource: &str| json!({"Effect": "Deny", "Action": "*", "Resource": resource});
    for (action, statements, expected) in [
        (
            "s3:ListBucket",
            json!(allow("s3:*", "arn:aws:s3:::b/*")),
            None,
        ),
        (
            "s3:ListBucket",
            json!(allow("s3:*", "arn:aws:s3:::b*/k")),
            None,
        ),
        (
            "s3:ListBucket",
            json!(allow("s3:*", "arn:aws:s3:::b")),
            Some(OnSome),
        ),
        (
            "s3:ListBucket",
            json!(allow("s3:*", "arn:aws:s3:::b*")),
            Some(OnSome),
        ),
        ("s3:ListBucket", json!(allow("s3:*", "*")), Some(All)),
        (
            "s3:ListBucket",
            json!([allow("s3:*", "*"), deny("arn:aws:s3:::*/*")]),
            Some(All),
        ),
        (
            "s3:ListBucket",
            json!([allow("s3:*", "*"), deny("arn:aws:s3:::secret")]),
            Some(OnSome),
        ),
        (
            "s3:GetObject",
            json!(allow("s3:*", "arn:aws:s3:::b/*")),
            Some(OnSome),
        ),
        ("s3:GetObject", json!(allow("s3:*", "arn:aws:s3:::b")), None),
        (
            "mediastore:DeleteContainer",
            json!(allow(
                "mediastore:*",
                "arn:aws:mediastore:*:111122223333:container/c/*"
            )),
            None,
        ),
        (
            "mediastore:DeleteContainer",
            json!(allow(
                "mediastore:*",
                "arn:aws:mediastore:*:111122223333:container/c"
            )),
            Some(OnSome),
        ),
        // A parameter's name may have slashes.
        (
            "ssm:GetParameter",
            json!(allow("ssm:*", "arn:aws:ssm:*:111122223333:parameter/a/*")),
            Some(OnSome),
        ),
    ] {
        let account = account(&statements);
        let found = who_can(&account, action, &Place::default(), 0);
        let expected: Vec<_> = expected.map(|extent| ("u", extent)).into_iter().collect();
        assert_eq!(answers(&found), expected, "{action} {statements}");
    }
}

/// Also where resources are given by a pattern, and where the actions of a service are counted.
#[test]
fn patterns_and_lists_are_of_the_type() {
    let objects = account(&json!(allow("s3:*", "arn:aws:s3:::b/*")));
    for (pattern, expected) in [("arn:aws:s3:::*", vec![]), ("arn:aws:s3:::b*", vec![])] {
        let place = Place::on(pattern).unwrap();
        let found = who_can(&objects, "s3:ListBucket", &place, 0);
        assert_eq!(answers(&found), expected, "{pattern}");
    }
    let buckets = account(&json!(allow("s3:*", "arn:aws:s3:::b*")));
    let place = Place::on("arn:aws:s3:::b*").unwrap();
    let found = who_can(&buckets, "s3:ListBucket", &place, 0);
    assert_eq!(answers(&found), [("u", All)]);
    let found = who_can(
        &objects,
        "s3:GetObject",
        &Place::on("arn:aws:s3:::b/k").unwrap(),
        0,
    );
    assert_eq!(answers(&found), [("u", All)]);
    ask(&objects, |accounts| {
        let mut selection = Selection::default();
        selection.service = Some("s3".to_owned());
        let catalog = Catalog::embedded();
        let all = accounts.can(0, &Place::default(), &selection, catalog);
        let all = all.unwrap();
        let actions = all.services.iter().flat_map(|service| &service.actions);
        let actions: Vec<&str> = actions.map(|action| &*action.action).collect();
        assert!(actions.contains(&"s3:GetObject"), "{actions:?}");
        assert!(!actions.contains(&"s3:ListBucketVersions"), "{actions:?}");
    });
}
