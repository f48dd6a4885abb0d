//! Which principal is meant by a part of its name.

use super::Accounts;

/// How many names an error lists.
const MOST_LISTED: usize = 10;

/// A name that fits no principal, or several.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotOne {
    /// None.
    #[error("found no principal that `{0}` fits, expected an ARN, a name or a part of one; {1}")]
    Nothing(String, String),
    /// Several.
    #[error("found {count} principals that `{name}` fits, expected one: {listed}")]
    Several {
        /// What was looked for.
        name: String,
        /// How many it fits.
        count: usize,
        /// The first of them.
        listed: String,
    },
}

impl Accounts<'_> {
    /// The principal that a name means, as [`find`] finds it.
    ///
    /// # Errors
    /// [`NotOne`] with the names that were found.
    pub fn find(&self, name: &str) -> Result<usize, NotOne> {
        find(self.titles(), name)
    }
}

/// The place of the principal that a name means: an ARN, a name, or a part of either that fits one
/// principal alone. What fits exactly comes first; letter case matters only where it decides.
///
/// ```
/// use iam_access::questions::find;
/// let known = ["arn:aws:iam::111122223333:role/app", "arn:aws:iam::111122223333:role/app-test"];
/// assert_eq!(find(known.into_iter(), "app"), Ok(0));
/// assert_eq!(find(known.into_iter(), "TEST"), Ok(1));
/// assert!(find(known.into_iter(), "role/").is_err());
/// ```
///
/// # Errors
/// [`NotOne`] with the names that were found.
pub fn find<'t>(titles: impl Iterator<Item = &'t str>, name: &str) -> Result<usize, NotOne> {
    let titles: Vec<&str> = titles.collect();
    let name = name.trim();
    let lower = name.to_ascii_lowercase();
    let last = |title: &str| title.rsplit('/').next().unwrap_or(title).to_owned();
    let exact = |title: &str| title == name;
    let named = |title: &str| last(title) == name;
    let named_alike = |title: &str| last(title).eq_ignore_ascii_case(name);
    let holds = |title: &str| title.to_ascii_lowercase().contains(&lower);
    let tests: [&dyn Fn(&str) -> bool; 4] = [&exact, &named, &named_alike, &holds];
    for test in tests {
        let found = titles.iter().enumerate().filter(|(_, title)| test(title));
        let found: Vec<(usize, &str)> = found.map(|(at, title)| (at, *title)).collect();
        match found.as_slice() {
            [] => {}
            [(index, _)] => return Ok(*index),
            several => {
                return Err(NotOne::Several {
                    name: name.to_owned(),
                    count: several.len(),
                    listed: listed(several.iter().map(|(_, title)| *title)),
                });
            }
        }
    }
    let there = match titles.is_empty() {
        true => "there is none".to_owned(),
        false => format!("there are {}", listed(titles.into_iter())),
    };
    Err(NotOne::Nothing(name.to_owned(), there))
}

fn listed<'t>(titles: impl Iterator<Item = &'t str>) -> String {
    let mut titles: Vec<String> = titles.map(|title| format!("`{title}`")).collect();
    let more = titles.len().saturating_sub(MOST_LISTED);
    titles.truncate(MOST_LISTED);
    match more {
        0 => titles.join(", "),
        more => format!("{} and {more} more", titles.join(", ")),
    }
}
