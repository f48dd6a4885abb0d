//! Where reports and exported policies go. A file is written whole or not at all: an older one is
//! replaced only once the new one is complete.

use super::args::Args;
use super::{Fix, PrincipalInput, PrincipalReport, Questionnaire, Refusal, Report};
use restore_check::export::MissingPolicy;
use restore_check::render::{Format, Options, Verbosity, render};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

#[derive(Debug)]
pub(super) struct Output<'a> {
    args: &'a Args,
}

impl<'a> Output<'a> {
    pub(super) fn new(args: &'a Args) -> Self {
        Self { args }
    }

    pub(super) fn write(&self, report: &Report) -> Result<(), Refusal> {
        let options = Options {
            width: terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0)),
            verbosity: match (self.args.quiet, self.args.verbose) {
                (true, _) => Verbosity::Quiet,
                (_, true) => Verbosity::Verbose,
                _ => Verbosity::Normal,
            },
        };
        let format = self.args.format;
        if let Some(path) = &self.args.output {
            return replace(path, |file| {
                if format != Format::Text {
                    return render(report, format, options, file);
                }
                let mut plain = anstream::StripStream::new(Vec::new());
                render(report, format, options, &mut plain)?;
                file.write_all(&plain.into_inner())
            });
        }
        let stdout = io::BufWriter::new(io::stdout().lock());
        let outcome = if format == Format::Text {
            let mut buffer = Vec::new();
            render(report, format, options, &mut buffer)
                .and_then(|()| anstream::stdout().lock().write_all(&buffer))
                .and_then(|()| io::stdout().flush())
        } else {
            let mut stdout = stdout;
            render(report, format, options, &mut stdout).and_then(|()| stdout.flush())
        };
        match outcome {
            // Whoever reads has seen enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            Err(error) => Err(format!("standard output: {error}")),
            Ok(()) => Ok(()),
        }
    }
}

/// Writes a policy for each principal that lacks something.
pub(super) fn export(
    path: &Path,
    questionnaire: &Questionnaire<'_>,
    inputs: &[PrincipalInput],
    reports: &mut [PrincipalReport],
) -> Result<(), Refusal> {
    let to_folder = path.is_dir();
    if !to_folder && reports.len() > 1 {
        let found = format!("{} principals and one file to export to", reports.len());
        return Err(format!(
            "{}: found {found}, expected an existing folder",
            path.display()
        ));
    }
    for (input, report) in inputs.iter().zip(reports.iter_mut()) {
        let missing = questionnaire.missing_policy(report);
        let file = if to_folder {
            path.join(file_name(report))
        } else {
            path.to_owned()
        };
        let still_not_granted = match &missing {
            Some(missing) => {
                replace(&file, |out| out.write_all(missing.text.as_bytes()))?;
                questionnaire.not_granted_with(input, missing)
            }
            None => questionnaire.not_granted_with(input, &nothing()),
        };
        report.fix = Some(Fix {
            actions: missing.as_ref().map_or(0, |missing| missing.actions.len()),
            file: missing.map(|_| file.display().to_string()),
            still_not_granted: still_not_granted.map_err(|error| error.to_string())?,
            ..Fix::default()
        });
    }
    Ok(())
}

fn nothing() -> MissingPolicy {
    MissingPolicy {
        text: String::new(),
        actions: Vec::new(),
    }
}

/// A file name for a principal: its name, with what a path can't hold replaced.
fn file_name(report: &PrincipalReport) -> PathBuf {
    let name = report.principal.as_deref().unwrap_or(&report.source);
    let safe: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || "-_.".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    PathBuf::from(format!("{}.missing.json", safe.trim_end_matches(".json")))
}

/// Writes a file beside the one meant and puts it in its place when it is complete.
fn replace(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Refusal> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let outcome = (|| {
        let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
        {
            let mut buffered = io::BufWriter::new(file.as_file_mut());
            write(&mut buffered)?;
            buffered.flush()?;
        }
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    })();
    outcome.map_err(|error: io::Error| format!("{}: {error}", path.display()))
}
