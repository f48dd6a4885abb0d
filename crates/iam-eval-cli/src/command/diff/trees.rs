//! Two folders of policies: which of the one goes with which of the other.

use crate::failure::{Failure, complain};
use iam_cli_support::folders;
use iam_report::difference::Change;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The files of two versions of a policy. At least one of them is there.
#[derive(Debug, Clone, Default)]
pub(super) struct Pair {
    /// What the policy is called: the path below the folders.
    pub(super) file: String,
    pub(super) old: Option<PathBuf>,
    pub(super) new: Option<PathBuf>,
}

impl Pair {
    pub(super) fn of_files(old: &str, new: &str) -> Self {
        let file = if new == "-" { "<stdin>" } else { new };
        Self {
            file: file.to_owned(),
            old: Some(PathBuf::from(old)),
            new: Some(PathBuf::from(new)),
        }
    }

    pub(super) fn change(&self) -> Change {
        match (&self.old, &self.new) {
            (None, _) => Change::Added,
            (_, None) => Change::Deleted,
            _ => Change::Changed,
        }
    }
}

/// The pairs of two folders, sorted by their paths; none where both are files.
pub(super) fn pairs(old: &str, new: &str) -> Result<Option<Vec<Pair>>, Failure> {
    match (Path::new(old).is_dir(), Path::new(new).is_dir()) {
        (false, false) => return Ok(None),
        (true, true) => {}
        (is_old, _) => {
            let (folder, file) = if is_old { (old, new) } else { (new, old) };
            return Err(Failure::Call(format!(
                "found the folder {folder} and {file}, expected two folders or two files"
            )));
        }
    }
    let mut pairs: BTreeMap<PathBuf, Pair> = BTreeMap::new();
    let mut add = |folder: &str, put: fn(&mut Pair, PathBuf)| -> Result<(), Failure> {
        let expanded = folders::expand_paths(folder);
        let expanded = expanded.map_err(|problem| Failure::Call(problem.to_string()))?;
        if let Some(sentence) = folders::skipped(&expanded.skipped) {
            complain(&sentence);
        }
        for file in expanded.files {
            let relative = file.strip_prefix(folder).unwrap_or(&file).to_owned();
            let pair = pairs.entry(relative.clone()).or_default();
            let parts = relative.iter().map(|part| part.to_string_lossy());
            pair.file = parts.collect::<Vec<_>>().join("/");
            put(pair, file);
        }
        Ok(())
    };
    add(old, |pair, file| pair.old = Some(file))?;
    add(new, |pair, file| pair.new = Some(file))?;
    Ok(Some(pairs.into_values().collect()))
}
