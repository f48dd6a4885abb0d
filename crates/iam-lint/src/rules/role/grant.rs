//! How a statement grants an action about roles.

use crate::policy::{Policy, Resource, Statement};
use crate::report::Report;

/// An action about roles, and what restricts it.
pub(super) struct RoleAction {
    name: &'static str,
    /// A condition on this key restricts the service.
    narrowed_by: &'static str,
    /// Resources that include all roles that the action can be about.
    all_roles: &'static [&'static str],
    consequence: &'static str,
}

pub(super) const PASS_ROLE: RoleAction = RoleAction {
    name: "iam:PassRole",
    narrowed_by: "iam:PassedToService",
    all_roles: &["*", "role/*", "role*"],
    consequence: "may be passed to a service",
};

pub(super) const CREATE_SERVICE_LINKED_ROLE: RoleAction = RoleAction {
    name: "iam:CreateServiceLinkedRole",
    narrowed_by: "iam:AWSServiceName",
    all_roles: &["*", "role/*", "role*", "role/aws-service-role/*"],
    consequence: "of a service may be created",
};

/// The element that grants the action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// `Action` names it.
    Named,
    /// `Action` has a pattern that matches it.
    Pattern,
    /// `NotAction` doesn't exclude it.
    NotAction,
}

/// The resources.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum On {
    NotResource,
    Star,
}

/// Reports a statement that grants the action in one of six ways. If it has both the name and a
/// pattern, the name counts.
pub(super) fn check_grant(
    policy: &Policy<'_>,
    statement: &Statement<'_>,
    action: &RoleAction,
    (how, on): (How, On),
    report: &mut Report,
) {
    if !policy.grants_to_its_identity() || !statement.is_allow() {
        return;
    }
    let Some((found, span, value)) = grant(statement, action) else {
        return;
    };
    let is_wide = match on {
        On::NotResource => statement.not_resource.is_some(),
        On::Star => {
            statement
                .resources()
                .iter()
                .any(|resource| is_all_roles(resource, action))
                && !statement.restricts(&[action.narrowed_by])
        }
    };
    if found == how && is_wide {
        let which = match on {
            On::NotResource => "every role except those named",
            On::Star => "every role",
        };
        let message = format!("{which} {}: {} is allowed", action.consequence, action.name);
        let help = match on {
            On::NotResource => "name the roles in `Resource`".to_owned(),
            On::Star => format!(
                "name the roles, or add a condition on `{}`",
                action.narrowed_by
            ),
        };
        report.find(span, value, message).help(help);
    }
}

fn grant<'a>(
    statement: &Statement<'a>,
    action: &RoleAction,
) -> Option<(How, iam_syntax::Span, &'a str)> {
    if let Some(element) = &statement.not_action {
        let is_excepted = element
            .values
            .iter()
            .any(|pattern| pattern.covers(action.name));
        return (!is_excepted).then_some((How::NotAction, element.member.name_span, "NotAction"));
    }
    let mut covering = statement
        .actions()
        .iter()
        .filter(|pattern| pattern.covers(action.name));
    let first = covering.next()?;
    let named = std::iter::once(first)
        .chain(covering)
        .find(|pattern| !pattern.has_wildcard());
    let (how, pattern) = match named {
        Some(named) => (How::Named, named),
        None => (How::Pattern, first),
    };
    Some((how, pattern.text.span, pattern.text.value))
}

/// Whether a resource is every role of an account, or of all accounts.
fn is_all_roles(resource: &Resource<'_>, action: &RoleAction) -> bool {
    if resource.is_everything() {
        return true;
    }
    let Some(arn) = resource.arn.as_ref() else {
        return false;
    };
    let is_of_iam = iam_catalog::fits(arn.service(), "iam");
    let ends_early = arn.count < 6 && resource.text.value.ends_with('*');
    is_of_iam && (ends_early || action.all_roles.contains(&arn.resource()))
}
