//! All inputs of a run: what files hold is found out as they stream by, and principals are made of it
//! one at a time.

use super::account::{Account, Entity};
use super::body::{Place, Source};
use super::file::SourceText;
use super::hints::{self, EXPECTED};
use super::page::{List, Principals, read_list};
use super::paths::expand_paths;
use super::problem::Problem;
use super::scan::{Scanned, Scanner};
use super::shapes::{self, BUNDLE, WRAPS};
use super::{PrincipalInput, raw};
use iam_eval::Document;
use std::sync::Arc;

/// What was found in files: principals, whose policies are read and compiled when one asks for them.
///
/// Only the places of documents are held for a large file, so that an account's dump of any size
/// costs a few hundred bytes for each role. [`Inputs::principal`] takes `&self`, and may be called
/// from several threads.
///
/// ```
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("role.json");
/// # let path = path.to_str().unwrap();
/// # std::fs::write(path, r#"{"arn": "arn:aws:iam::111122223333:role/r", "identity": []}"#)?;
/// use restore_check::input::Inputs;
///
/// let mut inputs = Inputs::default();
/// inputs.add_path(path);
/// assert!(inputs.problems().is_empty());
/// for principal in inputs.principals() {
///     assert_eq!(principal?.arn.as_deref(), Some("arn:aws:iam::111122223333:role/r"));
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Default)]
pub struct Inputs {
    entries: Vec<Entry>,
    account: Account,
    problems: Vec<Problem>,
    files: usize,
    open_files: usize,
}

/// A principal that was found.
#[derive(Debug)]
enum Entry {
    /// A file that is one policy document.
    Document(Arc<Source>, Place),
    /// A role bundle, or what the AWS CLI prints round a document.
    Value(Arc<Source>, Place),
    /// A user or role of an account.
    Entity(Box<Entity>),
}

/// What a JSON value at the top level is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Page,
    Document,
    Value,
}

/// Larger bundles are refused.
const LARGEST_VALUE: u64 = 64 * 1024 * 1024;
/// So many names of members tell what an object is.
const NAMES: usize = 64;

impl Inputs {
    /// Reads what a path means: a file, a folder, a glob, `-` for standard input. What is wrong with
    /// one file is a problem, and stops no other.
    pub fn add_path(&mut self, path: &str) {
        match expand_paths(path) {
            Ok(files) => files.iter().for_each(|file| self.add_file(file)),
            Err(problem) => self.problems.push(problem),
        }
    }

    fn add_file(&mut self, path: &str) {
        self.files += 1;
        match Source::open(path, &mut self.open_files) {
            Ok(source) => self.add_source(source),
            Err(problem) => self.problems.push(problem),
        }
    }

    fn add_source(&mut self, source: Source) {
        let source = Arc::new(source);
        let before = self.entries.len();
        let mut walk = Walk {
            source: &source,
            account: &mut self.account,
            entries: &mut self.entries,
            complete: before,
            values: 0,
            names: Vec::new(),
        };
        let outcome = source.with_reader(|reader| {
            let mut scanner = Scanner::new(&source.name, reader)?;
            let start = scanner.start();
            let outcome = walk.run(&mut scanner);
            Ok((start, outcome))
        });
        let (start, outcome) = match outcome.and_then(|outcome| outcome) {
            Ok(found) => found,
            Err(problem) => return self.problems.push(problem),
        };
        // An incomplete page says too little of its principals.
        let complete = walk.complete;
        let is_known = walk.values > 0 || walk.is_known();
        let hint = hints::by_members(&walk.names).filter(|_| !is_known);
        self.entries.truncate(complete);
        let whole = Place {
            length: source.len() - start.offset,
            ..start
        };
        match outcome {
            Ok(Outcome::Values) => {}
            Ok(Outcome::Document) | Err(_) if hint.is_some() => {
                let (found, expected) = hint.unwrap_or(("nothing", EXPECTED));
                self.problems
                    .push(Problem::new(&source.name, found, expected));
            }
            Ok(Outcome::Document) => match whole.length {
                length if length > Document::MAX_BYTES as u64 => self
                    .problems
                    .push(raw::too_large(&source.name, length).at(start.start)),
                _ => self.entries.push(Entry::Document(source, whole)),
            },
            // The engine's errors say best what is wrong with a document.
            Err(_) if !is_known && whole.length <= Document::MAX_BYTES as u64 => {
                self.entries.push(Entry::Document(source, whole));
            }
            Err(problem) => self.problems.push(problem),
        }
    }

