//! Sentences about the policies that close a principal's gap, and about what they leave open.

mod keys;

use super::words;
use iam_access::report::{ActionReport, ActionStatus, Exactness, Fix, PrincipalReport};
use std::borrow::Cow;

fn actions(principal: &PrincipalReport) -> impl Iterator<Item = &ActionReport> {
    let actions = principal.sets.iter().flat_map(|set| &set.actions);
    actions.map(AsRef::as_ref)
}

/// True if a policy, or a statement in a key's policy, can grant something that is missing.
pub(super) fn can_help(principal: &PrincipalReport) -> bool {
    let by_key = |action: &ActionReport| {
        let is_lacking = action.keys.iter().any(|key| key.lacks_layer("keyPolicy"));
        is_lacking && action.ignored.is_none() && principal.principal.is_some()
    };
    actions(principal).any(|action| action.needs_policy() || by_key(action))
}

/// The layers other than the principal's own policies that must allow an action.
fn other_layers(action: &ActionReport) -> Vec<&str> {
    if action.status != ActionStatus::Missing || action.ignored.is_some() {
        return Vec::new();
    }
    let layers = action.silent_layers();
    // Refusals by the service, and what key policies lack, have their own sentences.
    let others = layers.filter(|layer| !matches!(*layer, "identity" | "service"));
    others.collect()
}

/// What was written, or why nothing was.
pub(super) fn outcome(principal: &PrincipalReport, fix: &Fix) -> String {
    let mut files: Vec<&str> = fix
        .policies
        .iter()
        .flat_map(|of| of.file.as_deref())
        .collect();
    if fix.policies.is_empty() && !fix.key_statements.is_empty() {
        return format!("fix: no identity policy is needed{}", earlier(fix, "; "));
    }
    if fix.policies.is_empty() {
        let cannot = |action: &ActionReport| {
            let fails = matches!(action.status, ActionStatus::Missing | ActionStatus::Denied);
            fails && action.ignored.is_none()
        };
        let why = match actions(principal).any(cannot) {
            true => ": no identity policy can help",
            false => "",
        };
        return format!("fix: nothing to write{why}{}", earlier(fix, "; "));
    }
    if files.is_empty() {
        files = fix.policies.iter().map(|of| of.name.as_str()).collect();
    }
    let grant = if files.len() == 1 { "grants" } else { "grant" };
    format!(
        "fix: {} {grant} the {}{}",
        listed(&files),
        words::counted(fix.actions, "missing action"),
        earlier(fix, "; ")
    )
}

/// `; fix.json is left over from an earlier run`
fn earlier(fix: &Fix, before: &str) -> String {
    let files: Vec<&str> = fix.earlier_files.iter().map(String::as_str).collect();
    match files.as_slice() {
        [] => String::new(),
        [file] => format!("{before}{file} is left over from an earlier run"),
        files => format!(
            "{before}{} are left over from an earlier run",
            listed(files)
        ),
    }
}

/// `a, b and c`; for many files, the first and the last.
fn listed(files: &[&str]) -> String {
    const MANY: usize = 6;
    match files {
        [first, .., last] if files.len() > MANY => {
            format!("{first} to {last} ({} files)", files.len())
        }
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        files => files.concat(),
    }
}

/// Whether the policies grant exactly what is missing, as a sentence.
pub(super) fn proof(principal: &PrincipalReport) -> Option<String> {
    let fix = principal.fix.as_ref()?;
    let proof = fix.proof.as_ref()?;
    let (it, grants) = match fix.policies.len() {
        1 => ("it", "grants"),
        _ => ("they", "grant"),
    };
    let example = match &proof.example {
        Some(example) => format!(", such as {example}"),
        None => String::new(),
    };
    Some(match (proof.all_missing, proof.nothing_else) {
        (Exactness::Proven, Exactness::Proven) if proof.of_known_actions => format!(
            "proven: {it} {grants} all that is missing, and nothing else that the catalogue knows"
        ),
        (Exactness::Proven, Exactness::Proven) => {
            format!("proven: {it} {grants} all that is missing, and nothing else")
        }
        (Exactness::Refuted, _) => format!("not all that is missing is granted{example}"),
        (_, Exactness::Refuted) => format!("{it} {grants} more than what is missing{example}"),
        (Exactness::Undecided, _) => {
            format!("not proven: that {it} {grants} all that is missing, and nothing else")
        }
        (_, Exactness::Undecided) => format!(
            "proven: {it} {grants} all that is missing; not proven: that {it} {grants} nothing else"
        ),
    })
}

/// What the policies leave open, as sentences.
pub(super) fn remains(principal: &PrincipalReport) -> Vec<String> {
    let held = held_back(principal);
    let of_keys = keys::statements(principal);
    let refused = keys::refused(principal);
    let Some(fix) = &principal.fix else {
        return of_keys.into_iter().chain(refused).chain(held).collect();
    };
    let is_held = |name: &&String| {
        let mut same = actions(principal).filter(|action| action.action == **name);
        same.any(|action| !other_layers(action).is_empty() || keys::refusal(action).is_some())
    };
    let (missing, denied) = (&fix.still_missing, &fix.still_denied);
    let depends = fix.still_not_granted.iter();
    let depends = depends.filter(|name| !missing.contains(name) && !denied.contains(name));
    let missing = missing.iter().filter(|name| !is_held(name));
    let sentence = |says: &str, names: Vec<&String>| {
        let names: Vec<&str> = names.into_iter().map(String::as_str).collect();
        (!names.is_empty()).then(|| format!("{says}: {}", names.join(", ")))
    };
    let open = [
        sentence("no added permission can help", denied.iter().collect()),
        held,
        sentence("still missing with it", missing.collect()),
        sentence("still limited or conditional", depends.collect()),
    ];
    let open = open.into_iter().flatten();
    of_keys.into_iter().chain(refused).chain(open).collect()
}

