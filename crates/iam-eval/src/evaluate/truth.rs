//! Three-valued logic (Kleene's): what is true, what is false, and what hangs on something unknown.

/// Concrete requests never yield [`Truth::Unknown`]; partial ones go through the same code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Truth {
    False,
    Unknown,
    True,
}

impl Truth {
    pub(crate) fn and(self, other: Self) -> Self {
        self.min(other)
    }

    pub(crate) fn or(self, other: Self) -> Self {
        self.max(other)
    }

    pub(crate) fn not(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
            Self::True => Self::False,
        }
    }

    /// The answer that both ways of filling in an unknown give, if they give the same one.
    pub(crate) fn agreed(self, other: Self) -> Self {
        if self == other { self } else { Self::Unknown }
    }

    /// True if `test` is for any item; stops at the first one.
    pub(crate) fn any<T>(
        items: impl IntoIterator<Item = T>,
        mut test: impl FnMut(T) -> Self,
    ) -> Self {
        let mut answer = Self::False;
        for item in items {
            answer = answer.or(test(item));
            if answer == Self::True {
                break;
            }
        }
        answer
    }

    /// True if `test` is for all items; stops at the first that is false.
    pub(crate) fn all<T>(
        items: impl IntoIterator<Item = T>,
        mut test: impl FnMut(T) -> Self,
    ) -> Self {
        let mut answer = Self::True;
        for item in items {
            answer = answer.and(test(item));
            if answer == Self::False {
                break;
            }
        }
        answer
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}
