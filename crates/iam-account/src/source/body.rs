//! The bytes of an input: small inputs are kept in memory, large ones are read again from the file. What is
//! found in an input is remembered by its [`Extent`]; its text is fetched when needed, so that a large account
//! takes the memory of one principal at a time.

use crate::location::Extent;
use crate::problem::Problem;
use crate::source::encoding::not_utf8;
use crate::source::paths::shown;
use crate::source::seen_files::FileId;
use std::borrow::Cow;
use std::fs::{File, Metadata};
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

/// Inputs up to this size, in bytes, are kept in memory,
const SMALL: u64 = 1024 * 1024;
/// as long as their total doesn't exceed this.
const ALL_SMALL: u64 = 128 * 1024 * 1024;
/// The part of a pipe that is kept in memory; a longer one is written to an unnamed temporary file.
const SPOOL_IN_MEMORY: u64 = 64 * 1024 * 1024;
/// A longer stream is rejected: no dump is that long, and a device such as `/dev/zero` never ends.
const MOST_SPOOLED: u64 = 4 * 1024 * 1024 * 1024;
/// The maximum number of files kept open: systems allow a program a few hundred.
const OPEN_FILES: usize = 64;

/// An input, as passed to its reader.
pub(crate) struct Input<'a> {
    /// Its name in messages.
    pub(crate) name: &'a str,
    pub(crate) bytes: Bytes<'a>,
}

/// The bytes of an input.
pub(crate) enum Bytes<'a> {
    /// All of them.
    Whole(&'a [u8]),
    /// The source of the pieces, and the total length.
    Stream(&'a mut dyn Read, u64),
}

/// The memory and open files that the inputs use. Beyond some limits, a file is opened again whenever a part of
/// it is needed. Several threads may add to it.
#[derive(Debug, Default)]
pub(crate) struct Budget {
    bytes: AtomicU64,
    files: AtomicUsize,
}

impl Budget {
    /// Whether there is room for this number of bytes, which are then counted.
    fn takes(&self, bytes: u64) -> bool {
        let takes = |taken: u64| taken.checked_add(bytes).filter(|all| *all <= ALL_SMALL);
        bytes <= SMALL && self.bytes.fetch_update(Relaxed, Relaxed, takes).is_ok()
    }
}

/// An input that has been opened.
#[derive(Debug)]
pub(crate) struct Source {
    /// The path as the user gave it; `<stdin>` for standard input.
    pub(crate) name: String,
    body: Body,
}

#[derive(Debug)]
enum Body {
    Memory(Vec<u8>),
    /// A file that is kept open, and its state when it was opened: it may be overwritten in place.
    File(Mutex<File>, FileState),
    /// A file that is opened again each time, and its state when it was first opened.
    Closed(PathBuf, FileState),
}

/// The attributes that show that a file was changed or replaced.
#[derive(Debug, PartialEq, Eq)]
struct FileState {
    length: u64,
    modified: Option<SystemTime>,
}

impl From<&Metadata> for FileState {
    fn from(found: &Metadata) -> Self {
        Self {
            length: found.len(),
            modified: found.modified().ok(),
        }
    }
}

impl Source {
    /// Opens a file, or standard input for `-`. Also returns the identity of a file. The first large files are
    /// kept open, up to the limit.
    pub(crate) fn open(
        path: &Path,
        budget: &Budget,
        may_be_kept_open: bool,
    ) -> Result<(Self, Option<FileId>), Problem> {
        let is_stdin = path == Path::new("-");
        let (name, body) = if is_stdin {
            let body = spool(io::stdin().lock());
            ("<stdin>".to_owned(), body.map(|body| (body, None)))
        } else {
            (shown(path), open_file(path, budget, may_be_kept_open))
        };
        let (body, id) = body.map_err(|error| match error.kind() {
            io::ErrorKind::FileTooLarge => {
                let found = "an endless or very long stream";
                let expected = format!("at most {MOST_SPOOLED} bytes");
                Problem::new(&name, found, expected)
            }
            _ => Problem::unreadable(&shown(path), &error),
        })?;
        Ok((Self { name, body }, id))
    }

    /// True if the bytes are in memory.
    pub(crate) const fn is_in_memory(&self) -> bool {
        matches!(self.body, Body::Memory(_))
    }

    pub(crate) fn len(&self) -> u64 {
        match &self.body {
            Body::Memory(bytes) => bytes.len() as u64,
            Body::File(_, state) | Body::Closed(_, state) => state.length,
        }
    }

    /// An input whose bytes are in memory.
    pub(crate) fn in_memory(name: &str, bytes: Vec<u8>) -> Self {
        Self {
            name: name.to_owned(),
            body: Body::Memory(bytes),
        }
    }

    /// Calls `read` with all bytes.
    pub(crate) fn with_input<T>(&self, read: impl FnOnce(Input<'_>) -> T) -> Result<T, Problem> {
        let name = &self.name;
        match &self.body {
            Body::Memory(bytes) => Ok(read(Input {
                name,
                bytes: Bytes::Whole(bytes),
            })),
            Body::File(file, state) => {
                let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                file.seek(SeekFrom::Start(0))
                    .map_err(|error| Problem::unreadable(&self.name, &error))?;
                let outcome = read(stream(name, &mut file, state));
                self.unchanged(&file, state)?;
                Ok(outcome)
            }
            Body::Closed(path, state) => {
                let mut file = self.reopened(path, state)?;
                let outcome = read(stream(name, &mut file, state));
                self.unchanged(&file, state)?;
                Ok(outcome)
            }
        }
    }

    /// The text of a part that was found before.
    pub(crate) fn text(&self, extent: Extent) -> Result<Cow<'_, str>, Problem> {
        let changed = || self.changed();
        match &self.body {
            Body::Memory(bytes) => {
                let part = usize::try_from(extent.offset)
                    .ok()
                    .zip(usize::try_from(extent.length).ok())
                    .and_then(|(start, length)| bytes.get(start..start.checked_add(length)?))
                    .ok_or_else(changed)?;
                std::str::from_utf8(part)
                    .map(Cow::Borrowed)
                    .map_err(|_| not_utf8(&self.name, part, extent.start))
            }
            Body::File(file, state) => {
                let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                self.part(&mut file, state, extent)
            }
            Body::Closed(path, state) => self.part(&mut self.reopened(path, state)?, state, extent),
        }
    }

    fn part(
        &self,
        file: &mut File,
        state: &FileState,
        extent: Extent,
    ) -> Result<Cow<'_, str>, Problem> {
        let length = usize::try_from(extent.length).map_err(|_| self.changed())?;
        let mut bytes = vec![0; length];
        file.seek(SeekFrom::Start(extent.offset))
            .and_then(|_| file.read_exact(&mut bytes))
            .map_err(|_| self.changed())?;
        self.unchanged(file, state)?;
        String::from_utf8(bytes)
            .map(Cow::Owned)
            .map_err(|error| not_utf8(&self.name, error.as_bytes(), extent.start))
    }

    fn reopened(&self, path: &Path, state: &FileState) -> Result<File, Problem> {
        let unreadable = |error| Problem::unreadable(&self.name, &error);
        let file = File::open(path).map_err(unreadable)?;
        self.unchanged(&file, state)?;
        Ok(file)
    }

    /// Rejects a file that has changed since it was opened: a mixture of two texts would be judged.
    fn unchanged(&self, file: &File, state: &FileState) -> Result<(), Problem> {
        match file.metadata() {
            Ok(found) if FileState::from(&found) == *state => Ok(()),
            Ok(_) => Err(self.changed()),
            Err(error) => Err(Problem::unreadable(&self.name, &error)),
        }
    }

    fn changed(&self) -> Problem {
        let found = "a file that changed while it was read";
        Problem::new(&self.name, found, "the same text throughout")
    }
}

