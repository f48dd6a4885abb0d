use crate::names::opened;
use crate::rules::grant::need::{ESCALATIONS, own_user};
use crate::rules::prelude::*;
use iam_syntax::pattern::{algebra, wildcard};
use std::collections::HashMap;

rule! {
    /// The document allows actions with which its holder can gain more permissions.
    ///
    /// Some actions are sufficient alone (`iam:AttachUserPolicy`), others in combination: a
    /// principal that may pass a role and create a function has the role's permissions. All
    /// statements of the document are considered together: a `Deny` without conditions takes away
    /// what it denies on all resources of an `Allow`. The conditions of an `Allow` are ignored.
    ///
    /// ```json
    /// {"Effect": "Allow", "Action": ["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"],
    ///  "Resource": "*"}
    /// ```
    PARLIAMENT_PRIVILEGE_ESCALATION: SecurityWarning, Parliament, Document(check)
}

fn check(policy: &Policy<'_>, report: &mut Report) {
    if !policy.grants_to_its_identity() {
        return;
    }
    let statements = || policy.statements.iter();
    let allows = statements().filter(|statement| statement.is_allow() && !own_user(statement));
    let allows: Vec<&Statement<'_>> = allows.collect();
    let denies =
        statements().filter(|statement| statement.is_deny() && is_unconditional(statement));
    let denies: Vec<&Statement<'_>> = denies.collect();
    // Most combinations begin with the same action.
    let mut known: HashMap<&str, Option<Span>> = HashMap::new();
    for actions in ESCALATIONS {
        let granting = actions.iter().map(|action| {
            *known
                .entry(*action)
                .or_insert_with(|| granting(action, &allows, &denies, report))
        });
        let spans: Option<Vec<Span>> = granting.collect();
        if let Some(span) = spans.and_then(|spans| spans.first().copied()) {
            let together = actions.join(" + ");
            let message = format!("a principal with `{together}` can gain more permissions");
            report
                .find(span, &together, message)
                .help("restrict the resources, or remove one of the actions");
        }
    }
}

/// Where an action is allowed: by its name or a pattern, otherwise by `NotAction`.
fn granting(
    action: &str,
    allows: &[&Statement<'_>],
    denies: &[&Statement<'_>],
    report: &mut Report,
) -> Option<Span> {
    let denies = denies.iter().filter(|deny| deny.is_about_action(action));
    let denies: Vec<&Statement<'_>> = denies.copied().collect();
    let is_total = |deny: &&Statement<'_>| {
        let mut resources = deny.resources().iter();
        resources.any(|resource| resource.is_everything())
    };
    if denies.iter().any(is_total) {
        return None;
    }
    let mut by_exception = None;
    for allow in allows.iter().filter(|allow| allow.is_about_action(action)) {
        if denies.iter().any(|deny| takes_away(deny, allow, report)) {
            continue;
        }
        let mut patterns = allow.actions().iter();
        if let Some(pattern) = patterns.find(|pattern| pattern.covers(action)) {
            return Some(pattern.text.span);
        }
        let excepted = allow.not_action.as_ref();
        by_exception = by_exception.or(excepted.map(|element| element.member.name_span));
    }
    by_exception
}

fn is_unconditional(statement: &Statement<'_>) -> bool {
    let condition = statement.object.get("Condition");
    let block = condition.map(|member| member.value.object());
    statement.lacks(&["Condition"])
        || block
            .flatten()
            .is_some_and(|block| block.members.is_empty())
}

/// Whether a statement denies its actions on all resources of another.
fn takes_away(deny: &Statement<'_>, allow: &Statement<'_>, report: &mut Report) -> bool {
    let (denied, allowed) = (deny.resources(), allow.resources());
    let comparisons = allowed.len().saturating_mul(denied.len());
    if !report.spend(comparisons.saturating_mul(8).max(1)) || allowed.is_empty() {
        return false;
    }
    // What a variable stands for is not known: it may be less than everything in a Deny, but not
    // more in an Allow.
    let denied = denied.iter().map(|resource| resource.text.value);
    let denied = denied.filter(|text| !text.contains("${"));
    let denied: Vec<Vec<u8>> = denied.map(wildcard::pattern).collect();
    allowed.iter().all(|resource| {
        let allowed = wildcard::pattern(&opened(resource.text.value));
        denied
            .iter()
            .any(|denied| algebra::covers(denied, &allowed))
    })
}
