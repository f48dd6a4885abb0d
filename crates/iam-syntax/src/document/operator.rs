//! The condition operators: one table, and the prefix and suffix that modify them.

/// How an operator compares one value of the request with one value of the policy.
///
/// Not `#[non_exhaustive]`: an evaluator has to implement a new comparison; a catch-all would make
/// it false.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// S5.3, S5.4: as texts.
    Text(TextTest),
    /// S5.5: as decimal numbers.
    Numeric(Relation),
    /// S5.6: as points in time.
    Date(Relation),
    /// S5.7.
    Bool,
    /// S5.8: the same bytes.
    Binary,
    /// S5.9: the address lies in the range.
    IpAddress,
    /// S5.10: part by part.
    Arn,
    /// S5.11: whether the key is present.
    Null,
}

/// How a String operator compares a text of the request with one of the policy.
///
/// Not `#[non_exhaustive]`: an evaluator has to implement a new test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextTest {
    /// S5.3: the same text.
    Equal,
    /// S5.3: the same text but for letter case.
    EqualIgnoringCase,
    /// S5.4: `*` and `?` in the policy's value.
    Like,
}

impl TextTest {
    /// Whether `*` and `?` in the policy's value are wildcards; otherwise they are taken literally.
    #[inline]
    pub fn has_wildcards(self) -> bool {
        match self {
            Self::Like => true,
            Self::Equal | Self::EqualIgnoringCase => false,
        }
    }

    /// Whether letter case counts for nothing.
    #[inline]
    pub fn ignores_case(self) -> bool {
        match self {
            Self::EqualIgnoringCase => true,
            Self::Equal | Self::Like => false,
        }
    }
}

/// The order that a numeric or date operator asks for: request value, relation, policy value.
///
/// Not `#[non_exhaustive]`: two ordered values have no other relations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// `…Equals`.
    Equals,
    /// `…NotEquals`.
    NotEquals,
    /// `…LessThan`.
    LessThan,
    /// `…LessThanEquals`.
    LessThanEquals,
    /// `…GreaterThan`.
    GreaterThan,
    /// `…GreaterThanEquals`.
    GreaterThanEquals,
}

