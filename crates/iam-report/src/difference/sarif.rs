//! A log for code scanning.

use super::request::sentence;
use super::{Change, Difference, Way, reason};
use crate::form::json::EscapingWriter;
use crate::form::sarif::{
    ColumnKind, Configuration, Driver, Finding, Invocation, Level, Location, Log, Message,
    Notification, Rule, Run, Tool, fingerprint,
};
use iam_compare::{Comparison, Witness};
use iam_eval::Position;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// The kinds of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RuleName {
    NewAccess,
    LostAccess,
    AccessGranted,
    PublicByRule,
    Public,
    Undecided,
}

impl RuleName {
    const ALL: [Self; 6] = [
        Self::NewAccess,
        Self::LostAccess,
        Self::AccessGranted,
        Self::PublicByRule,
        Self::Public,
        Self::Undecided,
    ];

    const fn id(self) -> &'static str {
        match self {
            Self::NewAccess => "NEW_ACCESS",
            Self::LostAccess => "LOST_ACCESS",
            Self::AccessGranted => "ACCESS_GRANTED",
            Self::PublicByRule => "PUBLIC_BY_AWS_RULE",
            Self::Public => "PUBLIC",
            Self::Undecided => "UNDECIDED",
        }
    }

    const fn level(self) -> Level {
        match self {
            Self::LostAccess => Level::Note,
            Self::Undecided => Level::Warning,
            _ => Level::Error,
        }
    }

    const fn summary(self) -> &'static str {
        match self {
            Self::NewAccess => "A request is allowed that the other policy doesn't allow.",
            Self::LostAccess => "A request isn't allowed any more.",
            Self::AccessGranted => "A policy grants access that it must not grant.",
            Self::PublicByRule => "A policy is public by the rule that AWS documents.",
            Self::Public => "A policy lets in callers whom it doesn't list.",
            Self::Undecided => "It could not be decided whether there is such access.",
        }
    }

    const fn help(self) -> &'static str {
        match self {
            Self::NewAccess | Self::AccessGranted => {
                "The request in the message was confirmed by the evaluator. The JSON form of this report has it as a \
                 scenario, which can be explained statement by statement. Narrow the statement, or accept the access."
            }
            Self::LostAccess => {
                "The request in the message was allowed by the old policy. Check that nothing depends on it."
            }
            Self::PublicByRule => {
                "Bind the grant to fixed values of the keys that AWS lists under \"The meaning of public\"."
            }
            Self::Public => {
                "The request in the message is one of a caller whom the policy doesn't list. Name the principals, or \
                 bind the grant to an account, an organization or a network."
            }
            Self::Undecided => {
                "Neither a pass nor a fail: `docs/compare.md` lists what stays undecided. A larger budget may help."
            }
        }
    }

    fn index(self) -> usize {
        Self::ALL
            .iter()
            .position(|rule| *rule == self)
            .unwrap_or_default()
    }

    fn rule(self) -> Rule {
        Rule {
            id: self.id().to_owned(),
            name: self.id(),
            short_description: Message::from(self.summary()),
            // GitHub requires both.
            full_description: Message::from(self.summary()),
            help_uri: None,
            help: Message::from(self.help()),
            default_configuration: Configuration {
                level: self.level(),
            },
        }
    }
}

/// A statement, or a file as a whole.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) file: String,
    pub(super) position: Option<Position>,
    pub(super) statement: Option<usize>,
    pub(super) sid: Option<String>,
}

impl Place {
    pub(super) fn of_file(file: &str) -> Self {
        Self {
            file: file.to_owned(),
            position: None,
            statement: None,
            sid: None,
        }
    }

    fn location(&self) -> Location {
        let (line, column) = match self.position {
            Some(position) => (Some(position.line), Some(position.column)),
            None => (None, None),
        };
        let location = Location::in_file(&self.file, line, column);
        match self.sid.as_deref().filter(|sid| !sid.is_empty()) {
            Some(sid) => location.called(sid, "object"),
            None => location,
        }
    }

    /// By its `Sid`, where it has one: the same for a statement that has moved.
    fn key(&self) -> String {
        match (self.sid.as_deref(), self.statement) {
            (Some(sid), _) if !sid.is_empty() => sid.to_owned(),
            (_, Some(statement)) => statement.to_string(),
            _ => String::new(),
        }
    }
}

/// A result.
pub(super) struct Entry {
    rule: RuleName,
    place: Place,
    message: String,
    related: Vec<Location>,
    /// What tells it from others of the same rule and place.
    about: String,
}

impl Entry {
    /// Access, shown by a request.
    pub(super) fn shown(rule: RuleName, place: Place, about: &str, witness: &Witness) -> Self {
        let says = match rule {
            RuleName::NewAccess => "newly allowed",
            RuleName::LostAccess => "no longer allowed",
            RuleName::AccessGranted => "granted",
            _ => "allowed to callers who are not listed",
        };
        let mut message = format!("{says}: {}", sentence(witness));
        if !witness.is_typical() {
            message.push_str(" (no action in the catalogue shows it on a resource of its types)");
        }
        Self {
            rule,
            place,
            message,
            related: Vec::new(),
            about: about.to_owned(),
        }
    }

