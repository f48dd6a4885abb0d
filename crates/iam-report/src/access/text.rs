//! The report for people at a terminal.

mod actions;
mod summary;

use super::{Options, Topic, Verbosity, Wording, fix, words};
use crate::form::text::{Run, TextWriter};
use anstyle::{AnsiColor, Style};
use iam_access::report::{
    ActionStatus, Fix, PrincipalReport, Report, SetReport, Summary, Trust, TrustStatus, Verdict,
};
use std::collections::BTreeMap;
use std::io;

const PLAIN: Style = Style::new();
const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const fn colour(colour: AnsiColor) -> Style {
    colour.on_default().bold()
}

pub(super) fn render(
    report: &Report,
    options: &Options,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut text = Text::new(options, out);
    if report.principals.len() > 1 {
        text.expect_several();
    }
    for principal in &report.principals {
        text.principal(principal)?;
    }
    text.finish(report)
}

/// Writes principals one by one and keeps only counts of those already written.
///
/// ```
/// use iam_report::access::{Options, Text};
/// use iam_access::report::{PrincipalReport, Report};
/// let mut out = Vec::new();
/// let mut text = Text::new(&Options::default(), &mut out);
/// text.principal(&PrincipalReport { source: "role.json".to_owned(), ..PrincipalReport::default() })?;
/// text.finish(&Report::new(Vec::new(), Vec::new()))?;
/// assert!(String::from_utf8_lossy(&out).starts_with("role.json"));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Text<'a> {
    wording: Wording,
    verbosity: Verbosity,
    out: TextWriter<'a>,
    /// There is more than one principal: a summary ends the text.
    several: bool,
    summary: Summary,
    /// How often each action is missing.
    missing: BTreeMap<String, usize>,
    /// A policy that was not requested would help one of them.
    wants_fix: bool,
    /// The sources of the sets.
    sources: Vec<String>,
}

impl<'a> Text<'a> {
    /// A text for one principal.
    pub fn new(options: &Options, out: &'a mut dyn io::Write) -> Self {
        // With one line per principal, lines are not wrapped.
        let width = match options.verbosity {
            Verbosity::Quiet => usize::MAX,
            _ => options.width,
        };
        Self {
            wording: options.wording,
            verbosity: options.verbosity,
            out: TextWriter::new(out, width, options.color),
            several: false,
            summary: Summary::default(),
            missing: BTreeMap::new(),
            wants_fix: false,
            sources: Vec::new(),
        }
    }

    /// Announces, before the first principal is written, that there is more than one.
    pub fn expect_several(&mut self) {
        self.several = true;
    }

    /// Writes the report of a principal.
    ///
    /// # Errors
    /// Errors of the writer.
    pub fn principal(&mut self, principal: &PrincipalReport) -> io::Result<()> {
        let is_first = self.summary.principals == 0;
        self.count(principal);
        if self.verbosity == Verbosity::Quiet {
            return self.verdict_line(principal);
        }
        if !is_first {
            self.out.blank()?;
        }
        self.whole(principal)
    }

    /// Writes the end: problems, counts and sources of `report`; its principals are not used.
    ///
    /// # Errors
    /// Errors of the writer.
    pub fn finish(mut self, report: &Report) -> io::Result<()> {
        self.errors(report)?;
        if !report.absent_roles.is_empty() && self.summary.principals > 0 {
            self.out.blank()?;
        }
        for absent in &report.absent_roles {
            self.line(0, colour(AnsiColor::Red), &absent.sentence())?;
        }
        let is_compared = report.baseline.is_some();
        if self.several || is_compared || report.only.is_some() {
            self.summary(report)?;
        }
        if let Some(baseline) = &report.baseline {
            self.compared(baseline)?;
        }
        let verbose = self.verbosity == Verbosity::Verbose;
        if verbose || (self.several && self.verbosity == Verbosity::Normal) {
            self.counts(report)?;
        }
        if verbose {
            for source in std::mem::take(&mut self.sources) {
                self.line(0, DIM, &source)?;
            }
            self.catalogue(report)?;
        }
        Ok(())
    }

    fn count(&mut self, principal: &PrincipalReport) {
        self.summary.count(principal.verdict);
        self.wants_fix |= principal.fix.is_none() && fix::can_help(principal);
        if self.verbosity == Verbosity::Verbose {
            for source in principal.sets.iter().filter_map(words::source) {
                if !self.sources.contains(&source) {
                    self.sources.push(source);
                }
            }
        }
        for action in principal.sets.iter().flat_map(|set| &set.actions) {
            if action.status != ActionStatus::Missing || action.ignored.is_some() {
                continue;
            }
            match self.missing.get_mut(action.canonical_name()) {
                Some(count) => *count += 1,
                None => {
                    self.missing.insert(action.canonical_name().to_owned(), 1);
                }
            }
        }
    }
}

