//! The conditions of a statement: an operator, a key and values.

use super::Text;
use crate::names::Names;
use crate::tree::{Member, Node, Object, Value};
use iam_catalog::{GlobalKey, ValueType};
use iam_syntax::Span;
use iam_syntax::document::operator::{Comparison, Operator, SetOperator};

/// A key under an operator, with its values.
#[derive(Debug)]
pub(crate) struct Condition<'a> {
    pub(crate) operator: OperatorName<'a>,
    pub(crate) key: Key<'a>,
    /// The key's member in the operator's object.
    pub(crate) member: &'a Member<'a>,
    pub(crate) values: Vec<ConditionValue<'a>>,
}

/// An operator as written, in parts: `ForAnyValue:StringLikeIfExists`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OperatorName<'a> {
    pub(crate) text: Text<'a>,
    pub(crate) set: SetOperator,
    /// Without prefix and suffix.
    pub(crate) base: &'a str,
    pub(crate) if_exists: bool,
    /// The parsed `base`, if it is an operator.
    pub(crate) known: Option<Operator>,
}

/// A condition key and what is known about it.
#[derive(Debug)]
pub(crate) struct Key<'a> {
    pub(crate) text: Text<'a>,
    /// The global key, if it is one.
    pub(crate) global: Option<GlobalKey>,
    /// The service's key, if the catalogue has it.
    pub(crate) of_service: Option<&'a iam_catalog::ConditionKey>,
}

/// Keys that AWS's policies and guides compare with plain operators, although its catalogue calls
/// them lists (EventBridge User Guide, "Using IAM policy conditions"; IAM User Guide, "Example
/// policies", Data Pipeline).
const COMPARED_PLAINLY: [&str; 4] = [
    "datapipeline:PipelineCreator",
    "events:TargetArn",
    "events:detail-type",
    "events:source",
];

/// A value of a condition.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ConditionValue<'a> {
    pub(crate) text: &'a str,
    pub(crate) span: Span,
    pub(crate) node: &'a Node<'a>,
}

impl<'a> OperatorName<'a> {
    pub(crate) fn new(text: Text<'a>) -> Self {
        let (set, rest) = match text.value.split_once(':') {
            Some(("ForAllValues", rest)) => (SetOperator::ForAllValues, rest),
            Some(("ForAnyValue", rest)) => (SetOperator::ForAnyValue, rest),
            _ => (SetOperator::None, text.value),
        };
        let without = rest.strip_suffix("IfExists");
        let base = without.unwrap_or(rest);
        // A second prefix or suffix is none.
        let is_bare = !base.contains(':') && !base.ends_with("IfExists");
        Self {
            text,
            set,
            base,
            if_exists: without.is_some(),
            known: Operator::parse(base).filter(|_| is_bare),
        }
    }

    pub(crate) fn comparison(&self) -> Option<Comparison> {
        self.known.map(|operator| operator.comparison())
    }

    pub(crate) fn is_negated(&self) -> bool {
        self.known.is_some_and(|operator| operator.is_negated())
    }

    pub(crate) fn is_null(&self) -> bool {
        self.comparison() == Some(Comparison::Null)
    }

    /// `StringLike`, `StringNotLike`.
    pub(crate) fn is_string_like(&self) -> bool {
        matches!(self.comparison(), Some(Comparison::Text(test)) if test.has_wildcards())
    }

    /// `StringEquals`, `StringNotEquals` and their case-insensitive forms.
    pub(crate) fn is_string_equals(&self) -> bool {
        matches!(self.comparison(), Some(Comparison::Text(test)) if !test.has_wildcards())
    }

    /// Operators with `*` and `?` as wildcards in values.
    pub(crate) fn takes_wildcards(&self) -> bool {
        self.is_string_like() || self.comparison() == Some(Comparison::Arn)
    }
}

impl<'a> Key<'a> {
    fn new(text: Text<'a>, names: &'a Names<'a>) -> Self {
        let global = GlobalKey::named(text.value);
        let of_service = match global {
            Some(_) => None,
            None => names.condition_key(text.value),
        };
        Self {
            text,
            global,
            of_service,
        }
    }

    pub(crate) fn is(&self, key: &str) -> bool {
        self.text.value.eq_ignore_ascii_case(key)
    }

    /// Whether it is a key of tags: `aws:ResourceTag/` and something.
    pub(crate) fn begins(&self, prefix: &str) -> bool {
        let start = self.text.value.get(..prefix.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    }

    /// The part before the first colon.
    pub(crate) fn prefix(&self) -> &'a str {
        self.text.value.split(':').next().unwrap_or_default()
    }

    pub(crate) fn value_type(&self) -> Option<ValueType> {
        match (self.global, self.of_service) {
            (Some(global), _) => Some(global.value_type()),
            (None, Some(key)) => key.value_type(),
            (None, None) => None,
        }
    }

