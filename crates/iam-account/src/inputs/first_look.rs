//! A first look at a file, which several threads take at several files.

use super::values::{Found, find};
use crate::dump::account::Account;
use crate::parameters::Parameters;
use crate::problem::Problem;
use crate::source::body::{Budget, Source};
use crate::source::seen_files::FileId;
use std::path::Path;
use std::sync::Arc;

/// What the first look at a file shows.
pub(super) enum FirstLook {
    /// All that is in it: it has nothing of an account, so that no other file matters to it.
    Complete(Option<FileId>, Found),
    /// A file that is to be read after those before it.
    InOrder(Option<FileId>, Arc<Source>),
    /// A file that is to be opened after those before it, of which so many may stay open.
    Large,
    Problem(Problem),
}

impl FirstLook {
    pub(super) fn at(path: &Path, budget: &Budget, parameters: &Arc<Parameters>) -> Self {
        let (source, id) = match Source::open(path, budget, false) {
            Ok(opened) => opened,
            Err(problem) => return Self::Problem(problem),
        };
        // To read a long one twice would cost more than it saves.
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