    /// How many principals were found.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// True where no principal was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The ARN of the principal at `index`, where an account's dump tells it: known before the
    /// principal's policies are read.
    #[must_use]
    pub fn arn(&self, index: usize) -> Option<&str> {
        match self.entries.get(index)? {
            Entry::Entity(entity) => Some(&entity.arn),
            Entry::Document(..) | Entry::Value(..) => None,
        }
    }

    /// The principal at `index`, its policies read and compiled. Where some of an account's
    /// documents can't be read, the principal says so in its `problems`.
    ///
    /// # Errors
    /// A [`Problem`] where the document or the bundle can't be read, or there is none at `index`.
    pub fn principal(&self, index: usize) -> Result<PrincipalInput, Problem> {
        match self.entries.get(index) {
            Some(Entry::Document(source, place)) => {
                shapes::read_document(&source.name, &source.text(*place)?, place.start)
            }
            Some(Entry::Value(source, place)) if place.length > LARGEST_VALUE => {
                let found = format!("an object of {} bytes", place.length);
                let expected = format!("a role bundle of at most {LARGEST_VALUE} bytes");
                Err(Problem::new(&source.name, found, expected).at(place.start))
            }
            Some(Entry::Value(source, place)) => {
                shapes::read_value(&source.name, &source.text(*place)?, place.start)
            }
            Some(Entry::Entity(entity)) => Ok(self.account.principal(entity)),
            None => Err(Problem::new("-", "no principal", "one of those found")),
        }
    }

    /// The principals, one after the other.
    pub fn principals(&self) -> impl Iterator<Item = Result<PrincipalInput, Problem>> + '_ {
        (0..self.len()).map(|index| self.principal(index))
    }

    /// What could not be read at all.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// How many files were read, those with problems among them.
    #[must_use]
    pub const fn files(&self) -> usize {
        self.files
    }

    /// How many documents were found that principals share: managed policies and those of groups.
    /// To it come each principal's [`own_documents`](PrincipalInput::own_documents).
    #[must_use]
    pub fn shared_documents(&self) -> usize {
        self.account.shared_documents()
    }

    /// All principals at once, for small inputs; the problems of those that can't be read are with
    /// them.
    #[must_use]
    pub fn into_principals(self) -> Vec<PrincipalInput> {
        let read = |index| {
            self.principal(index)
                .unwrap_or_else(|problem| PrincipalInput {
                    source: problem.source_name.clone(),
                    problems: vec![problem],
                    ..PrincipalInput::default()
                })
        };
        (0..self.len()).map(read).collect()
    }
}

/// Reads a text that is already in memory: adds its principals to `principals`, or, of an account's
/// dump, to `inputs`.
///
/// # Errors
/// The first [`Problem`] of the text.
pub fn read_source(
    source: &SourceText,
    principals: &mut Vec<PrincipalInput>,
    inputs: &mut Inputs,
) -> Result<(), Problem> {
    let (problems, before) = (inputs.problems.len(), inputs.entries.len());
    inputs.add_source(Source::from_text(&source.name, &source.text));
    if let Some(problem) = inputs.problems.drain(problems..).next() {
        return Err(problem);
    }
    let mut outcome = Ok(());
    let mut entities = Vec::new();
    for entry in inputs.entries.split_off(before) {
        if matches!(entry, Entry::Entity(_)) {
            entities.push(entry);
            continue;
        }
        inputs.entries.push(entry);
        match inputs.principal(before) {
            Ok(principal) => principals.push(principal),
            Err(problem) if outcome.is_ok() => outcome = Err(problem),
            Err(_) => {}
        }
        inputs.entries.pop();
    }
    inputs.entries.extend(entities);
    outcome
}

