//! Compares a report with an earlier one: which findings are new.
//!
//! A *finding* is an action of a set on a resource (under its condition), or the trust in an
//! assumer, of one principal, that is not granted and not ignored. It is **new** if the earlier
//! report doesn't have it, or has it with a better status: limited and conditional are the best,
//! then missing, then denied. With several KMS keys or Regions, this applies to each of them. A
//! finding whose status became better, or that is granted now, is **gone**.
//!
//! A principal is identified by its ARN; without one, by its file and its name. Positions and
//! reasons don't count: a policy may be rewritten. Findings of a principal that is no longer judged
//! are neither new nor gone: nothing is known about it.

use crate::report::{
    ActionStatus, BaselineSummary, Gone, KeyAnswer, MOST_GONE, PrincipalReport, RegionAnswer,
    Report, TrustStatus, Verdict, needed_on,
};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};

/// The findings of an earlier report.
#[derive(Debug)]
pub struct Baseline {
    name: String,
    principals: HashMap<PrincipalKey, Findings>,
}

type Findings = BTreeMap<FindingKey, Answer>;

/// The ARN, or the file and the name.
type PrincipalKey = (String, Option<String>);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum FindingKey {
    /// The assumer, if it is one of several.
    Trust(Option<String>),
    /// The set, the action in lower case, and the resource for which the set requires it.
    Action(String, String, String),
}

/// From the best to the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Status {
    Partly,
    Missing,
    Denied,
}

impl Status {
    const fn of_action(status: ActionStatus) -> Option<Self> {
        match status {
            ActionStatus::Granted => None,
            ActionStatus::Limited | ActionStatus::Conditional => Some(Self::Partly),
            ActionStatus::Missing => Some(Self::Missing),
            ActionStatus::Denied => Some(Self::Denied),
        }
    }

    const fn of_trust(status: TrustStatus) -> Option<Self> {
        match status {
            TrustStatus::Granted | TrustStatus::NotSupplied | TrustStatus::NotApplicable => None,
            TrustStatus::Conditional => Some(Self::Partly),
            TrustStatus::Missing => Some(Self::Missing),
            TrustStatus::Denied => Some(Self::Denied),
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Partly => "conditional",
            Self::Missing => "missing",
            Self::Denied => "denied",
        }
    }
}

/// A finding's status: the worst of its keys and Regions.
#[derive(Debug, Clone)]
struct Answer {
    status: Status,
    /// The status for each KMS key, if the answers differ; `None` if it is granted.
    keys: BTreeMap<String, Option<Status>>,
    /// The status for each Region, if the answers differ.
    regions: BTreeMap<String, Option<Status>>,
}

impl Answer {
    const fn of(status: Status) -> Self {
        Self {
            status,
            keys: BTreeMap::new(),
            regions: BTreeMap::new(),
        }
    }

    fn of_action(status: Status, keys: &[KeyAnswer], regions: &[RegionAnswer]) -> Self {
        let keys = keys.iter().map(|of| {
            let name = of.key.as_ref().unwrap_or(&of.policy);
            (name.clone(), Status::of_action(of.status))
        });
        let regions = regions.iter();
        Self {
            status,
            keys: keys.collect(),
            regions: regions
                .map(|of| (of.region.clone(), Status::of_action(of.status)))
                .collect(),
        }
    }

    /// Whether this is at least as bad as `now`, for each of its keys and in each of its Regions.
    fn covers(&self, now: &Self) -> bool {
        // A key without an earlier answer is new. Regions without an earlier answer had the common
        // one.
        let whole = Some(self.status).filter(|_| self.regions.is_empty());
        self.status >= now.status
            && are_covered(&self.keys, now, &now.keys, None)
            && are_covered(&self.regions, now, &now.regions, whole)
    }
}

fn are_covered(
    then: &BTreeMap<String, Option<Status>>,
    now: &Answer,
    parts: &BTreeMap<String, Option<Status>>,
    otherwise: Option<Status>,
) -> bool {
    if parts.is_empty() {
        return then.values().all(|then| *then >= Some(now.status));
    }
    let mut parts = parts.iter();
    parts.all(|(name, now)| then.get(name).copied().unwrap_or(otherwise) >= *now)
}

