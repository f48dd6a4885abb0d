//! The condition under which a set requires actions.

use iam_catalog::{Catalog, GlobalKey};
use iam_eval::{Condition, Statement};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The maximum number of contexts in which an action that is required under one condition is
/// checked.
const MOST_CONTEXTS: usize = 16;

/// The condition under which a set requires actions: the `Condition` of a statement.
///
/// Every request that meets the condition must be allowed. If the condition allows a key only a few
/// single values, each of them is checked. If it doesn't, for example `StringLike` with a wildcard,
/// the key may have any value: this is stricter, never more lenient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequiredCondition {
    json: Value,
    tests: Vec<Test>,
    contexts: Vec<Vec<KeyValue>>,
    open: Vec<String>,
}

/// One key under one operator.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Test {
    operator: String,
    key: String,
    values: Vec<String>,
}

/// A condition key, in lower case, and its value; `None` if the key is absent.
pub(crate) type KeyValue = (String, Option<String>);

impl RequiredCondition {
    /// The condition of a statement; `None` if it has none. The error is what was found, if no
    /// request can meet it.
    pub(super) fn of(statement: &Statement<'_>, catalog: &Catalog) -> Result<Option<Self>, String> {
        let tests: Vec<Test> = statement
            .conditions()
            .map(|found| Test::of(&found))
            .collect();
        if tests.is_empty() {
            return Ok(None);
        }
        let mut by_key: BTreeMap<String, Option<Vec<Option<String>>>> = BTreeMap::new();
        for test in &tests {
            let values = by_key.entry(test.key.to_ascii_lowercase()).or_default();
            let Some(mut more) = test.values(catalog) else {
                continue;
            };
            if let Some(known) = values {
                more.retain(|value| known.contains(value));
            }
            if more.is_empty() {
                return Err(format!(
                    "conditions on `{}` that exclude each other",
                    test.key
                ));
            }
            *values = Some(more);
        }
        let mut contexts: Vec<Vec<KeyValue>> = vec![Vec::new()];
        let mut open = Vec::new();
        for (key, values) in by_key {
            let values = values.unwrap_or_default();
            if values.is_empty() || contexts.len().saturating_mul(values.len()) > MOST_CONTEXTS {
                open.push(key);
                continue;
            }
            contexts = contexts
                .iter()
                .flat_map(|context| {
                    values.iter().map(|value| {
                        let mut context = context.clone();
                        context.push((key.clone(), value.clone()));
                        context
                    })
                })
                .collect();
        }
        Ok(Some(Self {
            json: json_of(&tests),
            tests,
            contexts,
            open,
        }))
    }

    /// The condition in the form of a policy.
    ///
    /// ```
    /// use iam_access::RequirementSet;
    /// let text = r#"{"Effect": "Allow", "Action": "kms:CreateGrant", "Resource": "*",
    ///   "Condition": {"Bool": {"kms:GrantIsForAWSResource": true}}}"#;
    /// let set = RequirementSet::parse("set.json", text, iam_catalog::Catalog::embedded())?;
    /// let condition = set.requirements()[0].condition.as_ref().unwrap();
    /// assert_eq!(condition.json()["Bool"]["kms:GrantIsForAWSResource"], "true");
    /// # Ok::<(), iam_access::SetError>(())
    /// ```
    #[must_use]
    pub fn json(&self) -> &Value {
        &self.json
    }

    /// The contexts in which an action is checked: together, everything that the keys with single
    /// values allow.
    pub(crate) fn contexts(&self) -> &[Vec<KeyValue>] {
        &self.contexts
    }

    /// The keys that may have any value.
    pub(crate) fn open_keys(&self) -> &[String] {
        &self.open
    }

