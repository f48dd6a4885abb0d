use crate::rules::prelude::*;

rule! {
    /// A condition on a key that the actions of the statement can't set.
    ///
    /// Session tags need `sts:TagSession`, a source identity `sts:SetSourceIdentity`, which another
    /// statement may allow the same principals. AWS publishes no list of such pairs: these are from
    /// the STS guide.
    ///
    /// ```json
    /// {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole",
    ///  "Condition": {"StringEquals": {"aws:RequestTag/project": "reports"}}}
    /// ```
    MISSING_ACTION_FOR_CONDITION_KEY: Error, AccessAnalyzer, Condition(check)
}

fn check(
    policy: &Policy<'_>,
    statement: &Statement<'_>,
    condition: &Condition<'_>,
    report: &mut Report,
) {
    let key = &condition.key;
    let is_of_tags =
        key.begins("aws:RequestTag/") || key.is("aws:TagKeys") || key.is("sts:TransitiveTagKeys");
    let needed = match () {
        () if is_of_tags => "sts:TagSession",
        () if key.is("sts:SourceIdentity") => "sts:SetSourceIdentity",
        () => return,
    };
    let needs_key = !condition.operator.if_exists && !condition.operator.is_null();
    let assumes = statement.actions().iter().any(|action| {
        action.service.eq_ignore_ascii_case("sts")
            && action.name.to_ascii_lowercase().starts_with("assumerole")
    });
    let is_meant = policy.kind == PolicyKind::Trust && statement.is_allow() && assumes && needs_key;
    if is_meant
        && report.spend(policy.statements.len())
        && !statement.is_about_action(needed)
        && !is_allowed_elsewhere(policy, statement, needed, report)
    {
        let name = key.text.value;
        let message = format!("no request has {} without `{needed}`", quoted(name));
        report
            .find(condition.span(), name, message)
            .help(format!("add `{needed}` to `Action`"));
    }
}

/// Whether other statements allow an action to each principal of a statement.
fn is_allowed_elsewhere(
    policy: &Policy<'_>,
    statement: &Statement<'_>,
    action: &str,
    report: &mut Report,
) -> bool {
    let others = policy.statements.iter();
    let others = others.filter(|other| other.is_allow() && other.is_about_action(action));
    let given: Vec<&Principal<'_>> = others.flat_map(|other| other.principals()).collect();
    let wanted = statement.principals();
    let is_given = |wanted: &Principal<'_>| given.iter().any(|given| given.includes(wanted));
    report.spend(given.len().saturating_mul(wanted.len())) && wanted.iter().all(is_given)
}
