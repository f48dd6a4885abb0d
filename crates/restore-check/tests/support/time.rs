//! How the work of a run grows with its input. The engine's own tests count its steps; of a program as a whole only
//! the processor's time can be seen. What else the machine does costs it none, and the margin is wide: what grows
//! with the square of its input takes 64 times as long for eight times as much.

use std::path::Path;
use std::process::{Command, Stdio};

/// Eight times the input may take so many times as long.
const MOST_TIMES: f64 = 18.0;
/// A shorter time is taken for this one, in seconds: most of it is the start of a program.
const SHORTEST: f64 = 0.03;

/// Runs it with inputs of one size and of eight times the size. `run` gives the seconds of a run.
pub(crate) fn grows_no_faster_than_its_input(name: &str, size: usize, run: impl Fn(usize) -> f64) {
    let small = run(size).max(SHORTEST);
    let most = MOST_TIMES * small;
    // A busy machine slows a run down: one of three is enough.
    let mut times = (0..3).map(|_| run(8 * size));
    let mut quickest = f64::INFINITY;
    let is_quick = times.any(|time| {
        quickest = quickest.min(time);
        quickest <= most
    });
    assert!(is_quick, "{name}: {small} s, then {quickest} s");
}

/// The processor's time of a run in a folder, in seconds, as the shell tells it.
pub(crate) fn seconds(program: &str, folder: &Path, args: &[&str]) -> f64 {
    let output = Command::new("sh")
        .args(["-c", "\"$@\" >out 2>err </dev/null; times", "sh", program])
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("a shell");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    // Two lines, of the shell and of what it has run: `0m0.12s 0m0.01s`.
    let of_children = told.lines().nth(1).unwrap_or_default();
    let parts = of_children.split_whitespace().map(|part| {
        let (minutes, seconds) = part.trim_end_matches('s').split_once('m').expect(&told);
        let number = |text: &str| text.parse::<f64>().expect(&told);
        60.0 * number(minutes) + number(seconds)
    });
    parts.sum()
}
