//! The grammar of `Resource` and `NotResource`, by kind of policy (S1.8).

use super::mistakes::Mistakes;
use super::values::{check_variables, with_article};
use super::{Document, ElementNode, PolicyKind, Text, Version, is_account_id};
use crate::pattern::arn::{ArnSplit, Outline, TrailingStars, part};
use crate::pattern::variables;
use crate::text::json::Parsed;
use crate::text::mistake::{Mistake, PolicyErrorKind, quoted};

/// The prefix with which policies of Amazon API Gateway name the resources of their own API.
pub const API_SHORT_FORM: &str = "execute-api:/";

/// S1.8, S3.2, S6.2: `*`, or an ARN pattern with as many parts as the kind of policy requires.
pub(super) fn check(
    document: &Document,
    element: &ElementNode,
    is_version_known: bool,
    mistakes: &mut Mistakes,
) -> Parsed<()> {
    for text in document.texts_of(&element.list) {
        mistakes.collect(check_one(document, *text, is_version_known))?;
    }
    Ok(())
}

#[inline]
fn check_one(document: &Document, text: Text, is_version_known: bool) -> Parsed<()> {
    let resource = document.text(text);
    let takes_short_form = document.kind == PolicyKind::Resource;
    let is_short_form = takes_short_form && resource.starts_with(API_SHORT_FORM);
    let mistake = |expected: &str| {
        let kind = PolicyErrorKind::Resource;
        let resource_shown = quoted(resource);
        let found = match resource.starts_with(API_SHORT_FORM) {
            true => {
                let policy = with_article(document.kind);
                format!("the resource {resource_shown} in {policy}")
            }
            false => format!("the resource {resource_shown}"),
        };
        Err(Mistake::new(kind, document.span_of(text), found, expected))
    };
    if resource == "*" {
        return Ok(());
    }
    if !is_short_form && !resource.starts_with("arn:") {
        return mistake("`*` or an ARN, which begins with `arn:`");
    }
    let has_variables = match document.version {
        Version::V2012 => check_variables(document, text)?.is_some(),
        Version::V2008 => false,
    };
    if is_short_form || !has_variables && is_complete(resource) {
        return Ok(());
    }
    // Whether `${` begins a variable depends on the version.
    if !is_version_known && variables::find(resource).is_some() {
        return Ok(());
    }
    let outline = Outline::of(resource, has_variables);
    if outline.has_empty_service {
        return mistake("an ARN with a service, such as `arn:aws:s3:::bucket`");
    }
    if outline.parts == 5 && !has_variables && !ends_in_account(resource) {
        return mistake(
            "an account as the fifth part, `arn:partition:service:region:account:resource`",
        );
    }
    if !has_parts_enough(document.kind, outline) {
        return mistake(match document.kind {
            PolicyKind::Identity | PolicyKind::PermissionsBoundary => {
                "an ARN with at least a service, such as `arn:aws:s3`, whose missing parts are `*`"
            }
            PolicyKind::Session => {
                "an ARN of six parts, `arn:partition:service:region:account:resource`: a session \
                 policy takes no shorter one"
            }
            _ => "an ARN of six parts: `arn:partition:service:region:account:resource`",
        });
    }
    Ok(())
}

/// Whether an ARN pattern without variables has six parts and a service, as most do.
fn is_complete(resource: &str) -> bool {
    ArnSplit::of(resource)
        .is_some_and(|split| !split.part(resource.as_bytes(), part::SERVICE).is_empty())
}

/// Whether an ARN pattern is complete or may be short: in identity policies and permissions
/// boundaries, missing parts are filled with `*` if the partition and the service are present.
fn has_parts_enough(kind: PolicyKind, outline: Outline) -> bool {
    if outline.parts == 6 {
        return true;
    }
    match kind {
        PolicyKind::Identity | PolicyKind::PermissionsBoundary => {
            outline.parts >= 3 || outline.ends_in_star
        }
        PolicyKind::Session => false,
        PolicyKind::ServiceControl
        | PolicyKind::ResourceControl
        | PolicyKind::Resource
        | PolicyKind::Trust
        | PolicyKind::VpcEndpoint => outline.ends_in_star,
    }
}

/// Whether the last part of an ARN of five parts can be an account: AWS rejects
/// `arn:aws:s3::bucket`, which lacks a colon. After a `*` that may match colons, any part is
/// possible (S3.4).
fn ends_in_account(resource: &str) -> bool {
    let (_, account) = resource.rsplit_once(':').unwrap_or_default();
    account.is_empty()
        || account == "aws"
        || account.contains(['*', '?'])
        || is_account_id(account)
        || TrailingStars::of(resource).within(part::ACCOUNT)
}
