//! Files that several paths mean: each is read once.

use std::collections::HashSet;
use std::collections::hash_map::{Entry, HashMap};
use std::fs::Metadata;
use std::path::{Path, PathBuf};

/// What tells a file from others while it is there. Two names of one file have the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct FileId(#[cfg(unix)] (u64, u64));

impl FileId {
    #[cfg(unix)]
    pub(crate) fn of(found: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self((found.dev(), found.ino()))
    }

    /// The system tells nothing: all files may be one.
    #[cfg(not(unix))]
    pub(crate) fn of(_: &Metadata) -> Self {
        Self()
    }
}

/// The files that were met so far.
#[derive(Debug, Default)]
pub(crate) struct Met {
    first: HashMap<FileId, PathBuf>,
    /// The paths of files that were met more than once, or can't be opened, as the system calls them.
    paths: HashSet<PathBuf>,
}

impl Met {
    /// Whether a path means a file that no path before it meant. Hard links are files of their own: what the system
    /// calls a path is asked only where a file of the same id was met before.
    pub(crate) fn is_new(&mut self, path: &Path, id: FileId) -> bool {
        match self.first.entry(id) {
            Entry::Vacant(vacant) => {
                vacant.insert(path.to_owned());
                true
            }
            Entry::Occupied(first) => {
                self.paths.extend(first.get().canonicalize());
                path.canonicalize()
                    .map_or(true, |path| self.paths.insert(path))
            }
        }
    }

    /// The same for a file that can't be opened.
    pub(crate) fn is_new_problem(&mut self, path: &Path) -> bool {
        let known = path.canonicalize().ok().filter(|path| path.is_file());
        known.is_none_or(|path| self.paths.insert(path))
    }
}
