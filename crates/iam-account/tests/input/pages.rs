//! Dumps of which pages are missing.

use crate::account::{A, managed, page, role};
use crate::{POLICY, place_of, read};

fn problems(text: &str) -> Vec<String> {
    read(text).1
}

/// A page as the API gives it: with more behind it, or as the last one.
fn pages() -> (String, String) {
    let first = page("", "", &role("r", POLICY, ""), "");
    let first = first.replace(
        r#""IsTruncated": false"#,
        r#""IsTruncated": true, "Marker": "m""#,
    );
    (first, page("", "", "", &managed("m", POLICY)))
}

#[test]
fn a_page_that_is_not_the_last_wants_the_last() {
    let (first, last) = pages();
    let place = place_of(&first, r#""IsTruncated""#);
    let (line, _) = place.split_once(':').unwrap();
    let told = problems(&first);
    assert_eq!(told.len(), 1);
    assert!(
        told[0].starts_with(&format!("input.json:{line}:")),
        "{}",
        told[0]
    );
    assert!(
        told[0].ends_with(
            "found a page that is not the last of the account `111122223333`, expected the pages that follow it"
        ),
        "{}",
        told[0]
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
fn every_word_for_more_is_known() {
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
        let told = problems(&first.replace(truncated, more));
        assert_eq!(told.len(), count, "{more}: {told:?}");
    }
    let told = problems(&first.replace(truncated, r#""IsTruncated": "true""#));
    assert!(
        told[0].contains("found a string, expected `true` or `false`"),
        "{told:?}"
    );
}

#[test]
fn each_account_wants_its_own_last_page() {
    let (first, last) = pages();
    let other = |text: &str| text.replace("111122223333", "999988887777");
    let none = Vec::<String>::new();
    assert_eq!(
        problems(&format!("{first}{}{last}{}", other(&first), other(&last))),
        none
    );
    let told = problems(&format!("{first}{last}{}", other(&first)));
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("`999988887777`"), "{}", told[0]);
    // The last page may have nothing but policies of AWS's, which are no account's.
    let of_aws = last.replace(&format!("{A}:policy"), "arn:aws:iam::aws:policy");
    assert_eq!(problems(&format!("{first}{of_aws}")), none);
    assert_eq!(
        problems(&format!("{first}{}{of_aws}", other(&first))).len(),
        2
    );
    let open = of_aws.replace(r#""IsTruncated": false"#, r#""IsTruncated": true"#);
    assert_eq!(problems(&format!("{open}{first}{last}")), none);
    let told = problems(&open);
    assert!(
        told[0].contains(
            "found a page that is not the last of its dump, expected the pages that follow it"
        ),
        "{told:?}"
    );
}

#[test]
fn a_list_that_is_not_known_is_refused() {
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
        let told = problems(&last.replace(from, to));
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].contains(expected), "{}", told[0]);
    }
    // What libraries add round the lists.
    let truncated = r#""IsTruncated": false"#;
    let added = format!(r#"{truncated}, "ResponseMetadata": {{"RetryAttempts": 0}}"#);
    let added = last.replace(truncated, &added);
    assert!(added.len() > last.len());
    assert_eq!(problems(&added), Vec::<String>::new());
}
