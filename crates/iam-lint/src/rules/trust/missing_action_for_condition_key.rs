use crate::rules::prelude::*;

rule! {
    /// A condition on a key that the actions of the statement can't set.
    ///
    /// Session tags need `sts:TagSession`, a source identity `sts:SetSourceIdentity`. AWS publishes
    /// no list of such pairs: these are from the STS guide.
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
    if is_meant && !statement.names_action(needed) {
        let name = key.text.value;
        let message = format!("no request has {} without `{needed}`", quoted(name));
        report
            .find(condition.span(), name, message)
            .help(format!("add `{needed}` to `Action`"));
    }
}
