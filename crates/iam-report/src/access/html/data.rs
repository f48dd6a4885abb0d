//! The report in a compact form for the page: what 2,000 roles have in common is stored once.

use crate::access::{Topic, Wording, fix, words};
use crate::form::json::pretty;
use iam_access::report::{
    ActionReport, ActionStatus, CatalogInfo, IgnoredAction, InputProblem, Inputs, PrincipalReport,
    Reason, Report, SetReport, Summary, Tool, Trust, TrustStatus,
};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::HashMap;

/// An index into the list of strings; 0 is the empty string.
type Text = u32;

/// The data of the page.
#[derive(Debug, Serialize)]
pub(super) struct PageData<'a> {
    words: Words,
    tool: Option<&'a Tool>,
    catalog: Option<&'a CatalogInfo>,
    inputs: Option<&'a Inputs>,
    summary: Summary,
    /// How the report compares with an earlier one, and what is omitted, as sentences.
    remarks: Vec<String>,
    errors: &'a [InputProblem],
    ignored: &'a [IgnoredAction],
    sets: Vec<Set<'a>>,
    columns: Vec<Column<'a>>,
    rows: Vec<Row<'a>>,
    reasons: Vec<[Text; 5]>,
    stories: Vec<Story>,
    strings: Vec<String>,
}

/// The program's own terms.
#[derive(Debug, Serialize)]
struct Words {
    assumer: &'static str,
    unproved: &'static str,
}

#[derive(Debug, Serialize)]
struct Set<'a> {
    name: &'a str,
    source: Option<&'a str>,
    version: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct Column<'a> {
    set: usize,
    action: &'a str,
    canonical: &'a str,
    resource: Option<Cow<'a, str>>,
    level: Option<&'a str>,
}

/// The content of a cell: status, whether ignored and why, condition, hint, reasons, coverage.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
struct Story(u8, Text, Text, Text, Vec<u32>, Vec<Text>);

#[derive(Debug, Serialize)]
struct Row<'a> {
    principal: Option<&'a str>,
    name: &'a str,
    account: &'a str,
    kind: &'static str,
    source: &'a str,
    documents: usize,
    verdict: &'static str,
    layers: Vec<Cow<'a, str>>,
    notes: Vec<Cow<'a, str>>,
    trust: u32,
    /// For each column the index of its story, or -1 if the principal is not checked for it.
    cells: Vec<i64>,
    /// Policies that close the gap: name, characters, text.
    fixes: Vec<(String, usize, Text)>,
    /// True if they were proved by judging again.
    proved: bool,
    /// What they leave open, as sentences.
    after: Vec<String>,
    extra: Option<String>,
}

/// Distinct strings, reasons and stories.
#[derive(Debug, Default)]
struct Pool {
    strings: Vec<String>,
    string_places: HashMap<String, Text>,
    reasons: Vec<[Text; 5]>,
    reason_places: HashMap<[Text; 5], u32>,
    stories: Vec<Story>,
    story_places: HashMap<Story, u32>,
}

