//! Compares pairs of identity-based policies both ways, and says how long it took, in processor
//! time on Linux.
//!
//! ```text
//! cargo run --release -p iam-compare --example pairs < pairs.jsonl
//! ```
//!
//! Each line is `{"id": …, "old": …, "new": …}`; `scripts/versions_of_policies.py` makes such
//! lines. With `--typical` the catalogue is used, with `--show` each answer is printed.

use iam_compare::{Comparison, Question, compare};
use iam_eval::{Policy, PolicyKind, PolicySet};
use std::io::BufRead;
use std::time::{Duration, Instant};

/// The processor time of this thread, where the system tells it: a busy machine doesn't change it.
/// Else the time.
fn clock() -> Duration {
    static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    let of_thread = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = of_thread.and_then(|text| text.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let has = |wanted: &str| std::env::args().any(|argument| argument == wanted);
    let (with_catalog, shows) = (has("--typical"), has("--show"));
    let mut times = Vec::new();
    let (mut none, mut new, mut typical, mut unread) = (0, 0, 0, 0);
    let mut undecided = Vec::new();
    for line in std::io::stdin().lock().lines() {
        let pair: serde_json::Value = serde_json::from_str(&line?)?;
        let set = |name: &str| -> Result<PolicySet, Box<dyn std::error::Error>> {
            let policy = Policy::parse(PolicyKind::Identity, name, &pair[name].to_string())?;
            Ok(PolicySet::new().with(policy)?)
        };
        let (Ok(first), Ok(second)) = (set("old"), set("new")) else {
            unread += 1;
            continue;
        };
        for (way, old, changed) in [("forth", &first, &second), ("back", &second, &first)] {
            let mut question = Question::of_documents();
            if with_catalog {
                question = question.with_catalog(iam_catalog::Catalog::embedded());
            }
            let start = clock();
            let comparison = compare(old, changed, &question);
            let time = clock().saturating_sub(start);
            let id = format!("{} {way}", pair["id"]);
            match comparison {
                Comparison::NoNewAccess(_) => none += 1,
                Comparison::NewAccess(witness) => {
                    new += 1;
                    typical += usize::from(witness.is_typical());
                    if shows {
                        let request = witness.request();
                        println!("{id}: {} on {}", request.action(), request.resource());
                    }
                }
                Comparison::Undecided(reason) => undecided.push(format!("{id}: {reason}")),
                _ => {}
            }
            times.push((time, id));
        }
    }
    times.sort();
    let at = |part: usize| times.get(times.len().saturating_sub(1) * part / 1000);
    println!(
        "{} comparisons: {none} none, {new} new ({typical} typical), {} undecided; {unread} pairs are not valid",
        times.len(),
        undecided.len()
    );
    println!(
        "sum {:?}",
        times.iter().map(|(time, _)| *time).sum::<Duration>()
    );
    println!(
        "median {:?}, p99 {:?}, most {:?}",
        at(500),
        at(990),
        at(1000)
    );
    for line in undecided {
        println!("{line}");
    }
    Ok(())
}