impl Text<'_> {
    fn line(&mut self, indent: usize, style: Style, words: &str) -> io::Result<()> {
        self.out
            .wrapped(indent, indent + 2, &[Run::new(style, words)])
    }

    /// What the program suggests as the next step, if anything.
    fn next_step(&mut self, topic: Topic) -> io::Result<()> {
        match self.wording.text(topic) {
            Some(text) => self.line(2, DIM, text),
            None => Ok(()),
        }
    }

    fn verdict_line(&mut self, principal: &PrincipalReport) -> io::Result<()> {
        let (style, word) = verdict(principal.verdict);
        let padding = format!("{:1$}", "", 12 - word.len());
        let mut gaps: Vec<String> = principal
            .sets
            .iter()
            .filter(|set| set.verdict != Verdict::Pass)
            .map(|set| format!("{}: {}", set.set, words::gaps(set)))
            .collect();
        if principal.trust.status.verdict() != Verdict::Pass {
            gaps.push(format!("trust: {}", principal.trust.status.name()));
        }
        gaps.extend(words::ignored_layers(principal));
        let gaps = match gaps.as_slice() {
            [] => String::new(),
            gaps => format!("  {}", gaps.join("; ")),
        };
        let runs = [
            Run::new(style, word),
            Run::plain(&padding),
            Run::plain(principal.title()),
            Run::new(DIM, &gaps),
        ];
        self.out.wrapped(0, 14, &runs)
    }

    fn whole(&mut self, principal: &PrincipalReport) -> io::Result<()> {
        self.line(0, BOLD, principal.title())?;
        let mut known = words::counted(principal.documents, "policy document");
        if principal.title() != principal.source {
            known = format!("{known} in {}", principal.source);
        }
        if !principal.layers_not_supplied.is_empty() {
            let layers = principal
                .layers_not_supplied
                .iter()
                .map(|name| words::layer(name));
            let layers: Vec<_> = layers.collect();
            known = format!("{known}; not supplied: {}", layers.join(", "));
        }
        self.line(2, DIM, &known)?;
        if let Some(ignored) = words::ignored_layers(principal) {
            self.line(2, PLAIN, &ignored)?;
        }
        for note in &principal.notes {
            self.line(2, DIM, &format!("note: {note}"))?;
        }
        let names = principal.sets.iter().map(|set| set.set.chars().count());
        let name_width = names.max().unwrap_or(0);
        for set in &principal.sets {
            self.set(set, name_width)?;
        }
        for trust in principal.all_trusts() {
            self.trust(trust, name_width)?;
        }
        match &principal.fix {
            Some(fix) => self.fix(principal, fix)?,
            None if !self.several && fix::can_help(principal) => {
                self.next_step(Topic::GetPolicy)?;
            }
            None => {}
        }
        self.least_privilege(principal)?;
        let (style, word) = verdict(principal.verdict);
        self.line(0, style, word)
    }

    fn set(&mut self, set: &SetReport, name_width: usize) -> io::Result<()> {
        let (style, _) = verdict(set.verdict);
        let granted = set.count(ActionStatus::Granted);
        let name = format!("{:name_width$}  ", set.set);
        let says = format!("{granted} of {} granted", set.actions.len());
        self.out
            .wrapped(2, 4, &[Run::plain(&name), Run::new(style, &says)])?;
        for note in &set.notes {
            self.line(4, DIM, &format!("note: {note}"))?;
        }
        self.actions(set)
    }

    fn trust(&mut self, trust: &Trust, name_width: usize) -> io::Result<()> {
        let style = match trust.status {
            TrustStatus::NotSupplied if trust.trusted.is_empty() => return Ok(()),
            TrustStatus::NotSupplied | TrustStatus::NotApplicable => DIM,
            judged => verdict(judged.verdict()).0,
        };
        let name = format!("{:name_width$}  ", "trust");
        let says = words::trust(trust, &self.wording);
        let runs = [Run::plain(&name), Run::new(style, &says)];
        self.out.wrapped(2, 4, &runs)?;
        if trust.known {
            self.line(4, DIM, words::KNOWN)?;
        }
        if let Some(when) = &trust.when {
            self.line(4, PLAIN, when)?;
        }
        let explains = matches!(
            trust.status,
            TrustStatus::Missing | TrustStatus::Denied | TrustStatus::Conditional
        );
        for reason in words::reasons(&trust.reasons, trust.reasons_left_out).filter(|_| explains) {
            self.line(4, DIM, &reason)?;
        }
        if let Some(hint) = &trust.hint {
            self.line(4, PLAIN, &format!("hint: {hint}"))?;
        }
        if !trust.trusted.is_empty() && trust.status != TrustStatus::Granted {
            self.line(4, DIM, &format!("it trusts {}", trust.trusted.join("; ")))?;
        }
        Ok(())
    }

    fn fix(&mut self, principal: &PrincipalReport, fix: &Fix) -> io::Result<()> {
        self.line(2, PLAIN, &fix::outcome(principal, fix))?;
        for sentence in fix::proof(principal)
            .into_iter()
            .chain(fix::remains(principal))
        {
            self.line(2, PLAIN, &sentence)?;
        }
        Ok(())
    }

    fn least_privilege(&mut self, principal: &PrincipalReport) -> io::Result<()> {
        let Some(extra) = &principal.least_privilege else {
            return Ok(());
        };
        self.line(2, DIM, &words::least_privilege(extra))
    }
}

const fn verdict(verdict: Verdict) -> (Style, &'static str) {
    match verdict {
        Verdict::Pass => (colour(AnsiColor::Green), "PASS"),
        Verdict::Conditional => (colour(AnsiColor::Yellow), "CONDITIONAL"),
        Verdict::Fail => (colour(AnsiColor::Red), "FAIL"),
    }
}

const fn status(status: ActionStatus) -> (Style, &'static str) {
    match status.verdict() {
        Verdict::Pass => (colour(AnsiColor::Green), status.name()),
        Verdict::Conditional => (colour(AnsiColor::Yellow), status.name()),
        Verdict::Fail => (colour(AnsiColor::Red), status.name()),
    }
}
