//! The answer of a layer's policies to a request.

use crate::logic::{Logic, Truth};
use crate::policy::{Compiled, CompiledStatement, Grant};
use crate::request::Facts;
use iam_syntax::document::Effect;

/// The answer of a layer's policies to a request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Effects<T = Truth> {
    pub(crate) deny: T,
    /// By how directly the caller is named; identity-type policies allow directly.
    allow: [T; 3],
}

impl<T: Logic> Effects<T> {
    pub(crate) const NONE: Self = Self {
        deny: T::FALSE,
        allow: [T::FALSE; 3],
    };

    /// For policies that name no principal: they allow directly.
    pub(crate) fn of_identity(deny: T, allow: T) -> Self {
        Self {
            deny,
            allow: [T::FALSE, T::FALSE, allow],
        }
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "there are as many grants as elements"
    )]
    pub(crate) fn allows(&self, grant: Grant) -> T {
        self.allow[grant as usize]
    }

    pub(crate) fn allows_at_all(&self) -> T {
        let [account, limited, direct] = self.allow;
        account.or(limited).or(direct)
    }

    #[inline]
    #[expect(
        clippy::indexing_slicing,
        reason = "there are as many grants as elements"
    )]
    pub(crate) fn note(&mut self, effect: Effect, truth: T, grant: Grant) {
        let noted = match effect {
            Effect::Deny => &mut self.deny,
            Effect::Allow => &mut self.allow[grant as usize],
        };
        *noted = noted.or(truth);
    }
}

impl Effects {
    /// Records that a statement naming an unknown caller by its account may also name it directly.
    #[inline]
    pub(super) fn note_direct(
        &mut self,
        statement: Option<&CompiledStatement>,
        truth: Truth,
        grant: Grant,
        policy: &Compiled,
        facts: &Facts<'_>,
    ) {
        let direct = |statement: &CompiledStatement| statement.may_name_directly(policy, facts);
        if grant == Grant::Account
            && let Some(statement) = statement.filter(|statement| direct(statement))
        {
            self.note(statement.effect, truth.and(Truth::Unknown), Grant::Direct);
        }
    }

    /// Whether more statements of the effect could not change anything.
    pub(super) fn is_certain(&self, effect: Effect) -> bool {
        match effect {
            Effect::Deny => self.deny == Truth::True,
            Effect::Allow => self.allows(Grant::Direct) == Truth::True,
        }
    }
}
