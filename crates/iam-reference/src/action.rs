//! Actions (S1.6, S1.7, S2).

use crate::wildcard::{self, Symbol, written};
use crate::{Result, variable};

/// The action of a request: `prefix:name`, kept in lower case (S2.1).
#[derive(Debug)]
pub(crate) struct Action {
    /// The service prefix.
    pub(crate) prefix: String,
    /// The name of the action.
    pub(crate) name: String,
}

impl Action {
    /// The action of a request: one action, not a pattern, without white space.
    pub(crate) fn parse(text: &str) -> Result<Action> {
        if text.contains(['*', '?']) {
            return Err(format!("{text:?} is a pattern of actions"));
        }
        if text.contains(|sign: char| sign <= ' ') {
            return Err(format!("{text:?} is not an action"));
        }
        let (prefix, name) = split(text).ok_or(format!("{text:?} is not an action"))?;
        Ok(Action { prefix, name })
    }

    /// Whether this is the action of that prefix and name, given in lower case.
    pub(crate) fn is(&self, prefix: &str, name: &str) -> bool {
        self.prefix == prefix && self.name == name
    }
}

/// S2.1: prefix and name, neither empty, in lower case; split at the first colon.
fn split(text: &str) -> Option<(String, String)> {
    let (prefix, name) = text.split_once(':')?;
    if prefix.is_empty() || name.is_empty() {
        return None;
    }
    Some((prefix.to_ascii_lowercase(), name.to_ascii_lowercase()))
}

/// One value of `Action` or `NotAction`.
#[derive(Debug)]
pub(crate) enum ActionPattern {
    /// S2.3: `*` alone.
    Every,
    /// S2.4: prefix and name, matched separately.
    Pattern {
        /// The pattern of the service prefix.
        prefix: Vec<Symbol>,
        /// The pattern of the name.
        name: Vec<Symbol>,
    },
}

impl ActionPattern {
    /// S1.7, S6.10: `*` or `prefix:name`, with one colon and no white space in the prefix.
    pub(crate) fn parse(text: &str, variables: bool) -> Result<ActionPattern> {
        variable::none_in(text, variables, "Action")?;
        if text == "*" {
            return Ok(ActionPattern::Every);
        }
        let (prefix, name) = split(text).ok_or(format!("{text:?} is not an action"))?;
        if name.contains(':') || prefix.contains(char::is_whitespace) {
            return Err(format!("{text:?} is not an action"));
        }
        Ok(ActionPattern::Pattern {
            prefix: written(&prefix),
            name: written(&name),
        })
    }

    /// S2.1, S2.2, S2.3, S2.4, S2.7.
    pub(crate) fn matches(&self, action: &Action) -> bool {
        match self {
            ActionPattern::Every => true,
            ActionPattern::Pattern { prefix, name } => {
                wildcard::matches(prefix, &action.prefix) && wildcard::matches(name, &action.name)
            }
        }
    }

    /// S1.17: whether it names a service: neither `*` nor a wildcard in the prefix.
    pub(crate) fn names_a_service(&self) -> bool {
        match self {
            ActionPattern::Every => false,
            ActionPattern::Pattern { prefix, .. } => !prefix.iter().any(is_wildcard),
        }
    }

    /// S8.10: an action of AWS Backup with a wildcard.
    pub(crate) fn is_backup_wildcard(&self) -> bool {
        match self {
            ActionPattern::Every => false,
            ActionPattern::Pattern { prefix, name } => {
                *prefix == written("backup") && name.iter().any(is_wildcard)
            }
        }
    }

    /// S1.19: a trust policy has only the `sts:` actions that it governs. A wildcard in the name
    /// must match at least one of them; the prefix is exactly `sts`.
    pub(crate) fn is_for_trust_policies(&self) -> bool {
        match self {
            ActionPattern::Every => false,
            ActionPattern::Pattern { prefix, name } => {
                *prefix == written("sts")
                    && TRUST_POLICY_ACTIONS
                        .iter()
                        .any(|known| wildcard::matches(name, known))
            }
        }
    }
}

/// S2.2: `*` or `?`; an action has no variables, so none of them is literal.
fn is_wildcard(symbol: &Symbol) -> bool {
    matches!(symbol.char(), '*' | '?')
}

/// S1.19: the names of the actions that a trust policy governs, in lower case.
pub(crate) const TRUST_POLICY_ACTIONS: [&str; 6] = [
    "assumerole",
    "assumerolewithsaml",
    "assumerolewithwebidentity",
    "tagsession",
    "setsourceidentity",
    "setcontext",
];

/// `Action` or `NotAction` of a statement.
#[derive(Debug)]
pub(crate) struct ActionElement {
    /// Whether it is `NotAction`.
    pub(crate) negated: bool,
    /// The patterns: an OR (S2.6).
    pub(crate) patterns: Vec<ActionPattern>,
}

impl ActionElement {
    /// S2.5, S2.6: one of the patterns matches; for `NotAction`, none does.
    pub(crate) fn covers(&self, action: &Action) -> bool {
        let named = self.patterns.iter().any(|pattern| pattern.matches(action));
        named != self.negated
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(pattern: &str, action: &str) -> bool {
        ActionPattern::parse(pattern, true)
            .unwrap()
            .matches(&Action::parse(action).unwrap())
    }

    #[test]
    fn matching() {
        assert!(fits("*", "s3:GetObject"));
        assert!(fits("S3:get*", "s3:GetObject"));
        assert!(fits("ec?:Run*", "ec2:RunInstances"));
        assert!(!fits("s3:*", "s3-object-lambda:Get"));
        assert!(!fits("s3:Get", "s3:GetObject"));
        assert!(!fits("s*:GetObject", "x:s:GetObject"));
    }

    #[test]
    fn grammar() {
        for text in [
            "",
            "**",
            "s3",
            ":Get",
            "s3:",
            "s3:${x}",
            "s3:Get:Object",
            "s 3:Get",
            " s3:Get",
        ] {
            assert!(ActionPattern::parse(text, true).is_err(), "{text}");
        }
        for text in ["s3:${x}", "s3:${aws:username}"] {
            let literal = ActionPattern::parse(text, false).is_ok();
            assert_eq!(literal, text == "s3:${x}", "{text}");
        }
        assert!(ActionPattern::parse("s3: Get Object", true).is_ok());
        assert!(Action::parse("s3:Get*").is_err() && Action::parse("s3:Ge?").is_err());
    }

    #[test]
    fn named_services_and_backup() {
        let parse = |text: &str| ActionPattern::parse(text, true).unwrap();
        for text in ["*", "**:x", "s*:x", "s?:x", "?3:x"] {
            assert!(!parse(text).names_a_service(), "{text}");
        }
        assert!(parse("s3:*").names_a_service() && parse("s3:?et").names_a_service());
        assert!(parse("Backup:*").is_backup_wildcard() && parse("backup:G?t").is_backup_wildcard());
        assert!(!parse("backup:Get").is_backup_wildcard() && !parse("*").is_backup_wildcard());
    }

    #[test]
    fn trust_policy_actions() {
        let fine = |text: &str| {
            ActionPattern::parse(text, true)
                .unwrap()
                .is_for_trust_policies()
        };
        assert!(fine("sts:AssumeRole"));
        assert!(fine("STS:assume*"));
        assert!(!fine("sts:GetCallerIdentity"));
        assert!(!fine("*"));
        assert!(!fine("s*:AssumeRole"));
    }
}
