//! Errors of catalogue files.

use thiserror::Error;

/// Why a catalogue file can't be used.
///
/// ```
/// use iam_catalog::{Catalog, CatalogError};
/// let error = Catalog::from_bytes(b"not a catalogue").unwrap_err();
/// assert!(matches!(error, CatalogError::Compression(_)));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CatalogError {
    /// The bytes aren't a complete gzip stream: another kind of file, or a truncated one.
    #[error("the catalogue is not a complete gzip file: {0}")]
    Compression(String),
    /// The file decompresses to more than a catalogue ever should.
    #[error("the catalogue decompresses to more than {limit} bytes")]
    TooLarge {
        /// The accepted maximum, in bytes.
        limit: u64,
    },
    /// The file has another format than this version of the crate reads.
    #[error("the catalogue has format {found}, but only format {supported} can be read")]
    UnsupportedFormat {
        /// The format according to the file.
        found: u64,
        /// The supported format.
        supported: u64,
    },
    /// The decompressed text isn't a catalogue.
    #[error("line {line} of the catalogue: {message}")]
    Malformed {
        /// The line of the decompressed text, counted from 1.
        line: usize,
        /// What is wrong with it.
        message: String,
    },
}

impl CatalogError {
    pub(crate) fn malformed(line: usize, message: impl ToString) -> Self {
        Self::Malformed {
            line,
            message: message.to_string(),
        }
    }
}
