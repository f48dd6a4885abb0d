//! Lines on standard error.

use iam_report::form::text::clean;
use std::backtrace::{Backtrace, BacktraceStatus};
use std::io::{self, Write};
use std::panic::PanicHookInfo;

/// Writes a line to standard error that begins with the program's name. It is one cleaned line,
/// whatever text of an input it contains. If standard error is closed or full, nothing happens.
///
/// ```
/// iam_cli_support::message::complain("iam-eval", "a\n\u{1B}[2J: no such file");
/// // iam-eval: a �[2J: no such file
/// ```
pub fn complain(program: &str, message: &str) {
    say(&format!("{program}: {message}"));
}

/// Writes a line to standard error like [`complain`], but without a name.
pub fn say(message: &str) {
    // In one piece, so that no line of another thread comes in between.
    let line = format!("{}\n", clean(message));
    let _ = io::stderr().write_all(line.as_bytes());
}

/// Makes a panic a message like any other: cleaned, written if possible, and without a path of the
/// machine that built the program.
pub fn report_panics(program: &'static str) {
    std::panic::set_hook(Box::new(move |panic| {
        complain(program, &internal_error(panic));
        let trace = Backtrace::capture();
        if trace.status() == BacktraceStatus::Captured {
            for line in trace.to_string().lines() {
                match line.split_once(" at ") {
                    Some((before, place)) if before.trim().is_empty() => {
                        say(&format!("{before} at {}", short(place)));
                    }
                    _ => say(line),
                }
            }
        }
    }));
}

fn internal_error(panic: &PanicHookInfo<'_>) -> String {
    let payload = panic.payload();
    let literal = payload.downcast_ref::<&str>().copied();
    let said = literal.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let said = said.unwrap_or("no message");
    let place = panic.location().map(|location| {
        let (file, line) = (short(location.file()), location.line());
        format!(" ({file}:{line})")
    });
    format!(
        "internal error, please report it: {said}{}",
        place.unwrap_or_default()
    )
}

/// The path of a source file, starting with its package: the rest depends on the machine that built
/// it.
fn short(file: &str) -> &str {
    let is_separator = |character| matches!(character, '/' | '\\');
    let mut from = file.len();
    let mut parts = file.rsplit(is_separator);
    // Up to the last folder `src` and the one before.
    while let Some(part) = parts.next() {
        from = from.saturating_sub(part.len() + 1);
        if part == "src" {
            from = from.saturating_sub(parts.next().unwrap_or_default().len());
            return file.get(from..).unwrap_or(file);
        }
    }
    file.rsplit(is_separator).next().unwrap_or(file)
}

#[cfg(test)]
mod tests {
    use super::{internal_error, short};
    use std::sync::{Arc, Mutex};

    #[test]
    fn files_are_named_from_their_package_on() {
        for (file, name) in [
            (
                "/home/me/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/rayon-core-1.13.0/src/lib.rs",
                "rayon-core-1.13.0/src/lib.rs",
            ),
            (
                r"C:\Users\me\.cargo\registry\src\x\clap-4\src\builder\arg.rs",
                r"clap-4\src\builder\arg.rs",
            ),
            ("/rustc/0123/library/std/src/io/mod.rs", "std/src/io/mod.rs"),
            (
                "crates/restore-check/src/main.rs",
                "restore-check/src/main.rs",
            ),
            ("src/main.rs", "src/main.rs"),
            ("/home/me/x/build.rs", "build.rs"),
            ("", ""),
        ] {
            assert_eq!(short(file), name, "{file}");
        }
    }

    #[test]
    fn a_panic_names_no_path_of_the_building_machine() {
        let heard = Arc::new(Mutex::new(String::new()));
        let hears = Arc::clone(&heard);
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            *hears.lock().unwrap() = internal_error(panic);
        }));
        let panicked = std::panic::catch_unwind(|| panic!("found {}", 1));
        std::panic::set_hook(before);
        assert!(panicked.is_err());
        let said = heard.lock().unwrap();
        let begins = "internal error, please report it: found 1 (iam-cli-support/src/message.rs:";
        assert!(
            said.starts_with(begins) || said.contains("found 1 (src/message.rs:"),
            "{said}"
        );
    }
}
