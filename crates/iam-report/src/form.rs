//! Findings and tables in the forms that people and programs read: text for terminals, SARIF,
//! JUnit, CSV, Markdown, HTML, and JSON that is safe to look at.
//!
//! This module knows nothing of IAM. Each form takes names and words from anywhere, hostile ones
//! too, and sees to it that they stay words in what it writes.

pub mod csv;
pub mod html;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod sarif;
pub mod text;
