//! Reads inputs up to a limit.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Reads a whole file, or standard input for `-`. `None` if it contains more than `most` bytes: of
/// a file nothing is read in this case, of a pipe or a device no more than the limit.
///
/// ```
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("a.json");
/// # let path = path.to_str().unwrap_or_default();
/// std::fs::write(path, "{}")?;
/// assert_eq!(iam_account::source::bounded::read(path, 2)?.as_deref(), Some(&b"{}"[..]));
/// assert_eq!(iam_account::source::bounded::read(path, 1)?, None);
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// The system's errors, and, for a named pipe, that it has no writer.
pub fn read(path: impl AsRef<Path>, most: u64) -> io::Result<Option<Vec<u8>>> {
    let path = path.as_ref();
    if path == Path::new("-") {
        return read_from(io::stdin().lock(), most);
    }
    let file = open(path)?;
    let found = file.metadata()?;
    if found.is_file() && found.len() > most {
        return Ok(None);
    }
    read_from(file, most)
}

fn read_from(source: impl Read, most: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    source
        .take(most.saturating_add(1))
        .read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= most).then_some(bytes))
}

/// Opens a file for reading. A named pipe without a writer is an error after two seconds, where the
/// system would wait forever.
///
/// # Errors
/// The system's errors, and, for a named pipe, that it has no writer.
pub fn open(path: impl AsRef<Path>) -> io::Result<File> {
    let path = path.as_ref();
    #[cfg(unix)]
    if is_pipe(path) {
        return open_pipe(path);
    }
    File::open(path)
}

#[cfg(unix)]
fn is_pipe(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt;
    std::fs::metadata(path).is_ok_and(|found| found.file_type().is_fifo())
}

/// The pipe of a shell's `<(…)` has a writer from the start.
#[cfg(unix)]
fn open_pipe(path: &Path) -> io::Result<File> {
    const PATIENCE: std::time::Duration = std::time::Duration::from_secs(2);
    let path = path.to_owned();
    let (sender, receiver) = std::sync::mpsc::channel();
    // If the thread waits in vain, it ends with the program.
    std::thread::Builder::new().spawn(move || {
        let _ = sender.send(File::open(path));
    })?;
    let no_writer = |_| io::Error::new(io::ErrorKind::TimedOut, "a named pipe without a writer");
    receiver.recv_timeout(PATIENCE).map_err(no_writer)?
}
