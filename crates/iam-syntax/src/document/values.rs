//! The grammar of what stands inside a document's strings: actions, resources, variables, and what
//! each kind of policy may have at all.

use super::operator::Comparison;
use super::{
    Document, Effect, ElementNode, PolicyKind, PrincipalType, StatementNode, Text, Version,
    actions, principal, resources,
};
use crate::pattern::variables;
use crate::text::Span;
use crate::text::json::Parsed;
use crate::text::mistake::{Mistake, PolicyErrorKind, quoted};
use crate::value::ip::IpRange;
use crate::value::moment;
use smallvec::SmallVec;

pub(super) fn check(document: &Document) -> Parsed<()> {
    // S1.2; whether a control policy without a version is refused is OPEN.
    let control = matches!(
        document.kind,
        PolicyKind::ServiceControl | PolicyKind::ResourceControl
    );
    if let Some(span) = document.version_span.filter(|_| control)
        && document.version == Version::V2008
    {
        let found = format!(
            "the version `2008-10-17` in {}",
            with_article(document.kind)
        );
        let kind = PolicyErrorKind::Version;
        return Err(Mistake::new(kind, span, found, "`2012-10-17`"));
    }
    for statement in &document.statements {
        check_elements(document, statement)?;
        actions::check(document, statement)?;
        if let Some(resource) = &statement.resource {
            resources::check(document, resource)?;
        }
        if let Some(principals) = &statement.principal {
            check_principals(document, statement, principals)?;
        }
        check_conditions(document, statement)?;
    }
    // S1.14: the policies of services are freer.
    if document.kind.is_identity_type() {
        check_sids(document)?;
    }
    Ok(())
}

/// S1.8, S1.9, S1.11, S1.17, S1.19: the elements that this kind of policy must and must not have.
fn check_elements(document: &Document, statement: &StatementNode) -> Parsed<()> {
    let unsupported = |element: &ElementNode, name: &str, expected: &str| {
        let not = if element.negated { "Not" } else { "" };
        let found = format!("`{not}{name}` in {}", with_article(document.kind));
        let kind = PolicyErrorKind::UnsupportedElement;
        Err(Mistake::new(kind, element.name, found, expected))
    };
    let missing = |found: &str, expected: &str| {
        Mistake::new(
            PolicyErrorKind::MissingElement,
            statement.span,
            found,
            expected,
        )
    };
    match &statement.principal {
        Some(principal) if document.kind.is_identity_type() => {
            let expected = "no principal: whoever has the policy is meant";
            return unsupported(principal, "Principal", expected);
        }
        Some(principal) if principal.negated && document.kind.refuses_not_principal() => {
            return unsupported(principal, "Principal", "`Principal`");
        }
        None if !document.kind.is_identity_type() => {
            let policy = with_article(document.kind);
            let found = format!("a statement of {policy} without `Principal`");
            return Err(missing(&found, "the member `Principal`"));
        }
        _ => {}
    }
    if statement.resource.is_none() && document.kind.needs_resource() {
        let found = "a statement with neither `Resource` nor `NotResource`";
        return Err(missing(found, "one of them"));
    }
    if let Some(resource) = &statement.resource
        && document.kind == PolicyKind::Trust
    {
        return unsupported(
            resource,
            "Resource",
            "no resource: the role itself is meant",
        );
    }
    if document.kind == PolicyKind::ResourceControl {
        check_resource_control(document, statement)?;
    }
    Ok(())
}

/// S1.17: an RCP denies; the one that allows is the managed `RCPFullAWSAccess`.
fn check_resource_control(document: &Document, statement: &StatementNode) -> Parsed<()> {
    let mistake = |span: Span, found: &str, expected: &str| {
        let kind = PolicyErrorKind::UnsupportedElement;
        Err(Mistake::new(kind, span, found, expected))
    };
    if statement.action.negated {
        let found = "`NotAction` in a resource control policy";
        return mistake(statement.action.name, found, "`Action`");
    }
    let lone_star =
        |element: &ElementNode| !element.negated && document.list(&element.list).eq(["*"]);
    let full_access = lone_star(&statement.action)
        && statement.resource.as_ref().is_some_and(lone_star)
        && statement.conditions.is_empty();
    // `*` and `*:*` are every service's actions; AWS asks for a service.
    let of_every_service = |action: &&str| {
        let service = action.split(':').next().unwrap_or_default();
        service.bytes().all(|byte| byte == b'*')
    };
    let actions = texts(document, &statement.action).iter();
    let unbound = actions
        .clone()
        .find(|text| of_every_service(&document.text(**text)));
    if let Some(text) = unbound.filter(|_| statement.effect == Effect::Deny) {
        return mistake(
            document.span_of(*text),
            "an action of every service in a resource control policy",
            "actions of a service, such as `s3:*`",
        );
    }
    if statement.effect == Effect::Allow && !full_access {
        return mistake(
            statement.span,
            "`Allow` in a resource control policy",
            "`Deny`, or the statement of `RCPFullAWSAccess`: Allow, Principal *, Action *, Resource *",
        );
    }
    Ok(())
}

