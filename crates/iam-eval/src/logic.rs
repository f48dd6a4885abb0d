//! Kleene's three-valued logic: true, false, or dependent on something unknown.

/// The values that the rules of combination (S7) compute with: one truth value, or those of 64
/// requests at once.
pub(crate) trait Logic: Copy {
    const FALSE: Self;
    const TRUE: Self;
    fn and(self, other: Self) -> Self;
    fn or(self, other: Self) -> Self;
    /// The answer, if both possibilities for an unknown give the same one.
    fn agreed(self, other: Self) -> Self;
    /// One truth value for all requests.
    fn known(truth: Truth) -> Self;
}

/// One bit for each of 64 concrete requests.
impl Logic for u64 {
    const FALSE: Self = 0;
    const TRUE: Self = Self::MAX;

    #[inline]
    fn and(self, other: Self) -> Self {
        self & other
    }

    #[inline]
    fn or(self, other: Self) -> Self {
        self | other
    }

    /// Never needed for concrete requests; what is not certain is not allowed.
    fn agreed(self, other: Self) -> Self {
        self & other
    }

    fn known(truth: Truth) -> Self {
        match truth {
            Truth::True => Self::TRUE,
            Truth::False | Truth::Unknown => Self::FALSE,
        }
    }
}

impl Logic for Truth {
    const FALSE: Self = Self::False;
    const TRUE: Self = Self::True;

    #[inline]
    fn and(self, other: Self) -> Self {
        self.min(other)
    }

    #[inline]
    fn or(self, other: Self) -> Self {
        self.max(other)
    }

    fn agreed(self, other: Self) -> Self {
        if self == other { self } else { Self::Unknown }
    }

    fn known(truth: Truth) -> Self {
        truth
    }
}

/// Concrete requests never yield [`Truth::Unknown`]; partial ones use the same code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Truth {
    False,
    Unknown,
    True,
}

impl Truth {
    pub(crate) fn not(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
            Self::True => Self::False,
        }
    }

    /// True if `test` is true for any item; stops at the first one.
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

    /// True if `test` is true for all items; stops at the first that is false.
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
