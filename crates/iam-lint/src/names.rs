//! Looks up names in the catalogue and in additional lists.

mod documented;

use documented::{DOCUMENTED, Documented, PUBLISHED};
use iam_catalog::{Catalog, ConditionKey, ResourceType, Service, fits};
use iam_syntax::pattern::{algebra, wildcard};
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

/// The ARN format of a type of resource.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape<'c> {
    /// `None` for a type that AWS documents and the catalogue lacks.
    pub(crate) kind: Option<ResourceType<'c>>,
    /// Empty if there is none, for example for buckets.
    pub(crate) region: &'c str,
    pub(crate) account: &'c str,
    pub(crate) resource: &'c str,
}

impl<'c> Shape<'c> {
    /// The format that an ARN describes from its service on.
    fn of(kind: Option<ResourceType<'c>>, arn: &'c str) -> Option<Self> {
        let mut parts = arn.splitn(4, ':').skip(1);
        Some(Self {
            kind,
            region: parts.next()?,
            account: parts.next()?,
            resource: parts.next()?,
        })
    }

    /// Whether each of its ARNs has a Region. The catalogue has `*` where some have none.
    pub(crate) fn needs_region(&self) -> bool {
        !matches!(self.region, "" | "*")
    }

    /// The same for an account.
    pub(crate) fn needs_account(&self) -> bool {
        !matches!(self.account, "" | "*")
    }
}

/// The ARN format of a type of resource, prepared for comparison.
#[derive(Debug)]
struct Form {
    origin: Origin,
    /// The resource part, and the same with each variable as a wildcard.
    resource: String,
    pattern: Vec<u8>,
}

/// Where a format comes from.
#[derive(Debug)]
enum Origin {
    Catalogue {
        prefix: String,
        kind: String,
        arn: usize,
    },
    Documented(&'static Documented),
}

/// A catalogue with lazily created indexes.
#[derive(Debug)]
pub(crate) struct Names<'c> {
    pub(crate) catalog: &'c Catalog,
    prefixes: OnceLock<HashSet<String>>,
    /// By the service of the ARNs.
    forms: OnceLock<HashMap<String, Vec<Form>>>,
}

impl<'c> Names<'c> {
    pub(crate) fn new(catalog: &'c Catalog) -> Self {
        Self {
            catalog,
            prefixes: OnceLock::new(),
            forms: OnceLock::new(),
        }
    }

    /// The condition key with this name, or the template that it matches.
    pub(crate) fn condition_key(&self, name: &str) -> Option<&'c ConditionKey> {
        self.catalog.condition_key(name)
    }

    /// Whether condition keys have this prefix: a service's, or one that only keys have (`saml`).
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

    /// The ARN formats of a service. They are not all listed under the service's own prefix:
    /// `arn:aws:execute-api:…` belongs to API Gateway, and so on.
    fn forms(&self, service: &str) -> &[Form] {
        let forms = self.forms.get_or_init(|| {
            let mut forms: HashMap<String, Vec<Form>> = HashMap::new();
            for kind in self.catalog.services().flat_map(Service::resource_types) {
                for (at, arn) in kind.arns().enumerate() {
                    let mut parts = arn.splitn(6, ':');
                    let (Some(of), Some(resource)) = (parts.nth(2), parts.nth(2)) else {
                        continue;
                    };
                    let origin = Origin::Catalogue {
                        prefix: kind.service().prefix().to_owned(),
                        kind: kind.name().to_owned(),
                        arn: at,
                    };
                    let form = Form::new(origin, resource);
                    forms.entry(of.to_owned()).or_default().push(form);
                }
            }
            for documented in &DOCUMENTED {
                let service = documented.arn.split(':').next().unwrap_or_default();
                let resource = documented.arn.splitn(4, ':').nth(3).unwrap_or_default();
                // Without any format from the catalogue, the service's resources aren't known.
                if let Some(forms) = forms.get_mut(service) {
                    forms.push(Form::new(Origin::Documented(documented), resource));
                }
            }
            forms
        });
        forms.get(service).map_or(&[], Vec::as_slice)
    }

    /// The resource parts of the ARNs of a service, without duplicates.
    pub(crate) fn resource_forms(&self, service: &str) -> Vec<&str> {
        let forms = self.forms(service).iter();
        let mut forms: Vec<&str> = forms.map(|form| form.resource.as_str()).collect();
        forms.sort_unstable();
        forms.dedup();
        forms
    }

    /// The ARN formats of a service that match a resource; `None` if no resource type of the
    /// service is known.
    pub(crate) fn shapes(&self, service: &str, resource: &str) -> Option<Vec<Shape<'c>>> {
        let forms = self.forms(service);
        if forms.is_empty() {
            return None;
        }
        let open = opened(resource);
        let pattern = wildcard::pattern(&open);
        let fitting = forms
            .iter()
            .filter(|form| may_meet((&open, &pattern), form));
        let found = fitting.filter_map(|form| {
            let kind = |(prefix, name)| self.catalog.service(prefix)?.resource_type(name);
            match &form.origin {
                Origin::Catalogue {
                    prefix,
                    kind: name,
                    arn,
                } => {
                    let kind = kind((prefix.as_str(), name.as_str()))?;
                    let arn = kind.arns().nth(*arn)?.splitn(3, ':').nth(2)?;
                    Shape::of(Some(kind), arn)
                }
                Origin::Documented(documented) => {
                    Shape::of(documented.kind.and_then(kind), documented.arn)
                }
            }
        });
        Some(found.collect())
    }

    /// Whether a policy that AWS publishes has such a resource of the service, although no format
    /// of its ARNs matches it.
    pub(crate) fn is_published(&self, service: &str, resource: &str) -> bool {
        let mut patterns = PUBLISHED.iter();
        patterns.any(|(of, pattern)| *of == service && fits(pattern, resource))
    }

    /// The date of the catalogue, for messages.
    pub(crate) fn as_of(&self) -> String {
        format!("the catalogue of {}", self.catalog.date())
    }
}

impl Form {
    fn new(origin: Origin, resource: &str) -> Self {
        Self {
            origin,
            resource: resource.to_owned(),
            pattern: wildcard::pattern(&opened(resource)),
        }
    }
}

/// A text with each variable replaced by `*`.
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

/// Whether the beginning of a pattern may be the name of a bucket, if the format begins with one.
/// These names have neither slashes nor colons: `b/*` matches objects alone, and `:b/*` nothing.
fn may_begin(open: &str, form: &str) -> bool {
    let Some(after) = form.strip_prefix("${BucketName}") else {
        return true;
    };
    // After a wildcard, the name may have ended.
    let name = match after.is_empty() {
        true => open,
        false => &open[..open.find(['*', '?', '/']).unwrap_or(open.len())],
    };
    let may_be = |byte: u8| byte.is_ascii_alphanumeric() || b"-._*?".contains(&byte);
    name.bytes().all(may_be)
}

/// Whether some text matches both a pattern and a format.
fn may_meet((open, pattern): (&str, &[u8]), form: &Form) -> bool {
    if !may_begin(open, &form.resource) {
        return false;
    }
    // Nearly all formats begin differently.
    let literal = |text: &str| text.find(['*', '?', '$']).unwrap_or(text.len());
    let common = literal(open).min(literal(&form.resource));
    if open.as_bytes().get(..common) != form.resource.as_bytes().get(..common) {
        return false;
    }
    algebra::overlap(pattern, &form.pattern)
}
