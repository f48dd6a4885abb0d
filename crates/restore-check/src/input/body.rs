//! The bytes of an input: kept in memory where they are few, read again from the file where they are
//! many. What is found in an input is remembered by its [`Place`]; its text is fetched when needed,
//! so that a large account costs the memory of one principal at a time.

use super::file::not_utf8;
use super::problem::Problem;
use iam_eval::Position;
use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// Inputs of up to this many bytes are kept in memory.
const SMALL: u64 = 1024 * 1024;
/// Of a pipe, this much is kept in memory; what is longer is put into an unnamed temporary file.
const SPOOL_IN_MEMORY: u64 = 64 * 1024 * 1024;
/// So many files are kept open at most: systems allow a program a few hundred.
const OPEN_FILES: usize = 64;

/// A part of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// Offset of the first byte, counted from 0.
    pub(super) offset: u64,
    /// How many bytes.
    pub(super) length: u64,
    /// Line and column of the first byte.
    pub(super) start: Position,
}

/// An input that has been opened.
#[derive(Debug)]
pub(super) struct Source {
    /// The path as the user gave it; `<stdin>` for standard input.
    pub(super) name: String,
    body: Body,
}

#[derive(Debug)]
enum Body {
    Memory(Vec<u8>),
    File(Mutex<File>, u64),
}

impl Source {
    /// Opens a file, or standard input for `-`. `open_files` counts those that stay open.
    pub(super) fn open(path: &str, open_files: &mut usize) -> Result<Self, Problem> {
        let body = if path == "-" {
            spool(io::stdin().lock())
        } else {
            open_file(Path::new(path), open_files)
        };
        let name = if path == "-" { "<stdin>" } else { path };
        Ok(Self {
            name: name.to_owned(),
            body: body.map_err(|error| Problem::unreadable(path, &error))?,
        })
    }

    pub(super) fn len(&self) -> u64 {
        match &self.body {
            Body::Memory(bytes) => bytes.len() as u64,
            Body::File(_, length) => *length,
        }
    }

    /// Calls `read` with a reader of all bytes.
    pub(super) fn with_reader<T>(
        &self,
        read: impl FnOnce(&mut dyn Read) -> T,
    ) -> Result<T, Problem> {
        match &self.body {
            Body::Memory(bytes) => Ok(read(&mut Cursor::new(bytes))),
            Body::File(file, _) => {
                let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                file.seek(SeekFrom::Start(0))
                    .map_err(|error| Problem::unreadable(&self.name, &error))?;
                Ok(read(&mut *file))
            }
        }
    }

    /// The text of a part that was seen before.
    pub(super) fn text(&self, place: Place) -> Result<Cow<'_, str>, Problem> {
        let changed = || {
            let found = "a file that changed while it was read";
            Problem::new(&self.name, found, "the same text throughout")
        };
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
            Body::File(file, _) => {
                let length = usize::try_from(place.length).map_err(|_| changed())?;
                let mut bytes = vec![0; length];
                let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                file.seek(SeekFrom::Start(place.offset))
                    .and_then(|_| file.read_exact(&mut bytes))
                    .map_err(|_| changed())?;
                drop(file);
                String::from_utf8(bytes)
                    .map(Cow::Owned)
                    .map_err(|error| not_utf8(&self.name, error.as_bytes(), place.start))
            }
        }
    }
}

fn open_file(path: &Path, open_files: &mut usize) -> io::Result<Body> {
    let file = File::open(path)?;
    let facts = file.metadata()?;
    if facts.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if !facts.is_file() {
        return spool(file);
    }
    if facts.len() <= SMALL || *open_files >= OPEN_FILES {
        let mut bytes = Vec::with_capacity(usize::try_from(facts.len()).unwrap_or(0));
        (&file).read_to_end(&mut bytes)?;
        return Ok(Body::Memory(bytes));
    }
    *open_files += 1;
    Ok(Body::File(Mutex::new(file), facts.len()))
}

/// Takes in what can be read once only.
fn spool(mut reader: impl Read) -> io::Result<Body> {
    let mut bytes = Vec::new();
    reader
        .by_ref()
        .take(SPOOL_IN_MEMORY)
        .read_to_end(&mut bytes)?;
    if (bytes.len() as u64) < SPOOL_IN_MEMORY {
        return Ok(Body::Memory(bytes));
    }
    let mut file = tempfile::tempfile()?;
    let length = io::copy(&mut Cursor::new(bytes).chain(reader), &mut file)?;
    Ok(Body::File(Mutex::new(file), length))
}
