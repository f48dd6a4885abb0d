//! All inputs of a run: their contents are located in one streaming pass, and principals are
//! created one at a time.

mod entry;
mod first_look;
mod parts_of_one;
mod values;

use crate::dump::account::Account;
use crate::next_step::NextSteps;
use crate::principal::PrincipalInput;
use crate::problem::{Problem, code};
use crate::shape::{Part, policy_document, policy_names, statements};
use crate::source::body::{Budget, Source};
use crate::source::paths::expand_paths;
use crate::source::seen_files::{FileId, SeenFiles};
use crate::threads;
use entry::Entry;
use first_look::FirstLook;
use parts_of_one::{Together, put_together};
use rayon::prelude::*;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use values::{Found, find};

/// The contents of inputs: principals, whose policies are read and compiled on request.
///
/// For a large file, only the extents of its documents are kept, so that an account's dump of any
/// size takes a few hundred bytes per role. [`Inputs::principal`] takes `&self`, and may be called
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
    skipped: Vec<String>,
    files: usize,
    budget: Budget,
    seen: SeenFiles,
    next_steps: NextSteps,
    /// Which entries are of one principal.
    together: OnceLock<Together>,
    /// For each entry whose principal is in another entry of an account's dump, too: which other.
    repeated: OnceLock<HashMap<usize, usize>>,
}

impl Inputs {
    /// Creates an empty set of inputs whose problems describe, in the program's terms, what its
    /// user can do.
    ///
    /// ```
    /// use iam_account::{Inputs, NextStep};
    ///
    /// let mut inputs = Inputs::with_next_steps(&[(NextStep::KeyPolicy, "it with `--key-policy`")]);
    /// inputs.add_text("key.json", r#"{"Policy": "{}", "PolicyName": "default"}"#);
    /// let problem = inputs.principal(0).unwrap_err();
    /// assert_eq!(
    ///     problem.to_string(),
    ///     "key.json:1:12: found a resource's policy, expected it with `--key-policy`"
    /// );
    /// ```
    #[must_use]
    pub fn with_next_steps(next_steps: NextSteps) -> Self {
        Self {
            next_steps,
            ..Self::default()
        }
    }

    /// Values of what a template leaves open: of its parameters, and of the pseudo parameters of
    /// CloudFormation such as `AWS::AccountId`. A parameter's default is no value: what a template
    /// is deployed with is not guessed.
    ///
    /// ```
    /// use iam_account::Inputs;
    ///
    /// let template = r#"{"Resources": {"Role": {"Type": "AWS::IAM::Role", "Properties": {
    ///     "RoleName": {"Fn::Sub": "backup-${AWS::Region}"}, "AssumeRolePolicyDocument": {"Statement": {
    ///         "Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}}}}}}"#;
    /// let region = ("AWS::Region".to_owned(), "eu-west-1".to_owned());
    /// let mut inputs = Inputs::default().with_parameters([region]);
    /// inputs.add_text("template.json", template);
    /// assert_eq!(inputs.principal(0)?.name.as_deref(), Some("backup-eu-west-1"));
    /// # Ok::<(), iam_account::Problem>(())
    /// ```
    #[must_use]
    pub fn with_parameters(mut self, values: impl IntoIterator<Item = (String, String)>) -> Self {
        self.account.parameters = Arc::new(values.into_iter().collect());
        self
    }

    /// Reads what a path means: a file, a folder, a glob, `-` for standard input. A problem with
    /// one file doesn't keep others from being read.
    pub fn add_path(&mut self, path: &str) {
        match expand_paths(path) {
            Ok(found) => {
                self.add_files(&found.files);
                self.skipped.extend(found.skipped);
            }
            Err(problem) => self.problems.push(problem),
        }
    }

    /// Reads a text in memory like a file with these bytes. `name` is the name of the text in
    /// messages.
    ///
    /// ```
    /// use iam_account::Inputs;
    ///
    /// let mut inputs = Inputs::default();
    /// inputs.add_text("role", r#"{"arn": "arn:aws:iam::111122223333:role/r", "identity": []}"#);
    /// assert_eq!(inputs.len(), 1);
    /// ```
    pub fn add_text(&mut self, name: &str, text: impl Into<Vec<u8>>) {
        self.files += 1;
        match Source::decoded(name, text.into()) {
            Ok(source) => self.add_source(&Arc::new(source)),
            Err(problem) => self.problems.push(problem),
        }
    }