enum Outcome {
    /// The whole text is one policy document, or nothing that is known.
    Document,
    /// Values that were taken in one by one.
    Values,
}

/// A walk over the values at the top level of one source.
struct Walk<'a> {
    source: &'a Arc<Source>,
    account: &'a mut Account,
    entries: &'a mut Vec<Entry>,
    /// So many entries are of values that were read to their end.
    complete: usize,
    values: usize,
    /// The members of the value at hand.
    names: Vec<String>,
}

impl Walk<'_> {
    fn run(&mut self, scanner: &mut Scanner<'_>) -> Scanned<Outcome> {
        match scanner.peek()? {
            Some(b'{') => {}
            Some(b'"') => {
                let place = scanner.place()?;
                self.take(Shape::Value, place);
                return self.end(scanner);
            }
            Some(b'[') => return self.array(scanner),
            _ => return Err(scanner.unexpected(EXPECTED)),
        }
        while scanner.peek()?.is_some() {
            let (shape, place) = self.value(scanner)?;
            if self.values == 0 && shape == Shape::Document {
                return Ok(Outcome::Document);
            }
            self.take(shape, place);
        }
        Ok(Outcome::Values)
    }

    /// An array of bundles, or of what the AWS CLI prints.
    fn array(&mut self, scanner: &mut Scanner<'_>) -> Scanned<Outcome> {
        let mut is_document = false;
        scanner.array("an array", |scanner| {
            let (shape, place) = self.value(scanner)?;
            is_document |= self.values == 0 && shape == Shape::Document;
            if is_document {
                self.names.clear();
                return Err(scanner.problem("an array of documents", EXPECTED));
            }
            self.take(shape, place);
            Ok(())
        })?;
        if self.values == 0 {
            return Ok(Outcome::Document);
        }
        self.end(scanner)
    }

    fn end(&self, scanner: &mut Scanner<'_>) -> Scanned<Outcome> {
        match scanner.peek()? {
            None => Ok(Outcome::Values),
            Some(_) => Err(scanner.unexpected("nothing after the value")),
        }
    }

    fn take(&mut self, shape: Shape, place: Place) {
        if shape != Shape::Page {
            self.entries
                .push(Entry::Value(Arc::clone(self.source), place));
        }
        self.values += 1;
        self.complete = self.entries.len();
    }

    fn value(&mut self, scanner: &mut Scanner<'_>) -> Scanned<(Shape, Place)> {
        self.names.clear();
        let start = scanner.here()?;
        let mut is_page = false;
        let mut principals = Principals::default();
        scanner.object("an object", |scanner, member| {
            if self.names.len() < NAMES {
                self.names.push(member.to_owned());
            }
            let next = scanner.peek()?;
            match List::named(member) {
                Some(list) if matches!(next, Some(b'[' | b'n')) => {
                    is_page = true;
                    read_list(list, scanner, self.source, self.account, &mut principals)
                }
                _ => scanner.skip(),
            }
        })?;
        let entities = principals.into_entities();
        self.entries
            .extend(entities.map(|entity| Entry::Entity(Box::new(entity))));
        let shape = if is_page {
            Shape::Page
        } else if self.has(&["Statement", "Version"]) || !self.is_known() {
            Shape::Document
        } else {
            Shape::Value
        };
        Ok((shape, scanner.since(start)))
    }

    fn has(&self, wanted: &[&str]) -> bool {
        let is_wanted = |name: &String| wanted.contains(&name.as_str());
        self.names.iter().any(is_wanted)
    }

    /// True where a member tells what the value is, and that it is no policy document.
    fn is_known(&self) -> bool {
        let is_list = |name: &String| List::named(name).is_some();
        self.has(&BUNDLE) || self.has(&WRAPS) || self.names.iter().any(is_list)
    }
}
