//! The threads: each takes a batch, processes it, and ensures that the answers are written in
//! order.
//!
//! No thread is dedicated to reading or writing. A free thread takes the input and waits for the
//! next lines, and a thread that is finished writes: an answer is written by the thread that
//! computed it, without a switch, and a thread whose turn hasn't come queues its answers and takes
//! more work.

use super::input::{Batch, Content, Input};
use crate::failure::{Failure, complain};
use iam_cli_support::output::for_programs;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Tally {
    /// Scenarios.
    pub(crate) scenarios: u64,
    /// Scenarios with a finding: an error, or, with `--check`, a wrong answer.
    pub(crate) found: u64,
    /// Scenarios without an expectation.
    pub(crate) unlabelled: u64,
    /// Requests whose resource contains a `*` or `?`, which was read as a character.
    pub(crate) literal_wildcards: u64,
    /// True if an input could not be read.
    pub(crate) unreadable: bool,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.scenarios += other.scenarios;
        self.found += other.found;
        self.unlabelled += other.unlabelled;
        self.literal_wildcards += other.literal_wildcards;
        self.unreadable |= other.unreadable;
    }
}

/// Processes every batch of the input on this number of threads, and writes the results to standard
/// output in the order of the input.
///
/// The memory contains at most one batch and its output for each thread, plus four queued outputs
/// per thread.
pub(crate) fn run<W>(input: Input, threads: NonZeroUsize, work: W) -> Result<Tally, Failure>
where
    W: Fn(&Batch, &mut Vec<u8>) -> Tally + Send + Sync + 'static,
{
    let shared = Arc::new(Shared {
        input: Mutex::new((input, 0)),
        output: Mutex::new(Output {
            running: threads.get(),
            ..Output::default()
        }),
        written: Condvar::new(),
        ended: Condvar::new(),
        most_waiting: threads.get().saturating_mul(4),
        work,
    });
    for _ in 0..threads.get() {
        let shared = Arc::clone(&shared);
        let worker = std::thread::Builder::new().name("worker".to_owned());
        worker
            .spawn(move || shared.work())
            .map_err(|error| Failure::Call(format!("cannot start a thread: {error}")))?;
    }
    // The threads are not joined: one may wait for input after the output was closed.
    let mut output = lock(&shared.output);
    while output.running > 0 && output.failure.is_none() {
        output = wait(&shared.ended, output);
    }
    match output.failure.take() {
        Some(failure) => Err(failure),
        None => Ok(output.tally),
    }
}

struct Shared<W> {
    /// The input, and the number of batches taken from it.
    input: Mutex<(Input, u64)>,
    output: Mutex<Output>,
    /// Notified when a batch was written and threads wait for their turn.
    written: Condvar,
    /// Notified whenever a thread ends.
    ended: Condvar,
    most_waiting: usize,
    work: W,
}

#[derive(Default)]
struct Output {
    /// The number of the batch whose turn it is.
    next: u64,
    /// Outputs that are complete before their turn.
    waiting: BTreeMap<u64, Vec<u8>>,
    tally: Tally,
    /// The number of running threads.
    running: usize,
    /// The number of threads that wait for their turn.
    patient: usize,
    failure: Option<Failure>,
}

/// Counts a thread as ended, even if it panics.
struct Running<'a, W>(&'a Shared<W>);

impl<W> Drop for Running<'_, W> {
    fn drop(&mut self) {
        let mut output = lock(&self.0.output);
        output.running -= 1;
        if std::thread::panicking() {
            output.failure = Some(Failure::Call("internal error".to_owned()));
        }
        self.0.ended.notify_all();
    }
}

impl<W: Fn(&Batch, &mut Vec<u8>) -> Tally> Shared<W> {
    fn work(&self) {
        let _running = Running(self);
        let mut answers = Vec::new();
        let mut buffer = Vec::new();
        let mut input = lock(&self.input);
        loop {
            let Some((number, batch)) = self.take(&mut input, buffer) else {
                return;
            };
            // A few lines are answered before another thread could wake up to wait for more, so
            // none is woken. If more arrives than one thread can process, batches become large.
            let held = batch.content.is_small().then_some(input);
            answers.clear();
            let tally = (self.work)(&batch, &mut answers);
            buffer = match batch.content {
                Content::Lines(bytes) => reusable(bytes),
                Content::TooLong(_) => Vec::new(),
            };
            match self.put(number, answers, tally) {
                Some(unused) => answers = reusable(unused),
                None => return,
            }
            input = held.unwrap_or_else(|| lock(&self.input));
        }
    }

    /// The next batch and its number.
    fn take(&self, input: &mut (Input, u64), buffer: Vec<u8>) -> Option<(u64, Batch)> {
        let batch = input.0.next_batch(buffer);
        let problems = input.0.take_problems();
        if !problems.is_empty() {
            for problem in problems {
                complain(&problem);
            }
            lock(&self.output).tally.unreadable = true;
        }
        let number = input.1;
        input.1 += 1;
        batch.map(|batch| (number, batch))
    }

    /// Writes the output of a batch, or queues it for the thread that writes the previous one.
    /// Returns a buffer; `None` if no more output is wanted.
    fn put(&self, number: u64, answers: Vec<u8>, tally: Tally) -> Option<Vec<u8>> {
        let mut output = lock(&self.output);
        output.tally.add(tally);
        while output.next != number && output.waiting.len() >= self.most_waiting {
            if output.failure.is_some() {
                return None;
            }
            output.patient += 1;
            output = wait(&self.written, output);
            output.patient -= 1;
        }
        if output.failure.is_some() {
            return None;
        }
        if output.next != number {
            output.waiting.insert(number, answers);
            return Some(Vec::new());
        }
        let mut outcome = write(&answers);
        output.next += 1;
        let mut next = output.next;
        while let (Ok(()), Some(answers)) = (&outcome, output.waiting.remove(&next)) {
            outcome = write(&answers);
            next += 1;
        }
        output.next = next;
        let failed = outcome.is_err();
        output.failure = outcome.err().map(Failure::Write);
        if output.patient > 0 {
            self.written.notify_all();
        }
        (!failed).then_some(answers)
    }
}

fn write(answers: &[u8]) -> io::Result<()> {
    let mut out = for_programs();
    out.write_all(answers)?;
    out.flush()
}

/// The cleared buffer; a new one if it grew because of an unusually long line.
fn reusable(mut buffer: Vec<u8>) -> Vec<u8> {
    const LARGE: usize = 4 << 20;
    if buffer.capacity() > LARGE {
        return Vec::new();
    }
    buffer.clear();
    buffer
}

/// A thread that panicked has reported it; the data that it left is consistent.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn wait<'a, T>(condvar: &Condvar, guard: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
    condvar.wait(guard).unwrap_or_else(PoisonError::into_inner)
}
