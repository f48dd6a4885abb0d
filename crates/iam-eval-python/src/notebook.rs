//! Answers in notebooks.

use iam_report::form::html::escaped;

/// A page inside a notebook: it brings its own style and script, and forbids itself everything
/// else.
pub(crate) fn page(html: &str) -> String {
    format!(
        "<iframe sandbox=\"allow-scripts\" style=\"width:100%;height:640px;border:0\" srcdoc=\"{}\"></iframe>",
        escaped(html)
    )
}
