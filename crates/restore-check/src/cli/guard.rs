//! What is read is not written over: a report in place of the account's dump, or a policy in place of the
//! role's own, would destroy what nobody may have elsewhere.

use super::Refusal;
use super::args::Args;
use restore_check::input::expand_paths;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// The files that a run reads, and the one to which its report goes.
#[derive(Debug, Default)]
pub(super) struct Guard {
    read: HashSet<PathBuf>,
    report: Option<PathBuf>,
}

impl Guard {
    /// Refuses a call whose outputs are among its inputs, or are one file.
    pub(super) fn new(args: &Args) -> Result<Self, Refusal> {
        // A shell may have made a file of standard output, too: then it grows by its own report.
        let stdout = regular(Path::new("/dev/stdout")).filter(|_| args.output.is_none());
        if args.output.is_none() && args.export_missing.is_none() && stdout.is_none() {
            return Ok(Self::default());
        }
        let folders = args.paths.iter().chain(&args.scps).chain(&args.rcps);
        // What can't be expanded can't be read, and is told there.
        let files = folders.filter_map(|path| expand_paths(path).ok());
        let files = files.flat_map(|expanded| expanded.files);
        let stdin = || PathBuf::from("/dev/stdin");
        let others = args.set_files.iter().chain(&args.appliance_policy);
        let others = others.chain(&args.key_policy).chain(&args.catalog);
        let read = files.chain(others.map(PathBuf::from)).filter_map(|path| {
            // A shell may have made standard input of a file.
            let is_stdin = path == Path::new("-");
            regular(&if is_stdin { stdin() } else { path })
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
        if let Some(path) = &args.output {
            guard
                .allows(path)
                .map_err(|why| format!("--output {why}"))?;
        }
        guard.report = args.output.as_deref().and_then(place);
        if let Some(path) = &args.export_missing {
            let allowed = guard.allows(path);
            allowed.map_err(|why| format!("--export-missing {why}"))?;
        }
        Ok(guard)
    }

    /// Whether a file may be written.
    pub(super) fn allows(&self, path: &Path) -> Result<(), Refusal> {
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

/// What a path comes to, links followed, if it is a file that writing would change. A device or a pipe
/// may be both read and written.
fn regular(path: &Path) -> Option<PathBuf> {
    let path = path.canonicalize().ok()?;
    path.is_file().then_some(path)
}

/// The same of a file that may not be there yet.
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