/// The members of a report that are needed here: a report of thousands of principals is not kept
/// completely.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Earlier {
    #[serde(default)]
    tool: Option<EarlierTool>,
    principals: Vec<EarlierPrincipal>,
}

/// Read first, so that a report of another version is rejected as such, whatever its members are.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Version {
    schema_version: u32,
}

#[derive(Deserialize)]
struct EarlierTool {
    name: String,
}

#[derive(Deserialize)]
struct EarlierPrincipal {
    principal: Option<String>,
    #[serde(default)]
    name: Option<String>,
    source: String,
    trust: EarlierTrust,
    #[serde(default)]
    trusts: Vec<EarlierTrust>,
    sets: Vec<EarlierSet>,
}

#[derive(Deserialize)]
struct EarlierTrust {
    status: TrustStatus,
    #[serde(default)]
    assumer: Option<String>,
}

#[derive(Deserialize)]
struct EarlierSet {
    set: String,
    actions: Vec<EarlierAction>,
}

#[derive(Deserialize)]
struct EarlierAction {
    action: String,
    #[serde(default)]
    resource: Option<String>,
    #[serde(default)]
    condition: Option<serde_json::Value>,
    status: ActionStatus,
    #[serde(default)]
    keys: Vec<KeyAnswer>,
    #[serde(default)]
    regions: Vec<RegionAnswer>,
    #[serde(default)]
    ignored: Option<serde::de::IgnoredAny>,
}

impl Baseline {
    /// Reads the JSON of an earlier report, which must have been written by `program`.
    ///
    /// # Errors
    /// A sentence that begins with the file's name: the text is not a report of version 1 of the
    /// schema, or is another program's.
    pub fn read(name: &str, text: &[u8], program: &str) -> Result<Self, String> {
        let expected = format!("expected a report that {program} wrote as JSON");
        let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
        let version: Version = serde_json::from_slice(text)
            .map_err(|error| format!("{name}: found no report ({error}), {expected}"))?;
        let (version, known) = (version.schema_version, Report::SCHEMA_VERSION);
        if version != known {
            return Err(format!(
                "{name}: found a report with schemaVersion {version}, expected {known}: recreate it with this version"
            ));
        }
        let earlier: Earlier = serde_json::from_slice(text)
            .map_err(|error| format!("{name}: found no complete report ({error}), {expected}"))?;
        let tool = earlier.tool.map(|tool| tool.name);
        if tool.as_deref() != Some(program) {
            let by = tool.map_or_else(|| "no program".to_owned(), |tool| format!("`{tool}`"));
            return Err(format!("{name}: found a report of {by}, {expected}"));
        }
        let mut principals: HashMap<PrincipalKey, Findings> = HashMap::new();
        for principal in earlier.principals {
            let key = match principal.principal {
                Some(arn) => (arn, None),
                None => (principal.source, principal.name),
            };
            let findings = principals.entry(key).or_default();
            let trusts = match principal.trusts.is_empty() {
                true => vec![principal.trust],
                false => principal.trusts,
            };
            for trust in trusts {
                if let Some(status) = Status::of_trust(trust.status) {
                    findings.insert(FindingKey::Trust(trust.assumer), Answer::of(status));
                }
            }
            for set in principal.sets {
                for action in set.actions {
                    if let (Some(status), None) = (Status::of_action(action.status), action.ignored)
                    {
                        let on = needed_on(action.resource.as_deref(), action.condition.as_ref());
                        let key = finding_key(&set.set, &action.action, on.as_deref());
                        let answer = Answer::of_action(status, &action.keys, &action.regions);
                        findings.insert(key, answer);
                    }
                }
            }
        }
        Ok(Self {
            name: name.to_owned(),
            principals,
        })
    }
}

fn finding_key(set: &str, action: &str, on: Option<&str>) -> FindingKey {
    let action = action.to_ascii_lowercase();
    FindingKey::Action(set.to_owned(), action, on.unwrap_or("*").to_owned())
}

/// Compares the principals of a run with a baseline, one by one.
#[derive(Debug)]
pub struct Compared<'a> {
    baseline: &'a Baseline,
    summary: BaselineSummary,
    judged: usize,
}

