//! Whether two patterns of whole ARNs have a text in common.

use super::whole::{PART_ONE, PART_RUN, STEP_RUN};
use super::wildcard::{ONE, RUN};

/// True where some text matches both patterns, which are in the form of [`whole`](super::whole). The
/// time grows with the product of their lengths.
pub(crate) fn overlap(a: &[u8], b: &[u8]) -> bool {
    let (a, b) = (symbols(a), symbols(b));
    // reachable[j]: after a's first i symbols and b's first j, the rests may still meet.
    let mut reachable = vec![false; b.len() + 1];
    reachable[0] = true;
    for symbol in &a {
        take_runs(&mut reachable, Some(*symbol), &b);
        let mut next = vec![false; b.len() + 1];
        for (j, from) in reachable.iter().enumerate() {
            if !from {
                continue;
            }
            let other = b.get(j).copied();
            let meets = other.is_some_and(|other| symbol.meets(other));
            if symbol.is_run || (meets && other.is_some_and(|other| other.is_run)) {
                next[j] = true;
            } else if meets {
                next[j + 1] = true;
            }
        }
        reachable = next;
    }
    take_runs(&mut reachable, None, &b);
    reachable[b.len()]
}

/// A run of `b` may be empty; one of `a` takes what it may of `b`.
fn take_runs(reachable: &mut [bool], run: Option<Symbol>, b: &[Symbol]) {
    for (j, other) in b.iter().enumerate() {
        let taken = run.is_some_and(|run| run.is_run && run.meets(*other));
        if reachable[j] && (other.is_run || taken) {
            reachable[j + 1] = true;
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Symbol {
    is_run: bool,
    takes: Takes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Takes {
    Any,
    AnyBut(char),
    Only(char),
}

impl Symbol {
    /// Whether some character is taken by both. No two classes leave out everything.
    fn meets(self, other: Self) -> bool {
        match (self.takes, other.takes) {
            (Takes::Only(a), Takes::Only(b)) => a == b,
            (Takes::Only(a), Takes::AnyBut(b)) | (Takes::AnyBut(b), Takes::Only(a)) => a != b,
            _ => true,
        }
    }
}

fn symbols(pattern: &[u8]) -> Vec<Symbol> {
    let wildcard = |byte: u8| {
        let (is_run, takes) = match byte {
            RUN => (true, Takes::Any),
            ONE => (false, Takes::Any),
            PART_RUN => (true, Takes::AnyBut(':')),
            PART_ONE => (false, Takes::AnyBut(':')),
            STEP_RUN => (true, Takes::AnyBut('/')),
            _ => return None,
        };
        Some(Symbol { is_run, takes })
    };
    let mut symbols = Vec::with_capacity(pattern.len());
    for chunk in pattern.split_inclusive(|byte| wildcard(*byte).is_some()) {
        let last = chunk.last().and_then(|byte| wildcard(*byte));
        let literals = &chunk[..chunk.len() - usize::from(last.is_some())];
        let literals = String::from_utf8_lossy(literals);
        symbols.extend(literals.chars().map(|character| Symbol {
            is_run: false,
            takes: Takes::Only(character),
        }));
        symbols.extend(last);
    }
    symbols
}
