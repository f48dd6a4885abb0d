//! Progress of long work.

use indicatif::{ProgressBar, ProgressStyle};

/// A progress bar on standard error, if that is a terminal and there are at least as many `things`
/// as `long` says.
///
/// ```
/// let bar = iam_cli_support::progress::bar(3, 500, "principals");
/// assert!(bar.is_hidden());
/// bar.inc(1);
/// bar.finish_and_clear();
/// ```
#[must_use]
pub fn bar(count: usize, long: usize, things: &str) -> ProgressBar {
    if count < long {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template(&format!("{{bar:40}} {{pos}}/{{len}} {things}"));
    let bar = ProgressBar::new(count as u64);
    style.into_iter().for_each(|style| bar.set_style(style));
    bar
}