impl Relation {
    /// Whether the relation holds, given how the request's value compares with the policy's.
    #[inline]
    pub fn holds(self, order: std::cmp::Ordering) -> bool {
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
///
/// Not `#[non_exhaustive]`: an evaluator has to implement a new set operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetOperator {
    /// No set operator.
    None,
    /// `ForAllValues:`.
    ForAllValues,
    /// `ForAnyValue:`.
    ForAnyValue,
}

/// One row of the operator table.
#[derive(Debug)]
struct Entry {
    name: &'static str,
    comparison: Comparison,
    /// The operator is the complement of its comparison: true where no value matches (S5.1).
    complement: bool,
    /// How the operator reads between a key and its values: `aws:SourceIp is in 203.0.113.0/24`.
    verb: &'static str,
}

const fn entry(
    name: &'static str,
    comparison: Comparison,
    complement: bool,
    verb: &'static str,
) -> Entry {
    Entry {
        name,
        comparison,
        complement,
        verb,
    }
}

static TABLE: [Entry; 27] = {
    use Comparison as C;
    use Relation as R;
    use TextTest as T;
    const IGNORING_CASE: &str = "is, letter case aside,";
    [
        entry("StringEquals", C::Text(T::Equal), false, "is"),
        entry("StringNotEquals", C::Text(T::Equal), true, "is not"),
        entry(
            "StringEqualsIgnoreCase",
            C::Text(T::EqualIgnoringCase),
            false,
            IGNORING_CASE,
        ),
        entry(
            "StringNotEqualsIgnoreCase",
            C::Text(T::EqualIgnoringCase),
            true,
            "is not, letter case aside,",
        ),
        entry("StringLike", C::Text(T::Like), false, "is like"),
        entry("StringNotLike", C::Text(T::Like), true, "is not like"),
        entry("NumericEquals", C::Numeric(R::Equals), false, "is"),
        entry(
            "NumericNotEquals",
            C::Numeric(R::NotEquals),
            false,
            "is not",
        ),
        entry(
            "NumericLessThan",
            C::Numeric(R::LessThan),
            false,
            "is less than",
        ),
        entry(
            "NumericLessThanEquals",
            C::Numeric(R::LessThanEquals),
            false,
            "is at most",
        ),
        entry(
            "NumericGreaterThan",
            C::Numeric(R::GreaterThan),
            false,
            "is greater than",
        ),
        entry(
            "NumericGreaterThanEquals",
            C::Numeric(R::GreaterThanEquals),
            false,
            "is at least",
        ),
        entry("DateEquals", C::Date(R::Equals), false, "is"),
        entry("DateNotEquals", C::Date(R::NotEquals), false, "is not"),
        entry("DateLessThan", C::Date(R::LessThan), false, "is before"),
        entry(
            "DateLessThanEquals",
            C::Date(R::LessThanEquals),
            false,
            "is at or before",
        ),
        entry(
            "DateGreaterThan",
            C::Date(R::GreaterThan),
            false,
            "is after",
        ),
        entry(
            "DateGreaterThanEquals",
            C::Date(R::GreaterThanEquals),
            false,
            "is at or after",
        ),
        entry("Bool", C::Bool, false, "is"),
        entry("BinaryEquals", C::Binary, false, "is"),
        entry("IpAddress", C::IpAddress, false, "is in"),
        entry("NotIpAddress", C::IpAddress, true, "is not in"),
        entry("ArnEquals", C::Arn, false, "is like"),
        entry("ArnNotEquals", C::Arn, true, "is not like"),
        entry("ArnLike", C::Arn, false, "is like"),
        entry("ArnNotLike", C::Arn, true, "is not like"),
        entry("Null", C::Null, false, "is absent:"),
    ]
};

/// An operator as written in a policy: `ForAnyValue:StringLikeIfExists`.
#[derive(Clone, Copy)]
pub struct Operator {
    entry: &'static Entry,
    /// The set operator before the colon.
    pub set: SetOperator,
    /// S5.12: an absent key satisfies the condition.
    pub if_exists: bool,
}

impl Operator {
    /// S1.12: exactly one of the table's names, with an optional prefix and suffix; `Null` takes
    /// neither (S5.11). Letter case is significant (OPEN: AWS doesn't document it).
    pub fn parse(name: &str) -> Option<Self> {
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

    /// The comparison, without set operator and `IfExists`.
    #[inline]
    pub fn comparison(&self) -> Comparison {
        self.entry.comparison
    }

    /// The name of the operator that makes the same comparison and isn't inverted: `StringEquals`
    /// of `StringNotEquals`.
    ///
    /// ```
    /// use iam_syntax::document::operator::Operator;
    /// let operator = Operator::parse("ForAnyValue:ArnNotLike").unwrap();
    /// assert_eq!(operator.positive_name(), "ArnEquals");
    /// ```
    pub fn positive_name(&self) -> &'static str {
        let same = |entry: &&Entry| entry.comparison == self.entry.comparison && !entry.complement;
        TABLE
            .iter()
            .find(same)
            .map_or(self.entry.name, |entry| entry.name)
    }

    /// True where the comparison's answer is inverted. `NumericNotEquals` and `DateNotEquals`
    /// are relations of their own: with a value that doesn't parse they are false (S5.5).
    #[inline]
    pub fn is_complement(&self) -> bool {
        self.entry.complement
    }

    /// S5.2: the `…Not…` operators, which are true if the key is absent.
    #[inline]
    pub fn is_negated(&self) -> bool {
        use Comparison::{Date, Numeric};
        self.entry.complement
            || matches!(
                self.entry.comparison,
                Numeric(Relation::NotEquals) | Date(Relation::NotEquals)
            )
    }

    /// S6.3, S6.11: String and Arn operators, and Bool, substitute policy variables.
    #[inline]
    pub fn takes_variables(&self) -> bool {
        matches!(
            self.entry.comparison,
            Comparison::Text(_) | Comparison::Arn | Comparison::Bool
        )
    }

    /// S5.3: `*` and `?` in the policy's value are taken literally, though they look like
    /// wildcards. ARNs have wildcards; the values of other operators hold neither.
    #[inline]
    pub fn takes_wildcards_literally(&self) -> bool {
        matches!(self.entry.comparison, Comparison::Text(test) if !test.has_wildcards())
    }

    /// How the operator reads between a key and its values.
    #[inline]
    pub fn verb(&self) -> &'static str {
        self.entry.verb
    }

    /// The names of the table, without set operator and `IfExists`.
    ///
    /// ```
    /// use iam_syntax::document::operator::Operator;
    /// assert!(Operator::names().all(|name| Operator::parse(name).is_some()));
    /// ```
    pub fn names() -> impl Iterator<Item = &'static str> {
        TABLE.iter().map(|entry| entry.name)
    }

    /// The name in the table that is closest to an unknown name.
    #[inline]
    pub fn suggestion(name: &str) -> Option<String> {
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
