use crate::rules::action::lookup::{granting_action, retired_action};
use crate::rules::prelude::*;
use iam_catalog::fits;

rule! {
    /// An action that doesn't exist.
    ///
    /// An action that is similar to a known one is an error, and so is the name of an API operation
    /// that another action grants (`s3:HeadBucket`, which `s3:ListBucket` grants). A name that
    /// older catalogues have, one that may be newer than the catalogue, and a pattern that matches
    /// no known action are warnings. IAM rejects a wildcard in the service of an action (`*:Get*`)
    /// in policies of identities.
    ///
    /// ```json
    /// {"Effect": "Allow", "Action": "s3:GetObjct", "Resource": "*"}
    /// ```
    INVALID_ACTION: Error, AccessAnalyzer, Action(check)
}

fn check(policy: &Policy<'_>, _: &Statement<'_>, action: &Action<'_>, report: &mut Report) {
    let (text, catalog) = (action.text.value, policy.names.catalog);
    if action.known.is_some() || action.is_everything() || text.contains("${") {
        return;
    }
    if !action.is_well_formed() {
        let message = format!("{} is not an action", quoted(text));
        report
            .find(action.text.span, text, message)
            .help("write `service:Name`, such as `ec2:RunInstances`, or `*`");
        return;
    }
    let span = action.text.part(action.name);
    if action.service.contains(['*', '?']) {
        if policy.is_of_identity() {
            let message = format!("IAM accepts no wildcard in the service of {}", quoted(text));
            report
                .find(action.text.part(action.service), text, message)
                .help("name the service, with one action for each, or write `*`");
            return;
        }
        if catalog
            .services()
            .any(|known| fits(action.service, known.prefix()))
            && !catalog.knows(text)
        {
            let message = format!("no action matches {}", quoted(text));
            report.find_as(Severity::Warning, span, text, message);
        }
        return;
    }
    let Some(of) = action.of else {
        return;
    };
    if action.has_wildcard() {
        if !of
            .actions()
            .any(|known| fits(action.name, known.short_name()))
        {
            let as_of = policy.names.as_of();
            let message = format!("no action in {as_of} matches {}", quoted(text));
            report.find_as(Severity::Warning, span, text, message);
        }
        return;
    }
    if let Some(grants) = granting_action(text) {
        let message = format!("{} is an API operation, not an action", quoted(text));
        let help = format!("the action that grants it is `{grants}`");
        report.find(span, text, message).help(help);
        return;
    }
    let message = format!(
        "the action {} is not in {}",
        quoted(text),
        policy.names.as_of()
    );
    if let Some(last_seen) = retired_action(text) {
        report
            .find_as(
                Severity::Warning,
                span,
                text,
                format!("{message}; it was in that of {last_seen}"),
            )
            .help("the action was removed or renamed");
        return;
    }
    // A typing error keeps the service, and rarely affects the first letter: `ListX` is not a
    // misspelt `GetX`.
    let is_slip = |meant: &&str| {
        let (prefix, name) = meant.split_once(':').unwrap_or_default();
        let initial = |name: &str| name.as_bytes().first().map(u8::to_ascii_lowercase);
        prefix.eq_ignore_ascii_case(action.service) && initial(name) == initial(action.name)
    };
    let near = match report.may_search() {
        true => catalog.nearest_action(text),
        false => None,
    };
    match near {
        Some(meant) if is_slip(&meant) => report
            .find(span, text, message)
            .help(format!("did you mean `{meant}`?")),
        // Another action, or one with this name in another service, which the service may have
        // gained since.
        Some(meant) => report
            .find_as(Severity::Warning, span, text, message)
            .help(format!("did you mean `{meant}`?")),
        None => report
            .find_as(Severity::Warning, span, text, message)
            .help("it is misspelt, or newer than the catalogue"),
    };
}
