//! Values of a condition key for which policies may give different answers.

use crate::arena::Expansion;
use crate::policy_set::PolicySet;
use crate::request::{CallerKind, Context, DerivedKey, Facts, Key, Lookup, Principal};
use iam_syntax::document::operator::{Comparison, SetOperator};
use iam_syntax::pattern::wildcard;
use iam_syntax::value::moment::Moment;

/// A possible value of an unknown key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Candidate {
    Absent,
    One(String),
    Many(Vec<String>),
}

impl Candidate {
    /// The context with the key.
    pub(super) fn given(&self, context: &Context, key: &Key) -> Context {
        let context = context.clone();
        match self {
            Self::Absent => context.with_list(key.folded(), [] as [&str; 0]),
            Self::One(value) => context.with(key.folded(), value.as_str()),
            Self::Many(values) => {
                context.with_list(key.folded(), values.iter().map(String::as_str))
            }
        }
    }
}

/// A value that no policy is likely to contain.
const OTHER: &str = "0-x9q7";

/// The candidates for the key: absent, the values that conditions compare it with, and another
/// value.
pub(super) fn of(
    set: &PolicySet,
    facts: &Facts<'_>,
    key: &Key,
    derived: Option<DerivedKey>,
) -> Vec<Candidate> {
    match derived {
        None => of_request(set, facts, key),
        Some(derived) => of_caller(set, facts, key, derived),
    }
}

fn of_request(set: &PolicySet, facts: &Facts<'_>, key: &Key) -> Vec<Candidate> {
    const MOST: usize = 40;
    const MOST_IN_LIST: usize = 8;
    let (texts, is_compared_as_set) = texts(set, facts, key, MOST);
    let mut candidates: Vec<Candidate> = vec![Candidate::Absent, Candidate::One(OTHER.into())];
    candidates.extend(texts.iter().cloned().map(Candidate::One));
    if is_compared_as_set {
        let all: Vec<String> = texts.into_iter().take(MOST_IN_LIST).collect();
        let others = all.iter().cloned().chain([OTHER.to_owned()]);
        let others = Candidate::Many(others.collect());
        candidates.extend([Candidate::Many(all), others]);
    }
    candidates
}

/// For a caller that is an example of others of its kind, or for a resource that determines its
/// owner.
fn of_caller(set: &PolicySet, facts: &Facts<'_>, key: &Key, derived: DerivedKey) -> Vec<Candidate> {
    const MOST: usize = 24;
    if derived == DerivedKey::ResourceAccount {
        // It follows from the resource: it can't be chosen.
        return match facts.resource_account() {
            Some(Some(account)) => vec![Candidate::One(account.to_owned())],
            Some(None) => vec![Candidate::Absent],
            None => Vec::new(),
        };
    }
    if facts.caller_is_known {
        return Vec::new();
    }
    let known = Facts {
        caller_is_known: true,
        ..facts.clone()
    };
    let own = match known.lookup(key, Some(derived)) {
        Lookup::One(value) => Candidate::One(value.to_owned()),
        Lookup::Absent => Candidate::Absent,
        Lookup::Many(_) | Lookup::Unknown => return Vec::new(),
    };
    let kind = facts.principal.kind();
    let fits = |text: &str| match derived {
        DerivedKey::PrincipalArn => Principal::parse(text).is_ok_and(|other| {
            let [kind, other_kind] = [kind, other.kind()].map(|kind| match kind {
                CallerKind::RoleSession => CallerKind::Role,
                kind => kind,
            });
            kind == other_kind && other.as_str() == text && other.principal_arn() == Some(text)
        }),
        DerivedKey::PrincipalAccount => iam_syntax::document::is_account_id(text),
        DerivedKey::Username => kind == CallerKind::User && !text.is_empty(),
        DerivedKey::PrincipalServiceName => kind == CallerKind::Service && text.contains('.'),
        _ => false,
    };
    let (texts, _) = texts(set, facts, key, MOST);
    let mut candidates = vec![own];
    candidates.extend(
        texts
            .into_iter()
            .filter(|text| fits(text))
            .map(Candidate::One),
    );
    if derived == DerivedKey::PrincipalAccount && facts.principal.account().is_some() {
        candidates.push(Candidate::One("210987654321".into()));
    }
    candidates.dedup();
    candidates
}

/// Single values that conditions on the key distinguish, and whether one compares it as a set.
fn texts(set: &PolicySet, facts: &Facts<'_>, key: &Key, most: usize) -> (Vec<String>, bool) {
    let mut texts: Vec<String> = Vec::new();
    let mut is_compared_as_set = false;
    for (policy, index, statement) in set.about(&facts.action) {
        let compiled = policy.compiled();
        let written = policy.document().statement(index);
        let written = written
            .into_iter()
            .flat_map(|statement| statement.conditions());
        for (condition, written) in statement.conditions(compiled).iter().zip(written) {
            if condition.key != *key {
                continue;
            }
            is_compared_as_set |= condition.operator.set != SetOperator::None;
            for (at, text) in written.values().enumerate() {
                if texts.len() >= most {
                    return (texts, is_compared_as_set);
                }
                let found = match compiled.template(condition, at) {
                    Some(template) => match compiled.arena.expand(template, facts, 4096) {
                        Expansion::Done(bytes) => filled(&wildcard::text(&bytes)),
                        Expansion::TooLong | Expansion::Unresolved | Expansion::Unknown => {
                            Vec::new()
                        }
                    },
                    None => near(condition.operator.comparison(), text),
                };
                for text in found {
                    if !texts.contains(&text) {
                        texts.push(text);
                    }
                }
            }
        }
    }
    (texts, is_compared_as_set)
}

/// Values for which the comparison with a policy's value has either result.
fn near(comparison: Comparison, text: &str) -> Vec<String> {
    let own = text.to_owned();
    match comparison {
        Comparison::Text(test) if test.has_wildcards() => filled(text),
        Comparison::Arn => filled(text),
        Comparison::Numeric(_) => match text.parse::<f64>() {
            Ok(number) if number.abs() < 1e12 => {
                let others = [number - 1.0, number + 1.0, number + 0.5];
                [own]
                    .into_iter()
                    .chain(others.map(|other| other.to_string()))
                    .collect()
            }
            _ => vec![own, "0".into(), "-1e300".into(), "1e300".into()],
        },
        Comparison::Date(_) => {
            let seconds = Moment::parse(text).map(Moment::seconds);
            let others = seconds.into_iter().flat_map(|seconds| {
                let other = |by: i64| format!("{}.0", seconds.saturating_add(by));
                [other(-1), other(1)]
            });
            [own].into_iter().chain(others).collect()
        }
        Comparison::IpAddress => {
            let address = text.split('/').next().unwrap_or(text).to_owned();
            vec![address, "198.51.100.77".into(), "2001:db8:ffff::77".into()]
        }
        Comparison::Bool | Comparison::Null => vec!["true".into(), "false".into()],
        Comparison::Text(_) | Comparison::Binary => vec![own],
    }
}

/// Texts that a pattern matches.
fn filled(pattern: &str) -> Vec<String> {
    let fill = |filling: &str| pattern.replace('*', filling).replace('?', "x");
    match pattern.contains(['*', '?']) {
        true => vec![fill("x9q7"), fill("")],
        false => vec![pattern.to_owned()],
    }
}
