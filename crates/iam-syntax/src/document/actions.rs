//! The grammar of actions (S1.7), and which actions each kind of policy may name.

use super::mistakes::Mistakes;
use super::values::refuse_variable;
use super::{Document, PolicyKind, StatementNode, Text};
use crate::pattern::wildcard;
use crate::text::fold;
use crate::text::json::Parsed;
use crate::text::mistake::{Mistake, PolicyErrorKind, quoted};

/// S1.7, S1.19, S6.10, S8.10.
pub(super) fn check(
    document: &Document,
    statement: &StatementNode,
    mistakes: &mut Mistakes,
) -> Parsed<()> {
    for text in document.texts_of(&statement.action.list) {
        mistakes.collect(check_one(document, *text))?;
    }
    Ok(())
}

/// The first mistake in an action.
#[inline]
pub(super) fn check_one(document: &Document, text: Text) -> Parsed<()> {
    const TRUST_ACTIONS: &str = "an action of a trust policy, such as `sts:AssumeRole`";
    const ACTION: &str = "`*` or `service:Name`, such as `ec2:RunInstances`";
    let action = document.text(text);
    let mistake = |expected: &str| {
        let found = format!("the action {}", quoted(action));
        let kind = PolicyErrorKind::Action;
        Err(Mistake::new(kind, document.span_of(text), found, expected))
    };
    refuse_variable(document, text, "an action")?;
    if action == "*" {
        return match document.kind {
            PolicyKind::Trust => mistake(TRUST_ACTIONS),
            _ => Ok(()),
        };
    }
    let colon = fold::find_colon(action.as_bytes());
    let parts = colon.and_then(|colon| action.split_at_checked(colon));
    let Some((service, name)) =
        parts.filter(|(service, name)| !service.is_empty() && name.len() > 1)
    else {
        return mistake(ACTION);
    };
    if !fold::has_one_colon_and_no_blank(action.as_bytes())
        && (name.matches(':').nth(1).is_some() || service.contains(char::is_whitespace))
    {
        return mistake(ACTION);
    }
    if document.kind == PolicyKind::Trust
        && !(service.eq_ignore_ascii_case("sts") && covers_trust_policy_action(action))
    {
        return mistake(TRUST_ACTIONS);
    }
    if document.kind == PolicyKind::Resource
        && service.eq_ignore_ascii_case("backup")
        && name.contains(['*', '?'])
    {
        return mistake("an action's whole name: a vault access policy takes no wildcard");
    }
    Ok(())
}

/// S1.19: whether an action pattern matches one of the actions that a trust policy governs.
fn covers_trust_policy_action(action: &str) -> bool {
    let pattern = wildcard::pattern(&action.to_ascii_lowercase());
    TRUST_POLICY_ACTIONS
        .iter()
        .any(|known| wildcard::matches(&pattern, known.to_ascii_lowercase().as_bytes()))
}

/// The actions on a role that its trust policy governs (S1.19).
///
/// ```
/// assert!(iam_syntax::document::is_trust_policy_action("sts:AssumeRole"));
/// assert!(!iam_syntax::document::is_trust_policy_action("sts:GetCallerIdentity"));
/// ```
#[must_use]
pub fn is_trust_policy_action(action: &str) -> bool {
    TRUST_POLICY_ACTIONS
        .iter()
        .any(|known| known.eq_ignore_ascii_case(action))
}

/// The actions on a role that its trust policy governs (S1.19).
pub const TRUST_POLICY_ACTIONS: [&str; 6] = [
    "sts:AssumeRole",
    "sts:AssumeRoleWithSAML",
    "sts:AssumeRoleWithWebIdentity",
    "sts:TagSession",
    "sts:SetSourceIdentity",
    "sts:SetContext",
];
