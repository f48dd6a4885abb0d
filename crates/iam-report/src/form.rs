//! Findings and tables in formats for people and programs: text for terminals, SARIF, JUnit, CSV,
//! Markdown, HTML, and JSON that is safe to display.
//!
//! This module knows nothing about IAM. Each format accepts any text, including hostile text, and
//! ensures that the output contains it only as text.

pub mod csv;
pub mod html;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod sarif;
pub mod text;
