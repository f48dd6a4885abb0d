use crate::rules::prelude::*;
use crate::tree::Object;
use iam_catalog::nearest_name;

rule! {
    /// A member that the policy grammar doesn't know.
    ///
    /// Names of elements are case-sensitive. Ignoring a misspelt `Conditions` would widen a grant,
    /// so AWS rejects the document.
    ///
    /// ```json
    /// {"Effect": "Allow", "Actions": "s3:GetObject", "Resource": "*"}
    /// ```
    INVALID_POLICY_ELEMENT: Error, AccessAnalyzer, Document(check)
}

const OF_DOCUMENT: [&str; 3] = ["Version", "Id", "Statement"];
const OF_STATEMENT: [&str; 9] = [
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

fn check(policy: &Policy<'_>, report: &mut Report) {
    if let Some(root) = policy.root() {
        members(root, &OF_DOCUMENT, &OF_STATEMENT, "a statement", report);
    }
    for statement in &policy.statements {
        members(
            statement.object,
            &OF_STATEMENT,
            &OF_DOCUMENT,
            "the document",
            report,
        );
    }
}

fn members(object: &Object<'_>, known: &[&str], others: &[&str], place: &str, report: &mut Report) {
    for member in &object.members {
        let name = &*member.name;
        if known.contains(&name) {
            continue;
        }
        let found = report.find(
            member.name_span,
            name,
            format!("the policy element {} is not valid here", quoted(name)),
        );
        let meant = nearest_name(name, known.iter().copied());
        let is_free = |meant: &&str| object.get(meant).is_none();
        match meant {
            Some(meant) if meant.eq_ignore_ascii_case(name) && is_free(&meant) => found
                .help(format!("write `{meant}`"))
                .edit(member.name_span, meant),
            Some(meant) => found.help(format!("did you mean `{meant}`?")),
            None if others.contains(&name) => found.help(format!("it belongs in {place}")),
            None => found.help(format!("the elements are {}", known.join(", "))),
        };
    }
}
