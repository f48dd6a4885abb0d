//! The actions of a set: those with the same explanation form a group.

use super::{DIM, PLAIN, Text, status};
use crate::access::{Topic, Verbosity, words};
use crate::form::text::Run;
use iam_access::report::{ActionReport, ActionStatus, SetReport};
use std::cmp::Reverse;
use std::collections::HashMap;
use std::io;

/// The column at which an action's explanation begins.
const EXPLANATION: usize = 16;

/// If at least this number of actions have one explanation, they are listed by service.
const MANY: usize = 8;

impl Text<'_> {
    pub(super) fn actions(&mut self, set: &SetReport) -> io::Result<()> {
        let verbose = self.verbosity == Verbosity::Verbose;
        let mut shown: Vec<&ActionReport> = set
            .actions
            .iter()
            .map(AsRef::as_ref)
            .filter(|action: &&ActionReport| verbose || action.status != ActionStatus::Granted)
            .collect();
        shown.sort_by_key(|action| {
            (
                action.ignored.is_some(),
                Reverse(action.status),
                words::attention(&action.action),
            )
        });
        let widths = shown.iter().map(|action| name(action).chars().count());
        // A very long name must not push everything else off the line.
        let width = widths.max().unwrap_or(0).min(48);
        for group in grouped(shown) {
            // The listing by service has no place for the conditions of requirements.
            let is_plain = group.iter().all(|action| action.condition.is_none());
            if group.len() >= MANY && is_plain && !verbose {
                self.by_service(&group)?;
            } else {
                self.listed(&group, width)?;
            }
        }
        Ok(())
    }

    /// One action per line, each with its explanation if that fits. A longer explanation follows
    /// all of its actions as one entry: under the last of several lines, it would seem to belong to
    /// that one only.
    fn listed(&mut self, group: &[&ActionReport], width: usize) -> io::Result<()> {
        let line = |action: &ActionReport| {
            let line = format!(" {:width$}", name(action));
            match action.needed_on() {
                Some(on) => format!("{line}  on {on}"),
                None => line,
            }
        };
        let whole = |action: &ActionReport| match explanation_is_empty(action) {
            true => Some(line(action).trim_end().to_owned()),
            false => {
                let story = one_line_explanation(action)?;
                Some(format!("{}  {story}", line(action))).filter(|line| self.fits(line))
            }
        };
        let whole: Option<Vec<String>> = group.iter().map(|action| whole(action)).collect();
        if let Some(lines) = whole {
            for (action, line) in group.iter().zip(lines) {
                self.headed(action, &line)?;
            }
            return Ok(());
        }
        let Some(first) = group.first() else {
            return Ok(());
        };
        let names = match group {
            [one] => line(one).trim_end().to_owned(),
            several => {
                let names = several.iter().map(|action| match action.needed_on() {
                    Some(on) => format!("{} on {on}", name(action)),
                    None => name(action),
                });
                format!(" {}", names.collect::<Vec<_>>().join(", "))
            }
        };
        self.headed(first, &names)?;
        self.explanation(first)
    }

    /// The actions by service, after the explanation.
    fn by_service(&mut self, group: &[&ActionReport]) -> io::Result<()> {
        let Some(first) = group.first() else {
            return Ok(());
        };
        let count = words::counted(group.len(), "action");
        let short = one_line_explanation(first).map(|story| format!(" {count}  {story}"));
        let short = short.filter(|line| self.fits(line));
        let plain = format!(" {count}");
        self.headed(first, short.as_ref().unwrap_or(&plain))?;
        let mut services: Vec<(&str, Vec<&str>)> = Vec::new();
        for action in group {
            let short_name = action.canonical_name();
            let short_name = short_name
                .split_once(':')
                .map_or(short_name, |(_, rest)| rest);
            match services
                .iter_mut()
                .find(|(service, _)| *service == action.service())
            {
                Some((_, names)) => names.push(short_name),
                None => services.push((action.service(), vec![short_name])),
            }
        }
        for (service, names) in services {
            let names = names.join(", ");
            let service = format!("{service}: ");
            let hang = EXPLANATION + service.chars().count();
            self.out.wrapped(
                EXPLANATION,
                hang,
                &[Run::new(DIM, &service), Run::plain(&names)],
            )?;
        }
        match short {
            Some(_) => Ok(()),
            None => self.explanation(first),
        }
    }

    /// True if the text after the status fits on the line.
    fn fits(&self, rest: &str) -> bool {
        EXPLANATION - 1 + rest.chars().count() <= self.out.width()
    }

    /// A line that begins with the action's status.
    fn headed(&mut self, action: &ActionReport, rest: &str) -> io::Result<()> {
        let (style, word) = match &action.ignored {
            Some(_) => (DIM, "ignored"),
            None => status(action.status),
        };
        let padding = format!("{:1$}", "", 11 - word.len());
        let runs = [
            Run::new(style, word),
            Run::plain(&padding),
            Run::plain(rest),
        ];
        self.out.wrapped(4, EXPLANATION + 2, &runs)
    }

    fn explanation(&mut self, action: &ActionReport) -> io::Result<()> {
        const MOST: usize = 4;
        if let Some(ignored) = &action.ignored {
            let line = format!("{}, but ignored: {}", action.status.name(), ignored.reason);
            self.line(EXPLANATION, PLAIN, &line)?;
        }
        if action.known {
            self.line(EXPLANATION, DIM, words::KNOWN)?;
        }
        if let Some(when) = &action.when {
            self.line(EXPLANATION, PLAIN, when)?;
        }
        for sentence in words::coverage(action, &self.wording) {
            let is_shown = match action.status {
                ActionStatus::Denied => sentence.starts_with("denied") && is_denied_in_part(action),
                _ => true,
            };
            if is_shown {
                self.line(EXPLANATION, DIM, &sentence)?;
            }
        }
        let most = match self.verbosity {
            Verbosity::Verbose => usize::MAX,
            _ => MOST,
        };
        for reason in action.reasons.iter().take(most) {
            self.line(EXPLANATION, DIM, &words::reason(reason))?;
        }
        let by_verbose = action.reasons.len().saturating_sub(most);
        match (by_verbose, by_verbose + action.reasons_left_out) {
            (_, 0) => {}
            (0, more) => self.line(EXPLANATION, DIM, &words::more_reasons(more))?,
            (_, more) => {
                let mut more = words::more_reasons(more);
                if let Some(option) = self.wording.text(Topic::MoreReasons) {
                    more = format!("{more} ({option})");
                }
                self.line(EXPLANATION, DIM, &more)?;
            }
        }
        if let Some(hint) = &action.hint {
            self.line(EXPLANATION, PLAIN, &format!("hint: {hint}"))?;
        }
        Ok(())
    }
}

