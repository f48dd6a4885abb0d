//! Sentences shared by several formats.

use super::wording::Topic;
use super::{Wording, classes};
use iam_access::report::{
    ActionReport, BaselineSummary, Coverage, Gone, LeastPrivilege, PrincipalReport, Reason, Report,
    SetReport, Trust, TrustStatus, TypeCoverage, Verdict,
};
use std::borrow::Cow;

/// The maximum number of things listed in a sentence.
pub(super) const MOST_LISTED: usize = 20;

/// The note on a finding that is also in an earlier report.
pub(super) const KNOWN: &str = "known: in the baseline";

/// `1 action`, `2 actions`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

/// A layer's name for people.
pub(crate) fn layer(name: &str) -> Cow<'_, str> {
    let word = match name {
        "permissionsBoundary" => "permissions boundary",
        "session" => "session policy",
        "scps" => "SCPs",
        "rcps" => "RCPs",
        "resource" => "resource-based policy",
        "vpcEndpoint" => "VPC endpoint policy",
        "trust" => "trust policy",
        "keyPolicy" => "key policies",
        "service" => "the service",
        other => return level(other).map_or(Cow::Borrowed(other), Cow::Owned),
    };
    Cow::Borrowed(word)
}

/// The name of the layer that a reason is about: for key policies, of the one that was checked.
pub(crate) fn layer_of_reason(name: &str) -> Cow<'_, str> {
    match name {
        "keyPolicy" => Cow::Borrowed("key policy"),
        other => layer(other),
    }
}

/// `scps[1]` in words.
fn level(name: &str) -> Option<String> {
    let (kind, level) = name.strip_suffix(']')?.split_once('[')?;
    let kind = match kind {
        "scps" => "SCP",
        "rcps" => "RCP",
        _ => return None,
    };
    Some(format!("{kind} level {level}"))
}

/// The layers that the user ignores.
pub(super) fn ignored_layers(principal: &PrincipalReport) -> Option<String> {
    let layers = principal.layers_left_out.iter();
    let layers: Vec<Cow<'_, str>> = layers.map(|name| layer(name)).collect();
    (!layers.is_empty()).then(|| format!("ignoring {} (what-if)", layers.join(", ")))
}

/// The position of a reason's statement, as `file:line:column`.
pub(crate) fn place(reason: &Reason) -> Option<String> {
    let policy = reason.policy.as_deref()?;
    Some(iam_account::place(policy, reason.line, reason.column))
}

/// The statement that a reason is about, by its `Sid` or its index in the document.
pub(crate) fn statement(reason: &Reason) -> String {
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
        name => format!("{}, ", layer_of_reason(name)),
    };
    let name = match &reason.policy_name {
        Some(name) => format!("{name}, "),
        None => String::new(),
    };
    let place = format!("{layer}{name}{}, {place}", statement(reason));
    match reason.why.as_str() {
        "allows it" | "denies it" => place,
        why => format!("{place} {why}"),
    }
}

/// The sentences of all reasons, and the number of the omitted ones.
pub(crate) fn reasons(reasons: &[Reason], left_out: usize) -> impl Iterator<Item = String> {
    let more = (left_out > 0).then(|| more_reasons(left_out));
    reasons.iter().map(reason).chain(more)
}

/// The number of omitted reasons.
pub(super) fn more_reasons(left_out: usize) -> String {
    format!("and {}", counted(left_out, "more statement"))
}

/// The meaning of a trust status.
pub(super) fn trust(trust: &Trust, wording: &Wording) -> String {
    let who = match &trust.assumer {
        Some(assumer) => assumer.as_str(),
        None => wording.assumer,
    };
    match trust.status {
        TrustStatus::Granted => format!("{who} may assume the role"),
        TrustStatus::Conditional => format!("{who} may assume the role under conditions"),
        TrustStatus::Denied => format!("{who} is explicitly denied sts:AssumeRole"),
        TrustStatus::Missing => format!("{who} may not assume the role"),
        TrustStatus::NotApplicable => "an IAM user has no trust policy".to_owned(),
        TrustStatus::NotSupplied => match wording.text(Topic::CheckTrust) {
            Some(how) => format!("not checked ({how})"),
            None => "not checked".to_owned(),
        },
    }
}

/// How far a grant reaches, as sentences: first what is denied, then what is open.
pub(super) fn coverage(action: &ActionReport, wording: &Wording) -> Vec<String> {
    let operation = wording.operation;
    const MOST: usize = 8;
    let is = |entry: &TypeCoverage, coverage, conditional| {
        entry.coverage == coverage && entry.conditional == conditional && !entry.denied
    };
    let mut sentences = Vec::new();
    for (wanted, words) in [
        (
            &(|entry: &TypeCoverage| entry.denied) as &dyn Fn(&TypeCoverage) -> bool,
            "denied on all resources of",
        ),
        (
            &|entry| is(entry, Coverage::None, false),
            "on no resources of",
        ),
        (
            &|entry| is(entry, Coverage::Partial, true),
            "under conditions on some resources of",
        ),
        (
            &|entry| is(entry, Coverage::Partial, false),
            "on some resources of",
        ),
        (
            &|entry| is(entry, Coverage::Complete, true),
            "under conditions on all resources of",
        ),
        (
            &|entry| is(entry, Coverage::Complete, false),
            "on all resources of",
        ),
    ] {
        let entries = action.coverage.iter().filter(|entry| wanted(entry));
        let names: Vec<String> = entries
            .map(|entry| match (entry.required, entry.used) {
                (true, _) => format!("{} (required)", entry.resource_type),
                (false, true) => format!("{} (used by {operation})", entry.resource_type),
                (false, false) => entry.resource_type.clone(),
            })
            .collect();
        let says_nothing = words == "on no resources of" && names.len() == action.coverage.len();
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
        sentences.push(format!("{words}: {shown}{more}"));
    }
    sentences.extend(action.coverage.iter().filter_map(classes::sentence));
    let mut used = action
        .coverage
        .iter()
        .filter(|entry| entry.required || entry.used)
        .peekable();
    let has_used = used.peek().is_some();
    let complete = used.all(|entry| entry.coverage == Coverage::Complete && !entry.conditional);
    if has_used && complete && sentences.len() > 1 {
        sentences.push(format!(
            "every type that {operation} uses is covered completely"
        ));
    }
    sentences
}