fn check_principals(
    document: &Document,
    statement: &StatementNode,
    element: &ElementNode,
) -> Parsed<()> {
    let range = element.list.start as usize..element.list.end as usize;
    let principals = &document.principals[range];
    for principal in principals {
        refuse_variable(document, principal.value, "a principal")?;
        principal::check(document, principal)?;
    }
    // S8.2: the map form `{"AWS": "*"}` is taken.
    if document.kind == PolicyKind::Trust
        && let [principal] = principals
        && principal.kind == PrincipalType::Everyone
    {
        return Err(Mistake::new(
            PolicyErrorKind::Principal,
            document.span_of(principal.value),
            "`\"Principal\": \"*\"` in a role trust policy",
            "principals by their kind: `{\"AWS\": …}`, `{\"Service\": …}` or `{\"Federated\": …}`",
        ));
    }
    let everyone = matches!(principals, [principal] if principal.kind == PrincipalType::Everyone);
    if document.kind == PolicyKind::ResourceControl && !everyone {
        return Err(Mistake::new(
            PolicyErrorKind::Principal,
            statement.span,
            "a resource control policy for some principals",
            "`\"Principal\": \"*\"`; a condition can tell principals apart",
        ));
    }
    Ok(())
}

fn check_conditions(document: &Document, statement: &StatementNode) -> Parsed<()> {
    let range = statement.conditions.start as usize..statement.conditions.end as usize;
    for condition in &document.conditions[range] {
        let key = document.text(condition.key);
        if key.is_empty() {
            return Err(Mistake::new(
                PolicyErrorKind::Condition,
                document.span_of(condition.key),
                "an empty condition key",
                "a key such as `aws:SourceIp`",
            ));
        }
        refuse_variable(document, condition.key, "a condition key")?;
        let values = condition.values.start as usize..condition.values.end as usize;
        for text in &document.texts[values] {
            if document.version == Version::V2012 && document.mentions_variables {
                check_variables(document, *text)?;
            }
            let value = document.text(*text);
            if matches!(condition.operator.comparison(), Comparison::Date(_))
                && !moment::is_taken(value)
            {
                return Err(Mistake::new(
                    PolicyErrorKind::Condition,
                    document.span_of(*text),
                    format!("the date {}", quoted(value)),
                    "a date such as `2026-11-26T12:00:00Z`, or seconds since 1970",
                ));
            }
            if condition.operator.comparison() == Comparison::IpAddress
                && IpRange::parse(value).is_none()
            {
                return Err(Mistake::new(
                    PolicyErrorKind::Condition,
                    document.span_of(*text),
                    format!("the address range {}", quoted(value)),
                    "an IPv4 or IPv6 address or CIDR range, such as `203.0.113.0/24`",
                ));
            }
        }
    }
    Ok(())
}

/// S1.14.
fn check_sids(document: &Document) -> Parsed<()> {
    // Most documents have a few: comparing them takes less time than hashing them.
    const FEW: usize = 8;
    let mut first: SmallVec<[&str; FEW]> = SmallVec::new();
    let mut others = std::collections::HashSet::new();
    let mut is_new = |sid| match first.contains(&sid) {
        true => false,
        false if first.len() < FEW => {
            first.push(sid);
            true
        }
        false => others.insert(sid),
    };
    for text in document
        .statements
        .iter()
        .filter_map(|statement| statement.sid)
    {
        let sid = document.text(text);
        let mistake = |found: String, expected: &str| {
            Mistake::new(
                PolicyErrorKind::Sid,
                document.span_of(text),
                found,
                expected,
            )
        };
        if !sid.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            let found = format!("the Sid {}", quoted(sid));
            return Err(mistake(found, "letters and digits only (A–Z, a–z, 0–9)"));
        }
        if !sid.is_empty() && !is_new(sid) {
            let found = format!("the Sid {} a second time", quoted(sid));
            return Err(mistake(found, "each Sid once in a document"));
        }
    }
    Ok(())
}

/// S6.10: in a 2012-10-17 document no variable may stand here.
pub(super) fn refuse_variable(document: &Document, text: Text, place: &str) -> Parsed<()> {
    if document.version == Version::V2008 || !document.mentions_variables {
        return Ok(());
    }
    let value = document.text(text);
    match variables::find(value) {
        None => Ok(()),
        Some(_) => Err(Mistake::new(
            PolicyErrorKind::Variable,
            document.span_of(text),
            format!("a policy variable in {place}: {}", quoted(value)),
            "policy variables in resources and condition values only",
        )),
    }
}

/// S1.22: every variable is well formed. Gives the offset of the first one.
pub(super) fn check_variables(document: &Document, text: Text) -> Parsed<Option<usize>> {
    let value = document.text(text);
    let Some(first) = variables::find(value) else {
        return Ok(None);
    };
    for piece in variables::pieces(value) {
        if let Err(malformed) = piece {
            let whole = document.span_of(text);
            let as_it_stands = whole.end - whole.start == text.end - text.start;
            let start = if as_it_stands {
                whole.start + malformed.offset
            } else {
                whole.start
            };
            return Err(Mistake::new(
                PolicyErrorKind::Variable,
                Span {
                    start,
                    end: whole.end.max(start),
                },
                format!("{} in {}", malformed.found, quoted(value)),
                malformed.expected,
            ));
        }
    }
    Ok(Some(first))
}

pub(super) fn texts<'a>(document: &'a Document, element: &ElementNode) -> &'a [Text] {
    &document.texts[element.list.start as usize..element.list.end as usize]
}

pub(super) fn with_article(kind: PolicyKind) -> String {
    let article = if kind == PolicyKind::Identity {
        "an"
    } else {
        "a"
    };
    format!("{article} {kind}")
}
