//! The values at the top level of an input, recognised by their members in a streaming pass.

use super::entry::Entry;
use crate::dump::account::Account;
use crate::dump::page::Page;
use crate::embedded_document::too_large;
use crate::infrastructure::ReadDescription;
use crate::json::{Read, Reader, Value};
use crate::location::Extent;
use crate::problem::{Problem, code};
use crate::shape::{
    About, EXPECTED, Reading, Recognition, details, infrastructure_description, policy_document,
};
use crate::source::body::Source;
use crate::yaml;
use iam_eval::Document;
use std::sync::Arc;

/// Larger documents are rejected (S1.20).
const LARGEST: u64 = Document::MAX_BYTES as u64;

/// What is expected where a part of a text was copied.
const WHOLE: &str = "the whole object, from its `{` to its `}`";
const ARRAY: &str = "an array of them: `[`, the statements with commas between them, `]`";
/// Larger texts that are read as one are refused.
const LARGEST_TEXT: u64 = 64 * 1024 * 1024;

/// What is in an input.
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
        described: Vec::new(),
        recognition: Recognition::new(),
    };
    let problem = values.find().err();
    let mut found = Found {
        entries: values.entries,
        problem,
    };
    found.look_into(account);
    found
}

impl Found {
    /// Reads of each value that needs it what all inputs must know of it, now that the input can be
    /// read again.
    fn look_into(&mut self, account: &mut Account) {
        let entries = std::mem::take(&mut self.entries).into_iter();
        self.entries = entries
            .filter_map(|entry| match entry {
                Entry::Details(source, extent, of) => {
                    match details::read(of, &source, extent, account) {
                        Ok(entity) => Some(Entry::Entity(Box::new(entity?))),
                        Err(problem) => Some(Entry::Problem(problem)),
                    }
                }
                Entry::Part(source, extent, part, _) => {
                    let about = match source.text(extent) {
                        Ok(text) => About::of(Value {
                            name: &source.name,
                            text: &text,
                            start: extent.start,
                        }),
                        // It is reported once the part is read.
                        Err(_) => About::default(),
                    };
                    Some(Entry::Part(source, extent, part, Box::new(about)))
                }
                other => Some(other),
            })
            .collect();
    }
}

