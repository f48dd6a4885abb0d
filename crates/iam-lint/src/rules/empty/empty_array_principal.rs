use crate::rules::empty::shape::empty_list;
use crate::rules::prelude::*;
use crate::tree::Value;

rule! {
    /// An empty list of principals.
    ///
    /// ```json
    /// {"Effect": "Allow", "Principal": {"AWS": []}, "Action": "s3:GetObject", "Resource": "*"}
    /// ```
    EMPTY_ARRAY_PRINCIPAL: Suggestion, AccessAnalyzer, Statement(check)
}

fn check(_: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    for name in ["Principal", "NotPrincipal"] {
        let map = statement
            .object
            .get(name)
            .and_then(|member| member.value.object());
        let lists = map.into_iter().flat_map(|map| &map.members);
        let empty = lists
            .filter(|entry| matches!(&entry.value.value, Value::Array(items) if items.is_empty()))
            .map(|entry| entry.value.span);
        for span in empty.chain(empty_list(statement, name)) {
            report
                .find(span, name, format!("a list of `{name}` is empty"))
                .help("name principals, or remove the statement");
        }
    }
}
