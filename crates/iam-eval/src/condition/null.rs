//! `Null`: whether the key is present (S5.11).

use crate::logic::{Logic, Truth};
use crate::request::Lookup;

/// `true` requires the key to be absent, `false` requires it to be present. OPEN: a key with an
/// empty value, alone or in a list, is present. Neither set operators nor `IfExists` are allowed
/// with it.
pub(super) fn holds(found: Lookup<'_>, absences: &[Option<bool>]) -> Truth {
    let asks = |wanted| Truth::from(absences.contains(&Some(wanted)));
    match found {
        Lookup::Absent => asks(true),
        Lookup::One(_) | Lookup::Many(_) => asks(false),
        Lookup::Unknown => asks(true).agreed(asks(false)),
    }
}
