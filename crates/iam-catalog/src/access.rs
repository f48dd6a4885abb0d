//! How AWS classifies an action.

use std::fmt;

/// The kind of access that an action gives, according to AWS's classification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum AccessLevel {
    /// Lists resources, without their contents.
    List,
    /// Reads the contents or the attributes of a resource.
    Read,
    /// Changes tags only.
    Tagging,
    /// Grants or revokes permissions.
    PermissionsManagement,
    /// Creates, changes or deletes resources.
    Write,
}

impl AccessLevel {
    const ALL: [Self; 5] = [
        Self::List,
        Self::Read,
        Self::Tagging,
        Self::PermissionsManagement,
        Self::Write,
    ];

    /// The name used by AWS.
    ///
    /// ```
    /// assert_eq!(iam_catalog::AccessLevel::PermissionsManagement.as_str(),
    ///            "Permissions management");
    /// ```
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::List => "List",
            Self::Read => "Read",
            Self::Tagging => "Tagging",
            Self::PermissionsManagement => "Permissions management",
            Self::Write => "Write",
        }
    }

    fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl fmt::Display for AccessLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The access levels of an action: usually one; an action that tags or manages permissions also
/// writes.
///
/// ```
/// use iam_catalog::{AccessLevel, Catalog};
/// let levels = Catalog::embedded().action("ec2:CreateTags").unwrap().access_levels();
/// assert!(levels.contains(AccessLevel::Tagging) && levels.contains(AccessLevel::Write));
/// assert_eq!(levels.to_string(), "Tagging, Write");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct AccessLevels(u8);

impl AccessLevels {
    /// Reads the letters in the catalogue file; `None` for other letters, a repeated one, or none.
    pub(crate) fn parse(letters: &str) -> Option<Self> {
        let mut bits = 0;
        for letter in letters.chars() {
            let bit = match letter {
                'L' => AccessLevel::List,
                'R' => AccessLevel::Read,
                'T' => AccessLevel::Tagging,
                'P' => AccessLevel::PermissionsManagement,
                'W' => AccessLevel::Write,
                _ => return None,
            }
            .bit();
            if bits & bit != 0 {
                return None;
            }
            bits |= bit;
        }
        (bits != 0).then_some(Self(bits))
    }

    /// Whether this level is among them.
    ///
    /// ```
    /// use iam_catalog::{AccessLevel, Catalog};
    /// let levels = Catalog::embedded().action("s3:ListBucket").unwrap().access_levels();
    /// assert!(levels.contains(AccessLevel::List) && !levels.contains(AccessLevel::Write));
    /// ```
    #[must_use]
    pub fn contains(self, level: AccessLevel) -> bool {
        self.0 & level.bit() != 0
    }

    /// The levels, `Write` last.
    ///
    /// ```
    /// use iam_catalog::{AccessLevel, Catalog};
    /// let action = Catalog::embedded().action("kms:CreateGrant").unwrap();
    /// let levels: Vec<_> = action.access_levels().iter().collect();
    /// assert_eq!(levels, [AccessLevel::PermissionsManagement, AccessLevel::Write]);
    /// ```
    pub fn iter(self) -> impl Iterator<Item = AccessLevel> {
        AccessLevel::ALL
            .into_iter()
            .filter(move |&level| self.contains(level))
    }
}

impl fmt::Debug for AccessLevels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// The levels separated by commas, as AWS writes them.
impl fmt::Display for AccessLevels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, level) in self.iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            write!(f, "{comma}{level}")?;
        }
        Ok(())
    }
}
