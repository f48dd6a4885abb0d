//! `Null`: whether the key is there at all (S5.11).

use crate::logic::{Logic, Truth};
use crate::request::Lookup;

/// `true` asks for the key to be absent, `false` for it to be there. OPEN: with an empty value, alone or in a
/// list, it is there. Neither set operators nor `IfExists` go with it.
pub(super) fn holds(found: Lookup<'_>, absences: &[Option<bool>]) -> Truth {
    let asks = |wanted| Truth::from(absences.contains(&Some(wanted)));
    match found {
        Lookup::Absent => asks(true),
        Lookup::One(_) | Lookup::Many(_) => asks(false),
        Lookup::Unknown => asks(true).agreed(asks(false)),
    }
}