    /// `cognito-identity.amazonaws.com:amr`, and the same of other web identity providers: whether
    /// the user was authenticated, and by which provider. The catalogue calls it a text, IAM's
    /// guide multivalued.
    fn is_login_information(&self) -> bool {
        let (provider, name) = self.text.value.rsplit_once(':').unwrap_or_default();
        provider.contains('.') && name.eq_ignore_ascii_case("amr")
    }

    /// `None` if it isn't known.
    pub(crate) fn is_multivalued(&self) -> Option<bool> {
        match (self.global, self.of_service) {
            _ if self.is_login_information() => Some(true),
            (Some(global), _) => Some(global.is_multivalued()),
            (None, Some(key)) if COMPARED_PLAINLY.contains(&key.name()) => None,
            (None, Some(key)) => key.value_type().map(|_| key.is_multivalued()),
            (None, None) => None,
        }
    }
}

impl<'a> Condition<'a> {
    /// Whether a request only passes if the key is present and has one of the values.
    pub(crate) fn is_restricting(&self) -> bool {
        let is_set = self.operator.set != SetOperator::ForAllValues && !self.operator.if_exists;
        let anything = |value: &ConditionValue<'_>| {
            let is_star = value.text.bytes().all(|byte| byte == b'*');
            self.operator.takes_wildcards() && is_star
                || value.is_everything_for(self.operator)
                || matches!(value.text, "0.0.0.0/0" | "::/0")
        };
        is_set
            && self.operator.known.is_some()
            && !self.operator.is_negated()
            && !self.operator.is_null()
            && !self.values.iter().any(anything)
    }

    /// Whether the condition has a value, ignoring letter case.
    pub(crate) fn has_value(&self, text: &str) -> bool {
        self.values
            .iter()
            .any(|value| value.text.eq_ignore_ascii_case(text))
    }

    /// The span of the key's name.
    pub(crate) fn span(&self) -> Span {
        self.key.text.span
    }

    /// Whether the value is `[]`.
    pub(crate) fn is_empty_list(&self) -> bool {
        matches!(&self.member.value.value, Value::Array(items) if items.is_empty())
    }
}

/// Rules compare the conditions of a statement with each other: at most this many are considered. A
/// policy of the length that AWS accepts has fewer.
const MOST: usize = 250;

/// The conditions of a statement; values with the wrong structure are omitted.
pub(super) fn list<'a>(object: &'a Object<'a>, names: &'a Names<'a>) -> Vec<Condition<'a>> {
    let block = object
        .get("Condition")
        .and_then(|member| member.value.object());
    let operators = block.map_or(&[][..], |block| &block.members);
    let mut found = Vec::new();
    for operator in operators {
        let name = OperatorName::new(Text::of_name(operator));
        let keys = operator.value.object();
        for member in keys.map_or(&[][..], |keys| &keys.members) {
            let nodes = match &member.value.value {
                Value::Array(items) => items.as_slice(),
                _ => std::slice::from_ref(&member.value),
            };
            if found.len() == MOST {
                return found;
            }
            found.push(Condition {
                operator: name,
                key: Key::new(Text::of_name(member), names),
                member,
                values: nodes.iter().filter_map(value).collect(),
            });
        }
    }
    found
}

fn value<'a>(node: &'a Node<'a>) -> Option<ConditionValue<'a>> {
    let text = match &node.value {
        Value::String(text) => text.as_ref(),
        Value::Number(text) => text,
        Value::Bool(true) => "true",
        Value::Bool(false) => "false",
        _ => return None,
    };
    Some(ConditionValue {
        text,
        span: node.span,
        node,
    })
}

impl<'a> ConditionValue<'a> {
    pub(crate) fn as_text(&self) -> Text<'a> {
        Text {
            value: self.text,
            span: self.span,
        }
    }

    /// Whether every value of a key matches it: `*` of texts, `arn:*:*:*:*:*` of ARNs. The ARN
    /// operators compare part by part, so that `*` alone matches nothing there (S5.10).
    pub(crate) fn is_everything_for(&self, operator: OperatorName<'_>) -> bool {
        let stars = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte == b'*');
        match operator.comparison() {
            Some(Comparison::Text(test)) => test.has_wildcards() && stars(self.text),
            Some(Comparison::Arn) => {
                let mut parts = self.text.splitn(6, ':');
                let is_arn = parts
                    .next()
                    .is_some_and(|part| part == "arn" || stars(part));
                is_arn && parts.clone().count() == 5 && parts.all(stars)
            }
            _ => false,
        }
    }

    /// Whether it contains a policy variable.
    pub(crate) fn has_variable(&self) -> bool {
        self.text.contains("${")
    }

    /// Whether it is one policy variable and nothing else.
    pub(crate) fn is_one_variable(&self) -> bool {
        let inner = self
            .text
            .strip_prefix("${")
            .and_then(|rest| rest.strip_suffix('}'));
        inner.is_some_and(|inner| !inner.is_empty() && !inner.contains(['$', '{', '}']))
    }
}