/// How reading the values of an input ended.
enum End {
    /// The first value is one policy document, or nothing that is recognised.
    Whole,
    /// The only value is a statement, or an array of them.
    Statements,
    /// The input is a part of something.
    Fragment(Problem),
    /// All values were read.
    Values,
    /// What comes first isn't JSON.
    OtherText(Problem),
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
    /// Descriptions of infrastructure, which are read once the input has streamed by.
    described: Vec<(Extent, ReadDescription)>,
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
        for (extent, read) in std::mem::take(&mut self.described) {
            self.describe(extent, read);
        }
        let whole = Extent {
            length: source.len().saturating_sub(start.offset),
            ..start
        };
        let reading = self.recognition.reading();
        let is_read = reading.is_some_and(Reading::is_of_a_value);
        match end {
            Ok(End::Values) => return Ok(()),
            Ok(End::Fragment(problem)) => return Err(problem),
            Ok(End::OtherText(problem)) => return self.other_text(whole, problem),
            Err(problem) if self.read > 0 || is_read || problem.what().position.is_none() => {
                return Err(problem);
            }
            Err(problem) if whole.length > LARGEST => return Err(problem),
            // The engine says best what is wrong with statements and with a document.
            Ok(End::Statements | End::Whole) | Err(_) => {}
        }
        if let Some(problem) = reading.and_then(|reading| reading.refusal(&source.name)) {
            return Err(problem);
        }
        if whole.length > LARGEST {
            return Err(too_large(&source.name, whole));
        }
        if reading.is_none() {
            let text = source.text(whole)?;
            infrastructure_description::refuse_outputs(&source.name, &text)?;
        }
        self.entries.push(match reading {
            Some(Reading::Statements) => Entry::Statements(Arc::clone(source), whole),
            _ => Entry::Whole(Arc::clone(source), whole),
        });
        Ok(())
    }

    fn all(&mut self, reader: &mut Reader<'_>) -> Read<End> {
        match reader.peek()? {
            Some(b'{') => {}
            Some(b'"') => {
                let extent = reader.extent()?;
                if reader.peek()? == Some(b':') {
                    let found = "a member without the object around it";
                    let problem = Problem::new(&self.source.name, found, WHOLE);
                    return Ok(End::Fragment(problem.at(extent.start)));
                }
                self.add(extent, Reading::Principal(policy_document::read));
                return self.end(reader);
            }
            Some(b'[') => return self.array(reader),
            Some(_) => return Ok(End::OtherText(reader.unexpected(EXPECTED))),
            None => return Err(reader.unexpected(EXPECTED)),
        }
        while reader.peek()?.is_some() {
            let extent = self.value(reader)?;
            match self.recognition.reading() {
                Some(Reading::Statements) if self.read == 0 => {
                    if reader.peek()?.is_some() {
                        let found = "statements without the brackets around them";
                        let problem = Problem::new(&self.source.name, found, ARRAY);
                        return Ok(End::Fragment(problem.at(extent.start)));
                    }
                    return Ok(End::Statements);
                }
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
        let mut are_statements = false;
        reader.array("an array", |reader| {
            if are_statements {
                // The engine says what is wrong with them.
                return reader.skip();
            }
            let extent = self.value(reader)?;
            match self.recognition.reading() {
                Some(Reading::Statements) if self.read == 0 => are_statements = true,
                // An array of something else: the engine says that it is no document.
                None | Some(Reading::NotRead(..) | Reading::ForStep(..)) if self.read == 0 => {
                    return Err(reader
                        .problem("an array", EXPECTED)
                        .with_code(code::WRONG_TYPE));
                }
                reading => self.add(extent, reading.unwrap_or(Reading::Document)),
            }
            Ok(())
        })?;
        match self.read {
            0 if are_statements => self.end(reader).map(|_| End::Statements),
            0 => Ok(End::Whole),
            _ => self.end(reader),
        }
    }

    fn end(&self, reader: &mut Reader<'_>) -> Read<End> {
        match reader.peek()? {
            None => Ok(End::Values),
            Some(_) => Err(reader.not_json("nothing after the value")),
        }
    }

    /// Adds a value that was read completely.
    fn add(&mut self, extent: Extent, reading: Reading) {
        let value = |read| Entry::Value(Arc::clone(self.source), extent, read);
        let entry = match reading {
            // Its principals have already been added.
            Reading::Page => None,
            Reading::Description(read) => {
                self.described.push((extent, read));
                None
            }
            // One of several values: the engine says that it is no document.
            Reading::Document | Reading::Statements => Some(value(policy_document::read)),
            Reading::Principal(read) => Some(value(read)),
            Reading::Part(part) => {
                let source = Arc::clone(self.source);
                Some(Entry::Part(source, extent, part, Box::default()))
            }
            Reading::Details(of) => Some(Entry::Details(Arc::clone(self.source), extent, of)),
            Reading::NotRead(..) | Reading::ForStep(..) => {
                let problem = reading.refusal(&self.source.name);
                problem.map(|problem| Entry::Problem(problem.at(extent.start)))
            }
        };
        self.entries.extend(entry);
        self.read += 1;
        self.complete = self.entries.len();
    }

    /// Reads a description of infrastructure.
    fn describe(&mut self, extent: Extent, read: ReadDescription) {
        let (source, account) = (self.source, &mut *self.account);
        let described = source.text_within(extent, LARGEST_TEXT).and_then(|text| {
            let value = Value {
                name: &source.name,
                text: &text,
                start: extent.start,
            };
            read(source, value, account)
        });
        match described {
            Ok(entities) => {
                let entities = entities.into_iter().map(Box::new);
                self.entries.extend(entities.map(Entry::Entity));
            }
            Err(problem) => self.entries.push(Entry::Problem(problem)),
        }
    }

    /// Reads a text that isn't JSON: as JSON, where it is YAML.
    fn other_text(&mut self, whole: Extent, problem: Problem) -> Read<()> {
        let source = self.source;
        if whole.length <= LARGEST_TEXT {
            let text = source.text(whole)?;
            infrastructure_description::refuse_source(&source.name, &text)?;
            if yaml::is_yaml(&source.name, &text) {
                let json = yaml::to_json(&source.name, &text, whole.start)?;
                let json = Source::in_memory(&source.name, json.into_bytes());
                let found = find(&Arc::new(json), self.account);
                self.entries.extend(found.entries);
                return found.problem.map_or(Ok(()), Err);
            }
        }
        if whole.length > LARGEST {
            return Err(problem);
        }
        // The engine says what is wrong with it.
        self.entries.push(Entry::Whole(Arc::clone(source), whole));
        Ok(())
    }

    /// Reads an object; what it has of an account goes into the account.
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
