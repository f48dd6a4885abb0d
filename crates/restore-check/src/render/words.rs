//! Words that several forms of output share.

use crate::report::{ActionReport, Coverage, Fix, PrincipalReport, Reason, SetReport, TrustStatus};

/// `1 action`, `2 actions`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

/// A layer's name for people.
pub(super) fn layer(name: &str) -> &str {
    match name {
        "permissionsBoundary" => "permissions boundary",
        "session" => "session policy",
        "scps" => "SCPs",
        "rcps" => "RCPs",
        "trust" => "trust policy",
        "keyPolicy" => "key policies",
        other => other,
    }
}

/// The layers that were left out by order of the user.
pub(super) fn left_out(principal: &PrincipalReport) -> Option<String> {
    let layers = principal.layers_left_out.iter();
    let layers: Vec<&str> = layers.map(|name| layer(name)).collect();
    (!layers.is_empty()).then(|| format!("left out: {}", layers.join(", ")))
}

/// Where a reason's statement stands, as `file:line:column`.
pub(super) fn place(reason: &Reason) -> Option<String> {
    let policy = reason.policy.as_deref()?;
    Some(match (reason.line, reason.column) {
        (Some(line), Some(column)) => format!("{policy}:{line}:{column}"),
        (Some(line), None) => format!("{policy}:{line}"),
        _ => policy.to_owned(),
    })
}

/// The statement that a reason is about, by its `Sid` or its place in the document.
pub(super) fn statement(reason: &Reason) -> String {
    match (&reason.sid, reason.statement) {
        (Some(sid), _) if !sid.is_empty() => format!("statement \"{sid}\""),
        (_, Some(index)) => format!("statement {index}"),
        _ => "statement".to_owned(),
    }
}

/// A reason as one sentence.
pub(super) fn reason(reason: &Reason) -> String {
    let Some(place) = place(reason) else {
        return reason.why.clone();
    };
    let layer = match reason.layer.as_str() {
        "identity" => String::new(),
        layer => format!("{layer} "),
    };
    let place = format!("{layer}{}, {place}", statement(reason));
    match reason.why.as_str() {
        "allows it" | "denies it" => place,
        why => format!("{place} {why}"),
    }
}

/// What the trust's status means.
pub(super) const fn trust(status: TrustStatus) -> &'static str {
    match status {
        TrustStatus::Granted => "the appliance may assume the role",
        TrustStatus::Conditional => "the appliance may assume the role under conditions",
        TrustStatus::Denied => "the appliance is denied to assume the role",
        TrustStatus::Missing => "the appliance may not assume the role",
        TrustStatus::NotApplicable => "an IAM user has no trust policy",
        TrustStatus::NotSupplied => "not checked (--appliance ARN checks it)",
    }
}

/// How far a grant reaches, as sentences.
pub(super) fn coverage(action: &ActionReport) -> Vec<String> {
    const MOST: usize = 8;
    let mut sentences = Vec::new();
    for (wanted, word) in [
        (Coverage::Complete, "all"),
        (Coverage::Partial, "some"),
        (Coverage::None, "no"),
    ] {
        let entries = action
            .coverage
            .iter()
            .filter(|entry| entry.coverage == wanted);
        let names: Vec<String> = entries
            .map(|entry| match (entry.required, entry.conditional) {
                (true, true) => format!("{} (required, under conditions)", entry.resource_type),
                (true, false) => format!("{} (required)", entry.resource_type),
                (false, true) => format!("{} (under conditions)", entry.resource_type),
                (false, false) => entry.resource_type.clone(),
            })
            .collect();
        let says_nothing = wanted == Coverage::None && names.len() == action.coverage.len();
        if names.is_empty() || says_nothing {
            continue;
        }
        let shown = names
            .iter()
            .take(MOST)
            .cloned()
            .collect::<Vec<_>>()
            .join(", ");
        let more = match names.len().saturating_sub(MOST) {
            0 => String::new(),
            more => format!(" and {}", counted(more, "more type")),
        };
        sentences.push(format!("on {word} resources of: {shown}{more}"));
    }
    let mut required = action
        .coverage
        .iter()
        .filter(|entry| entry.required)
        .peekable();
    let has_required = required.peek().is_some();
    let complete = required.all(|entry| entry.coverage == Coverage::Complete && !entry.conditional);
    if has_required && complete && sentences.len() > 1 {
        sentences.push("every required type is covered completely".to_owned());
    }
    sentences
}

/// `1 denied, 2 missing`: what a set lacks.
pub(super) fn gaps(set: &SetReport) -> String {
    let counts = &set.counts;
    let parts = [
        (counts.denied, "denied"),
        (counts.missing, "missing"),
        (counts.conditional, "conditional"),
        (counts.limited, "limited"),
        (counts.ignored, "ignored"),
    ];
    let parts = parts.iter().filter(|(count, _)| *count > 0);
    parts
        .map(|(count, word)| format!("{count} {word}"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// What is still not granted with a fix attached, as sentences.
pub(super) fn after_fix(fix: &Fix) -> Vec<String> {
    let (missing, denied) = (&fix.still_missing, &fix.still_denied);
    let hangs = fix.still_not_granted.iter();
    let hangs = hangs.filter(|action| !missing.contains(action) && !denied.contains(action));
    let hangs: Vec<String> = hangs.cloned().collect();
    let sentences = [
        ("no added permission can help", denied),
        (
            "still missing with it, since another layer must allow it too",
            missing,
        ),
        ("still limited or conditional", &hangs),
    ];
    let sentences = sentences.iter().filter(|(_, actions)| !actions.is_empty());
    sentences
        .map(|(says, actions)| format!("{says}: {}", actions.join(", ")))
        .collect()
}

/// Actions that trouble people most come first: `iam:PassRole`, then the keys.
pub(super) fn attention(action: &str) -> u8 {
    let is = |prefix: &str| {
        action
            .get(..prefix.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    };
    if action.eq_ignore_ascii_case("iam:PassRole") {
        0
    } else if is("kms:") {
        1
    } else {
        2
    }
}