/// `1 denied, 2 missing`: the gaps of a set.
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

/// What is new, known and gone, as one sentence.
pub(super) fn compared(baseline: &BaselineSummary) -> String {
    let (new, known, gone) = (baseline.new, baseline.known, baseline.gone_in_all);
    let not_judged = match baseline.principals_not_judged {
        0 => String::new(),
        count => format!(
            "; {} of the baseline not judged",
            counted(count, "principal")
        ),
    };
    let source = &baseline.source;
    format!("compared with {source}: {new} new, {known} known, {gone} gone{not_judged}")
}

/// A finding that is gone, as one sentence.
pub(super) fn gone(gone: &Gone) -> String {
    let resource = match &gone.resource {
        Some(resource) => format!(" on {resource}"),
        None => String::new(),
    };
    let by = match &gone.assumer {
        Some(assumer) => format!(" by {assumer}"),
        None => String::new(),
    };
    let (status, action, principal) = (&gone.status, &gone.action, &gone.principal);
    format!("{action}{resource}{by}, was {status} for {principal}")
}

/// Which principals are reported, if not all.
pub(super) fn only(report: &Report) -> Option<String> {
    let only = report.only?;
    let which = match only {
        Verdict::Pass => "pass",
        Verdict::Conditional => "are conditional",
        Verdict::Fail => "fail",
    };
    let judged = counted(report.summary.principals, "principal");
    Some(format!("showing only those of the {judged} that {which}"))
}

/// The remarks of a page or a comment about the report as a whole.
pub(super) fn remarks(report: &Report) -> Vec<String> {
    const MOST: usize = 50;
    let mut remarks: Vec<String> = only(report).into_iter().collect();
    if let Some(baseline) = &report.baseline {
        remarks.push(compared(baseline));
        let shown = baseline.gone.iter().take(MOST);
        remarks.extend(shown.map(|of| format!("gone: {}", gone(of))));
        match baseline.gone_in_all.saturating_sub(MOST) {
            0 => {}
            more => remarks.push(format!("and {more} more that are gone")),
        }
    }
    remarks
}

/// The source of a set.
pub(super) fn source(set: &SetReport) -> Option<String> {
    let from: Vec<&str> = [&set.source, &set.version]
        .into_iter()
        .filter_map(Option::as_deref)
        .collect();
    (!from.is_empty()).then(|| format!("set {}: {}", set.set, from.join(", ")))
}

/// The assumptions made when a set was read.
pub(super) fn set_notes(set: &SetReport) -> impl Iterator<Item = String> + '_ {
    let notes = set.notes.iter();
    notes.map(|note| format!("set {}: {note}", set.set))
}

/// What a principal is allowed beyond the sets, as one sentence. An action with several access
/// levels is one entry, and must not look like several.
pub(super) fn least_privilege(extra: &LeastPrivilege) -> String {
    let levels = extra.by_access_level.iter();
    let levels: Vec<String> = levels
        .map(|(levels, count)| format!("{} {count}", levels.replace(", ", " + ")))
        .collect();
    let levels = match levels.as_slice() {
        [] => String::new(),
        levels => format!(" ({})", levels.join(", ")),
    };
    let actions = counted(extra.extra_actions, "action");
    format!("allowed beyond the sets: {actions}{levels}")
}

/// Order of importance: the actions that most often cause trouble come first: `iam:PassRole`, then
/// keys.
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

#[cfg(test)]
mod tests {
    use super::{layer, least_privilege, reason};
    use iam_access::report::{LeastPrivilege, Reason};

    #[test]
    fn layers_have_the_names_that_people_give_them() {
        for (name, word) in [
            ("permissionsBoundary", "permissions boundary"),
            ("scps[0]", "SCP level 0"),
            ("rcps[12]", "RCP level 12"),
            ("resource", "resource-based policy"),
            ("something[1]", "something[1]"),
            ("scps", "SCPs"),
        ] {
            assert_eq!(layer(name), word);
        }
        let says = |layer: &str| {
            reason(&Reason {
                layer: layer.to_owned(),
                policy: Some("a.json".to_owned()),
                statement: Some(1),
                line: Some(7),
                column: Some(5),
                why: "denies it".to_owned(),
                ..Reason::default()
            })
        };
        assert_eq!(says("identity"), "statement 1, a.json:7:5");
        assert_eq!(says("keyPolicy"), "key policy, statement 1, a.json:7:5");
        assert_eq!(says("scps[0]"), "SCP level 0, statement 1, a.json:7:5");
    }

    #[test]
    fn several_access_levels_of_one_action_are_one_entry() {
        let levels = [("List", 3), ("Tagging, Write", 2), ("Write", 1)];
        let levels = levels.map(|(levels, count)| (levels.to_owned(), count));
        let extra = LeastPrivilege {
            extra_actions: 6,
            by_access_level: levels.into(),
        };
        assert_eq!(
            least_privilege(&extra),
            "allowed beyond the sets: 6 actions (List 3, Tagging + Write 2, Write 1)"
        );
        assert_eq!(
            least_privilege(&LeastPrivilege::default()),
            "allowed beyond the sets: 0 actions"
        );
    }
}
