//! `--role`, or what a command calls it: which of the principals of the inputs are meant, by name,
//! path or ARN, and what there is instead where none is.

use globset::{GlobBuilder, GlobMatcher};
use iam_account::PrincipalInput;
use iam_eval::Principal;
use std::ffi::OsStr;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// The maximum number of names in a message.
const MOST_LISTED: usize = 10;

/// IAM's names have at most 64 characters, file names 255: longer ones are not compared, since that
/// takes time.
const LONGEST_COMPARED: usize = 255;

/// The requested roles and users.
#[derive(Debug)]
pub struct Roles {
    option: &'static str,
    patterns: Vec<Pattern>,
}

/// One `--role` option.
#[derive(Debug)]
struct Pattern {
    written: String,
    /// For the ARN, if one was given; for the path and the name, if there is a slash.
    whole: Option<GlobMatcher>,
    is_arn: bool,
    /// For the name alone.
    name: GlobMatcher,
    has_matched: AtomicBool,
}

impl Pattern {
    fn parse(option: &str, written: &str) -> Result<Self, String> {
        let text = written.trim();
        let glob = |pattern: &str| {
            let mut builder = GlobBuilder::new(pattern);
            // Two roles of an account can't differ in letter case alone.
            let glob = builder.case_insensitive(true).build();
            let glob = glob.map_err(|error| format!("{option}: {error}"));
            glob.map(|glob| glob.compile_matcher())
        };
        let is_arn = text.starts_with("arn:");
        let session = role_of_session(text);
        let whole = match &session {
            Some((role, _)) => Some(role.clone()),
            None if is_arn => Some(text.to_owned()),
            // `/backup/veeam`, `backup/veeam` and `role/backup/veeam` are the same.
            None if text.contains('/') => {
                let path = text.trim_start_matches('/');
                let has_kind = path.starts_with("role/") || path.starts_with("user/");
                let kind = if has_kind { "" } else { "*/" };
                Some(format!("{kind}{path}"))
            }
            None => None,
        };
        let name = match &session {
            Some((_, name)) => name,
            None => last_part(whole.as_deref().unwrap_or(text)),
        };
        Ok(Self {
            name: glob(name)?,
            whole: whole.as_deref().map(glob).transpose()?,
            is_arn,
            written: written.to_owned(),
            has_matched: AtomicBool::new(false),
        })
    }

    fn is_of_arn(&self, arn: &str, principal: &Principal) -> bool {
        match &self.whole {
            Some(whole) if self.is_arn => whole.is_match(arn),
            Some(whole) => arn
                .splitn(6, ':')
                .nth(5)
                .is_some_and(|path| whole.is_match(path)),
            None => self.name.is_match(principal.name()),
        }
    }

    fn note(&self, matches: bool) -> bool {
        if matches {
            self.has_matched.store(true, Ordering::Relaxed);
        }
        matches
    }
}

/// The pattern for the role of a session's ARN, as messages about denied requests contain it, with
/// any path, and the role's name.
fn role_of_session(arn: &str) -> Option<(String, &str)> {
    let mut parts = arn.splitn(6, ':');
    let (_, partition, service) = (parts.next()?, parts.next()?, parts.next()?);
    let (_, account, resource) = (parts.next()?, parts.next()?, parts.next()?);
    let session = resource.strip_prefix("assumed-role/")?;
    let name = session.split('/').next()?;
    // In a glob without its own separators, this is any path, including none.
    let role = format!("arn:{partition}:iam::{account}:role{{/,/*/}}{name}");
    (service == "sts").then_some((role, name))
}

impl Roles {
    /// Those of `--role`; `None` where there is none, so that all are meant.
    pub fn parse(values: &[String]) -> Result<Option<Self>, String> {
        Self::parse_for("--role", values)
    }

    /// Those of another option, which messages name.
    pub fn parse_for(option: &'static str, values: &[String]) -> Result<Option<Self>, String> {
        if values.is_empty() {
            return Ok(None);
        }
        let parse = |one: &String| Pattern::parse(option, one);
        let patterns: Result<_, String> = values.iter().map(parse).collect();
        let patterns = patterns?;
        Ok(Some(Self { option, patterns }))
    }

    /// Whether the ARN is selected. A text that is not a principal's ARN is, so that it is
    /// reported.
    pub fn mean_arn(&self, arn: &str) -> bool {
        let Ok(principal) = Principal::parse(arn) else {
            return true;
        };
        self.any(|pattern| pattern.is_of_arn(arn, &principal))
    }

    /// For a principal without an ARN, the name decides: the account of an ARN and a path are
    /// unknown.
    pub fn mean(&self, principal: &PrincipalInput) -> bool {
        match &principal.arn {
            Some(arn) => self.mean_arn(arn),
            None => {
                let name = name(principal);
                self.any(|pattern| pattern.name.is_match(&name))
            }
        }
    }

    /// Records every option that matches, not only the first one.
    fn any(&self, matches: impl Fn(&Pattern) -> bool) -> bool {
        let found = self
            .patterns
            .iter()
            .map(|pattern| pattern.note(matches(pattern)));
        found.fold(false, |any, one| any | one)
    }

    /// A sentence for each option that matched nothing, with suggestions: `known` are the ARNs or
    /// names in the input.
    pub fn unmatched(&self, known: impl FnOnce() -> Vec<String>) -> Vec<String> {
        let matched = |pattern: &&Pattern| pattern.has_matched.load(Ordering::Relaxed);
        let unmatched: Vec<&Pattern> = self
            .patterns
            .iter()
            .filter(|pattern| !matched(pattern))
            .collect();
        if unmatched.is_empty() {
            return Vec::new();
        }
        let known = known();
        let sentences = unmatched.iter().map(|pattern| {
            let (written, rest) = (&pattern.written, instead(pattern, &known));
            format!("no role or user matches `{} {written}`{rest}", self.option)
        });
        sentences.collect()
    }
}

