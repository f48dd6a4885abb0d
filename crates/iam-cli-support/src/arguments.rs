//! The arguments of a command. `clap` parses them, but its messages are written here: it would
//! write the text of an argument uncleaned, and ignore a full disk.

use crate::message::{complain, say};
use crate::{BAD, CLOSED_PIPE};
use clap::Parser;
use clap::error::Error;
use iam_report::form::text::clean;
use std::ffi::OsString;
use std::io::{self, Write};

/// The command's arguments.
///
/// ```
/// #[derive(Debug, clap::Parser)]
/// struct Args {}
/// assert!(iam_cli_support::arguments::parse::<Args>("program").is_ok());
/// ```
///
/// # Errors
/// The exit status, if help was requested or the call is invalid. The message has already been
/// written.
pub fn parse<A: Parser>(program: &str) -> Result<A, u8> {
    let given: Vec<OsString> = std::env::args_os().collect();
    let error = match A::try_parse_from(&given) {
        Ok(arguments) => return Ok(arguments),
        Err(error) => error,
    };
    let Some(shown) = cleaned::<A>(&given, &error) else {
        say(&error.render().to_string());
        return Err(BAD);
    };
    if shown.use_stderr() {
        let mut stderr = anstream::AutoStream::auto(io::stderr().lock());
        let _ = write!(stderr, "{}", shown.render().ansi());
        return Err(BAD);
    }
    let mut stdout = anstream::AutoStream::auto(io::stdout().lock());
    let written = write!(stdout, "{}", shown.render().ansi()).and_then(|()| stdout.flush());
    Err(match written {
        Ok(()) => 0,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => CLOSED_PIPE,
        Err(error) => {
            complain(program, &format!("standard output: {error}"));
            BAD
        }
    })
}

/// The names and the values of an option that is given as `NAME=VALUE`.
///
/// ```
/// use iam_cli_support::arguments::pairs;
/// let given = ["a=b=c".to_owned()];
/// assert_eq!(pairs("--parameter", "NAME", &given)?, [("a".to_owned(), "b=c".to_owned())]);
/// assert!(pairs("--parameter", "NAME", &["=b".to_owned()]).is_err());
/// # Ok::<(), String>(())
/// ```
///
/// # Errors
/// A sentence with the option, what was found and what was expected.
pub fn pairs(option: &str, name: &str, given: &[String]) -> Result<Vec<(String, String)>, String> {
    let pair = |pair: &String| {
        let split = pair.split_once('=').filter(|(name, _)| !name.is_empty());
        let (name, value) =
            split.ok_or_else(|| format!("found `{option} {pair}`, expected {name}=VALUE"))?;
        Ok((name.to_owned(), value.to_owned()))
    };
    given.iter().map(pair).collect()
}

/// The same message about cleaned arguments: all lines and styles in it are `clap`'s. `None` where
/// the cleaned arguments aren't wrong in the same way, which happens with text that is not UTF-8.
fn cleaned<A: Parser>(given: &[OsString], error: &Error) -> Option<Error> {
    let cleaned = given
        .iter()
        .map(|argument| clean(&argument.to_string_lossy()).into_owned());
    let again = A::try_parse_from(cleaned).err()?;
    (again.kind() == error.kind()).then_some(again)
}

#[cfg(test)]
mod tests {
    use super::cleaned;
    use clap::Parser;
    use iam_report::form::text::is_deceptive;
    use std::ffi::OsString;

    #[derive(Debug, Parser)]
    #[command(name = "program")]
    struct Args {
        #[arg(long)]
        number: Option<u8>,
        file: Option<String>,
    }

    #[test]
    fn an_argument_is_cleaned_in_the_message_about_it() {
        let hostile = "\u{1B}[2J\u{202E}\nerror: x\u{9B}1m";
        for wrong in [
            vec![format!("--{hostile}")],
            vec![format!("--number={hostile}")],
            vec!["a".to_owned(), hostile.to_owned()],
        ] {
            for program in ["program", hostile] {
                let mut given = vec![OsString::from(program)];
                given.extend(wrong.iter().map(OsString::from));
                let error = Args::try_parse_from(&given).unwrap_err();
                assert!(error.render().to_string().contains('\u{202E}'));
                let shown = cleaned::<Args>(&given, &error).unwrap();
                let shown = shown.render().to_string();
                assert!(shown.contains('\u{FFFD}'), "{shown}");
                assert!(!shown.contains(|c| is_deceptive(c) && c != '\n'), "{shown}");
                assert_eq!(shown.matches("\nerror").count(), 0, "{shown}");
            }
        }
    }

    #[cfg(unix)]
    #[test]
    fn no_message_comes_from_a_valid_call() {
        use std::os::unix::ffi::OsStringExt;
        let given = ["program".into(), OsString::from_vec(vec![0xFF])];
        let error = Args::try_parse_from(&given).unwrap_err();
        assert!(cleaned::<Args>(&given, &error).is_none());
    }
}
