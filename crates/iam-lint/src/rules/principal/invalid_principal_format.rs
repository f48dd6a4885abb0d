use crate::rules::prelude::*;
use crate::tree::Value;

rule! {
    /// `Principal` is a string other than `*`, or an array.
    ///
    /// Principals are listed by type: `AWS`, `Service`, `Federated` or `CanonicalUser`.
    ///
    /// ```json
    /// {"Principal": "111122223333"}
    /// ```
    INVALID_PRINCIPAL_FORMAT: Error, AccessAnalyzer, Statement(check)
}

fn check(_: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    for name in ["Principal", "NotPrincipal"] {
        let Some(member) = statement.object.get(name) else {
            continue;
        };
        let is_wrong = match &member.value.value {
            Value::String(text) => text != "*",
            Value::Array(items) => !items.is_empty(),
            _ => false,
        };
        if is_wrong {
            let value = member.value.text().unwrap_or_default();
            let message = format!("`{name}` is neither `\"*\"` nor an object");
            report
                .find(member.value.whole(), value, message)
                .help("list principals by type: `{\"AWS\": \"111122223333\"}`");
        }
    }
}
