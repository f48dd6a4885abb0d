//! The bytes of an input: small inputs are kept in memory, large ones are read again from the file.
//! What is found in an input is remembered by its [`Extent`]; its text is fetched when needed, so
//! that a large account takes the memory of one principal at a time.

use crate::location::Extent;
use crate::problem::{Problem, code};
use crate::source::encoding::{in_utf8, not_utf8};
use crate::source::paths::shown;
use crate::source::seen_files::FileId;
use crate::source::utf16::{ByteOrder, Utf16};
use iam_eval::Position;
use std::borrow::Cow;
use std::fs::{File, Metadata};
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
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

/// The memory and open files that the inputs use. Beyond some limits, a file is opened again
/// whenever a part of it is needed. Several threads may add to it.
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

/// A part of a source, such as a policy document, which is read when it is wanted.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) source: Arc<Source>,
    pub(crate) extent: Extent,
}

impl Part {
    /// A text that is a part by itself: `start` is where it is in its input.
    pub(crate) fn of_text(name: &str, text: String, start: Position) -> Self {
        let extent = Extent {
            offset: 0,
            length: text.len() as u64,
            start,
        };
        let source = Arc::new(Source::in_memory(name, text.into_bytes()));
        Self { source, extent }
    }
}

impl Source {
    /// Opens a file, or standard input for `-`. Also returns the identity of a file. The first
    /// large files are kept open, up to the limit.
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
                Problem::new(&name, found, expected).with_code(code::TOO_LARGE)
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

    /// An input whose bytes are in memory, in UTF-8.
    pub(crate) fn in_memory(name: &str, bytes: Vec<u8>) -> Self {
        Self {
            name: name.to_owned(),
            body: Body::Memory(bytes),
        }
    }

    /// An input whose bytes are in memory, in UTF-8 or in UTF-16 with a byte order mark, as those
    /// of a file may be.
    pub(crate) fn decoded(name: &str, bytes: Vec<u8>) -> Result<Self, Problem> {
        let bytes = in_utf8(bytes).map_err(|error| Problem::unreadable(name, &error))?;
        Ok(Self::in_memory(name, bytes))
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

    /// The text of a part that may have so many bytes at most.
    pub(crate) fn text_within(&self, extent: Extent, most: u64) -> Result<Cow<'_, str>, Problem> {
        if extent.length > most {
            let found = format!("an object of {} bytes", extent.length);
            let expected = format!("at most {most} bytes");
            return Err(Problem::new(&self.name, found, expected).at(extent.start));
        }
        self.text(extent)
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
        Problem::new(&self.name, found, "the same text throughout").with_code(code::UNREADABLE)
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
    let mut file = File::open(path)?;
    let found = file.metadata()?;
    if found.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if !found.is_file() {
        return Ok((spool(file)?, None));
    }
    let (id, state) = (FileId::of(&found), FileState::from(&found));
    let body = if budget.takes(state.length) {
        // Room for one more byte, so that the end is found without reallocation. Through `take`,
        // the system isn't asked for the file's length again.
        let mut bytes = Vec::with_capacity(usize::try_from(state.length + 1).unwrap_or(0));
        file.take(u64::MAX).read_to_end(&mut bytes)?;
        Body::Memory(in_utf8(bytes)?)
    } else if may_be_kept_open && let Some(order) = byte_order(&mut file)? {
        // Places are those of the converted text, so that one is kept.
        spool_within(Utf16::new(file, order), SMALL, MOST_SPOOLED)?
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

/// The byte order mark of UTF-16 at the beginning of a file, which is read from its beginning again
/// afterwards.
fn byte_order(file: &mut File) -> io::Result<Option<ByteOrder>> {
    let start = first_bytes(file)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(ByteOrder::of(&start))
}

/// So many bytes as show a byte order mark.
fn first_bytes(reader: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    reader.take(4).read_to_end(&mut start)?;
    Ok(start)
}

/// Takes in what can be read once only.
fn spool(mut reader: impl Read) -> io::Result<Body> {
    let start = first_bytes(&mut reader)?;
    let order = ByteOrder::of(&start);
    let whole = Cursor::new(start).chain(reader);
    match order {
        Some(order) => spool_within(Utf16::new(whole, order), SPOOL_IN_MEMORY, MOST_SPOOLED),
        None => spool_within(whole, SPOOL_IN_MEMORY, MOST_SPOOLED),
    }
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
