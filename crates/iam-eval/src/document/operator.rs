//! The condition operators: one table, and the prefix and suffix that modify them.

/// How an operator compares one value of the request with one value of the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    /// S5.3: the same text.
    StringEquals,
    /// S5.3: the same text but for letter case.
    StringEqualsIgnoreCase,
    /// S5.4: `*` and `?` in the policy's value.
    StringLike,
    /// S5.5: as decimal numbers.
    Numeric(Relation),
    /// S5.6: as moments in time.
    Date(Relation),
    /// S5.7.
    Bool,
    /// S5.8: the same bytes.
    Binary,
    /// S5.9: the address lies in the range.
    IpAddress,
    /// S5.10: part by part.
    Arn,
    /// S5.11: whether the key is there at all.
    Null,
}

/// The order that a numeric or date operator asks for: request value, relation, policy value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Relation {
    Equals,
    NotEquals,
    LessThan,
    LessThanEquals,
    GreaterThan,
    GreaterThanEquals,
}

impl Relation {
    pub(crate) fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            Self::Equals => order.is_eq(),
            Self::NotEquals => order.is_ne(),
            Self::LessThan => order.is_lt(),
            Self::LessThanEquals => order.is_le(),
            Self::GreaterThan => order.is_gt(),
            Self::GreaterThanEquals => order.is_ge(),
        }
    }
}

/// S5.13, S5.14: how an operator treats a key with several values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SetOperator {
    None,
    ForAllValues,
    ForAnyValue,
}

/// One row of the table: a new operator is one entry.
#[derive(Debug)]
struct Entry {
    name: &'static str,
    comparison: Comparison,
    /// The operator is the complement of its comparison: true where no value matches (S5.1).
    complement: bool,
}

const fn entry(name: &'static str, comparison: Comparison, complement: bool) -> Entry {
    Entry {
        name,
        comparison,
        complement,
    }
}

static TABLE: [Entry; 27] = {
    use Comparison as C;
    use Relation as R;
    [
        entry("StringEquals", C::StringEquals, false),
        entry("StringNotEquals", C::StringEquals, true),
        entry("StringEqualsIgnoreCase", C::StringEqualsIgnoreCase, false),
        entry("StringNotEqualsIgnoreCase", C::StringEqualsIgnoreCase, true),
        entry("StringLike", C::StringLike, false),
        entry("StringNotLike", C::StringLike, true),
        entry("NumericEquals", C::Numeric(R::Equals), false),
        entry("NumericNotEquals", C::Numeric(R::NotEquals), false),
        entry("NumericLessThan", C::Numeric(R::LessThan), false),
        entry(
            "NumericLessThanEquals",
            C::Numeric(R::LessThanEquals),
            false,
        ),
        entry("NumericGreaterThan", C::Numeric(R::GreaterThan), false),
        entry(
            "NumericGreaterThanEquals",
            C::Numeric(R::GreaterThanEquals),
            false,
        ),
        entry("DateEquals", C::Date(R::Equals), false),
        entry("DateNotEquals", C::Date(R::NotEquals), false),
        entry("DateLessThan", C::Date(R::LessThan), false),
        entry("DateLessThanEquals", C::Date(R::LessThanEquals), false),
        entry("DateGreaterThan", C::Date(R::GreaterThan), false),
        entry(
            "DateGreaterThanEquals",
            C::Date(R::GreaterThanEquals),
            false,
        ),
        entry("Bool", C::Bool, false),
        entry("BinaryEquals", C::Binary, false),
        entry("IpAddress", C::IpAddress, false),
        entry("NotIpAddress", C::IpAddress, true),
        entry("ArnEquals", C::Arn, false),
        entry("ArnNotEquals", C::Arn, true),
        entry("ArnLike", C::Arn, false),
        entry("ArnNotLike", C::Arn, true),
        entry("Null", C::Null, false),
    ]
};

/// An operator as a policy names it: `ForAnyValue:StringLikeIfExists`.
#[derive(Clone, Copy)]
pub(crate) struct Operator {
    entry: &'static Entry,
    pub(crate) set: SetOperator,
    /// S5.12: an absent key satisfies the condition.
    pub(crate) if_exists: bool,
}

impl Operator {
    /// S1.12: exactly one of the table's names, with an optional prefix and suffix; neither goes
    /// with `Null` (S5.11). Letter case counts (OPEN: the documents don't say).
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let (set, rest) = if let Some(rest) = name.strip_prefix("ForAllValues:") {
            (SetOperator::ForAllValues, rest)
        } else if let Some(rest) = name.strip_prefix("ForAnyValue:") {
            (SetOperator::ForAnyValue, rest)
        } else {
            (SetOperator::None, name)
        };
        let base = rest.strip_suffix("IfExists");
        let if_exists = base.is_some();
        let base = base.unwrap_or(rest);
        let entry = TABLE.iter().find(|entry| entry.name == base)?;
        let modified = if_exists || set != SetOperator::None;
        if modified && entry.comparison == Comparison::Null {
            return None;
        }
        Some(Self {
            entry,
            set,
            if_exists,
        })
    }

    pub(crate) fn comparison(&self) -> Comparison {
        self.entry.comparison
    }

    /// True where the comparison's answer is turned round. `NumericNotEquals` and `DateNotEquals`
    /// are relations of their own: with a value that doesn't parse they are false (S5.5).
    pub(crate) fn is_complement(&self) -> bool {
        self.entry.complement
    }

    /// S5.2: the `…Not…` operators, true where the key is absent.
    pub(crate) fn is_negated(&self) -> bool {
        use Comparison::{Date, Numeric};
        self.entry.complement
            || matches!(
                self.entry.comparison,
                Numeric(Relation::NotEquals) | Date(Relation::NotEquals)
            )
    }

    /// S6.3, S6.11: String and Arn operators, and Bool, substitute policy variables.
    pub(crate) fn takes_variables(&self) -> bool {
        matches!(
            self.entry.comparison,
            Comparison::StringEquals
                | Comparison::StringEqualsIgnoreCase
                | Comparison::StringLike
                | Comparison::Arn
                | Comparison::Bool
        )
    }

    /// The name in the table that comes nearest to a name that isn't in it.
    pub(crate) fn suggestion(name: &str) -> Option<String> {
        TABLE
            .iter()
            .find(|entry| entry.name.eq_ignore_ascii_case(name))
            .map(|entry| entry.name.to_owned())
    }
}

impl std::fmt::Display for Operator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self.set {
            SetOperator::None => "",
            SetOperator::ForAllValues => "ForAllValues:",
            SetOperator::ForAnyValue => "ForAnyValue:",
        })?;
        f.write_str(self.entry.name)?;
        f.write_str(if self.if_exists { "IfExists" } else { "" })
    }
}

impl std::fmt::Debug for Operator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}
