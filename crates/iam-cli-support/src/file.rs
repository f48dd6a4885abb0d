//! Files that are written completely or not at all: an older file is replaced only once the new one
//! is complete.

use crate::temporary_file;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

/// Writes a file next to `path`, and moves it to `path` when it is complete. A device or a pipe is
/// written to directly.
///
/// ```
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("report.txt");
/// iam_cli_support::file::replace(&path, |file| file.write_all(b"report")).unwrap();
/// assert_eq!(std::fs::read(&path)?, b"report");
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// A sentence with the path, if the file can't be written. An older file is unchanged then.
pub fn replace<R>(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<R>,
) -> Result<R, String> {
    let outcome = if path.metadata().is_ok_and(|found| !found.is_file()) {
        File::options()
            .write(true)
            .open(path)
            .and_then(|file| write_whole(&file, write))
    } else {
        replace_file(path, write)
    };
    outcome.map_err(|error| format!("{}: {error}", path.display()))
}

fn replace_file<R>(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<R>,
) -> io::Result<R> {
    // A file that must not be written to must not be replaced either.
    if path
        .metadata()
        .is_ok_and(|found| found.permissions().readonly())
    {
        return Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            "the file is read-only",
        ));
    }
    // The error would name the unfinished file rather than the folder.
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    if folder.is_some_and(|folder| !folder.is_dir()) {
        return Err(io::Error::new(io::ErrorKind::NotFound, "no such folder"));
    }
    // A link is kept, and its target is replaced.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let file = temporary_file::beside(&path)?;
    let result = write_whole(file.as_file(), write)?;
    file.put_in_place(&path)?;
    Ok(result)
}

fn write_whole<R>(
    file: &File,
    write: impl FnOnce(&mut dyn Write) -> io::Result<R>,
) -> io::Result<R> {
    let mut buffered = io::BufWriter::new(file);
    let result = write(&mut buffered)?;
    buffered.flush()?;
    Ok(result)
}
