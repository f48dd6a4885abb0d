use crate::rules::prelude::*;
use crate::rules::redundancy::likeness::likeness;
use std::collections::HashMap;

rule! {
    /// A statement that is equivalent to another one.
    ///
    /// The order of lists, the letter case of actions and condition keys, and the `Sid` don't
    /// matter. To find out whether a statement adds nothing to wider ones, use `iam-eval diff`.
    ///
    /// ```json
    /// [{"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "*"},
    ///  {"Effect": "Allow", "Action": ["s3:PutObject", "s3:GetObject"], "Resource": "*"}]
    /// ```
    REDUNDANT_STATEMENT: Suggestion, AccessAnalyzer, Document(check)
}

fn check(policy: &Policy<'_>, report: &mut Report) {
    let mut seen: HashMap<String, &Statement<'_>> = HashMap::new();
    for statement in &policy.statements {
        let Some(first) = seen.insert(likeness(statement), statement) else {
            continue;
        };
        let name = |statement: &Statement<'_>| match statement.sid {
            Some(sid) if !sid.value.is_empty() => format!("statement {}", quoted(sid.value)),
            _ => format!("statement {}", statement.index + 1),
        };
        let message = format!("{} is equivalent to {}", name(statement), name(first));
        let value = statement.sid.map_or("", |sid| sid.value);
        report
            .find(statement.span, value, message)
            .help("remove one of them");
    }
}
