//! Determines which actions support tags of their resources.

use crate::policy::{Action, Condition, Statement};
use crate::report::Report;
use iam_syntax::text::mistake::quoted;

const KEY: &str = "aws:ResourceTag/";

/// A condition on a tag that an absent key doesn't satisfy: otherwise, the effect would be
/// different.
pub(super) fn is_about_resource_tag(condition: &Condition<'_>) -> bool {
    condition.key.begins(KEY)
        && condition.key.text.value.len() > KEY.len()
        && condition.is_restricting()
}

/// Reports the actions of a statement that the condition on a tag excludes: they are never
/// `affected`, such as allowed.
pub(super) fn find_unsupported(
    statement: &Statement<'_>,
    condition: &Condition<'_>,
    affected: &str,
    report: &mut Report,
) {
    if !is_about_resource_tag(condition) || !report.spend(statement.actions().len() * 16) {
        return;
    }
    for action in unsupported(statement) {
        let (key, text) = (condition.key.text.value, action.text.value);
        let message = format!(
            "{} is never {affected}: its requests don't have {}",
            quoted(text),
            quoted(key)
        );
        report
            .find(action.text.span, text, message)
            .help("move the action into a statement without this condition");
    }
}

/// The actions that don't support resource tags: single ones, and patterns whose actions all don't.
pub(super) fn unsupported<'s, 'a>(
    statement: &'s Statement<'a>,
) -> impl Iterator<Item = &'s Action<'a>> {
    statement.actions().iter().filter(|action| {
        let mut meant = action.meant().peekable();
        meant.peek().is_some() && !meant.any(|known| has_resource_tag(known))
    })
}

fn has_resource_tag(action: iam_catalog::Action<'_>) -> bool {
    let keys = action.all_condition_keys();
    keys.iter().any(|key| key.name().starts_with(KEY))
}