    pub(super) fn undecided(place: Place, about: &str, reason: Option<String>) -> Self {
        let reason = reason.map_or(String::new(), |reason| format!(": {reason}"));
        Self {
            rule: RuleName::Undecided,
            place,
            message: format!("{about} is undecided{reason}"),
            related: Vec::new(),
            about: about.to_owned(),
        }
    }

    fn finding(self) -> Finding {
        let key = fingerprint([self.rule.id(), &self.about, &self.place.key()]);
        Finding {
            rule_id: self.rule.id().to_owned(),
            rule_index: self.rule.index(),
            level: self.rule.level(),
            message: self.message.into(),
            locations: vec![self.place.location()],
            related_locations: self.related,
            partial_fingerprints: BTreeMap::from([("ruleStatement/v1", key)]),
            baseline_state: None,
            suppressions: Vec::new(),
        }
    }
}

/// Writes a log of SARIF 2.1.0: a result for each statement that allows something new, at the
/// statement; for each that allows something no more, at the new file and with the old statement
/// beside it; and for what is undecided. `unread` says which files could not be read, and why.
///
/// # Errors
/// What the writer gives.
///
/// ```
/// let mut out = Vec::new();
/// iam_report::difference::write_log("1.0", &[], &[], &mut out)?;
/// let log: serde_json::Value = serde_json::from_slice(&out).unwrap();
/// assert_eq!(log["runs"][0]["tool"]["driver"]["rules"][0]["id"], "NEW_ACCESS");
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn write_log(
    version: &str,
    differences: &[Difference],
    unread: &[String],
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut entries = Vec::new();
    for difference in differences {
        let gained = &difference.gained;
        let new_file = document_name(gained).unwrap_or(&difference.file);
        for (place, witness) in places(gained, new_file) {
            let (rule, about) = (RuleName::NewAccess, "new access");
            entries.push(Entry::shown(rule, place, about, witness));
        }
        entries.extend(undecided(gained, new_file, "new access"));
        let lost = &difference.lost;
        let old_file = document_name(lost).unwrap_or(&difference.file);
        let is_deleted = difference.change == Change::Deleted;
        let shown_in = if is_deleted { old_file } else { new_file };
        for (place, witness) in places(lost, old_file) {
            let (rule, about) = (RuleName::LostAccess, "lost access");
            let mut entry = Entry::shown(rule, place, about, witness);
            if !is_deleted {
                // What is looked at is the new file: the old statement may be in no file.
                entry.related.push(entry.place.location().saying("before"));
                entry.place.file = shown_in.to_owned();
                entry.place.position = None;
            }
            entries.push(entry);
        }
        entries.extend(undecided(lost, shown_in, "lost access"));
    }
    log(version, entries, unread, out)
}

fn document_name(way: &Way) -> Option<&str> {
    let policy = way.policy.as_ref()?;
    Some(policy.document().name())
}

fn places<'a>(way: &'a Way, file: &str) -> Vec<(Place, &'a Witness)> {
    let shown = way.shown().into_iter().map(|shown| {
        let place = Place {
            file: file.to_owned(),
            position: shown.position(),
            statement: shown.statement,
            sid: shown.sid().map(str::to_owned),
        };
        (place, shown.witness)
    });
    shown.collect()
}

fn undecided(way: &Way, file: &str, about: &str) -> Option<Entry> {
    let is_open = matches!(way.comparison, Comparison::Undecided(_));
    is_open.then(|| Entry::undecided(Place::of_file(file), about, reason(&way.comparison)))
}

/// Writes a log of these results.
pub(super) fn log(
    version: &str,
    entries: Vec<Entry>,
    unread: &[String],
    out: &mut dyn Write,
) -> io::Result<()> {
    /// GitHub takes no more results of a run than this.
    const MOST_RESULTS: usize = 25_000;
    let left_out = entries
        .len()
        .checked_sub(MOST_RESULTS)
        .filter(|more| *more > 0);
    let notification = |level, message: String| Notification {
        level,
        message: message.into(),
        locations: Vec::new(),
    };
    let left_out = left_out.map(|more| {
        let message = format!("{more} more results are left out of this log");
        notification(Level::Warning, message)
    });
    let errors = unread.iter().cloned();
    let errors = errors.map(|message| notification(Level::Error, message));
    let findings = entries.into_iter().take(MOST_RESULTS).map(Entry::finding);
    let run = Run {
        tool: Tool {
            driver: Driver {
                name: "iam-eval".to_owned(),
                version: version.to_owned(),
                information_uri: None,
                rules: RuleName::ALL.into_iter().map(RuleName::rule).collect(),
            },
        },
        column_kind: ColumnKind::UnicodeCodePoints,
        invocations: vec![Invocation {
            execution_successful: unread.is_empty(),
            tool_execution_notifications: errors.chain(left_out).collect(),
        }],
        results: findings.collect::<Vec<Finding>>(),
    };
    serde_json::to_writer_pretty(EscapingWriter::new(&mut *out), &Log::new(run))?;
    writeln!(out)
}
