//! Which outputs of the AWS CLI are of one role or user, and what they say together.
//!
//! Each call prints a part of what there is: `get-role` the trust policy, `get-role-policy` one
//! inline policy. Parts in one folder that name the same role are put together. Those of several
//! folders aren't: the same name in another folder is most likely the role of another account.
//! `get-policy-version` names nothing: its documents are taken as a role's only where a list of
//! attached policies says that the role has as many.

use super::entry::Entry;
use crate::json::Read;
use crate::principal::PrincipalInput;
use crate::problem::{Problem, quoted};
use crate::shape::{Holder, Part, policy_names};
use iam_eval::{CallerKind, Position};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;

/// The entries of each principal.
#[derive(Debug)]
pub(super) struct Together(Option<Vec<Vec<usize>>>);

/// The parts in a folder that name nobody.
#[derive(Default)]
struct Nameless {
    lists: Vec<usize>,
    versions: Vec<usize>,
    has_attached: bool,
}

impl Together {
    pub(super) fn of(entries: &[Entry]) -> Self {
        if !entries.iter().any(|entry| matches!(entry, Entry::Part(..))) {
            return Self(None);
        }
        let mut groups: Vec<Vec<usize>> = Vec::new();
        let mut holders: HashMap<&Path, HashMap<&Holder, usize>> = HashMap::new();
        let mut nameless: HashMap<&Path, Nameless> = HashMap::new();
        for (index, entry) in entries.iter().enumerate() {
            let Entry::Part(source, _, part, about) = entry else {
                groups.push(vec![index]);
                continue;
            };
            let folder = Path::new(&source.name).parent();
            let folder = folder.unwrap_or(Path::new(""));
            match (part, &about.holder) {
                (Part::OfHolder(_), Some(holder)) => {
                    let next = groups.len();
                    let known = holders.entry(folder).or_default();
                    let group = *known.entry(holder).or_insert(next);
                    match groups.get_mut(group) {
                        Some(group) => group.push(index),
                        None => groups.push(vec![index]),
                    }
                }
                (Part::OfHolder(_), None) => groups.push(vec![index]),
                (Part::Version(_), _) => nameless.entry(folder).or_default().versions.push(index),
                (Part::InlineNames | Part::AttachedNames, _) => {
                    let nameless = nameless.entry(folder).or_default();
                    nameless.lists.push(index);
                    nameless.has_attached |= matches!(part, Part::AttachedNames);
                }
            }
        }
        for (folder, parts) in nameless {
            let holders = holders.get(folder).into_iter().flatten();
            let holders: Vec<usize> = holders.map(|(_, group)| *group).collect();
            let of_holder = match holders.as_slice() {
                [holder] => groups.get_mut(*holder),
                _ => None,
            };
            let Some(group) = of_holder else {
                let alone = parts.lists.into_iter().chain(parts.versions);
                groups.extend(alone.map(|index| vec![index]));
                continue;
            };
            group.extend(parts.lists);
            match parts.has_attached {
                true => group.extend(parts.versions),
                false => groups.extend(parts.versions.into_iter().map(|index| vec![index])),
            }
        }
        groups.iter_mut().for_each(|group| group.sort_unstable());
        groups.sort_unstable();
        Self(Some(groups))
    }

    /// How many principals there are, of so many entries.
    pub(super) fn len(&self, entries: usize) -> usize {
        self.0.as_ref().map_or(entries, Vec::len)
    }

    /// The first entry of a principal.
    pub(super) fn first(&self, index: usize) -> Option<usize> {
        match &self.0 {
            None => Some(index),
            Some(groups) => groups.get(index)?.first().copied(),
        }
    }

    /// The entries of a principal that has several.
    pub(super) fn several(&self, index: usize) -> Option<&[usize]> {
        let group = self.0.as_ref()?.get(index)?;
        (group.len() > 1).then_some(group)
    }
}

/// What lists say that there is.
#[derive(Default)]
struct Listed {
    inline: Option<Vec<String>>,
    attached: Option<Vec<String>>,
    /// Where each list is.
    inline_at: Option<(String, Position)>,
    attached_at: Option<(String, Position)>,
}

