//! The growth of a run's time with its input. The engine's own tests count its steps; for a whole
//! program only the processor's time can be measured. It doesn't include other programs, and the
//! margin is wide: quadratic growth would take 64 times as long for eight times the input.

use std::path::Path;
use std::process::{Command, Stdio};

/// Eight times the input may take this many times as long.
const MOST_TIMES: f64 = 18.0;
/// Shorter times are raised to this one, in seconds: most of them is the start of the program.
const SHORTEST: f64 = 0.03;

/// Runs it with inputs of one size and of eight times the size. `run` gives the seconds of a run.
pub(crate) fn grows_no_faster_than_its_input(name: &str, size: usize, run: impl Fn(usize) -> f64) {
    // A busy machine slows runs down, and not evenly: one good comparison of three is enough.
    let mut times = Vec::new();
    let is_quick = (0..3).any(|_| {
        let (small, large) = (run(size), run(8 * size));
        times.push((small, large));
        large <= MOST_TIMES * small.max(SHORTEST)
    });
    assert!(is_quick, "{name}: seconds of both sizes {times:?}");
}

/// The processor's time of a run in a folder, in seconds, as reported by the shell.
pub(crate) fn seconds(program: &str, folder: &Path, args: &[&str]) -> f64 {
    let output = Command::new("sh")
        .args(["-c", "\"$@\" >out 2>err </dev/null; times", "sh", program])
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("a shell");
    let times = String::from_utf8_lossy(&output.stdout).into_owned();
    // Two lines, for the shell and its child processes: `0m0.12s 0m0.01s`.
    let of_children = times.lines().nth(1).unwrap_or_default();
    let parts = of_children.split_whitespace().map(|part| {
        let (minutes, seconds) = part.trim_end_matches('s').split_once('m').expect(&times);
        let number = |text: &str| text.parse::<f64>().expect(&times);
        60.0 * number(minutes) + number(seconds)
    });
    parts.sum()
}
