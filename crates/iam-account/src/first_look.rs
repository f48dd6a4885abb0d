//! A first look at a file, which several threads take at several files.

use crate::dump::account::Account;
use crate::entry::Entry;
use crate::problem::Problem;
use crate::source::body::{Kept, Place, Source};
use crate::source::same_file::FileId;
use crate::walk::walk;
use std::path::Path;
use std::sync::Arc;

/// What the first look at a file shows.
pub(crate) enum Looked {
    /// All that is in it: it says nothing of an account, so that no other file matters to it.
    Alone(Option<FileId>, Found),
    /// A file that is to be read after those before it.
    Source(Option<FileId>, Arc<Source>),
    /// A file that is to be opened after those before it, of which so many may stay open.
    Large,
    Problem(Problem),
}

/// What is in a file.
pub(crate) struct Found {
    pub(crate) source: Arc<Source>,
    pub(crate) entries: Vec<Entry>,
    pub(crate) outcome: Result<Option<Place>, Problem>,
}

impl Looked {
    pub(crate) fn at(path: &Path, kept: &Kept) -> Self {
        let (source, id) = match Source::open(path, kept, false) {
            Ok(opened) => opened,
            Err(problem) => return Self::Problem(problem),
        };
        let source = Arc::new(source);
        // To read a long one twice would cost more than it saves.
        if !source.is_in_memory() {
            return Self::Large;
        }
        let (mut account, mut entries) = (Account::default(), Vec::new());
        let outcome = walk(&source, &mut account, &mut entries);
        match account.is_empty() {
            true => Self::Alone(
                id,
                Found {
                    source,
                    entries,
                    outcome,
                },
            ),
            false => Self::Source(id, source),
        }
    }
}
