//! Dumps with missing pages.

use crate::account::{A, managed, page, role};
use crate::{POLICY, position_of, read};

fn problems(text: &str) -> Vec<String> {
    read(text).1
}

/// A page as the API returns it: one with more pages after it, and the last one.
fn pages() -> (String, String) {
    let first = page("", "", &role("r", POLICY, ""), "");
    let first = first.replace(
        r#""IsTruncated": false"#,
        r#""IsTruncated": true, "Marker": "m""#,
    );
    (first, page("", "", "", &managed("m", POLICY)))
}

#[test]
fn a_page_that_is_not_the_last_requires_the_last() {
    let (first, last) = pages();
    let place = position_of(&first, r#""IsTruncated""#);
    let (line, _) = place.split_once(':').unwrap();
    let reported = problems(&first);
    assert_eq!(reported.len(), 1);
    assert!(
        reported[0].starts_with(&format!("input.json:{line}:")),
        "{}",
        reported[0]
    );
    assert!(
        reported[0].ends_with(
            "found a page that is not the last of the account `111122223333`, expected the pages that follow it"
        ),
        "{}",
        reported[0]
    );
    let none = Vec::<String>::new();
    for whole in [
        format!("{first}{last}"),
        format!("{last}{first}"),
        format!("[{first}, {first}, {last}]").replacen("role/r", "role/s", 1),
    ] {
        assert_eq!(problems(&whole), none);
    }
    assert_eq!(problems(&format!("{first}{first}")).len(), 1);
}

#[test]
fn every_member_for_more_pages_is_known() {
    let (first, _) = pages();
    let truncated = r#""IsTruncated": true, "Marker": "m""#;
    for (more, count) in [
        (r#""NextToken": "t""#, 1),
        (r#""NextToken": "t", "IsTruncated": false"#, 1),
        (r#""Marker": "m""#, 1),
        (r#""IsTruncated": true"#, 1),
        (r#""IsTruncated": true, "IsTruncated": false"#, 1),
        (r#""IsTruncated": false, "Marker": "m""#, 0),
        (
            r#""NextToken": null, "Marker": null, "IsTruncated": null"#,
            0,
        ),
        // A member that AWS doesn't print may be a misspelt one.
        (r#""x": 1"#, 1),
    ] {
        let reported = problems(&first.replace(truncated, more));
        assert_eq!(reported.len(), count, "{more}: {reported:?}");
    }
    let reported = problems(&first.replace(truncated, r#""IsTruncated": "true""#));
    assert!(
        reported[0].contains("found a string, expected `true` or `false`"),
        "{reported:?}"
    );
}

#[test]
fn each_account_requires_its_own_last_page() {
    let (first, last) = pages();
    let other = |text: &str| text.replace("111122223333", "999988887777");
    let none = Vec::<String>::new();
    assert_eq!(
        problems(&format!("{first}{}{last}{}", other(&first), other(&last))),
        none
    );
    let reported = problems(&format!("{first}{last}{}", other(&first)));
    assert_eq!(reported.len(), 1, "{reported:?}");
    assert!(reported[0].contains("`999988887777`"), "{}", reported[0]);
    // The last page may contain only AWS managed policies, which belong to no account.
    let of_aws = last.replace(&format!("{A}:policy"), "arn:aws:iam::aws:policy");
    assert_eq!(problems(&format!("{first}{of_aws}")), none);
    assert_eq!(
        problems(&format!("{first}{}{of_aws}", other(&first))).len(),
        2
    );
    let open = of_aws.replace(r#""IsTruncated": false"#, r#""IsTruncated": true"#);
    assert_eq!(problems(&format!("{open}{first}{last}")), none);
    let reported = problems(&open);
    assert!(
        reported[0].contains(
            "found a page that is not the last of its dump, expected the pages that follow it"
        ),
        "{reported:?}"
    );
}

#[test]
fn an_unknown_list_is_rejected() {
    let (_, last) = pages();
    for (from, to, expected) in [
        (
            "RoleDetailList",
            "RolesDetailList",
            "found the list `RolesDetailList`, expected `UserDetailList`, `GroupDetailList`, `RoleDetailList` or `Policies`",
        ),
        (
            r#""RoleDetailList": []"#,
            r#""RoleDetailList": {}"#,
            "found no `Arn`, expected its `Arn`",
        ),
        (
            r#""RoleDetailList": []"#,
            r#""RoleDetailList": 7"#,
            "found a number, expected an array of details",
        ),
    ] {
        let reported = problems(&last.replace(from, to));
        assert_eq!(reported.len(), 1, "{reported:?}");
        assert!(reported[0].contains(expected), "{}", reported[0]);
    }
    // Members that libraries add beside the lists.
    let truncated = r#""IsTruncated": false"#;
    let added = format!(r#"{truncated}, "ResponseMetadata": {{"RetryAttempts": 0}}"#);
    let added = last.replace(truncated, &added);
    assert!(added.len() > last.len());
    assert_eq!(problems(&added), Vec::<String>::new());
}
