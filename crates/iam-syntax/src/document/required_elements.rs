//! Which elements a statement of each kind of policy must have, and which it must not (S1.8, S1.9,
//! S1.11, S1.17, S1.19).

use super::mistakes::Mistakes;
use super::parse::Unread;
use super::values::with_article;
use super::{Document, Effect, ElementNode, PolicyKind, StatementNode, Text, actions};
use crate::text::Span;
use crate::text::json::Parsed;
use crate::text::mistake::{Mistake, PolicyErrorKind};

/// The elements of a statement that its kind of policy supports. The values of unsupported elements
/// are not checked.
pub(super) struct Supported {
    pub(super) principal: bool,
    pub(super) resource: bool,
}

pub(super) fn check(
    document: &Document,
    statement: &StatementNode,
    unread: Unread,
    mistakes: &mut Mistakes,
) -> Parsed<Supported> {
    let principal = check_principal(document, statement, unread);
    let supports_principal = principal.is_ok();
    mistakes.collect(principal)?;
    let resource = check_resource(document, statement, unread);
    let supports_resource = resource.is_ok();
    mistakes.collect(resource)?;
    if document.kind == PolicyKind::ResourceControl {
        check_resource_control(document, statement, unread, mistakes)?;
    }
    Ok(Supported {
        principal: supports_principal,
        resource: supports_resource,
    })
}

fn check_principal(document: &Document, statement: &StatementNode, unread: Unread) -> Parsed<()> {
    match &statement.principal {
        Some(principal) if document.kind.is_identity_type() => Err(unsupported(
            document,
            principal,
            "Principal",
            "no principal: the policy applies to the identity that it is attached to",
        )),
        Some(principal) if principal.negated && document.kind.refuses_not_principal() => {
            Err(unsupported(document, principal, "Principal", "`Principal`"))
        }
        None if !document.kind.is_identity_type() && !unread.has(Unread::PRINCIPAL) => {
            let policy = with_article(document.kind);
            let found = format!("a statement of {policy} without `Principal`");
            Err(missing(statement, &found, "the member `Principal`"))
        }
        _ => Ok(()),
    }
}

fn check_resource(document: &Document, statement: &StatementNode, unread: Unread) -> Parsed<()> {
    match &statement.resource {
        None if document.kind.needs_resource() && !unread.has(Unread::RESOURCE) => {
            let found = "a statement with neither `Resource` nor `NotResource`";
            Err(missing(statement, found, "one of them"))
        }
        Some(resource) if document.kind == PolicyKind::Trust => Err(unsupported(
            document,
            resource,
            "Resource",
            "no resource: the policy applies to the role itself",
        )),
        _ => Ok(()),
    }
}

/// S1.17: an RCP denies; the only one that allows is the managed `RCPFullAWSAccess`.
fn check_resource_control(
    document: &Document,
    statement: &StatementNode,
    unread: Unread,
    mistakes: &mut Mistakes,
) -> Parsed<()> {
    const FULL_ACCESS: Unread = Unread::ACTION.and(Unread::RESOURCE).and(Unread::CONDITION);
    let mistake = |span: Span, found: &str, expected: &str| {
        let kind = PolicyErrorKind::UnsupportedElement;
        Mistake::new(kind, span, found, expected)
    };
    if statement.action.negated {
        let found = "`NotAction` in a resource control policy";
        mistakes.report(mistake(statement.action.name, found, "`Action`"))?;
    }
    if unread.has(Unread::EFFECT) {
        return Ok(());
    }
    if statement.effect == Effect::Deny {
        // `*`, `*:*` and `s?:*` don't name a service, which AWS requires.
        let names_no_service = |text: Text| {
            let service = document.text(text).split(':').next().unwrap_or_default();
            service.contains(['*', '?']) && actions::check_one(document, text).is_ok()
        };
        let actions = document.texts_of(&statement.action.list).iter();
        for text in actions.filter(|text| !statement.action.negated && names_no_service(**text)) {
            mistakes.report(mistake(
                document.span_of(*text),
                "an action without a service's name in a resource control policy",
                "actions of a service, such as `s3:*`",
            ))?;
        }
        return Ok(());
    }
    // `NotAction` is reported as its own mistake.
    let is_star = |element: &ElementNode| document.list(&element.list).eq(["*"]);
    let resource = statement.resource.as_ref();
    let is_full_access = is_star(&statement.action)
        && resource.is_some_and(|resource| !resource.negated && is_star(resource))
        && statement.conditions.is_empty();
    if !is_full_access && !unread.has(FULL_ACCESS) {
        mistakes.report(mistake(
            statement.span,
            "`Allow` in a resource control policy",
            "`Deny`, or the statement of `RCPFullAWSAccess`: Allow, Principal *, Action *, Resource *",
        ))?;
    }
    Ok(())
}

fn missing(statement: &StatementNode, found: &str, expected: &str) -> Box<Mistake> {
    let kind = PolicyErrorKind::MissingElement;
    Mistake::new(kind, statement.span, found, expected)
}

fn unsupported(
    document: &Document,
    element: &ElementNode,
    name: &str,
    expected: &str,
) -> Box<Mistake> {
    let not = if element.negated { "Not" } else { "" };
    let found = format!("`{not}{name}` in {}", with_article(document.kind));
    let kind = PolicyErrorKind::UnsupportedElement;
    Mistake::new(kind, element.name, found, expected)
}
