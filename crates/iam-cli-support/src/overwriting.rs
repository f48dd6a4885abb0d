//! Prevents overwriting files that are read: a report in place of an account's dump, or a policy in
//! place of the role's own, would destroy what may have no other copy.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// The files that a run reads, and the file of its report.
#[derive(Debug, Default)]
pub struct Guard {
    read: HashSet<PathBuf>,
    report: Option<PathBuf>,
}

/// A path to write to, with the option that specified it.
pub type Target<'a> = (&'static str, &'a Path);

impl Guard {
    /// For a run that reads files, writes its `report` to a file or to standard output, and
    /// possibly writes `more` files. `read` is called only if something could be overwritten; `-`
    /// is standard input.
    ///
    /// ```
    /// use iam_cli_support::overwriting::Guard;
    /// use std::path::{Path, PathBuf};
    /// # let folder = tempfile::tempdir()?;
    /// # let role = folder.path().join("role.json");
    /// # std::fs::write(&role, "{}")?;
    /// let read = || vec![role.clone()];
    /// assert!(Guard::new(read, Some(("--output", &role)), None).is_err());
    /// assert!(Guard::new(read, Some(("--output", &folder.path().join("report.json"))), None).is_ok());
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// A sentence, if an output is one of the files that are read, or if both outputs are one file.
    pub fn new(
        read: impl FnOnce() -> Vec<PathBuf>,
        report: Option<Target<'_>>,
        more: Option<Target<'_>>,
    ) -> Result<Self, String> {
        // A shell may have redirected standard output to a file that is read: it would grow by its
        // own report.
        let stdout = regular(Path::new("/dev/stdout")).filter(|_| report.is_none());
        if report.is_none() && more.is_none() && stdout.is_none() {
            return Ok(Self::default());
        }
        let read = read().into_iter().filter_map(|path| {
            // A shell may have redirected standard input from a file.
            let is_stdin = path == Path::new("-");
            regular(match is_stdin {
                true => Path::new("/dev/stdin"),
                false => &path,
            })
        });
        let mut guard = Self {
            read: read.collect(),
            report: None,
        };
        if let Some(path) = stdout.filter(|path| guard.read.contains(path)) {
            let path = path.display();
            return Err(format!(
                "standard output: found {path}, a file that is read, expected another file to write to"
            ));
        }
        let allowed = |guard: &Self, (option, path): Target<'_>| {
            let allowed = guard.allows(path);
            allowed.map_err(|why| format!("{option} {why}"))
        };
        if let Some(report) = report {
            allowed(&guard, report)?;
        }
        guard.report = report.and_then(|(_, path)| place(path));
        if let Some(more) = more {
            allowed(&guard, more)?;
        }
        Ok(guard)
    }

    /// Whether a file may be written.
    ///
    /// # Errors
    /// A sentence, if it may not be written.
    pub fn allows(&self, path: &Path) -> Result<(), String> {
        let found = match place(path) {
            Some(place) if self.read.contains(&place) => "a file that is read",
            Some(place) if self.report.as_ref() == Some(&place) => "the file of the report",
            _ => return Ok(()),
        };
        let path = path.display();
        Err(format!(
            "{path}: found {found}, expected another file to write to"
        ))
    }
}

/// The canonical path of a file that writing would change. `None` for a device or a pipe, which may
/// be both read and written.
fn regular(path: &Path) -> Option<PathBuf> {
    let path = path.canonicalize().ok()?;
    path.is_file().then_some(path)
}

/// [`regular`] for a file that may not exist yet.
fn place(path: &Path) -> Option<PathBuf> {
    if path.exists() {
        return regular(path);
    }
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new(".")).canonicalize().ok()?;
    Some(folder.join(path.file_name()?))
}
