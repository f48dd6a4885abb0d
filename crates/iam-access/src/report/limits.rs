//! The limits of a report: a report may repeat something from an input for each action of each
//! principal. What is omitted is counted.

use super::{PrincipalReport, Reason, Report};
use std::sync::Arc;

/// The maximum number of statements, and of layers, that are reported as reasons for one answer: a
/// report repeats them for each action, and a policy may have thousands of statements. The number
/// of omitted ones is reported, too.
pub const MOST_REASONS: usize = 20;

/// The maximum number of reasons in a whole report: beyond it, answers only count them.
pub const MOST_REASONS_IN_ALL: usize = 20_000;

/// The maximum length of a report's sentence, in characters: something in an input may be repeated
/// for each action of each principal.
const LONGEST_SENTENCE: usize = 2_000;

/// The sentence, shortened to the maximum length.
pub(crate) fn clipped(mut sentence: String) -> String {
    if let Some((at, _)) = sentence.char_indices().nth(LONGEST_SENTENCE) {
        sentence.truncate(at);
        sentence.push('…');
    }
    sentence
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde requires a reference"
)]
pub(super) fn is_zero(count: &usize) -> bool {
    *count == 0
}

impl Report {
    /// Omits reasons beyond [`MOST_REASONS_IN_ALL`], and counts them in their answers.
    pub fn omit_reasons(&mut self) {
        let mut left = MOST_REASONS_IN_ALL;
        for principal in &mut self.principals {
            principal.omit_reasons(&mut left);
        }
    }
}

impl PrincipalReport {
    fn omit_reasons(&mut self, left: &mut usize) {
        let omit = |reasons: &mut Vec<Reason>, count: &mut usize| {
            *count += reasons.len();
            reasons.clear();
        };
        let mut is_room = |reasons: usize| {
            let rest = left.checked_sub(reasons);
            *left = rest.unwrap_or_default();
            rest.is_some()
        };
        let trust = &mut self.trust;
        if !is_room(trust.reasons.len()) {
            omit(&mut trust.reasons, &mut trust.reasons_left_out);
        }
        for action in self.sets.iter_mut().flat_map(|set| &mut set.actions) {
            if !is_room(action.reasons.len()) {
                let action = Arc::make_mut(action);
                omit(&mut action.reasons, &mut action.reasons_left_out);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST_REASONS_IN_ALL, clipped};
    use crate::report::{ActionReport, PrincipalReport, Reason, Report, SetReport};

    #[test]
    fn what_is_omitted_is_counted() {
        let action = ActionReport {
            reasons: vec![Reason::default(); 15],
            ..ActionReport::default()
        };
        let actions = || SetReport::new("s", (0..100).map(|_| action.clone()));
        let principal = || PrincipalReport {
            sets: vec![actions()],
            ..PrincipalReport::default()
        };
        let mut report = Report::new((0..50).map(|_| principal()).collect(), Vec::new());
        report.omit_reasons();
        let actions = || {
            let sets = report.principals.iter().flat_map(|of| &of.sets);
            sets.flat_map(|set| &set.actions)
        };
        let shown: usize = actions().map(|action| action.reasons.len()).sum();
        let left_out: usize = actions().map(|action| action.reasons_left_out).sum();
        assert_eq!(shown + left_out, 50 * 100 * 15);
        assert!(shown <= MOST_REASONS_IN_ALL && shown + 15 > MOST_REASONS_IN_ALL);
        assert!(actions().all(|action| action.reasons.len() + action.reasons_left_out == 15));
    }

    #[test]
    fn a_sentence_is_clipped_between_characters() {
        assert_eq!(clipped("é".repeat(2_000)), "é".repeat(2_000));
        assert_eq!(clipped("é".repeat(2_001)), "é".repeat(2_000) + "…");
    }
}
