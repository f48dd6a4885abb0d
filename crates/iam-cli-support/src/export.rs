//! The policies of `--export-missing`: the names of their files, and files left over from an
//! earlier run.

use crate::file::replace;
use crate::overwriting::Guard;
use iam_access::judge::Judge;
use iam_access::report::PrincipalReport;
use iam_account::{PrincipalInput, Problem};
use iam_report::access::{policy_text, statement_text};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Writes the policies for each principal that lacks something. No file is written until it is
/// certain that all of them may be.
///
/// # Errors
/// Several principals are to be exported to one file, a file must not be overwritten or can't be
/// written, or a principal can't be judged.
pub fn export(
    path: &Path,
    guard: &Guard,
    judge: &Judge<'_>,
    inputs: impl Iterator<Item = Result<PrincipalInput, Problem>>,
    reports: &mut [PrincipalReport],
) -> Result<(), String> {
    let to_folder = path.is_dir();
    if !to_folder && reports.len() > 1 {
        let found = format!("{} principals and one file to export to", reports.len());
        return Err(format!(
            "{}: found {found}, expected an existing folder",
            path.display()
        ));
    }
    let mut names = Names::default();
    let mut written = Vec::new();
    for (input, report) in inputs.zip(reports.iter_mut()) {
        let input = input.map_err(|problem| problem.to_string())?;
        let fix = judge.fix(&input, report);
        let mut fix = fix.map_err(|error| error.to_string())?;
        // A principal that lacks nothing gets a name too, so that another run gives the others the
        // same names.
        let target = match to_folder {
            true => path.join(format!("{}.missing.json", names.of(&name(&input, report)))),
            false => path.to_owned(),
        };
        let files = parts(&target, fix.policies.len());
        for (policy, file) in fix.policies.iter_mut().zip(&files) {
            guard.allows(file)?;
            policy.file = Some(file.display().to_string());
        }
        let of_keys = (1..=fix.key_statements.len()).map(|number| key_file(&target, number));
        let of_keys: Vec<PathBuf> = of_keys.collect();
        for (statement, file) in fix.key_statements.iter_mut().zip(&of_keys) {
            guard.allows(file)?;
            statement.file = Some(file.display().to_string());
        }
        fix.file = fix.policies.first().and_then(|policy| policy.file.clone());
        let leftover = leftover(&target, files.len(), of_keys.len()).into_iter();
        fix.earlier_files = leftover.map(|file| file.display().to_string()).collect();
        report.fix = Some(fix);
        written.push((files, of_keys));
    }
    for ((files, of_keys), report) in written.iter().zip(reports) {
        let policies = report.fix.iter().flat_map(|fix| &fix.policies);
        for (file, policy) in files.iter().zip(policies) {
            replace(file, |out| out.write_all(policy_text(policy).as_bytes()))?;
        }
        let statements = report.fix.iter().flat_map(|fix| &fix.key_statements);
        for (file, statement) in of_keys.iter().zip(statements) {
            let text = statement_text(statement);
            replace(file, |out| out.write_all(text.as_bytes()))?;
        }
    }
    Ok(())
}

/// The files for a target's policies: the target itself, or numbered files next to it.
fn parts(target: &Path, policies: usize) -> Vec<PathBuf> {
    match policies {
        0 => Vec::new(),
        1 => vec![target.to_owned()],
        several => (1..=several).map(|number| part(target, number)).collect(),
    }
}

fn part(target: &Path, number: usize) -> PathBuf {
    target.with_extension(format!("{number}.json"))
}

/// The file for a statement for a key policy: `fix.key-1.json` next to `fix.json`.
fn key_file(target: &Path, number: usize) -> PathBuf {
    target.with_extension(format!("key-{number}.json"))
}

/// The files of a target that an earlier run wrote, and that this run doesn't write.
fn leftover(target: &Path, parts: usize, keys: usize) -> Vec<PathBuf> {
    let whole = (parts != 1).then(|| target.to_owned());
    let whole = whole.into_iter().filter(|file| file.is_file());
    let after = if parts > 1 { parts } else { 0 };
    let numbered = (after + 1..).map(|number| part(target, number));
    let of_keys = (keys + 1..).map(|number| key_file(target, number));
    whole
        .chain(numbered.take_while(|file| file.is_file()))
        .chain(of_keys.take_while(|file| file.is_file()))
        .collect()
}

/// The principal's name, otherwise that of its file.
fn name(input: &PrincipalInput, report: &PrincipalReport) -> String {
    let source = || {
        let stem = Path::new(&report.source).file_stem();
        stem.map(|stem| stem.to_string_lossy().into_owned())
    };
    let name = report.name.clone().or_else(|| input.name.clone());
    name.or_else(source).unwrap_or_default()
}

/// Generates unique file names, also on systems that ignore letter case.
#[derive(Debug, Default)]
struct Names(HashMap<String, usize>);

impl Names {
    fn of(&mut self, principal: &str) -> String {
        /// Systems allow 255 bytes, including what is appended.
        const LONGEST: usize = 100;
        let safe = |c: char| match c {
            _ if c.is_ascii_alphanumeric() || "+=,.@-_".contains(c) => c,
            _ => '_',
        };
        let mut base: String = principal.chars().map(safe).take(LONGEST).collect();
        // Neither hidden nor like an option.
        if !base.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_') {
            base.insert(0, '_');
        }
        let key = base.to_ascii_lowercase();
        loop {
            let count = self.0.entry(key.clone()).or_insert(0);
            *count += 1;
            if *count == 1 {
                return base;
            }
            let name = format!("{base}-{count}");
            let taken = self.0.entry(name.to_ascii_lowercase()).or_insert(0);
            if *taken == 0 {
                *taken = 1;
                return name;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn no_name_is_given_twice() {
        let mut names = Names::default();
        for (principal, name) in [
            ("veeam", "veeam"),
            ("Veeam", "Veeam-2"),
            ("veeam-3", "veeam-3"),
            ("veeam", "veeam-4"),
            ("a/b", "a_b"),
            ("a_b", "a_b-2"),
            ("x@y", "x@y"),
            ("x+y", "x+y"),
            ("", "_"),
            ("..", "_.."),
            ("-rf", "_-rf"),
        ] {
            assert_eq!(names.of(principal), name);
        }
        let long = "é".repeat(500);
        assert_eq!(names.of(&long).len(), 100);
        assert_eq!(names.of(&long).len(), 102);
    }
}
