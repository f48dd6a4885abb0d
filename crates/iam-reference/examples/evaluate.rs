//! The reference as an oracle: a scenario a line in, an answer a line out (`docs/oracle.md`).
//!
//! ```text
//! cargo run -p iam-reference --example evaluate < tests/conformance/s2-actions.jsonl
//! ```

use iam_reference::{Outcome, evaluate_scenario};
use std::io::{self, BufRead, Write};

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let decision = match evaluate_scenario(&line) {
            Outcome::Allowed => "allowed",
            Outcome::ImplicitDeny => "implicitDeny",
            Outcome::ExplicitDeny => "explicitDeny",
            Outcome::Error(error) => {
                writeln!(out, "{}", serde_json::json!({ "error": error }))?;
                continue;
            }
        };
        writeln!(out, "{{\"decision\":\"{decision}\"}}")?;
    }
    Ok(())
}
