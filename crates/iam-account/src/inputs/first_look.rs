//! A first pass over a file, which several threads make over several files.

use super::values::{Found, find};
use crate::dump::account::Account;
use crate::parameters::Parameters;
use crate::problem::Problem;
use crate::source::body::{Budget, Source};
use crate::source::seen_files::FileId;
use std::path::Path;
use std::sync::Arc;

/// The result of the first pass over a file.
pub(super) enum FirstLook {
    /// Everything in it: it contains nothing of an account, so it doesn't depend on other files.
    Complete(Option<FileId>, Found),
    /// A file that must be read after those before it.
    InOrder(Option<FileId>, Arc<Source>),
    /// A file that must be opened after those before it, since only a limited number may stay open.
    Large,
    Problem(Problem),
}

impl FirstLook {
    pub(super) fn at(path: &Path, budget: &Budget, parameters: &Arc<Parameters>) -> Self {
        let (source, id) = match Source::open(path, budget, false) {
            Ok(opened) => opened,
            Err(problem) => return Self::Problem(problem),
        };
        // Reading a long one twice would cost more than it saves.
        if !source.is_in_memory() {
            return Self::Large;
        }
        let source = Arc::new(source);
        let mut account = Account::with(parameters);
        let found = find(&source, &mut account);
        match account.is_empty() {
            true => Self::Complete(id, found),
            false => Self::InOrder(id, source),
        }
    }
}