impl<'a> Compared<'a> {
    /// A comparison without principals yet.
    #[must_use]
    pub fn with(baseline: &'a Baseline) -> Self {
        Self {
            baseline,
            summary: BaselineSummary {
                source: baseline.name.clone(),
                ..BaselineSummary::default()
            },
            judged: 0,
        }
    }

    /// Marks the findings of a principal that are in the baseline, and counts the others.
    pub fn mark(&mut self, report: &mut PrincipalReport) {
        let of = match &report.principal {
            Some(arn) => (arn.clone(), None),
            None => (report.source.clone(), report.name.clone()),
        };
        let before = self.baseline.principals.get(&of);
        self.judged += usize::from(before.is_some());
        // Those that remain at the end are gone.
        let mut before = before.cloned().unwrap_or_default();
        let mut verdict = Verdict::Pass;
        let trusts = match report.trusts.as_mut_slice() {
            [] => std::slice::from_mut(&mut report.trust),
            several => several,
        };
        for trust in trusts {
            let Some(now) = Status::of_trust(trust.status) else {
                continue;
            };
            let key = FindingKey::Trust(trust.assumer.clone());
            trust.known = self.is_known(&Answer::of(now), &key, &mut before);
            if !trust.known {
                verdict = verdict.max(trust.status.verdict());
            }
        }
        // With several, the first one is used.
        if let Some(worst) = report.trusts.first() {
            report.trust.known = worst.known;
        }
        for set in &mut report.sets {
            let name = set.set.as_str();
            for action in &mut set.actions {
                let now = Status::of_action(action.status).filter(|_| action.ignored.is_none());
                let Some(now) = now else { continue };
                let key = finding_key(name, &action.action, action.needed_on().as_deref());
                let now = Answer::of_action(now, &action.keys, &action.regions);
                if self.is_known(&now, &key, &mut before) {
                    std::sync::Arc::make_mut(action).known = true;
                } else {
                    verdict = verdict.max(action.status.verdict());
                }
            }
        }
        report.new_verdict = Some(verdict);
        match verdict {
            Verdict::Pass => {}
            Verdict::Conditional => self.summary.new_conditional += 1,
            Verdict::Fail => self.summary.new_failing += 1,
        }
        self.summary.gone_in_all += before.len();
        let room = MOST_GONE.saturating_sub(self.summary.gone.len());
        let gone = before.into_iter().take(room);
        let title = report.title();
        self.summary.gone.extend(gone.map(|(key, then)| {
            let gone = Gone {
                principal: title.to_owned(),
                status: then.status.name().to_owned(),
                ..Gone::default()
            };
            match key {
                FindingKey::Trust(assumer) => Gone {
                    action: "sts:AssumeRole".to_owned(),
                    assumer,
                    ..gone
                },
                FindingKey::Action(set, action, on) => Gone {
                    action: spelling(report, &set, &action).unwrap_or(action),
                    set: Some(set),
                    resource: Some(on).filter(|on| on != "*"),
                    ..gone
                },
            }
        }));
    }

    /// Whether the baseline has a finding at least as bad as this one, which is then removed from
    /// those that may be gone. A finding whose status became better is gone with its old status,
    /// and is not a new finding.
    fn is_known(&mut self, now: &Answer, key: &FindingKey, before: &mut Findings) -> bool {
        let then = before.get(key);
        let known = then.is_some_and(|then| then.covers(now));
        if then.is_some_and(|then| then.status <= now.status) {
            before.remove(key);
        }
        let count = match known {
            true => &mut self.summary.known,
            false => &mut self.summary.new,
        };
        *count += 1;
        known
    }

    /// The result of the comparison.
    #[must_use]
    pub fn finish(self) -> BaselineSummary {
        BaselineSummary {
            principals_not_judged: self.baseline.principals.len().saturating_sub(self.judged),
            ..self.summary
        }
    }
}

/// The action as written in the set.
fn spelling(report: &PrincipalReport, set: &str, action: &str) -> Option<String> {
    let mut sets = report.sets.iter().filter(|known| known.set == set);
    sets.find_map(|set| {
        let mut actions = set.actions.iter();
        let found = actions.find(|known| known.action.eq_ignore_ascii_case(action))?;
        Some(found.action.clone())
    })
}

#[cfg(test)]
mod tests;
