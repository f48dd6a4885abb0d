//! The bytes of an input: kept in memory where they are few, read again from the file where they are
//! many. What is found in an input is remembered by its [`Place`]; its text is fetched when needed,
//! so that a large account costs the memory of one principal at a time.

use crate::problem::Problem;
use crate::source::file::not_utf8;
use crate::source::paths::shown;
use crate::source::same_file::FileId;
use iam_eval::Position;
use std::borrow::Cow;
use std::fs::{File, Metadata};
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

/// Inputs of up to this many bytes are kept in memory,
const SMALL: u64 = 1024 * 1024;
/// as long as they are no more than this together.
const ALL_SMALL: u64 = 128 * 1024 * 1024;
/// Of a pipe, this much is kept in memory; what is longer is put into an unnamed temporary file.
const SPOOL_IN_MEMORY: u64 = 64 * 1024 * 1024;
/// A longer stream is refused: nobody's dump is as long, and a device such as `/dev/zero` never ends.
const MOST_SPOOLED: u64 = 4 * 1024 * 1024 * 1024;
/// So many files are kept open at most: systems allow a program a few hundred.
const OPEN_FILES: usize = 64;

/// A part of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// Offset of the first byte, counted from 0.
    pub(crate) offset: u64,
    /// How many bytes.
    pub(crate) length: u64,
    /// Line and column of the first byte.
    pub(crate) start: Position,
}

/// What is kept of the inputs that have been opened: beyond some bounds, a file is opened anew whenever
/// a part of it is wanted. Several threads may add to it.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    bytes: AtomicU64,
    files: AtomicUsize,
}

impl Kept {
    /// Whether there is room for so many bytes; they are counted then.
    fn takes(&self, bytes: u64) -> bool {
        let takes = |kept: u64| kept.checked_add(bytes).filter(|all| *all <= ALL_SMALL);
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
    /// A file that is kept open, and what it was like at first: it may be written to in place.
    File(Mutex<File>, Facts),
    /// A file that is opened anew each time, and what it was like at first.
    Closed(PathBuf, Facts),
}

/// By what a file is known that may have been put in another one's place.
#[derive(Debug, PartialEq, Eq)]
struct Facts {
    length: u64,
    modified: Option<SystemTime>,
}

impl From<&Metadata> for Facts {
    fn from(facts: &Metadata) -> Self {
        Self {
            length: facts.len(),
            modified: facts.modified().ok(),
        }
    }
}

impl Source {
    /// Opens a file, or standard input for `-`. With it comes what tells a file from others. The first large files
    /// are kept open if they may be.
    pub(crate) fn open(
        path: &Path,
        kept: &Kept,
        may_be_kept_open: bool,
    ) -> Result<(Self, Option<FileId>), Problem> {
        let is_stdin = path == Path::new("-");
        let (name, body) = if is_stdin {
            let body = spool(io::stdin().lock());
            ("<stdin>".to_owned(), body.map(|body| (body, None)))
        } else {
            (shown(path), open_file(path, kept, may_be_kept_open))
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

    /// True where the bytes are in memory.
    pub(crate) const fn is_in_memory(&self) -> bool {
        matches!(self.body, Body::Memory(_))
    }

    pub(crate) fn len(&self) -> u64 {
        match &self.body {
            Body::Memory(bytes) => bytes.len() as u64,
            Body::File(_, facts) | Body::Closed(_, facts) => facts.length,
        }
    }

    /// Calls `read` with a reader of all bytes.
    pub(crate) fn with_reader<T>(
        &self,
        read: impl FnOnce(&mut dyn Read) -> T,
    ) -> Result<T, Problem> {
        match &self.body {
            Body::Memory(bytes) => Ok(read(&mut Cursor::new(bytes))),
            Body::File(file, facts) => {
                let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                file.seek(SeekFrom::Start(0))
                    .map_err(|error| Problem::unreadable(&self.name, &error))?;
                let outcome = read(&mut *file);
                self.unchanged(&file, facts)?;
                Ok(outcome)
            }
            Body::Closed(path, facts) => {
                let mut file = self.reopened(path, facts)?;
                let outcome = read(&mut file);
                self.unchanged(&file, facts)?;
                Ok(outcome)
            }
        }
    }

    /// The text of a part that was seen before.
    pub(crate) fn text(&self, place: Place) -> Result<Cow<'_, str>, Problem> {
        let changed = || self.changed();
        match &self.body {
            Body::Memory(bytes) => {
                let part = usize::try_from(place.offset)
                    .ok()
                    .zip(usize::try_from(place.length).ok())
                    .and_then(|(start, length)| bytes.get(start..start.checked_add(length)?))
                    .ok_or_else(changed)?;
                std::str::from_utf8(part)
                    .map(Cow::Borrowed)
                    .map_err(|_| not_utf8(&self.name, part, place.start))
            }
            Body::File(file, facts) => {
                let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                self.part(&mut file, facts, place)
            }
            Body::Closed(path, facts) => self.part(&mut self.reopened(path, facts)?, facts, place),
        }
    }

    fn part(&self, file: &mut File, facts: &Facts, place: Place) -> Result<Cow<'_, str>, Problem> {
        let length = usize::try_from(place.length).map_err(|_| self.changed())?;
        let mut bytes = vec![0; length];
        file.seek(SeekFrom::Start(place.offset))
            .and_then(|_| file.read_exact(&mut bytes))
            .map_err(|_| self.changed())?;
        self.unchanged(file, facts)?;
        String::from_utf8(bytes)
            .map(Cow::Owned)
            .map_err(|error| not_utf8(&self.name, error.as_bytes(), place.start))
    }

