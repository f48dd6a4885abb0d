//! A progress bar.

use indicatif::{ProgressBar, ProgressStyle};

/// A progress bar on standard error, if that is a terminal and the work is long. `of` says what is counted.
pub fn bar(count: usize, of: &str) -> ProgressBar {
    const LONG: usize = 500;
    if count < LONG {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template(&format!("{{bar:40}} {{pos}}/{{len}} {of}"));
    let bar = ProgressBar::new(count as u64);
    style.into_iter().for_each(|style| bar.set_style(style));
    bar
}
