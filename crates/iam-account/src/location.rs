//! Where something stands, as editors and terminals understand it.

/// `file:line:column`, as far as they are known. A column alone tells nothing.
pub fn place(file: &str, line: Option<u32>, column: Option<u32>) -> String {
    match (line, column) {
        (Some(line), Some(column)) => format!("{file}:{line}:{column}"),
        (Some(line), None) => format!("{file}:{line}"),
        (None, _) => file.to_owned(),
    }
}
