//! The elements of a statement, by name.

/// An element of a statement (S1.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Element {
    /// `Sid`.
    Sid,
    /// `Effect`.
    Effect,
    /// `Action`.
    Action,
    /// `NotAction`.
    NotAction,
    /// `Resource`.
    Resource,
    /// `NotResource`.
    NotResource,
    /// `Principal`.
    Principal,
    /// `NotPrincipal`.
    NotPrincipal,
    /// `Condition`.
    Condition,
}

impl Element {
    /// Every element.
    pub const ALL: [Self; 9] = [
        Self::Sid,
        Self::Effect,
        Self::Action,
        Self::NotAction,
        Self::Resource,
        Self::NotResource,
        Self::Principal,
        Self::NotPrincipal,
        Self::Condition,
    ];

    /// The element with this name; letter case is significant.
    ///
    /// ```
    /// use iam_syntax::Element;
    /// assert_eq!(Element::parse("NotAction"), Some(Element::NotAction));
    /// assert_eq!(Element::parse("notAction"), None);
    /// ```
    #[must_use]
    #[inline]
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "Sid" => Self::Sid,
            "Effect" => Self::Effect,
            "Action" => Self::Action,
            "NotAction" => Self::NotAction,
            "Resource" => Self::Resource,
            "NotResource" => Self::NotResource,
            "Principal" => Self::Principal,
            "NotPrincipal" => Self::NotPrincipal,
            "Condition" => Self::Condition,
            _ => return None,
        })
    }

    /// The element's name in a policy.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sid => "Sid",
            Self::Effect => "Effect",
            Self::Action => "Action",
            Self::NotAction => "NotAction",
            Self::Resource => "Resource",
            Self::NotResource => "NotResource",
            Self::Principal => "Principal",
            Self::NotPrincipal => "NotPrincipal",
            Self::Condition => "Condition",
        }
    }

    /// The other form of an element that has two: a statement has one of them.
    #[must_use]
    pub const fn other_form(self) -> Option<Self> {
        match self {
            Self::Action => Some(Self::NotAction),
            Self::NotAction => Some(Self::Action),
            Self::Resource => Some(Self::NotResource),
            Self::NotResource => Some(Self::Resource),
            Self::Principal => Some(Self::NotPrincipal),
            Self::NotPrincipal => Some(Self::Principal),
            Self::Sid | Self::Effect | Self::Condition => None,
        }
    }

    /// True for `NotAction`, `NotResource` and `NotPrincipal`.
    #[must_use]
    #[inline]
    pub const fn is_negated(self) -> bool {
        matches!(
            self,
            Self::NotAction | Self::NotResource | Self::NotPrincipal
        )
    }
}

impl std::fmt::Display for Element {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::Element;

    #[test]
    fn each_element_is_read_by_its_name() {
        for element in Element::ALL {
            assert_eq!(Element::parse(element.name()), Some(element));
            let other = element.other_form();
            assert!(other.is_none_or(|other| other.other_form() == Some(element)));
            assert!(other.is_none_or(|other| other.is_negated() != element.is_negated()));
        }
    }
}