    /// Whether each request that meets this condition passes a policy's test: the same test, or one
    /// that accepts more values.
    pub(crate) fn implies(&self, found: &Condition<'_>) -> bool {
        let found = Test::of(found);
        let has_variables = |test: &Test| test.values.iter().any(|value| value.contains("${"));
        let is_within =
            |some: &Test, all: &Test| some.values.iter().all(|value| all.values.contains(value));
        self.tests.iter().any(|required| {
            let same_operator = required.operator == found.operator
                || found.operator.strip_suffix("IfExists") == Some(required.operator.as_str());
            let lets_pass = match () {
                () if found.is_of_null() => required.values == found.values,
                () if found.is_negated() => is_within(&found, required),
                () => is_within(required, &found),
            };
            same_operator
                && required.key.eq_ignore_ascii_case(&found.key)
                && lets_pass
                && !has_variables(required)
                && !has_variables(&found)
        })
    }
}

impl Test {
    fn of(condition: &Condition<'_>) -> Self {
        Self {
            operator: condition.operator(),
            key: condition.key().to_owned(),
            values: condition.values().map(str::to_owned).collect(),
        }
    }

    fn is_negated(&self) -> bool {
        self.operator.contains("Not")
    }

    fn is_of_null(&self) -> bool {
        self.operator == "Null"
    }

    /// The only values with which a request passes; `None` if they are not a list of single values,
    /// or if the key may have several at once.
    fn values(&self, catalog: &Catalog) -> Option<Vec<Option<String>>> {
        if self.is_of_null() {
            let absent = self
                .values
                .iter()
                .all(|value| value.eq_ignore_ascii_case("true"));
            return absent.then(|| vec![None]);
        }
        let may_be_absent = self.operator.ends_with("IfExists");
        let comparison = self
            .operator
            .strip_suffix("IfExists")
            .unwrap_or(&self.operator);
        let has_variables = |value: &String| value.contains("${");
        let has_wildcards = |value: &String| value.contains(['*', '?']);
        let is_single = match comparison {
            "StringEquals" => true,
            "StringLike" | "ArnLike" | "ArnEquals" => !self.values.iter().any(has_wildcards),
            "Bool" => true,
            _ => false,
        };
        if !is_single || self.values.iter().any(has_variables) || !is_free(&self.key, catalog) {
            return None;
        }
        let mut values: Vec<Option<String>> = self
            .values
            .iter()
            .map(|value| match comparison {
                "Bool" => Some(value.to_ascii_lowercase()),
                _ => Some(value.clone()),
            })
            .collect();
        values.sort();
        values.dedup();
        values.extend(may_be_absent.then_some(None));
        Some(values)
    }
}

/// Keys with several values at once (IAM User Guide, "AWS global condition context keys").
const SEVERAL: [&str; 7] = [
    "aws:CalledVia",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalServiceNamesList",
    "aws:ResourceOrgPaths",
    "aws:SourceOrgPaths",
    "aws:TagKeys",
    "aws:VpceOrgPaths",
];

/// Keys whose values follow from the caller and the resource: a question can't choose them.
const DERIVED: [&str; 7] = [
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalType",
    "aws:ResourceAccount",
    "aws:userid",
    "aws:username",
    "kms:CallerAccount",
];

/// Whether a question can give the key one value. An unknown key may also have several at once.
fn is_free(key: &str, catalog: &Catalog) -> bool {
    let mut others = SEVERAL.iter().chain(&DERIVED);
    if others.any(|other| other.eq_ignore_ascii_case(key)) {
        return false;
    }
    match catalog.condition_key(key) {
        Some(known) => !known.is_multivalued(),
        None => GlobalKey::named(key).is_some(),
    }
}

fn json_of(tests: &[Test]) -> Value {
    let mut operators: Map<String, Value> = Map::new();
    for test in tests {
        let keys = operators
            .entry(test.operator.clone())
            .or_insert_with(|| json!({}));
        let values = match test.values.as_slice() {
            [value] => json!(value),
            values => json!(values),
        };
        if let Some(keys) = keys.as_object_mut() {
            keys.insert(test.key.clone(), values);
        }
    }
    Value::Object(operators)
}
