use crate::rules::prelude::*;
use iam_catalog::nearest_name;

rule! {
    /// Principals are listed under a key other than `AWS`, `Service`, `Federated` or
    /// `CanonicalUser`.
    ///
    /// Letter case is significant. Some tools print `{"*": "*"}` for everyone: write `"*"`.
    ///
    /// ```json
    /// {"Principal": {"User": "111122223333"}}
    /// ```
    INVALID_PRINCIPAL_KEY: Error, AccessAnalyzer, Statement(check)
}

const KEYS: [&str; 4] = ["AWS", "CanonicalUser", "Federated", "Service"];

fn check(_: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    for name in ["Principal", "NotPrincipal"] {
        let map = statement
            .object
            .get(name)
            .and_then(|member| member.value.object());
        for entry in map.into_iter().flat_map(|map| &map.members) {
            let key = &*entry.name;
            if KEYS.contains(&key) {
                continue;
            }
            let found = report.find(
                entry.name_span,
                key,
                format!("the principal key {} is not valid", quoted(key)),
            );
            match nearest_name(key, KEYS) {
                Some(meant) if meant.eq_ignore_ascii_case(key) => found
                    .help(format!("write `{meant}`"))
                    .edit(entry.name_span, meant),
                Some(meant) => found.help(format!("did you mean `{meant}`?")),
                None => found.help(format!("the keys are {}", KEYS.join(", "))),
            };
        }
    }
}