    fn reopened(&self, path: &Path, facts: &Facts) -> Result<File, Problem> {
        let unreadable = |error| Problem::unreadable(&self.name, &error);
        let file = File::open(path).map_err(unreadable)?;
        self.unchanged(&file, facts)?;
        Ok(file)
    }

    /// Refuses a file that isn't what it was at first: of two texts, half of each would be judged.
    fn unchanged(&self, file: &File, facts: &Facts) -> Result<(), Problem> {
        match file.metadata() {
            Ok(found) if Facts::from(&found) == *facts => Ok(()),
            Ok(_) => Err(self.changed()),
            Err(error) => Err(Problem::unreadable(&self.name, &error)),
        }
    }

    fn changed(&self) -> Problem {
        let found = "a file that changed while it was read";
        Problem::new(&self.name, found, "the same text throughout")
    }
}

fn open_file(
    path: &Path,
    kept: &Kept,
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
    let (id, facts) = (FileId::of(&found), Facts::from(&found));
    let body = if kept.takes(facts.length) {
        // Room for one byte more, so that the end is found without more room. Asked through `take`, the system is
        // not asked again how long the file is.
        let mut bytes = Vec::with_capacity(usize::try_from(facts.length + 1).unwrap_or(0));
        file.take(u64::MAX).read_to_end(&mut bytes)?;
        Body::Memory(bytes)
    } else if facts.length <= SMALL
        || !may_be_kept_open
        || kept.files.fetch_add(1, Relaxed) >= OPEN_FILES
    {
        Body::Closed(path.to_owned(), facts)
    } else {
        Body::File(Mutex::new(file), facts)
    };
    Ok((body, Some(id)))
}

/// Takes in what can be read once only.
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
    let facts = Facts::from(&file.metadata()?);
    Ok(Body::File(Mutex::new(file), facts))
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
            assert!(matches!(spool(length), Ok(Body::File(_, facts)) if facts.length == length));
        }
        for length in [101, 1_000, u64::MAX] {
            let error = spool(length).map(|_| ()).map_err(|error| error.kind());
            assert_eq!(error, Err(ErrorKind::FileTooLarge));
        }
    }

    /// No more of it is read than shows that it is too long.
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
