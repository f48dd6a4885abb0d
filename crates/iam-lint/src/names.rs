//! Names that the catalogue, and lists beside it, have or lack.

use iam_catalog::{Catalog, ConditionKey, ResourceType};
use iam_syntax::pattern::{algebra, wildcard};
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

/// The form of the ARNs of a type of resource.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape<'c> {
    pub(crate) kind: ResourceType<'c>,
    /// Empty where there is none, such as for buckets.
    pub(crate) region: &'c str,
    pub(crate) account: &'c str,
    pub(crate) resource: &'c str,
}

/// A catalogue with what is looked up in it beside its own entries, made when it is first asked for.
#[derive(Debug)]
pub(crate) struct Names<'c> {
    pub(crate) catalog: &'c Catalog,
    prefixes: OnceLock<HashSet<String>>,
    /// By the service of their ARNs, the types of resource: a service's prefix and a type's name.
    types: OnceLock<HashMap<String, Vec<(String, String)>>>,
}

impl<'c> Names<'c> {
    pub(crate) fn new(catalog: &'c Catalog) -> Self {
        Self {
            catalog,
            prefixes: OnceLock::new(),
            types: OnceLock::new(),
        }
    }

    /// The condition key of this name, or the template that it fits.
    pub(crate) fn condition_key(&self, name: &str) -> Option<&'c ConditionKey> {
        self.catalog.condition_key(name)
    }

    /// Whether condition keys begin so: with a service's prefix, or with one that only keys have (`saml`).
    pub(crate) fn has_key_prefix(&self, prefix: &str) -> bool {
        if self.catalog.service(prefix).is_some() {
            return true;
        }
        let prefixes = self.prefixes.get_or_init(|| {
            let keys = self.catalog.condition_keys();
            let prefixes = keys.filter_map(|key| key.name().split_once(':'));
            prefixes
                .map(|(prefix, _)| prefix.to_ascii_lowercase())
                .collect()
        });
        prefixes.contains(&prefix.to_ascii_lowercase())
    }

    /// The types of resource whose ARNs have this service. They are not all listed under the service's own
    /// prefix: `arn:aws:execute-api:…` is of API Gateway, and so on.
    pub(crate) fn types_of(&self, service: &str) -> Vec<ResourceType<'c>> {
        let types = self.types.get_or_init(|| {
            let mut types: HashMap<String, Vec<(String, String)>> = HashMap::new();
            for service in self.catalog.services() {
                for kind in service.resource_types() {
                    let services = kind.arns().filter_map(|arn| arn.split(':').nth(2));
                    let mut services: Vec<&str> = services.collect();
                    services.dedup();
                    for of in services {
                        let place = (service.prefix().to_owned(), kind.name().to_owned());
                        types.entry(of.to_owned()).or_default().push(place);
                    }
                }
            }
            types
        });
        let places = types.get(service).map_or(&[][..], Vec::as_slice);
        let found = places
            .iter()
            .filter_map(|(prefix, name)| self.catalog.service(prefix)?.resource_type(name));
        found.collect()
    }

    /// The forms of ARNs of a service that a resource may have; none where no type of such a service is known.
    pub(crate) fn shapes(&self, service: &str, resource: &str) -> Option<Vec<Shape<'c>>> {
        let types = self.types_of(service);
        if types.is_empty() {
            return None;
        }
        let open = opened(resource);
        let arns = types
            .iter()
            .flat_map(|kind| kind.arns().map(|arn| (*kind, arn)));
        let found = arns.filter_map(|(kind, arn)| {
            let mut parts = arn.splitn(6, ':').skip(2);
            let (of, region, account) = (parts.next()?, parts.next()?, parts.next()?);
            let form = parts.next()?;
            (of == service && may_meet(&open, form)).then_some(Shape {
                kind,
                region,
                account,
                resource: form,
            })
        });
        Some(found.collect())
    }

    /// Words that say how old the catalogue is.
    pub(crate) fn as_of(&self) -> String {
        format!("the catalogue of {}", self.catalog.date())
    }
}

/// A text with each variable as a `*`.
pub(crate) fn opened(text: &str) -> String {
    let mut open = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        open.push_str(before);
        open.push('*');
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    open.push_str(rest);
    open
}

/// Whether a pattern and a form with variables have a text in common.
fn may_meet(open: &str, form: &str) -> bool {
    // Nearly all forms begin otherwise.
    let literal = |text: &str| text.find(['*', '?', '$']).unwrap_or(text.len());
    let common = literal(open).min(literal(form));
    if open.as_bytes().get(..common) != form.as_bytes().get(..common) {
        return false;
    }
    algebra::overlap(&wildcard::pattern(open), &wildcard::pattern(&opened(form)))
}
