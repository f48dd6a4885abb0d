//! An action, or a pattern of actions.

use super::Text;
use crate::names::Names;
use iam_catalog::fits;

/// No action has a name of this length; longer ones aren't compared with the catalogue.
const LONGEST: usize = 512;

#[derive(Debug)]
pub(crate) struct Action<'a> {
    pub(crate) text: Text<'a>,
    /// Whether it is in `NotAction`.
    pub(crate) is_negated: bool,
    /// The part before the colon; empty if there is none.
    pub(crate) service: &'a str,
    /// The part after the colon; empty if there is none.
    pub(crate) name: &'a str,
    /// The service with this prefix, if the catalogue has it.
    pub(crate) of: Option<iam_catalog::Service<'a>>,
    /// The action, if it is not a pattern and the catalogue has it.
    pub(crate) known: Option<iam_catalog::Action<'a>>,
}

impl<'a> Action<'a> {
    pub(super) fn new(text: Text<'a>, is_negated: bool, names: &'a Names<'a>) -> Self {
        let (service, name) = text.value.split_once(':').unwrap_or_default();
        let is_short = text.value.len() <= LONGEST;
        let of = names.catalog.service(service).filter(|_| is_short);
        let known = of.and_then(|of| of.action(name));
        Self {
            text,
            is_negated,
            service,
            name,
            of,
            known,
        }
    }

    /// `*`: every action of every service.
    pub(crate) fn is_everything(&self) -> bool {
        let stars = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte == b'*');
        stars(self.text.value) || stars(self.service) && stars(self.name)
    }

    pub(crate) fn has_wildcard(&self) -> bool {
        self.text.value.contains(['*', '?'])
    }

    /// Whether it has the form `service:Name` (S1.7).
    pub(crate) fn is_well_formed(&self) -> bool {
        self.text.value.len() <= LONGEST
            && !self.service.is_empty()
            && !self.name.is_empty()
            && !self.name.contains(':')
            && !self.service.contains(char::is_whitespace)
    }

    /// Whether it matches an action, such as `iam:PassRole`.
    pub(crate) fn covers(&self, action: &str) -> bool {
        self.text.value.len() <= LONGEST && fits(self.text.value, action) || self.is_everything()
    }

    /// The actions in the catalogue that it matches.
    pub(crate) fn meant(&self) -> impl Iterator<Item = iam_catalog::Action<'a>> {
        let of = self.of.filter(|_| self.known.is_none());
        let name = self.name;
        let matched = of.into_iter().flat_map(iam_catalog::Service::actions);
        let matched = matched.filter(move |action| fits(name, action.short_name()));
        self.known.into_iter().chain(matched)
    }
}
