//! The values at the top level of an input, told apart by their members as they stream by.

use crate::dump::account::Account;
use crate::dump::page::{List, Page};
use crate::entry::Entry;
use crate::problem::Problem;
use crate::scan::{Scanned, Scanner};
use crate::shape::hints::{self, EXPECTED};
use crate::shape::raw::too_large;
use crate::shape::shapes::{BUNDLE, WRAPS};
use crate::source::body::{Place, Source};
use iam_eval::Document;
use std::sync::Arc;

/// So many names of members tell what an object is.
const NAMES: usize = 64;

/// What a JSON value at the top level is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Page,
    Document,
    Value,
}

/// Takes in what a source holds. Gives the place of its text where the whole of it is one policy
/// document, or nothing that is known: the engine's errors say best what is wrong with a document.
pub(crate) fn walk(
    source: &Arc<Source>,
    account: &mut Account,
    entries: &mut Vec<Entry>,
) -> Result<Option<Place>, Problem> {
    let complete = entries.len();
    let mut walk = Walk {
        source,
        account,
        entries,
        complete,
        values: 0,
        names: Vec::new(),
    };
    let (start, outcome) = source.with_reader(|reader| {
        let mut scanner = Scanner::new(&source.name, reader, source.len())?;
        let start = scanner.start();
        Ok::<_, Problem>((start, walk.run(&mut scanner)))
    })??;
    // An incomplete page says too little of its principals.
    walk.entries.truncate(walk.complete);
    let is_known = walk.values > 0 || walk.is_known();
    let whole = Place {
        length: source.len().saturating_sub(start.offset),
        ..start
    };
    match outcome {
        Ok(Outcome::Values) => return Ok(None),
        Err(problem) if is_known || problem.line.is_none() => return Err(problem),
        Err(problem) if whole.length > LARGEST => return Err(problem),
        Ok(Outcome::Document) | Err(_) => {}
    }
    if let Some((found, expected)) = hints::by_members(&walk.names).filter(|_| !is_known) {
        return Err(Problem::new(&source.name, found, expected));
    }
    if whole.length > LARGEST {
        return Err(too_large(&source.name, whole.length).at(whole.start));
    }
    Ok(Some(whole))
}

/// Larger documents are refused (S1.20).
const LARGEST: u64 = Document::MAX_BYTES as u64;

/// What a source turned out to be.
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

    /// An array of bundles, of pages, of what the AWS CLI prints.
    fn array(&mut self, scanner: &mut Scanner<'_>) -> Scanned<Outcome> {
        scanner.array("an array", |scanner| {
            let (shape, place) = self.value(scanner)?;
            // An array of statements, say: the engine tells that it is no document.
            if self.values == 0 && shape == Shape::Document && !self.is_document() {
                return Err(scanner.problem("an array", EXPECTED));
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
        let mut page = Page::default();
        scanner.object("an object", |scanner, member| {
            if self.names.len() < NAMES {
                self.names.push(member.to_owned());
            }
            page.member(member, scanner, self.source, self.account)
        })?;
        let shape = if page.is_page() {
            Shape::Page
        } else if !self.is_known() {
            Shape::Document
        } else {
            Shape::Value
        };
        let entities = page.finish(self.source, self.account)?;
        self.entries
            .extend(entities.map(|entity| Entry::Entity(Box::new(entity))));
        Ok((shape, scanner.since(start)))
    }

    fn has(&self, wanted: &[&str]) -> bool {
        let is_wanted = |name: &String| wanted.contains(&name.as_str());
        self.names.iter().any(is_wanted)
    }

    fn is_document(&self) -> bool {
        self.has(&["Statement", "Version"])
    }

    /// True where a member tells what the value is, and that it is no policy document.
    fn is_known(&self) -> bool {
        let is_list = |name: &String| List::named(name).is_some();
        !self.is_document()
            && (self.has(&BUNDLE) || self.has(&WRAPS) || self.names.iter().any(is_list))
    }
}
