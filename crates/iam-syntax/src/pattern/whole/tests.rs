use super::{Colons, PART_RUN, STEP_RUN, covers, matches, pattern};
use crate::pattern::whole_overlap::overlap;
use crate::pattern::wildcard;

/// The rule, applied character by character: for each prefix of the pattern, the prefixes of the
/// text that match it.
fn by_the_rule(pattern: &str, colons: Colons, text: &str) -> bool {
    let symbols: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    let mut reached = vec![false; text.len() + 1];
    reached[0] = true;
    let mut part = 0;
    for (at, symbol) in symbols.iter().enumerate() {
        let is_sixth = part >= 5 && colons != Colons::Never;
        let ends_part = matches!(symbols.get(at + 1), None | Some(':'));
        let runs_on = is_sixth || (ends_part && colons == Colons::AsInPolicies);
        part += usize::from(*symbol == ':');
        let mut next = vec![false; text.len() + 1];
        for to in 0..=text.len() {
            let before = to
                .checked_sub(1)
                .map(|from| (text[from], reached[from], from));
            next[to] = match (symbol, before) {
                ('*', None) => reached[to],
                ('*', Some((last, _, from))) => {
                    reached[to] || (next[from] && (runs_on || last != ':'))
                }
                ('?', Some((last, reached, _))) => reached && (is_sixth || last != ':'),
                (literal, Some((last, reached, _))) => reached && last == *literal,
                (_, None) => false,
            };
        }
        reached = next;
    }
    reached[text.len()]
}

/// All texts of at most `longest` of the letters.
fn texts(letters: &[char], longest: usize) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut from = 0;
    for _ in 0..longest {
        let to = all.len();
        for at in from..to {
            for letter in letters {
                all.push(format!("{}{letter}", all[at]));
            }
        }
        from = to;
    }
    all
}

#[test]
fn it_matches_by_the_rule() {
    let patterns = texts(&['a', ':', '*', '?'], 6);
    let words = texts(&['a', ':', 'é'], 6);
    let mut matched = 0;
    for (before, every) in [("::::", 1), (":::", 3), ("::", 5), (":::::", 5)] {
        for glob in patterns.iter().step_by(every) {
            let glob = format!("{before}{glob}");
            let form = pattern(&glob, Colons::AsInPolicies);
            for word in words.iter().step_by(7) {
                let text = format!("{before}{word}");
                let expected = by_the_rule(&glob, Colons::AsInPolicies, &text);
                assert_eq!(matches(&form, text.as_bytes()), expected, "{glob} {text}");
                matched += usize::from(expected);
            }
        }
    }
    assert!(matched > 10_000, "{matched}");
}

#[test]
fn it_says_what_two_patterns_have_in_common() {
    let words: Vec<String> = texts(&['a', ':', 'b'], 6);
    let words: Vec<String> = words.iter().map(|word| format!(":::{word}")).collect();
    let bits = |glob: &str, colons| -> Vec<bool> {
        let matched = words.iter().map(|text| by_the_rule(glob, colons, text));
        matched.collect()
    };
    let globs: Vec<String> = texts(&['a', ':', '*', '?'], 4)
        .iter()
        .map(|glob| format!(":::{glob}"))
        .collect();
    let (mut covered, mut apart) = (0, 0);
    for colons in [Colons::Sixth, Colons::Never] {
        let sets: Vec<_> = globs.iter().step_by(3).collect();
        let sets = sets
            .iter()
            .map(|glob| (*glob, pattern(glob, colons), bits(glob, colons)));
        let sets: Vec<_> = sets.collect();
        for glob in globs.iter().step_by(2) {
            let (own, own_bits) = (
                pattern(glob, Colons::AsInPolicies),
                bits(glob, Colons::AsInPolicies),
            );
            for (set_glob, set, set_bits) in &sets {
                let pairs = || own_bits.iter().zip(set_bits);
                let includes = pairs().all(|(own, other)| *own || !*other);
                let meets = pairs().any(|(own, other)| *own && *other);
                let context = || format!("{glob} {set_glob} {colons:?}");
                if covers(&own, set) {
                    assert!(includes, "{}", context());
                    covered += 1;
                }
                // Texts of six letters suffice for patterns of four.
                assert_eq!(overlap(&own, set), meets, "{}", context());
                assert_eq!(overlap(set, &own), meets, "{}", context());
                apart += usize::from(!meets);
            }
        }
    }
    assert!(covered > 1_000 && apart > 1_000, "{covered} {apart}");
}

#[test]
fn what_is_covered_is_found() {
    let f = "arn:aws:lambda:*:1:function:f*";
    for (glob, set, expected) in [
        ("arn:aws:lambda:*:function:*", f, true),
        ("arn:aws:lambda:*:f*", f, true),
        ("arn:aws:lambda:*:1:function:*", f, true),
        ("arn:*:lambda:*:*:*", f, true),
        ("arn:*", f, true),
        ("arn:aws:lambda:*-1:function:f*", f, false),
        ("arn:aws:lambda:*:function:g*", f, false),
        ("arn:aws:lambda:*:*:function:f", f, false),
        ("arn:aws:lambda:?*:*:function:*", f, false),
    ] {
        let covered = covers(
            &pattern(glob, Colons::AsInPolicies),
            &pattern(set, Colons::Sixth),
        );
        assert_eq!(covered, expected, "{glob} {set}");
    }
}

#[test]
fn a_run_without_slashes() {
    let glob = [
        b"arn:",
        &[PART_RUN][..],
        b":x:",
        &[STEP_RUN],
        b"/b",
        &[wildcard::RUN],
    ]
    .concat();
    for (text, expected) in [
        ("arn:aws:x:a/b", true),
        ("arn:aws:x:a:c/bd", true),
        ("arn:aws:x:/b", true),
        ("arn:aws:x:a/c/b", false),
        ("arn:aws:x:a", false),
        ("arn:aws:y:x:a/b", false),
    ] {
        assert_eq!(matches(&glob, text.as_bytes()), expected, "{text}");
        assert_eq!(overlap(&glob, text.as_bytes()), expected, "{text}");
        let set = [text.as_bytes(), &[wildcard::RUN]].concat();
        assert_eq!(covers(&glob, &set), expected, "{text}*");
    }
    assert!(!covers(&glob, &pattern("arn:aws:x:*/b", Colons::Sixth)));
}

#[test]
fn hostile_patterns_take_no_longer_than_their_product() {
    let glob = format!("arn:{}:{}:b", "*a*:".repeat(3), "*a".repeat(2_000));
    let text = format!("arn:{}", "aaaa:".repeat(2_000));
    let form = pattern(&glob, Colons::AsInPolicies);
    assert!(!matches(&form, text.as_bytes()));
    let glob = format!("arn:*:*:*:*:{}b", "a:".repeat(2_000));
    let text = format!("arn:{}", "a:".repeat(20_000));
    let form = pattern(&glob, Colons::AsInPolicies);
    assert!(!matches(&form, text.as_bytes()));
}