    /// Adds files in order. All threads open them, and process those that contain single
    /// principals.
    fn add_files(&mut self, files: &[PathBuf]) {
        const BATCH: usize = 256;
        // Pages of dumps depend on each other. If there are some, more are likely.
        let mut is_parallel = files.len() > 1 && threads::are_several();
        for batch in files.chunks(BATCH) {
            if !is_parallel {
                batch.iter().for_each(|path| self.add_file(path));
                continue;
            }
            let (budget, parameters) = (&self.budget, &self.account.parameters);
            let looks: Vec<FirstLook> = batch
                .par_iter()
                .map(|path| FirstLook::at(path, budget, parameters))
                .collect();
            for (path, look) in batch.iter().zip(looks) {
                is_parallel &= !matches!(look, FirstLook::InOrder(..));
                match look {
                    FirstLook::Complete(id, found) => {
                        if self.is_new(path, id) {
                            self.add_found(found);
                        }
                    }
                    FirstLook::InOrder(id, source) => self.add_opened(path, Ok((source, id))),
                    FirstLook::Large => self.add_file(path),
                    FirstLook::Problem(problem) => self.add_opened(path, Err(problem)),
                }
            }
        }
    }

    fn add_file(&mut self, path: &Path) {
        let opened = Source::open(path, &self.budget, true);
        self.add_opened(path, opened.map(|(source, id)| (Arc::new(source), id)));
    }

    fn add_opened(&mut self, path: &Path, opened: Result<(Arc<Source>, Option<FileId>), Problem>) {
        match opened {
            Ok((source, id)) => {
                if self.is_new(path, id) {
                    self.add_source(&source);
                }
            }
            Err(problem) => {
                if self.seen.is_new_problem(path) {
                    self.files += 1;
                    self.problems.push(problem);
                }
            }
        }
    }

    /// A file that several paths refer to is read once. A pipe can't be read again.
    fn is_new(&mut self, path: &Path, id: Option<FileId>) -> bool {
        let is_new = id.is_none_or(|id| self.seen.is_new(path, id));
        self.files += usize::from(is_new);
        is_new
    }

    fn add_source(&mut self, source: &Arc<Source>) {
        let found = find(source, &mut self.account);
        self.add_found(found);
    }

    fn add_found(&mut self, found: Found) {
        self.repeated = OnceLock::new();
        self.together = OnceLock::new();
        self.entries.extend(found.entries);
        self.problems.extend(found.problem);
    }

    /// The number of principals found.
    #[must_use]
    pub fn len(&self) -> usize {
        self.together().len(self.entries.len())
    }

    /// True if no principal was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The ARN of the principal at `index`, if it is in an account's dump: it is known before the
    /// principal's policies are read.
    #[must_use]
    pub fn arn(&self, index: usize) -> Option<&str> {
        self.entry(index)?.arn()
    }

    fn together(&self) -> &Together {
        self.together.get_or_init(|| Together::of(&self.entries))
    }

    /// The first entry of the principal at `index`: mostly the only one.
    fn entry(&self, index: usize) -> Option<&Entry> {
        self.entries.get(self.together().first(index)?)
    }

    /// The principal at `index`, with its policies read and compiled. If some of an account's
    /// documents can't be read, or if dumps contain the principal twice, its `problems` report it:
    /// the two are not judged separately.
    ///
    /// # Errors
    /// A [`Problem`] if the document or the bundle can't be read, or if there is none at `index`.
    pub fn principal(&self, index: usize) -> Result<PrincipalInput, Problem> {
        let mut principal = self.part(index)?;
        let other = self.repeated().get(&index);
        let other = other.and_then(|other| self.entry(*other));
        if let (Some(Entry::Entity(one)), Some(Entry::Entity(other))) = (self.entry(index), other) {
            let (arn, elsewhere) = (&one.arn, &other.source.name);
            let found = format!("`{arn}` here and in {elsewhere}:{}", other.at);
            let problem = Problem::new(&one.source.name, found, "each principal once");
            let problem = problem.with_code(code::CONTRADICTION);
            principal.problems.push(problem.at(one.at));
        }
        Ok(principal)
    }