fn stream<'a>(name: &'a str, file: &'a mut File, state: &FileState) -> Input<'a> {
    Input {
        name,
        bytes: Bytes::Stream(file, state.length),
    }
}

fn open_file(
    path: &Path,
    budget: &Budget,
    may_be_kept_open: bool,
) -> io::Result<(Body, Option<FileId>)> {
    let file = File::open(path)?;
    let found = file.metadata()?;
    if found.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if !found.is_file() {
        return Ok((spool(file)?, None));
    }
    let (id, state) = (FileId::of(&found), FileState::from(&found));
    let body = if budget.takes(state.length) {
        // Room for one more byte, so that the end is found without reallocation. Through `take`, the system
        // isn't asked for the file's length again.
        let mut bytes = Vec::with_capacity(usize::try_from(state.length + 1).unwrap_or(0));
        file.take(u64::MAX).read_to_end(&mut bytes)?;
        Body::Memory(bytes)
    } else if state.length <= SMALL
        || !may_be_kept_open
        || budget.files.fetch_add(1, Relaxed) >= OPEN_FILES
    {
        Body::Closed(path.to_owned(), state)
    } else {
        Body::File(Mutex::new(file), state)
    };
    Ok((body, Some(id)))
}

/// Stores input that can only be read once.
fn spool(reader: impl Read) -> io::Result<Body> {
    spool_within(reader, SPOOL_IN_MEMORY, MOST_SPOOLED)
}

fn spool_within(mut reader: impl Read, in_memory: u64, longest: u64) -> io::Result<Body> {
    let mut bytes = Vec::new();
    reader.by_ref().take(in_memory).read_to_end(&mut bytes)?;
    if (bytes.len() as u64) < in_memory {
        return Ok(Body::Memory(bytes));
    }
    let mut file = tempfile::tempfile()?;
    let most = longest + 1 - bytes.len() as u64;
    let length = io::copy(&mut Cursor::new(bytes).chain(reader.take(most)), &mut file)?;
    if length > longest {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    let state = FileState::from(&file.metadata()?);
    Ok(Body::File(Mutex::new(file), state))
}

#[cfg(test)]
mod tests {
    use super::{Body, spool_within};
    use std::io::{self, ErrorKind, Read};

    #[test]
    fn a_stream_has_a_limit() {
        let spool = |length| spool_within(io::repeat(b' ').take(length), 10, 100);
        assert!(matches!(spool(9), Ok(Body::Memory(bytes)) if bytes.len() == 9));
        for length in [10, 11, 100] {
            assert!(matches!(spool(length), Ok(Body::File(_, state)) if state.length == length));
        }
        for length in [101, 1_000, u64::MAX] {
            let error = spool(length).map(|_| ()).map_err(|error| error.kind());
            assert_eq!(error, Err(ErrorKind::FileTooLarge));
        }
    }

    /// It is only read far enough to find that it is too long.
    #[test]
    fn an_endless_stream_is_not_read_on() {
        struct Counted(u64);
        impl Read for Counted {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                self.0 += buffer.len() as u64;
                buffer.fill(b' ');
                Ok(buffer.len())
            }
        }
        let mut endless = Counted(0);
        assert!(spool_within(&mut endless, 10, 100).is_err());
        assert_eq!(endless.0, 101);
    }
}
