//! The contexts of the questions: the condition keys of a request depend on its action and
//! resource.

use super::subject::{Knowledge, Questions, Target};
use About::{Any, Nothing, Pattern, Type};
use iam_eval::{Action, Context, Principal};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::rc::Rc;

const CALLER_ACCOUNT: &str = "kms:CallerAccount";
const EC2_REGION: &str = "ec2:Region";

/// A context shared by many requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Base {
    OfKms,
    OfEc2,
    Global,
    Regional,
}

/// A context, and the keys that differ from it.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Change {
    base: Base,
    absent: BTreeSet<String>,
    unknown: BTreeSet<String>,
}

/// The kind of a question's target.
#[derive(Debug, PartialEq, Eq)]
enum About {
    Any,
    Pattern,
    Nothing,
    Type(String),
}

impl About {
    fn of(target: Target<'_>) -> Self {
        match target {
            Target::Any => Self::Any,
            Target::Pattern(_) => Self::Pattern,
            Target::Nothing => Self::Nothing,
            Target::Of(of, _) => Self::Type(of.name.clone()),
        }
    }
}

/// The last question's action and kind of target, with its change.
#[derive(Debug)]
pub(super) struct LastChange {
    action: String,
    about: About,
    change: Rc<Change>,
}

impl Questions<'_> {
    /// The context of a request: keys that its action never has, or that belong to other types of
    /// resource than its own, are absent from it, even if the user gave a value; if the type is
    /// unknown, the latter are unknown as well.
    pub(super) fn context(&self, action: &Action<'_>, target: Target<'_>) -> Cow<'_, Context> {
        // The most frequent case.
        let base = self.base(base_of(action));
        if self.bound_keys().is_empty() {
            return Cow::Borrowed(base);
        }
        let change = self.change(action, target);
        if change.absent.is_empty() && change.unknown.is_empty() {
            return Cow::Borrowed(base);
        }
        let unknown = change.unknown.iter();
        let context = unknown.fold(base.clone(), |context, key| context.without(key));
        let absent_keys = change.absent.iter();
        Cow::Owned(absent_keys.fold(context, |context, key| absent(context, key)))
    }

    /// How the context differs from those of other requests.
    pub(super) fn change(&self, action: &Action<'_>, target: Target<'_>) -> Rc<Change> {
        let name = action.as_str();
        let about = About::of(target);
        if let Some(last) = &*self.last_change.borrow()
            && last.action == name
            && last.about == about
        {
            return Rc::clone(&last.change);
        }
        let keys = || self.bound_keys().iter();
        let never = |key: &&String| self.catalog.never_has_key(name, key);
        let lacks = |of| keys().filter(move |key| self.catalog.lacks_key(name, of, key));
        let absent: BTreeSet<String> = match &about {
            Any | Pattern => keys().filter(never).cloned().collect(),
            Nothing => lacks(None).cloned().collect(),
            Type(of) => lacks(Some(of.as_str())).cloned().collect(),
        };
        let binds = |key: &&String| self.catalog.binds_key(name, key);
        let unknown = match about {
            Pattern => keys().filter(binds).cloned().collect(),
            _ => BTreeSet::new(),
        };
        let change = Rc::new(Change {
            base: base_of(action),
            absent,
            unknown,
        });
        self.last_change.replace(Some(LastChange {
            action: name.to_owned(),
            about,
            change: Rc::clone(&change),
        }));
        change
    }

    /// The keys of the policies and of what is known of which the requests of some action are known
    /// to have none.
    fn bound_keys(&self) -> &BTreeSet<String> {
        self.bound_keys.get_or_init(|| {
            let bases = [&self.of_kms, &self.of_ec2, &self.global, &self.regional];
            let given = bases.into_iter().flat_map(Context::keys);
            let keys = given.chain(self.keys().iter().map(String::as_str));
            let bound = keys.filter(|key| self.catalog.may_bind_key(key));
            bound.map(str::to_owned).collect()
        })
    }

    fn base(&self, base: Base) -> &Context {
        match base {
            Base::OfKms => &self.of_kms,
            Base::OfEc2 => &self.of_ec2,
            Base::Global => &self.global,
            Base::Regional => &self.regional,
        }
    }
}

impl Knowledge {
    /// Sets `kms:CallerAccount` to the caller's account (AWS KMS Developer Guide, "Condition keys
    /// for AWS KMS"), unless the user gave another value.
    pub(super) fn with_caller_account(&self, context: &Context, caller: &Principal) -> Context {
        self.with_if_open(context, CALLER_ACCOUNT, caller.account())
    }

    /// Sets `ec2:Region`, which every request to EC2 has (Service Authorization Reference,
    /// "Actions, resources, and condition keys for Amazon EC2"), unless the user gave another
    /// value.
    pub(super) fn with_ec2_region(&self, context: &Context) -> Context {
        self.with_if_open(context, EC2_REGION, self.region.as_deref())
    }

    /// The context with a value of a key about which the user said nothing.
    fn with_if_open(&self, context: &Context, key: &str, value: Option<&str>) -> Context {
        match value.filter(|_| self.is_open_in(context, key)) {
            Some(value) => context.clone().with(key, value),
            None => context.clone(),
        }
    }

    /// Whether nothing is known about a key.
    pub(crate) fn is_open(&self, key: &str) -> bool {
        self.is_open_in(&self.context, key)
    }

    fn is_open_in(&self, context: &Context, key: &str) -> bool {
        let mut given = context.keys();
        self.unknown.includes(key) && !given.any(|known| known.eq_ignore_ascii_case(key))
    }
}

/// A context in which a key is known to be absent.
pub(super) fn absent(context: Context, key: &str) -> Context {
    context.with_list::<&str>(key, [])
}

/// Requests to global services have their own Region. `iam:PassRole` is not a request: it is
/// checked for the service that is to use the role, in the Region of the request to that service.
fn is_asked_globally(action: &Action<'_>) -> bool {
    let service = action.as_str().split(':').next().unwrap_or_default();
    iam_catalog::is_global(service) && !action.as_str().eq_ignore_ascii_case("iam:PassRole")
}

/// The base of the context of a request for the action.
fn base_of(action: &Action<'_>) -> Base {
    match is_asked_globally(action) {
        _ if action.is_of_service("kms") => Base::OfKms,
        _ if action.is_of_service("ec2") => Base::OfEc2,
        true => Base::Global,
        false => Base::Regional,
    }
}