/// The action as written in the set, with AWS's spelling if that differs.
fn name(action: &ActionReport) -> String {
    match &action.canonical {
        Some(canonical) => format!("{canonical} (set: {})", action.action),
        None => action.action.clone(),
    }
}

/// Groups of actions with the same status and reasons, in the order of the first of each group.
fn grouped(actions: Vec<&ActionReport>) -> Vec<Vec<&ActionReport>> {
    let mut groups: Vec<Vec<&ActionReport>> = Vec::new();
    // A set may have thousands of actions: only those that agree in these are compared completely.
    let mut places: HashMap<_, Vec<usize>> = HashMap::new();
    for action in actions {
        let key = (&action.reasons, &action.when, &action.hint);
        let places = places.entry(key).or_default();
        let same = |at: &&usize| {
            let first = groups.get(**at).and_then(|group| group.first());
            first.is_some_and(|first| same_explanation(first, action))
        };
        match places.iter().find(same).and_then(|at| groups.get_mut(*at)) {
            Some(group) => group.push(action),
            None => {
                places.push(groups.len());
                groups.push(vec![action]);
            }
        }
    }
    groups
}

fn same_explanation(a: &ActionReport, b: &ActionReport) -> bool {
    a.status == b.status
        && a.reasons == b.reasons
        && a.reasons_left_out == b.reasons_left_out
        && a.when == b.when
        && a.hint == b.hint
        && a.coverage == b.coverage
        && a.ignored == b.ignored
        && a.known == b.known
}

/// True if there is nothing to report besides the status.
fn explanation_is_empty(action: &ActionReport) -> bool {
    action.reasons.is_empty()
        && action.reasons_left_out == 0
        && action.when.is_none()
        && action.hint.is_none()
        && action.coverage.is_empty()
        && action.ignored.is_none()
        && !action.known
}

/// A single short reason is written on the action's line.
fn one_line_explanation(action: &ActionReport) -> Option<String> {
    if action.ignored.is_some() || action.known || action.reasons_left_out > 0 {
        return None;
    }
    match (action.reasons.as_slice(), &action.when, &action.hint) {
        ([reason], None, None) if action.coverage.is_empty() => Some(words::reason(reason)),
        ([reason], None, _) if action.status == ActionStatus::Denied => {
            (!is_denied_in_part(action)).then(|| words::reason(reason))
        }
        _ => None,
    }
}

/// True if it is denied on some types of resource only: each type then gets a line.
fn is_denied_in_part(action: &ActionReport) -> bool {
    let denied = action.coverage.iter().filter(|entry| entry.denied).count();
    denied > 0 && denied < action.coverage.len()
}
