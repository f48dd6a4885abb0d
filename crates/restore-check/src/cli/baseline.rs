//! The file of `--baseline`.

use super::Refusal;
use iam_access::baseline::Baseline;
use iam_account::Problem;
use iam_cli_support::input;

/// A report is longer than its input: some hundred bytes for each action of each principal.
const MOST: u64 = 512 << 20;

pub(super) fn read(path: &str) -> Result<Baseline, Refusal> {
    let bytes = input::read(path, MOST)
        .map_err(|error| format!("--baseline {}", Problem::unreadable(path, &error)))?;
    let bytes = bytes.ok_or_else(|| {
        format!("--baseline {path}: found more than {MOST} bytes, expected at most that many")
    })?;
    let program = env!("CARGO_PKG_NAME");
    Baseline::read(path, &bytes, program).map_err(|error| format!("--baseline {error}"))
}
