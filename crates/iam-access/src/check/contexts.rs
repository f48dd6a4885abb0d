//! The contexts of the questions: the condition keys of a request depend on its action and resource.

use super::subject::{Questions, Target};
use iam_eval::{Action, Context};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::rc::Rc;

/// A context shared by many requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Base {
    OfKms,
    Global,
    Regional,
}

/// A context, and the keys that differ from it.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Change {
    base: Base,
    keys: BTreeSet<String>,
}

/// The last question's action and type of resource, with its change.
#[derive(Debug)]
pub(super) struct LastChange {
    action: String,
    of: Option<String>,
    change: Rc<Change>,
}

impl Change {
    fn of<'k>(base: Base, keys: impl IntoIterator<Item = &'k str>) -> Rc<Self> {
        Rc::new(Self {
            base,
            keys: keys.into_iter().map(str::to_owned).collect(),
        })
    }
}

impl Questions<'_> {
    /// The context of a request: keys that belong to other types of resource than the request's are absent from
    /// it, even if the user gave a value; if the type is unknown, they are unknown as well.
    pub(super) fn context(&self, action: &Action<'_>, target: Target<'_>) -> Cow<'_, Context> {
        // The most frequent case.
        let is_plain = match target {
            Target::Any => true,
            Target::Pattern(_) => !self.is_context_bound,
            Target::Nothing | Target::Of(..) => false,
        };
        if is_plain {
            return Cow::Borrowed(self.base(base_of(action)));
        }
        let change = self.change(action, target);
        let (base, keys) = (self.base(change.base), &change.keys);
        if keys.is_empty() {
            return Cow::Borrowed(base);
        }
        let with = |context: Context, key: &String| match target {
            Target::Pattern(_) => context.without(key),
            _ => absent(context, key),
        };
        Cow::Owned(keys.iter().fold(base.clone(), with))
    }

    /// How the context differs from those of other requests.
    pub(super) fn change(&self, action: &Action<'_>, target: Target<'_>) -> Rc<Change> {
        let base = base_of(action);
        let known = self.base(base).keys().filter(|_| self.is_context_bound);
        let name = action.as_str();
        let of = match target {
            Target::Any => return Change::of(base, []),
            Target::Pattern(_) => {
                let bound = known.filter(|key| self.catalog.binds_key(name, key));
                return Change::of(base, bound);
            }
            Target::Nothing => None,
            Target::Of(of, _) => Some(of.name.as_str()),
        };
        if let Some(last) = &*self.last_change.borrow()
            && last.action == name
            && last.of.as_deref() == of
        {
            return Rc::clone(&last.change);
        }
        let used = self.keys().iter().map(String::as_str);
        let lacks = |key: &&str| self.catalog.lacks_key(name, of, key);
        let change = Change::of(base, known.chain(used).filter(lacks));
        self.last_change.replace(Some(LastChange {
            action: name.to_owned(),
            of: of.map(str::to_owned),
            change: Rc::clone(&change),
        }));
        change
    }

    fn base(&self, base: Base) -> &Context {
        match base {
            Base::OfKms => &self.of_kms,
            Base::Global => &self.global,
            Base::Regional => &self.regional,
        }
    }
}

/// A context in which a key is known to be absent.
pub(super) fn absent(context: Context, key: &str) -> Context {
    context.with_list::<&str>(key, [])
}

/// Requests to global services have their own Region. `iam:PassRole` is not a request: it is checked for the
/// service that is to use the role, in the Region of the request to that service.
fn is_asked_globally(action: &Action<'_>) -> bool {
    let service = action.as_str().split(':').next().unwrap_or_default();
    iam_catalog::is_global(service) && !action.as_str().eq_ignore_ascii_case("iam:PassRole")
}

/// The base of the context of a request for the action.
fn base_of(action: &Action<'_>) -> Base {
    match is_asked_globally(action) {
        _ if action.is_of_service("kms") => Base::OfKms,
        true => Base::Global,
        false => Base::Regional,
    }
}