/// The missing actions that a layer other than the principal's own policies must allow, with those
/// layers.
fn held_back(principal: &PrincipalReport) -> Option<String> {
    let mut by_layers: Vec<(Vec<&str>, Vec<&str>)> = Vec::new();
    let by_statement = keys::actions_of_statements(principal);
    for action in actions(principal) {
        let mut layers = other_layers(action);
        let name = action.canonical_name();
        if by_statement.contains(&name.to_ascii_lowercase()) {
            layers.retain(|layer| *layer != "keyPolicy");
        }
        if layers.is_empty() {
            continue;
        }
        match by_layers.iter_mut().find(|(known, _)| *known == layers) {
            Some((_, names)) if names.contains(&name) => {}
            Some((_, names)) => names.push(name),
            None => by_layers.push((layers, vec![name])),
        }
    }
    let parts = by_layers.iter().map(|(layers, names)| {
        let layers: Vec<Cow<'_, str>> = layers
            .iter()
            .map(|layer| words::layer_of_reason(layer))
            .collect();
        format!("{} ({})", names.join(", "), layers.join(" and "))
    });
    let parts: Vec<String> = parts.collect();
    (!parts.is_empty()).then(|| format!("another layer must allow: {}", parts.join("; ")))
}

#[cfg(test)]
mod tests {
    use super::{can_help, listed, outcome, remains};
    use iam_access::report::{
        ActionReport, ActionStatus, Fix, FixPolicy, PrincipalReport, Reason, SetReport,
    };

    fn missing(name: &str, layers: &[&str]) -> ActionReport {
        let silent = |layer: &&str| Reason {
            layer: (*layer).to_owned(),
            ..Reason::default()
        };
        ActionReport {
            action: name.to_owned(),
            status: ActionStatus::Missing,
            reasons: layers.iter().map(silent).collect(),
            ..ActionReport::default()
        }
    }

    fn principal(actions: Vec<ActionReport>) -> PrincipalReport {
        PrincipalReport {
            sets: vec![SetReport::new("s", actions)],
            ..PrincipalReport::default()
        }
    }

    #[test]
    fn what_another_layer_does_not_allow_is_listed_with_the_layer() {
        let mut report = principal(vec![
            missing("kms:A", &["permissionsBoundary"]),
            missing("kms:B", &["permissionsBoundary"]),
            missing("sqs:C", &["identity", "scps[1]"]),
            missing("sqs:D", &["identity"]),
        ]);
        let held = "another layer must allow: kms:A, kms:B (permissions boundary); \
            sqs:C (SCP level 1)";
        assert_eq!(remains(&report), [held]);
        report.fix = Some(Fix {
            still_missing: ["kms:A", "kms:B", "sqs:C", "x:E"].map(str::to_owned).into(),
            still_not_granted: ["kms:A", "kms:B", "sqs:C", "x:E", "x:F"]
                .map(str::to_owned)
                .into(),
            ..Fix::default()
        });
        assert_eq!(
            remains(&report),
            [
                held,
                "still missing with it: x:E",
                "still limited or conditional: x:F"
            ]
        );
    }

    #[test]
    fn where_nothing_is_written_the_reason_is_given_with_leftover_files() {
        let granted = ActionReport {
            status: ActionStatus::Granted,
            ..ActionReport::default()
        };
        let held = missing("a:B", &["scps[0]"]);
        assert!(!can_help(&principal(vec![held.clone()])));
        let mut fix = Fix::default();
        let says =
            |action: &ActionReport, fix: &Fix| outcome(&principal(vec![action.clone()]), fix);
        assert_eq!(says(&granted, &fix), "fix: nothing to write");
        assert_eq!(
            says(&held, &fix),
            "fix: nothing to write: no identity policy can help"
        );
        fix.earlier_files = vec!["fix.json".to_owned()];
        assert_eq!(
            says(&granted, &fix),
            "fix: nothing to write; fix.json is left over from an earlier run"
        );
    }

    #[test]
    fn files_are_named_as_they_were_written() {
        let policy = |file: &str| FixPolicy {
            file: Some(file.to_owned()),
            ..FixPolicy::default()
        };
        let mut fix = Fix {
            actions: 9,
            policies: vec![policy("fix.1.json"), policy("fix.2.json")],
            ..Fix::default()
        };
        let report = principal(vec![missing("a:B", &["identity"])]);
        assert_eq!(
            outcome(&report, &fix),
            "fix: fix.1.json and fix.2.json grant the 9 missing actions"
        );
        fix.earlier_files = vec!["fix.json".to_owned(), "fix.3.json".to_owned()];
        assert!(
            outcome(&report, &fix)
                .ends_with("; fix.json and fix.3.json are left over from an earlier run")
        );
        assert_eq!(listed(&["a", "b", "c"]), "a, b and c");
        assert_eq!(
            listed(&["1", "2", "3", "4", "5", "6", "7"]),
            "1 to 7 (7 files)"
        );
    }
}