    /// As [`Inputs::principal`], for what is put together with [`PrincipalInput::merge`]: several
    /// dumps may have the principal then.
    ///
    /// # Errors
    /// Those of [`Inputs::principal`].
    pub fn part(&self, index: usize) -> Result<PrincipalInput, Problem> {
        let in_our_words = |problem: Problem| problem.in_words_of(self.next_steps);
        let mut principal = self.read(index).map_err(in_our_words)?;
        let problems = std::mem::take(&mut principal.problems).into_iter();
        principal.problems = problems.map(in_our_words).collect();
        Ok(principal)
    }

    fn read(&self, index: usize) -> Result<PrincipalInput, Problem> {
        if let Some(parts) = self.together().several(index) {
            let parts = parts.iter().filter_map(|part| self.entries.get(*part));
            let parts: Vec<&Entry> = parts.collect();
            return put_together(&parts, |part| self.read_entry(part));
        }
        match self.entry(index) {
            Some(entry) => self.read_entry(entry),
            None => Err(Problem::new("-", "no principal", "one of those found")),
        }
    }

    fn read_entry(&self, entry: &Entry) -> Result<PrincipalInput, Problem> {
        let mut principal = match entry {
            Entry::Entity(entity) => return Ok(self.account.principal(entity)),
            Entry::Problem(problem) => return Err(problem.clone()),
            Entry::Whole(source, extent) => {
                policy_document::read_whole(&source.name, &source.text(*extent)?, extent.start)?
            }
            Entry::Statements(source, extent) => {
                statements::read_whole(&source.name, &source.text(*extent)?, extent.start)?
            }
            Entry::Value(_, _, read) => entry.with_value(read)?,
            Entry::Part(_, _, Part::OfHolder(read) | Part::Version(read), _) => {
                entry.with_value(read)?
            }
            Entry::Part(source, extent, Part::InlineNames | Part::AttachedNames, _) => {
                let problem = policy_names::nameless(&source.name);
                return Err(problem.at(extent.start));
            }
            Entry::Details(source, extent, _) => {
                // `Found::look_into` leaves none.
                let problem = Problem::new(&source.name, "details", "an account");
                return Err(problem.at(extent.start));
            }
        };
        principal.documents = principal.count_documents();
        principal.own_documents = principal.documents;
        Ok(principal)
    }

    fn repeated(&self) -> &HashMap<usize, usize> {
        self.repeated.get_or_init(|| {
            // A bundle is complete by itself: two of one role are the role before and after a
            // change.
            let arns = (0..self.len()).filter_map(|index| Some((self.arn(index)?, index)));
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

    /// The principals, in order.
    pub fn principals(&self) -> impl Iterator<Item = Result<PrincipalInput, Problem>> + '_ {
        (0..self.len()).map(|index| self.principal(index))
    }

    /// What could not be read at all, and accounts with incomplete dumps.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let problems = self.problems.iter().cloned();
        let problems = problems.chain(self.account.pages.problems());
        problems
            .map(|problem| problem.in_words_of(self.next_steps))
            .collect()
    }

    /// What was skipped in folders: files whose names don't end in `.json`, and links to folders.
    #[must_use]
    pub fn skipped(&self) -> &[String] {
        &self.skipped
    }

    /// The number of files and texts read, including those with problems.
    #[must_use]
    pub const fn files(&self) -> usize {
        self.files
    }

    /// The number of documents that principals share: managed policies and those of groups. They
    /// don't include the [`own_documents`](PrincipalInput::own_documents) of each principal.
    #[must_use]
    pub fn shared_documents(&self) -> usize {
        self.account.shared_documents()
    }
}

/// Reads a text in memory like a file with these bytes: principals and problems are the same.
/// `name` is the name of the text in messages. To read several texts, such as the pages of a dump,
/// use [`Inputs::add_text`].
///
/// ```
/// let policy = r#"{"Statement": {"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}}"#;
/// let inputs = iam_account::read_text("policy", policy);
/// assert_eq!(inputs.principal(0)?.identity.len(), 1);
/// # Ok::<(), iam_account::Problem>(())
/// ```
#[must_use]
pub fn read_text(name: &str, text: impl Into<Vec<u8>>) -> Inputs {
    let mut inputs = Inputs::default();
    inputs.add_text(name, text);
    inputs
}