/// The suggestions for an option that matched nothing.
fn instead(pattern: &Pattern, known: &[String]) -> String {
    let shown = |known: &str| match pattern.whole {
        Some(_) => known.to_owned(),
        None => last_part(known).to_owned(),
    };
    let near = near(&pattern.written, known);
    if !near.is_empty() {
        let near: Vec<String> = near.into_iter().map(&shown).collect();
        return format!("; is it `{}`?", near.join("` or `"));
    }
    let mut all: Vec<String> = known.iter().map(|known| shown(known)).collect();
    all.sort();
    all.dedup();
    let more = match all.len().saturating_sub(MOST_LISTED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    all.truncate(MOST_LISTED);
    match all.is_empty() {
        true => String::new(),
        false => format!("; there are: `{}`{more}", all.join("`, `")),
    }
}

fn last_part(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// The names that are similar to the requested one, the most similar first.
fn near<'k>(written: &str, known: &'k [String]) -> Vec<&'k str> {
    const ALIKE: f64 = 0.85;
    const MOST: usize = 3;
    let wanted = last_part(written.trim()).to_lowercase();
    if wanted.contains(['*', '?', '[', '{']) || wanted.len() > LONGEST_COMPARED {
        return Vec::new();
    }
    let alike = known.iter().filter_map(|known| {
        let name = last_part(known);
        let is_short = name.len() <= LONGEST_COMPARED;
        let alike = is_short.then(|| strsim::jaro_winkler(&wanted, &name.to_lowercase()))?;
        (alike >= ALIKE).then_some((alike, known.as_str()))
    });
    let mut alike: Vec<(f64, &str)> = alike.collect();
    alike.sort_by(|(one, a), (other, b)| other.total_cmp(one).then(a.cmp(b)));
    alike.dedup_by_key(|(_, name)| *name);
    alike.truncate(MOST);
    // Next to an almost identical name, one with only the same start is noise.
    let best = alike.first().map_or(0.0, |(alike, _)| *alike);
    alike.retain(|(alike, _)| best - alike < 0.04);
    alike.into_iter().map(|(_, name)| name).collect()
}

/// The name of a principal without an ARN: its own, otherwise that of its file.
pub fn name(principal: &PrincipalInput) -> String {
    principal.name.clone().unwrap_or_else(|| {
        let file = Path::new(&principal.source).file_name();
        let file = file.map(OsStr::to_string_lossy);
        file.map_or_else(|| principal.source.clone(), std::borrow::Cow::into_owned)
    })
}

#[cfg(test)]
mod tests {
    use super::Roles;

    fn means(option: &str, arn: &str) -> bool {
        let roles = Roles::parse(&[option.to_owned()]).unwrap().unwrap();
        roles.mean_arn(arn)
    }

    #[test]
    fn a_role_is_selected_by_name_path_and_arn_in_any_letter_case() {
        let arn = "arn:aws:iam::111122223333:role/backup/veeam-restore";
        for option in [
            "veeam-restore",
            "Veeam-Restore",
            "veeam-*",
            " veeam-restore ",
            "/backup/veeam-restore",
            "backup/veeam-restore",
            "backup/*",
            "role/backup/veeam-restore",
            arn,
            "arn:aws:iam::*:role/backup/Veeam-*",
            "arn:aws:sts::111122223333:assumed-role/veeam-restore/session",
        ] {
            assert!(means(option, arn), "{option}");
        }
        for option in [
            "restore",
            "veeam",
            "other/veeam-restore",
            "user/backup/veeam-restore",
            "arn:aws:iam::444455556666:role/backup/veeam-restore",
            "arn:aws:iam::111122223333:role/veeam-restore",
            "arn:aws:sts::444455556666:assumed-role/veeam-restore/session",
            "arn:aws:sts::111122223333:assumed-role/restore/session",
        ] {
            assert!(!means(option, arn), "{option}");
        }
        let at_top = "arn:aws:iam::111122223333:role/veeam-restore";
        let session = "arn:aws:sts::111122223333:assumed-role/veeam-restore/session";
        assert!(means(session, at_top));
        assert!(!means("backup/veeam-restore", at_top));
        assert!(means("/veeam-restore", at_top));
    }

    #[test]
    fn an_option_that_matches_nothing_is_reported_with_suggestions() {
        let roles = ["veem-restore", "other*", "veeam-restore"].map(str::to_owned);
        let roles = Roles::parse(&roles).unwrap().unwrap();
        let arn = "arn:aws:iam::111122223333:role/veeam-restore";
        assert!(roles.mean_arn(arn));
        let known = || {
            vec![
                arn.to_owned(),
                "arn:aws:iam::111122223333:role/x".to_owned(),
            ]
        };
        assert_eq!(
            roles.unmatched(known),
            [
                "no role or user matches `--role veem-restore`; is it `veeam-restore`?",
                "no role or user matches `--role other*`; there are: `veeam-restore`, `x`"
            ]
        );
        let elsewhere = "arn:aws:iam::444455556666:role/veeam-restore";
        let roles = Roles::parse(&[elsewhere.to_owned()]).unwrap().unwrap();
        assert!(!roles.mean_arn(arn));
        assert_eq!(
            roles.unmatched(known),
            [format!(
                "no role or user matches `--role {elsewhere}`; is it `{arn}`?"
            )]
        );
    }
}
