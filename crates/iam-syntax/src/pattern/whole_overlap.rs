//! Whether two patterns of whole ARNs have a text in common.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "rows of a table, each one longer than the pattern"
)]

use super::whole::{Symbol, symbols};
use crate::steps;

/// True if some text matches both patterns, which are in the form of [`whole`](super::whole). The
/// time is proportional to the product of their lengths.
pub fn overlap(a: &[u8], b: &[u8]) -> bool {
    let (a, b) = (symbols(a), symbols(b));
    // reachable[j]: after a's first i symbols and b's first j, the remainders may still overlap.
    let mut reachable = vec![false; b.len() + 1];
    reachable[0] = true;
    for symbol in &a {
        steps::note(b.len() + 1);
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

/// A run of `b` may be empty; a run of `a` takes as many symbols of `b` as it can.
fn take_runs(reachable: &mut [bool], run: Option<Symbol>, b: &[Symbol]) {
    for (j, other) in b.iter().enumerate() {
        let taken = run.is_some_and(|run| run.is_run && run.meets(*other));
        if reachable[j] && (other.is_run || taken) {
            reachable[j + 1] = true;
        }
    }
}
