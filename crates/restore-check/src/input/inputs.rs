//! All inputs of a run: what files hold is found out as they stream by, and principals are made of it
//! one at a time.

use super::account::{Account, Entity};
use super::body::{Place, Source};
use super::paths::expand_paths;
use super::problem::Problem;
use super::walk::walk;
use super::{PrincipalInput, shapes};
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
pub(super) enum Entry {
    /// A file that is one policy document.
    Document(Arc<Source>, Place),
    /// A role bundle, or what the AWS CLI prints round a document.
    Value(Arc<Source>, Place),
    /// A user or role of an account.
    Entity(Box<Entity>),
}

/// Larger bundles are refused.
const LARGEST_VALUE: u64 = 64 * 1024 * 1024;

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
        match walk(&source, &mut self.account, &mut self.entries) {
            Ok(None) => {}
            Ok(Some(whole)) => self.entries.push(Entry::Document(source, whole)),
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
}
