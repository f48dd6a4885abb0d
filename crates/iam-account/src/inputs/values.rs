//! The values at the top level of an input, recognised by their members in a streaming pass.

use super::entry::Entry;
use crate::document::too_large;
use crate::dump::account::Account;
use crate::dump::page::Page;
use crate::json::{Read, Reader};
use crate::location::Extent;
use crate::problem::Problem;
use crate::shape::{EXPECTED, Reading, Recognition, policy_document};
use crate::source::body::Source;
use iam_eval::Document;
use std::sync::Arc;

/// Larger documents are rejected (S1.20).
const LARGEST: u64 = Document::MAX_BYTES as u64;

/// The contents of an input.
pub(super) struct Found {
    pub(super) entries: Vec<Entry>,
    /// Why the rest of it can't be read.
    pub(super) problem: Option<Problem>,
}

/// Finds the contents of an input. What belongs to an account goes into the account.
pub(super) fn find(source: &Arc<Source>, account: &mut Account) -> Found {
    let mut values = Values {
        source,
        account,
        entries: Vec::new(),
        complete: 0,
        read: 0,
        recognition: Recognition::new(),
    };
    let problem = values.find().err();
    Found {
        entries: values.entries,
        problem,
    }
}

/// How reading the values of an input ended.
enum End {
    /// The first value is one policy document, or nothing that is recognised.
    Whole,
    /// All values were read.
    Values,
}

/// The values at the top level of one input.
struct Values<'a> {
    source: &'a Arc<Source>,
    account: &'a mut Account,
    entries: Vec<Entry>,
    /// The number of entries for values that were read completely.
    complete: usize,
    /// The number of values read.
    read: usize,
    /// The shape of the latest value.
    recognition: Recognition,
}

impl Values<'_> {
    fn find(&mut self) -> Read<()> {
        let source = self.source;
        let (start, end) = source.with_input(|input| {
            let mut reader = Reader::new(input)?;
            let start = reader.start();
            Ok::<_, Problem>((start, self.all(&mut reader)))
        })??;
        // An incomplete page contains too little about its principals.
        self.entries.truncate(self.complete);
        let whole = Extent {
            length: source.len().saturating_sub(start.offset),
            ..start
        };
        let reading = self.recognition.reading();
        let is_read = reading.is_some_and(Reading::is_of_a_value);
        match end {
            Ok(End::Values) => return Ok(()),
            Err(problem) if self.read > 0 || is_read || problem.position.is_none() => {
                return Err(problem);
            }
            Err(problem) if whole.length > LARGEST => return Err(problem),
            // The engine gives the best report of what is wrong with a document.
            Ok(End::Whole) | Err(_) => {}
        }
        if let Some(Reading::NotRead(found, expected)) = reading {
            return Err(Problem::new(&source.name, found, expected));
        }
        if whole.length > LARGEST {
            return Err(too_large(&source.name, whole));
        }
        self.entries.push(Entry::Whole(Arc::clone(source), whole));
        Ok(())
    }

    fn all(&mut self, reader: &mut Reader<'_>) -> Read<End> {
        match reader.peek()? {
            Some(b'{') => {}
            Some(b'"') => {
                let extent = reader.extent()?;
                self.add(extent, Reading::Principal(policy_document::read));
                return self.end(reader);
            }
            Some(b'[') => return self.array(reader),
            _ => return Err(reader.unexpected(EXPECTED)),
        }
        while reader.peek()?.is_some() {
            let extent = self.value(reader)?;
            match self.recognition.reading() {
                Some(reading) if self.read > 0 || reading.is_of_a_value() => {
                    self.add(extent, reading);
                }
                None if self.read > 0 => self.add(extent, Reading::Document),
                _ => return Ok(End::Whole),
            }
        }
        Ok(End::Values)
    }

    /// An array of bundles, of pages, or of outputs of the AWS CLI.
    fn array(&mut self, reader: &mut Reader<'_>) -> Read<End> {
        reader.array("an array", |reader| {
            let extent = self.value(reader)?;
            match self.recognition.reading() {
                // An array of something else: the engine reports that it is not a document.
                None | Some(Reading::NotRead(..)) if self.read == 0 => {
                    return Err(reader.problem("an array", EXPECTED));
                }
                reading => self.add(extent, reading.unwrap_or(Reading::Document)),
            }
            Ok(())
        })?;
        match self.read {
            0 => Ok(End::Whole),
            _ => self.end(reader),
        }
    }

    fn end(&self, reader: &mut Reader<'_>) -> Read<End> {
        match reader.peek()? {
            None => Ok(End::Values),
            Some(_) => Err(reader.unexpected("nothing after the value")),
        }
    }

    /// Adds a value that was read completely.
    fn add(&mut self, extent: Extent, reading: Reading) {
        let value = |read| Entry::Value(Arc::clone(self.source), extent, read);
        let entry = match reading {
            // Its principals have already been added.
            Reading::Page => None,
            Reading::Document => Some(value(policy_document::read)),
            Reading::Principal(read) => Some(value(read)),
            Reading::NotRead(found, expected) => {
                let problem = Problem::new(&self.source.name, found, expected);
                Some(Entry::Problem(problem.at(extent.start)))
            }
        };
        self.entries.extend(entry);
        self.read += 1;
        self.complete = self.entries.len();
    }

    /// Reads an object; what belongs to an account goes into the account.
    fn value(&mut self, reader: &mut Reader<'_>) -> Read<Extent> {
        self.recognition = Recognition::new();
        let start = reader.here()?;
        let mut page = Page::default();
        reader.object("an object", |reader, member| {
            self.recognition.see(&member);
            page.member(&member, reader, self.source, self.account)
        })?;
        let entities = page.finish(self.source, self.account)?;
        self.entries
            .extend(entities.map(|entity| Entry::Entity(Box::new(entity))));
        Ok(reader.since(start))
    }
}
