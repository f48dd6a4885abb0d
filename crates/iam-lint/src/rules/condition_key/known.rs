//! Looks up condition keys.

use iam_catalog::{Catalog, ConditionKey, GlobalKey, Service, nearest_name};

/// Global keys that are not on AWS's page, but in AWS's own policies and consoles.
pub(super) const UNLISTED: [&str; 2] = ["aws:PrincipalOrgMasterAccountId", "aws:SourceOwner"];

/// Keys of identity providers: `saml:aud`, `accounts.google.com:sub`,
/// `oidc.eks.eu-central-1.amazonaws.com/id/A:aud`.
pub(super) fn is_of_provider(key: &str) -> bool {
    let prefix = key.split(':').next().unwrap_or_default();
    prefix.contains(['.', '/']) || prefix.eq_ignore_ascii_case("saml")
}

/// The global key that was most likely intended: one with a similar name, or whose name begins with
/// this one.
pub(super) fn near_global(key: &str) -> Option<&'static str> {
    let (head, _) = key.split_once('/').unwrap_or((key, ""));
    let near = nearest_name(
        head,
        GlobalKey::names().map(|name| name.trim_end_matches('/')),
    );
    let begins = |known: &&str| {
        let known = known.trim_end_matches('/');
        let start = key.get(..known.len());
        known.len() > 8 && start.is_some_and(|start| start.eq_ignore_ascii_case(known))
    };
    near.or_else(|| {
        GlobalKey::names()
            .filter(begins)
            .max_by_key(|known| known.len())
    })
}

/// The key of a service that was most likely intended.
pub(super) fn near_service_key<'c>(
    catalog: &'c Catalog,
    prefix: &str,
    key: &str,
) -> Option<&'c str> {
    let (_, wanted) = key.split_once(':')?;
    let of_service = catalog.condition_keys().filter_map(|known| {
        let (of, name) = known.name().split_once(':')?;
        of.eq_ignore_ascii_case(prefix)
            .then_some((name, known.name()))
    });
    let names: Vec<(&str, &str)> = of_service.collect();
    let meant = nearest_name(wanted, names.iter().map(|(name, _)| *name))?;
    names
        .iter()
        .find(|(name, _)| *name == meant)
        .map(|(_, whole)| *whole)
}

/// Whether a service has the key for any of its actions: if for none, its list is not complete.
pub(super) fn binds(service: Service<'_>, key: &ConditionKey) -> bool {
    let has = |keys: Vec<&ConditionKey>| keys.iter().any(|bound| bound.name() == key.name());
    service
        .actions()
        .any(|action| has(action.all_condition_keys()))
}