/// Puts the parts of a role or user together; `read` reads one of them.
pub(super) fn put_together(
    parts: &[&Entry],
    read: impl Fn(&Entry) -> Read<PrincipalInput>,
) -> Read<PrincipalInput> {
    let mut whole: Option<PrincipalInput> = None;
    let mut listed = Listed::default();
    let mut inline: Vec<(&str, Problem)> = Vec::new();
    let mut versions = 0;
    let (mut files, mut seen): (Vec<&str>, HashSet<&str>) = Default::default();
    for entry in parts {
        let Entry::Part(source, extent, part, about) = entry else {
            continue;
        };
        if seen.insert(&source.name) {
            files.push(&source.name);
        }
        let place = (source.name.clone(), extent.start);
        match part {
            Part::InlineNames => {
                let names = entry.with_value(policy_names::inline_names)?;
                listed.inline.get_or_insert_default().extend(names);
                listed.inline_at = Some(place);
                continue;
            }
            Part::AttachedNames => {
                let arns = entry.with_value(policy_names::attached_arns)?;
                listed.attached.get_or_insert_default().extend(arns);
                listed.attached_at = Some(place);
                continue;
            }
            Part::OfHolder(_) => {}
            Part::Version(_) => versions += 1,
        }
        if let Some(policy) = &about.policy {
            let here = Problem::new(&source.name, "", "").at(extent.start);
            inline.push((policy, here));
        }
        let part = read(entry)?;
        match &mut whole {
            Some(whole) => whole.merge(part)?,
            None => whole = Some(part),
        }
    }
    let mut whole = whole.unwrap_or_default();
    let (word, role) = match whole.kind {
        Some(CallerKind::User) => ("user", false),
        _ => ("role", true),
    };
    let named = format!(
        "the {word} {}",
        quoted(whole.name.as_deref().unwrap_or_default())
    );
    whole.problems.extend(twice(&inline, &named));
    whole
        .problems
        .extend(listed.inline_gaps(&inline, word, &named));
    whole.problems.extend(listed.attached_gap(versions, &named));
    whole.identity_is_known = role && listed.inline.is_some() && listed.attached.is_some();
    whole.notes.push(format!(
        "put together from {}, which name {named}",
        shown(&files)
    ));
    if let Some(attached) = listed.attached.filter(|attached| !attached.is_empty()) {
        let attached: Vec<&str> = attached.iter().map(String::as_str).collect();
        whole.notes.push(format!(
            "the output of get-policy-version names no policy: taken as {}, which the list of attached policies has",
            shown(&attached)
        ));
    }
    if !whole.identity_is_known {
        whole.notes.push(format!(
            "only the policies that were given count: `aws iam list-{word}-policies` and `list-attached-{word}-policies` \
             say whether there are others"
        ));
    }
    Ok(whole)
}

/// The inline policies that are there a second time: one principal has one of a name, so the second
/// is another's.
fn twice(inline: &[(&str, Problem)], named: &str) -> Vec<Problem> {
    let mut seen = HashSet::new();
    let second = inline.iter().filter(|(name, _)| !seen.insert(*name));
    let problem = |(name, here): &(&str, Problem)| {
        let found = format!(
            "the inline policy {} of {named} a second time",
            quoted(name)
        );
        let expected =
            "each policy of one role once; roles of one name in several accounts in a folder each";
        here.clone().saying(found, expected)
    };
    second.map(problem).collect()
}

impl Listed {
    /// Inline policies of the list that weren't given, and given ones that aren't in the list.
    fn inline_gaps(&self, given: &[(&str, Problem)], word: &str, named: &str) -> Vec<Problem> {
        let (Some(listed), Some((source, at))) = (&self.inline, &self.inline_at) else {
            return Vec::new();
        };
        let names: HashSet<&str> = given.iter().map(|(name, _)| *name).collect();
        let absent: BTreeSet<&str> = listed.iter().map(String::as_str).collect();
        let absent = absent.into_iter().filter(|name| !names.contains(name));
        let absent = absent.map(|name| {
            let found = format!(
                "the inline policy {} of {named} in the list alone",
                quoted(name)
            );
            let expected = format!("its document, too: the output of `aws iam get-{word}-policy`");
            Problem::new(source, found, expected).at(*at)
        });
        let listed: HashSet<&str> = listed.iter().map(String::as_str).collect();
        let more = given.iter().filter(|(name, _)| !listed.contains(name));
        let more = more.map(|(name, here)| {
            let found = format!("the inline policy {}", quoted(name));
            let expected = format!("one that the list of {source} has: {named} has no others");
            here.clone().saying(found, expected)
        });
        absent.chain(more).collect()
    }

    /// That there are more or fewer documents than attached policies.
    fn attached_gap(&self, versions: usize, named: &str) -> Option<Problem> {
        let (listed, (source, at)) = (self.attached.as_ref()?, self.attached_at.as_ref()?);
        let listed: BTreeSet<&str> = listed.iter().map(String::as_str).collect();
        if listed.len() == versions {
            return None;
        }
        let arns: Vec<&str> = listed.into_iter().collect();
        let found = format!(
            "{} attached to {named} ({}), and {versions} documents of managed policies",
            match arns.len() {
                1 => "1 policy".to_owned(),
                several => format!("{several} policies"),
            },
            shown(&arns),
        );
        let expected = "the document of each: the output of `aws iam get-policy-version`";
        Some(Problem::new(source, found, expected).at(*at))
    }
}

/// Some names, not too many of them.
fn shown(names: &[&str]) -> String {
    const MOST: usize = 5;
    let first = names.get(..MOST).unwrap_or(names).join(", ");
    match names.len().saturating_sub(MOST) {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}
