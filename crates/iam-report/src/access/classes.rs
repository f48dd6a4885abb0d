//! The classes of resources on which a limited action is granted, in words.

use iam_access::report::{ClassGrant, ResourceClass, TypeCoverage};

/// On exactly which resources of a type a limited action is granted.
pub(super) fn sentence(entry: &TypeCoverage) -> Option<String> {
    let name = &entry.resource_type;
    if entry.classes_left_out {
        return Some(format!("{name}: on which ones exactly was not determined"));
    }
    let of_grant = |(granted, words): (ClassGrant, &str)| {
        let classes = entry
            .classes
            .iter()
            .filter(|class| class.granted == granted);
        let classes: Vec<String> = classes
            .map(|class| class_in_words(class, &entry.classes))
            .collect();
        (!classes.is_empty()).then(|| format!("{words} {}", classes.join(", or ")))
    };
    let grants = [
        (ClassGrant::Always, "allowed"),
        (ClassGrant::Conditional, "allowed under conditions"),
        (ClassGrant::Never, "not allowed"),
    ];
    let parts: Vec<String> = grants.into_iter().filter_map(of_grant).collect();
    (!parts.is_empty()).then(|| format!("{name}, exactly: {}", parts.join("; ")))
}

/// The patterns that its resources match; those that they don't match, if they distinguish it from
/// another class.
fn class_in_words(class: &ResourceClass, all: &[ResourceClass]) -> String {
    let list = |list: &Vec<String>| list.join(" or ");
    let lists = |lists: Vec<String>, word: &str| lists.join(word);
    let more = all.iter().filter(|other| {
        let has = |list| other.matches.contains(list);
        other.granted != class.granted
            && other.matches.len() > class.matches.len()
            && class.matches.iter().all(has)
    });
    let mut others: Vec<String> = more
        .flat_map(|other| other.matches.iter())
        .filter(|list| !class.matches.contains(list))
        .map(list)
        .collect();
    others.sort();
    others.dedup();
    let own = lists(class.matches.iter().map(list).collect(), " and ");
    let except = match others.is_empty() {
        true => String::new(),
        false => format!(" but not {}", lists(others, " or ")),
    };
    let example = &class.example;
    match class.matches.is_empty() {
        true => format!("on all others, such as {example}"),
        false => format!("on {own}{except}, such as {example}"),
    }
}
