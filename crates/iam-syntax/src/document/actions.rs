//! The grammar of actions (S1.7), and what each kind of policy may say of them.

use super::values::{refuse_variable, texts};
use super::{Document, PolicyKind, StatementNode};
use crate::pattern::wildcard;
use crate::text::fold;
use crate::text::json::Parsed;
use crate::text::mistake::{Mistake, PolicyErrorKind, quoted};

/// S1.7, S1.19, S6.10, S8.10.
pub(super) fn check(document: &Document, statement: &StatementNode) -> Parsed<()> {
    const TRUST_ACTIONS: &str = "an action of a trust policy, such as `sts:AssumeRole`";
    const ACTION: &str = "`*` or `service:Name`, such as `ec2:RunInstances`";
    for text in texts(document, &statement.action) {
        let action = document.text(*text);
        let mistake = |expected: &str| {
            let found = format!("the action {}", quoted(action));
            Mistake::new(
                PolicyErrorKind::Action,
                document.span_of(*text),
                found,
                expected,
            )
        };
        refuse_variable(document, *text, "an action")?;
        if action == "*" {
            if document.kind == PolicyKind::Trust {
                return Err(mistake(TRUST_ACTIONS));
            }
            continue;
        }
        let colon = fold::find_colon(action.as_bytes());
        let Some(colon) = colon.filter(|colon| *colon > 0 && colon + 1 < action.len()) else {
            return Err(mistake(ACTION));
        };
        let (service, name) = action.split_at(colon);
        if !fold::has_one_colon_and_no_blank(action.as_bytes())
            && (name[1..].contains(':') || service.contains(char::is_whitespace))
        {
            return Err(mistake(ACTION));
        }
        if document.kind == PolicyKind::Trust
            && !(service.eq_ignore_ascii_case("sts") && covers_trust_policy_action(action))
        {
            return Err(mistake(TRUST_ACTIONS));
        }
        if document.kind == PolicyKind::Resource
            && service.eq_ignore_ascii_case("backup")
            && name.contains(['*', '?'])
        {
            let expected = "an action's whole name: a vault access policy takes no wildcard";
            return Err(mistake(expected));
        }
    }
    Ok(())
}

/// S1.19: whether an action pattern means one of the actions that a trust policy decides over.
fn covers_trust_policy_action(action: &str) -> bool {
    let pattern = wildcard::pattern(&action.to_ascii_lowercase());
    TRUST_POLICY_ACTIONS
        .iter()
        .any(|known| wildcard::matches(&pattern, known.to_ascii_lowercase().as_bytes()))
}

/// Actions whose resource-based policy is a role's trust policy (S1.19).
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

const TRUST_POLICY_ACTIONS: [&str; 6] = [
    "sts:AssumeRole",
    "sts:AssumeRoleWithSAML",
    "sts:AssumeRoleWithWebIdentity",
    "sts:TagSession",
    "sts:SetSourceIdentity",
    "sts:SetContext",
];
