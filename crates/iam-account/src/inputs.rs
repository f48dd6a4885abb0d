//! All inputs of a run: what files hold is found out as they stream by, and principals are made of it
//! one at a time.

use crate::dump::account::Account;
use crate::entry::Entry;
use crate::first_look::{Found, Looked};
use crate::principal::PrincipalInput;
use crate::problem::Problem;
use crate::shape::shapes;
use crate::source::body::{Kept, Source};
use crate::source::paths::expand_paths;
use crate::source::same_file::{FileId, Met};
use crate::threads;
use crate::walk::walk;
use rayon::prelude::*;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

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
/// use iam_account::Inputs;
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
    passed_over: Vec<String>,
    files: usize,
    kept: Kept,
    met: Met,
    /// Of each entry whose principal an account's dump tells in another entry, too: which other.
    repeated: OnceLock<HashMap<usize, usize>>,
}

/// Larger bundles are refused.
const LARGEST_VALUE: u64 = 64 * 1024 * 1024;

impl Inputs {
    /// Reads what a path means: a file, a folder, a glob, `-` for standard input. What is wrong with
    /// one file is a problem, and stops no other.
    pub fn add_path(&mut self, path: &str) {
        match expand_paths(path) {
            Ok(found) => {
                self.add_files(&found.files);
                self.passed_over.extend(found.passed_over);
            }
            Err(problem) => self.problems.push(problem),
        }
    }

    /// Takes in files in their order. All threads open them, and find out what is in those that are about one
    /// principal.
    fn add_files(&mut self, files: &[PathBuf]) {
        const BATCH: usize = 256;
        // Pages of dumps hang on each other. Where there are some, more are likely.
        let mut is_parallel = files.len() > 1 && threads::are_several();
        for batch in files.chunks(BATCH) {
            if !is_parallel {
                batch.iter().for_each(|path| self.add_file(path));
                continue;
            }
            let kept = &self.kept;
            let looked: Vec<Looked> = batch
                .par_iter()
                .map(|path| Looked::at(path, kept))
                .collect();
            for (path, looked) in batch.iter().zip(looked) {
                is_parallel &= !matches!(looked, Looked::Source(..));
                match looked {
                    Looked::Alone(id, found) => {
                        if self.is_new(path, id) {
                            self.add_found(found);
                        }
                    }
                    Looked::Source(id, source) => self.add_opened(path, Ok((source, id))),
                    Looked::Large => self.add_file(path),
                    Looked::Problem(problem) => self.add_opened(path, Err(problem)),
                }
            }
        }
    }

    fn add_file(&mut self, path: &Path) {
        let opened = Source::open(path, &self.kept, true);
        self.add_opened(path, opened.map(|(source, id)| (Arc::new(source), id)));
    }

    fn add_opened(&mut self, path: &Path, opened: Result<(Arc<Source>, Option<FileId>), Problem>) {
        match opened {
            Ok((source, id)) => {
                if self.is_new(path, id) {
                    self.add_source(source);
                }
            }
            Err(problem) => {
                if self.met.is_new_problem(path) {
                    self.files += 1;
                    self.problems.push(problem);
                }
            }
        }
    }

    /// A file that several paths mean is read once. A pipe is none that could be read again.
    fn is_new(&mut self, path: &Path, id: Option<FileId>) -> bool {
        let is_new = id.is_none_or(|id| self.met.is_new(path, id));
        self.files += usize::from(is_new);
        is_new
    }

    fn add_source(&mut self, source: Arc<Source>) {
        let outcome = walk(&source, &mut self.account, &mut self.entries);
        self.add_found(Found {
            source,
            entries: Vec::new(),
            outcome,
        });
    }

    fn add_found(&mut self, found: Found) {
        self.repeated = OnceLock::new();
        self.entries.extend(found.entries);
        match found.outcome {
            Ok(None) => {}
            Ok(Some(whole)) => self.entries.push(Entry::Document(found.source, whole)),
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
        match self.entries.get(index) {
            Some(Entry::Entity(entity)) => Some(&entity.arn),
            _ => None,
        }
    }

    /// The principal at `index`, its policies read and compiled. Where some of an account's
    /// documents can't be read, or where dumps tell of the principal a second time, it says so in
    /// its `problems`: two of one name are not judged apart.
    ///
    /// # Errors
    /// A [`Problem`] where the document or the bundle can't be read, or there is none at `index`.
    pub fn principal(&self, index: usize) -> Result<PrincipalInput, Problem> {
        let mut principal = self.part(index)?;
        let other = self.repeated().get(&index);
        let other = other.and_then(|other| self.entries.get(*other));
        if let (Some(Entry::Entity(one)), Some(Entry::Entity(other))) =
            (self.entries.get(index), other)
        {
            let (arn, elsewhere) = (&one.arn, &other.source.name);
            let found = format!("`{arn}` here and in {elsewhere}:{}", other.at);
            let problem = Problem::new(&one.source.name, found, "each principal once");
            principal.problems.push(problem.at(one.at));
        }
        Ok(principal)
    }

    /// As [`Inputs::principal`], for what is put together with [`PrincipalInput::merge`]: several
    /// inputs may tell of one principal then.
    ///
    /// # Errors
    /// As [`Inputs::principal`].
    pub fn part(&self, index: usize) -> Result<PrincipalInput, Problem> {
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

    fn repeated(&self) -> &HashMap<usize, usize> {
        self.repeated.get_or_init(|| {
            // A bundle is whole by itself: two of one role are the role before and after a change.
            let arns = (0..self.entries.len()).filter_map(|index| Some((self.arn(index)?, index)));
            let mut arns: Vec<(&str, usize)> = arns.collect();
            arns.sort_unstable();
            let pairs = arns.iter().zip(arns.iter().skip(1));
            let same = pairs.filter(|(one, next)| one.0 == next.0);
            // The first points to the second, and each other one to the one before it.
            let mut repeated = HashMap::new();
            for ((_, one), (_, next)) in same {
                repeated.entry(*one).or_insert(*next);
                repeated.insert(*next, *one);
            }
            repeated
        })
    }

    /// The principals, one after the other.
    pub fn principals(&self) -> impl Iterator<Item = Result<PrincipalInput, Problem>> + '_ {
        (0..self.len()).map(|index| self.principal(index))
    }

    /// What could not be read at all, and accounts of whose dumps some pages aren't there.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let problems = self.problems.iter().cloned();
        problems.chain(self.account.pages.problems()).collect()
    }

    /// What was passed over in folders: files whose names don't end in `.json`, and links to folders.
    #[must_use]
    pub fn passed_over(&self) -> &[String] {
        &self.passed_over
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
