//! Member names: which ones an object has had so far, and the mistakes for the others.

use super::statement::Unread;
use crate::document::Element;
use crate::text::json::{Parsed, Scalar};
use crate::text::mistake::{Mistake, PolicyErrorKind, quoted};

/// The members that an object has had so far.
#[derive(Default)]
pub(super) struct Seen(u16);

impl Seen {
    pub(super) fn has(&self, member: u8) -> bool {
        self.0 & (1 << member) != 0
    }

    pub(super) fn note(&mut self, member: u8, scalar: Scalar, name: &str) -> Parsed<()> {
        if self.has(member) {
            return Err(duplicate(scalar, name));
        }
        self.0 |= 1 << member;
        Ok(())
    }

    /// [`Seen::note`] for an element of a statement: elements that exclude each other may not both
    /// be present.
    #[inline]
    pub(super) fn note_element(&mut self, element: Element, scalar: Scalar) -> Parsed<()> {
        if self.0 & Unread::of(element).bits() != 0 {
            return Err(self.refused(element, scalar));
        }
        self.0 |= 1 << element as u16;
        Ok(())
    }

    #[cold]
    fn refused(&self, element: Element, member: Scalar) -> Box<Mistake> {
        if self.has(element as u8) {
            return duplicate(member, element.name());
        }
        let pair = match (element.is_negated(), element.other_form()) {
            (true, Some(plain)) => [plain, element],
            (_, other) => [element, other.unwrap_or(element)],
        };
        let [plain, negated] = pair;
        let found = format!("both `{plain}` and `{negated}`");
        let kind = PolicyErrorKind::ConflictingElements;
        Mistake::new(kind, member.span, found, "one of them")
    }
}

pub(super) fn duplicate(member: Scalar, name: &str) -> Box<Mistake> {
    let found = format!("the member {} a second time", quoted(name));
    let kind = PolicyErrorKind::DuplicateElement;
    Mistake::new(kind, member.span, found, "each member once in an object")
}

pub(super) fn unknown(member: Scalar, name: &str, expected: &str) -> Box<Mistake> {
    let found = format!("the member {}", quoted(name));
    Mistake::new(
        PolicyErrorKind::UnknownElement,
        member.span,
        found,
        expected,
    )
}

/// Whether a member's name is one typing error away from a name of the grammar: another letter
/// case, or one letter added, missing, replaced, or two letters swapped. Then that member is
/// misspelt, not missing.
pub(super) fn is_misspelt(name: &str, known: &str) -> bool {
    if name.len().abs_diff(known.len()) > 1 {
        return false;
    }
    let (name, known) = (name.to_ascii_lowercase(), known.to_ascii_lowercase());
    let (name, known) = (name.as_bytes(), known.as_bytes());
    let alike = name.iter().zip(known).take_while(|(a, b)| a == b).count();
    let rest =
        |text: &[u8], from: usize| text.get(alike.saturating_add(from)..).map(<[u8]>::to_vec);
    let after = |a: usize, b: usize| match (rest(name, a), rest(known, b)) {
        (Some(name), Some(known)) => name == known,
        _ => false,
    };
    let swapped = || {
        let [a, b] = [name, known].map(|text| text.get(alike..)?.split_first_chunk::<2>());
        matches!((a, b), (Some(([a, b], after)), Some(([c, d], rest))) if a == d && b == c && after == rest)
    };
    name == known || after(1, 0) || after(0, 1) || after(1, 1) || swapped()
}

#[cfg(test)]
mod tests {
    use super::is_misspelt;

    #[test]
    fn a_typing_error_is_distinguished_from_another_name() {
        for name in [
            "Action", "action", "ACTION", "Actions", "Acton", "Aktion", "Atcion", "xAction",
        ] {
            assert!(is_misspelt(name, "Action"), "{name}");
        }
        for name in ["", "A", "NotAction", "Actionss", "noitcA", "Effect", "é"] {
            assert!(!is_misspelt(name, "Action"), "{name}");
        }
    }
}