fn place(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

impl Pool {
    fn new() -> Self {
        let mut pool = Self::default();
        pool.text("");
        pool
    }

    fn text(&mut self, words: &str) -> Text {
        if let Some(known) = self.string_places.get(words) {
            return *known;
        }
        let at = place(self.strings.len());
        self.strings.push(words.to_owned());
        self.string_places.insert(words.to_owned(), at);
        at
    }

    fn optional(&mut self, words: Option<&String>) -> Text {
        words.map_or(0, |words| self.text(words))
    }

    fn reason(&mut self, reason: &Reason) -> u32 {
        let statement = reason.policy.as_ref().map(|_| words::statement(reason));
        let key = [
            self.text(&words::layer_of_reason(&reason.layer)),
            self.optional(statement.as_ref()),
            self.optional(words::place(reason).as_ref()),
            self.optional(reason.effect.as_ref()),
            self.text(&reason.why),
        ];
        let reasons = &mut self.reasons;
        *self.reason_places.entry(key).or_insert_with(|| {
            reasons.push(key);
            place(reasons.len() - 1)
        })
    }

    fn story(&mut self, story: Story) -> u32 {
        if let Some(known) = self.story_places.get(&story) {
            return *known;
        }
        let at = place(self.stories.len());
        self.stories.push(story.clone());
        self.story_places.insert(story, at);
        at
    }

    fn of_action(&mut self, action: &ActionReport, wording: &Wording) -> u32 {
        let status = match action.status {
            ActionStatus::Granted => 0,
            ActionStatus::Limited => 1,
            ActionStatus::Conditional => 2,
            ActionStatus::Missing => 3,
            ActionStatus::Denied => 4,
        };
        // An action may be ignored without a reason.
        let ignored = action
            .ignored
            .as_ref()
            .map(|ignored| match ignored.reason.as_str() {
                "" => "no reason given".to_owned(),
                reason => reason.to_owned(),
            });
        let ignored = self.optional(ignored.as_ref());
        let when = self.optional(action.when.as_ref());
        let hint = self.optional(action.hint.as_ref());
        let reasons = action
            .reasons
            .iter()
            .map(|reason| self.reason(reason))
            .collect();
        let mut sentences = words::coverage(action, wording);
        sentences.extend(action.known.then(|| words::KNOWN.to_owned()));
        let left_out = Some(action.reasons_left_out).filter(|more| *more > 0);
        sentences.extend(left_out.map(words::more_reasons));
        let coverage = sentences
            .iter()
            .map(|sentence| self.text(sentence))
            .collect();
        self.story(Story(status, ignored, when, hint, reasons, coverage))
    }

    fn of_trust(&mut self, trust: &Trust, wording: &Wording) -> u32 {
        let status = match trust.status {
            TrustStatus::Granted => 0,
            TrustStatus::Conditional => 2,
            TrustStatus::Missing => 3,
            TrustStatus::Denied => 4,
            TrustStatus::NotSupplied => 5,
            TrustStatus::NotApplicable => 6,
        };
        let when = self.optional(trust.when.as_ref());
        let hint = self.optional(trust.hint.as_ref());
        let reasons = trust
            .reasons
            .iter()
            .map(|reason| self.reason(reason))
            .collect();
        let mut sentences = vec![self.text(&words::trust(trust, wording))];
        if trust.known {
            sentences.push(self.text(words::KNOWN));
        }
        if trust.reasons_left_out > 0 {
            sentences.push(self.text(&words::more_reasons(trust.reasons_left_out)));
        }
        for trusted in &trust.trusted {
            sentences.push(self.text(&format!("it trusts {trusted}")));
        }
        self.story(Story(status, 0, when, hint, reasons, sentences))
    }
}

/// The columns: each action of each set once, in the order in which principals have them.
#[derive(Debug, Default)]
struct Columns<'a> {
    sets: Vec<Set<'a>>,
    columns: Vec<Column<'a>>,
    places: HashMap<(usize, String, Option<Cow<'a, str>>), usize>,
}

impl<'a> Columns<'a> {
    fn set(&mut self, set: &'a SetReport) -> usize {
        let known = self.sets.iter().position(|known| known.name == set.set);
        known.unwrap_or_else(|| {
            self.sets.push(Set {
                name: &set.set,
                source: set.source.as_deref(),
                version: set.version.as_deref(),
            });
            self.sets.len() - 1
        })
    }

    fn column(&mut self, set: usize, action: &'a ActionReport) -> usize {
        let resource = action.needed_on();
        let key = (set, action.action.to_ascii_lowercase(), resource.clone());
        let columns = &mut self.columns;
        *self.places.entry(key).or_insert_with(|| {
            columns.push(Column {
                set,
                action: &action.action,
                canonical: action.canonical_name(),
                resource,
                level: action.access_level.as_deref(),
            });
            columns.len() - 1
        })
    }

    /// The columns in the order of the sets, and for each its index in that order.
    fn sorted(self) -> (Vec<Set<'a>>, Vec<Column<'a>>, Vec<usize>) {
        let mut order: Vec<(usize, Column<'a>)> = self.columns.into_iter().enumerate().collect();
        order.sort_by_key(|(at, column)| (column.set, *at));
        let mut places = vec![0; order.len()];
        for (new, (old, _)) in order.iter().enumerate() {
            if let Some(place) = places.get_mut(*old) {
                *place = new;
            }
        }
        (
            self.sets,
            order.into_iter().map(|(_, column)| column).collect(),
            places,
        )
    }
}

impl<'a> PageData<'a> {
    pub(super) fn of(report: &'a Report, wording: &Wording) -> Self {
        let mut pool = Pool::new();
        let mut columns = Columns::default();
        // First the contents of each principal, with the columns in the order of appearance; then
        // the rows.
        let mut found: Vec<Vec<(usize, u32)>> = Vec::new();
        for principal in &report.principals {
            let mut cells = Vec::new();
            for set in &principal.sets {
                let place = columns.set(set);
                for action in &set.actions {
                    cells.push((
                        columns.column(place, action),
                        pool.of_action(action, wording),
                    ));
                }
            }
            found.push(cells);
        }
        let (sets, columns, places) = columns.sorted();
        let rows = report
            .principals
            .iter()
            .zip(found)
            .map(|(principal, found)| {
                let mut cells = vec![-1; columns.len()];
                for (column, story) in found {
                    let place = places.get(column).and_then(|place| cells.get_mut(*place));
                    if let Some(cell) = place {
                        *cell = i64::from(story);
                    }
                }
                row(&mut pool, principal, cells, wording)
            });
        let rows = rows.collect();
        Self {
            words: Words {
                assumer: wording.assumer,
                unproved: wording.text(Topic::UnprovedPolicy).unwrap_or_default(),
            },
            tool: report.tool.as_ref(),
            catalog: report.catalog.as_ref(),
            inputs: report.inputs.as_ref(),
            summary: report.summary,
            remarks: words::remarks(report),
            errors: &report.errors,
            ignored: &report.ignored,
            sets,
            columns,
            rows,
            reasons: pool.reasons,
            stories: pool.stories,
            strings: pool.strings,
        }
    }
}

fn row<'a>(
    pool: &mut Pool,
    principal: &'a PrincipalReport,
    cells: Vec<i64>,
    wording: &Wording,
) -> Row<'a> {
    let fixes = principal.fix_policies().iter().map(|policy| {
        let text = pretty(&policy.document).unwrap_or_default();
        (policy.name.clone(), policy.characters, pool.text(&text))
    });
    let fixes = fixes.collect();
    let short = principal.title().rsplit('/').next().unwrap_or_default();
    let account = principal.title().split(':').nth(4).unwrap_or_default();
    let extra = principal
        .least_privilege
        .as_ref()
        .map(words::least_privilege);
    Row {
        principal: principal.principal.as_deref(),
        name: principal.name.as_deref().unwrap_or(short),
        account: principal.account.as_deref().unwrap_or(account),
        kind: principal.kind.name(),
        source: &principal.source,
        documents: principal.documents,
        verdict: principal.verdict.name(),
        layers: principal
            .layers_not_supplied
            .iter()
            .map(|name| words::layer(name))
            .collect(),
        notes: notes(principal),
        trust: pool.of_trust(&principal.trust, wording),
        cells,
        fixes,
        proved: principal.fix.is_some(),
        after: fix::proof(principal)
            .into_iter()
            .chain(fix::remains(principal))
            .collect(),
        extra,
    }
}

fn notes(principal: &PrincipalReport) -> Vec<Cow<'_, str>> {
    let own = principal
        .notes
        .iter()
        .map(|note| Cow::Borrowed(note.as_str()));
    let of_sets = principal.sets.iter().flat_map(words::set_notes);
    own.chain(of_sets.map(Cow::Owned)).collect()
}
