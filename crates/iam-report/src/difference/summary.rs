//! A line for each policy that differs, and how many there are.

use super::request::{BAD, BOLD, GOOD};
use super::text::write_assumptions;
use super::{Difference, Way};
use crate::form::text::{Run, TextWriter};
use iam_compare::Comparison;
use std::io;

/// How many policies allow more, or less, than before. A policy may do both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// All that were compared.
    pub policies: usize,
    /// Those whose new version allows something that the old one doesn't.
    pub new: usize,
    /// Those whose old version allowed something that the new one doesn't.
    pub less: usize,
    /// Those of which one of the two isn't known.
    pub undecided: usize,
    /// Those of which both versions allow the same.
    pub same: usize,
}

impl Totals {
    /// Counts.
    #[must_use]
    pub fn of(differences: &[Difference]) -> Self {
        let mut totals = Self::default();
        for difference in differences {
            let (gained, lost) = (&difference.gained.comparison, &difference.lost.comparison);
            totals.policies += 1;
            totals.new += usize::from(gained.witness().is_some());
            totals.less += usize::from(lost.witness().is_some());
            let is_open = |answer: &Comparison| answer.witness().is_none() && !answer.is_none();
            totals.undecided += usize::from(is_open(gained) || is_open(lost));
            totals.same += usize::from(!difference.differs());
        }
        totals
    }

    /// `12 policies: 2 newly allow something, 3 allow less, 8 allow the same`
    pub(super) fn sentence(&self) -> String {
        let policies = match self.policies {
            1 => "1 policy".to_owned(),
            several => format!("{several} policies"),
        };
        let verb = |count, one: &str, several: &str| match count {
            1 => format!("1 {one}"),
            count => format!("{count} {several}"),
        };
        let mut parts = vec![verb(
            self.new,
            "newly allows something",
            "newly allow something",
        )];
        if self.less > 0 {
            parts.push(verb(
                self.less,
                "allows less than before",
                "allow less than before",
            ));
        }
        if self.undecided > 0 {
            parts.push(format!("{} undecided", self.undecided));
        }
        parts.push(verb(self.same, "allows the same", "allow the same"));
        format!("{policies}: {}", parts.join(", "))
    }
}

/// Writes a line for each policy that differs; then how many there are.
///
/// # Errors
/// What the writer gives.
pub fn write_summary(differences: &[Difference], out: &mut TextWriter<'_>) -> io::Result<()> {
    for difference in differences.iter().filter(|of| of.differs()) {
        let gained = words(&difference.gained, "newly allowed by");
        let lost = words(&difference.lost, "no longer allowed by");
        let (style, sign) = match &difference.gained.comparison {
            Comparison::NoNewAccess(_) => (GOOD, "-"),
            Comparison::NewAccess(_) => (BAD, "+"),
            _ => (BOLD, "?"),
        };
        let says: Vec<String> = gained.into_iter().chain(lost).collect();
        out.line(&[
            Run::new(style, sign),
            Run::plain(" "),
            Run::plain(&difference.file),
            Run::plain(difference.change.note()),
            Run::plain(": "),
            Run::plain(&says.join("; ")),
        ])?;
    }
    out.line(&[Run::plain(&Totals::of(differences).sentence())])?;
    write_assumptions(out)
}

/// `newly allowed by statement 1 (Home), line 2`; of many statements, how many.
fn words(way: &Way, says: &str) -> Option<String> {
    const NAMED: usize = 3;
    match &way.comparison {
        Comparison::NoNewAccess(_) => None,
        Comparison::Undecided(reason) => Some(format!("{says}: undecided, {reason}")),
        _ => {
            let shown = way.shown();
            let titles = shown.iter().take(NAMED).map(super::Shown::title);
            let titles: Vec<String> = titles.collect();
            let more = match shown.len().saturating_sub(NAMED) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            Some(format!("{says} {}{more}", titles.join(" and ")))
        }
    }
}
