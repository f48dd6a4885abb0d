//! Thousands of damaged inputs: none stops the program, and lost parts are reported.

use crate::account::{attached, bounded, managed, page, role};
use crate::{POLICY, ROLE, TRUST, json_string, read, url_encoded};
use iam_account::PrincipalInput;

/// Marsaglia's xorshift: the same edits in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).unwrap()
    }
}

/// Damages a text at a few positions, except within `names`, the names of members: AWS adds members
/// to its output, so an unknown name is ignored.
fn damaged(numbers: &mut Numbers, text: &str, names: &[std::ops::Range<usize>]) -> Vec<u8> {
    const BYTES: &[u8] = b"\"{}[]:,\\ \n0a*tfn\xC3\xFF\0";
    let mut bytes = text.as_bytes().to_vec();
    let mut at = numbers.below(text.len());
    while names.iter().any(|name| name.contains(&at)) {
        at = numbers.below(text.len());
    }
    let byte = BYTES[numbers.below(BYTES.len())];
    match numbers.below(5) {
        0 => bytes[at] = byte,
        1 => bytes.insert(at, byte),
        2 => {
            bytes.remove(at);
        }
        3 => bytes.truncate(at),
        _ => {
            let flipped = bytes[at] ^ (1 << numbers.below(8));
            bytes[at] = flipped;
        }
    }
    bytes
}

/// The ranges of members' names, with surrounding whitespace, in a text without names in documents'
/// strings.
fn names(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut names = Vec::new();
    for (end, _) in text.match_indices("\":") {
        let start = text[..end].rfind('"').unwrap();
        names.push(start..end + 2);
    }
    names
}

/// The number of policies of each kind that a principal has.
fn counts(principal: &PrincipalInput) -> [usize; 5] {
    [
        principal.identity.len(),
        usize::from(principal.trust.is_some()),
        usize::from(principal.boundary.as_ref().is_some()),
        principal.scps.as_ref().map_or(0, Vec::len),
        principal.documents,
    ]
}

fn samples() -> Vec<String> {
    let encoded = json_string(&url_encoded(POLICY));
    let more = format!("{}{}", attached("m"), bounded("m"));
    vec![
        page(
            "",
            "",
            &format!("{}, {}", role("r", POLICY, &more), role("s", &encoded, "")),
            &managed("m", POLICY),
        ),
        format!(
            r#"{{"arn": "{ROLE}", "trustPolicy": {TRUST}, "identity": [{POLICY}, {encoded}],
            "permissionsBoundary": {POLICY}, "scps": [[{POLICY}], [{POLICY}]]}}"#
        ),
        format!(r#"{{"RoleName": "r", "PolicyName": "p", "PolicyDocument": {encoded}}}"#),
        format!(r#"{{"Role": {{"Arn": "{ROLE}", "AssumeRolePolicyDocument": {TRUST}}}}}"#),
        format!(
            r#"{{"PolicyVersion": {{"Document": {POLICY}, "VersionId": "v1", "IsDefaultVersion": true}}}}"#
        ),
    ]
}

#[test]
fn no_edit_stops_the_program() {
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    for text in samples() {
        for _ in 0..400 {
            let edited = damaged(&mut numbers, &text, &[]);
            let (principals, problems) = read(&edited);
            let reported = principals.len() + problems.len();
            assert!(reported > 0, "{}", String::from_utf8_lossy(&edited));
        }
    }
}

#[test]
fn parts_lost_by_an_edit_are_reported() {
    let mut numbers = Numbers(0xD1B5_4A32_D192_ED03);
    for text in samples() {
        let (before, _) = read(&text);
        let before: Vec<_> = before.iter().map(counts).collect();
        let names = names(&text);
        for _ in 0..400 {
            let edited = damaged(&mut numbers, &text, &names);
            let (principals, problems) = read(&edited);
            if !problems.is_empty() || principals.iter().any(|one| !one.problems.is_empty()) {
                continue;
            }
            let after: Vec<_> = principals.iter().map(counts).collect();
            assert_eq!(after, before, "{}", String::from_utf8_lossy(&edited));
        }
    }
}
