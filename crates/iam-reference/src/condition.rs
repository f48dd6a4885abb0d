//! Conditions (S5, S1.12).

mod address;
mod binary;
mod date;
mod number;
mod operator;
mod text;

use operator::{Operator, Quantifier, Test};

use crate::Result;
use crate::json::Json;
use crate::keys::{Keys, Value};
use crate::variable::{self, Template};

/// One condition key under one operator, with its values.
#[derive(Debug)]
pub(crate) struct Condition {
    operator: Operator,
    key: String,
    values: Vec<PolicyValue>,
}

/// A value in the policy.
#[derive(Debug)]
struct PolicyValue {
    /// The text as written.
    text: String,
    /// With its variables, for operators that support them (S6.3).
    template: Template,
}

impl Condition {
    /// S1.12, S5.18: the `Condition` of a statement. Absent or empty restricts nothing, and neither
    /// does an operator without keys, whatever its name.
    pub(crate) fn parse_element(json: Option<&Json>, variables: bool) -> Result<Vec<Condition>> {
        let Some(json) = json else {
            return Ok(Vec::new());
        };
        let operators = json.members().ok_or("Condition is not an object")?;
        let mut conditions = Vec::new();
        for (name, keys) in operators {
            let keys = keys.members().ok_or(format!("{name} is not an object"))?;
            if keys.is_empty() {
                continue;
            }
            let operator = Operator::parse(name).ok_or(format!("unknown operator {name:?}"))?;
            check_keys(keys, variables)?;
            for (key, values) in keys {
                conditions.push(Condition {
                    operator,
                    key: key.clone(),
                    values: parse_values(values, operator.test, variables)?,
                });
            }
        }
        Ok(conditions)
    }

    /// S5.1, S5.2, S5.11 to S5.15: whether the condition holds for the request.
    pub(crate) fn holds(&self, keys: &Keys) -> bool {
        let given = keys.get(&self.key);
        if self.operator.test == Test::Null {
            return self.null_holds(given.is_none());
        }
        match given {
            None => self.holds_without_the_key(),
            Some(value) => self.holds_for(value, keys),
        }
    }

    /// S5.11: `"true"` = absent, `"false"` = present.
    fn null_holds(&self, absent: bool) -> bool {
        let wanted = if absent { "true" } else { "false" };
        self.values
            .iter()
            .any(|value| value.text.eq_ignore_ascii_case(wanted))
    }

    /// S5.2, S5.12, S5.13, S5.14, S1.12: the key is absent.
    fn holds_without_the_key(&self) -> bool {
        if self.operator.if_exists {
            return true;
        }
        match self.operator.quantifier {
            Quantifier::ForAllValues => true,
            Quantifier::ForAnyValue => false,
            Quantifier::None => self.operator.test.is_negated() && !self.values.is_empty(),
        }
    }

    /// S5.13, S5.14, S5.15: the key is present.
    fn holds_for(&self, value: &Value, keys: &Keys) -> bool {
        let given = value.all();
        match self.operator.quantifier {
            Quantifier::ForAllValues => {
                self.is_null_data_set(given)
                    || given.iter().all(|one| self.holds_for_one(one, keys))
            }
            Quantifier::ForAnyValue => given.iter().any(|one| self.holds_for_one(one, keys)),
            Quantifier::None => match given {
                [one] => self.holds_for_one(one, keys),
                _ => self.holds_for_several(),
            },
        }
    }

    /// S5.1, for one value of the request: one of the policy's values matches; for a negated
    /// operator, none does. S1.12: an empty list holds for nothing.
    fn holds_for_one(&self, given: &str, keys: &Keys) -> bool {
        if self.values.is_empty() {
            return false;
        }
        let matches = |value: &PolicyValue| self.operator.test.matches(given, value, keys);
        match self.operator.test {
            // Their comparisons are already the negated ones, false if either side is not a number
            // or date; all of them must hold.
            Test::NumericNotEquals | Test::DateNotEquals => self.values.iter().all(matches),
            test if test.is_negated() => !self.values.iter().any(matches),
            _ => self.values.iter().any(matches),
        }
    }

    /// S5.13: no value but the empty string. S1.12: an empty list holds only for an absent key.
    fn is_null_data_set(&self, given: &[String]) -> bool {
        matches!(given, [one] if one.is_empty()) && !self.values.is_empty()
    }

    /// S5.15: several values of the request and no set operator: nothing matches.
    fn holds_for_several(&self) -> bool {
        self.operator.test.is_negated() && !self.values.is_empty()
    }
}

/// S1.13, S6.10: keys are not empty, have no variables, and differ in more than case.
fn check_keys(keys: &[(String, Json)], variables: bool) -> Result<()> {
    let mut seen: Vec<String> = Vec::new();
    for (key, _) in keys {
        variable::none_in(key, variables, "condition key")?;
        let lower = key.to_ascii_lowercase();
        if key.is_empty() {
            return Err("empty condition key".to_string());
        }
        if seen.contains(&lower) {
            return Err(format!("condition key {key:?} occurs twice"));
        }
        seen.push(lower);
    }
    Ok(())
}

/// S1.12, S1.16, S1.22, S5.17: a value or an array of values; numbers and booleans as text. S5.6,
/// S5.9: Date operators require dates, IpAddress operators ranges.
fn parse_values(json: &Json, test: Test, variables: bool) -> Result<Vec<PolicyValue>> {
    let mut values = Vec::new();
    for element in json.elements() {
        let text = element
            .scalar_text()
            .ok_or("a condition value is not a string, number or boolean")?;
        let template = Template::parse(&text, variables)?;
        if matches!(test, Test::IpAddress | Test::NotIpAddress) {
            address::parse_range(&text).ok_or(format!("{text:?} is not an IP address range"))?;
        }
        if test.is_of_dates() && !date::is_accepted(&text) {
            return Err(format!("{text:?} is not a date"));
        }
        values.push(PolicyValue { text, template });
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;

    fn keys() -> Keys {
        let mut keys = Keys::default();
        keys.add("one", Value::One("a".to_string()));
        keys.add("two", Value::Many(vec!["a".to_string(), "b".to_string()]));
        keys.add("array", Value::Many(vec!["a".to_string()]));
        keys.add("empty", Value::One(String::new()));
        keys.add("n", Value::One("5".to_string()));
        keys.add("ns", Value::Many(vec!["5".to_string(), "6".to_string()]));
        keys
    }

    fn parse(text: &str) -> Result<Vec<Condition>> {
        Condition::parse_element(Some(&json::parse(text).unwrap()), true)
    }

    fn holds(operator: &str, key: &str, values: &str) -> bool {
        let text = format!(r#"{{"{operator}":{{"{key}":{values}}}}}"#);
        parse(&text).unwrap()[0].holds(&keys())
    }

    #[test]
    fn several_values_without_a_set_operator() {
        assert!(!holds("StringEquals", "two", r#"["a","b"]"#));
        assert!(holds("StringNotEquals", "two", r#"["a","b"]"#));
        assert!(holds("StringEquals", "array", r#""a""#));
        assert!(holds("NumericNotEquals", "ns", "7"));
        assert!(!holds("StringLikeIfExists", "two", r#""*""#));
    }

    #[test]
    fn set_operators() {
        assert!(holds("ForAllValues:StringEquals", "two", r#"["a","b"]"#));
        assert!(!holds("ForAllValues:StringEquals", "two", r#""a""#));
        assert!(holds("ForAnyValue:StringEquals", "two", r#""a""#));
        assert!(holds("ForAnyValue:StringNotEquals", "two", r#""a""#));
        assert!(!holds("ForAllValues:StringNotEquals", "two", r#""a""#));
        assert!(holds("ForAllValues:StringEquals", "absent", r#""a""#));
        assert!(!holds("ForAnyValue:StringNotEquals", "absent", r#""a""#));
        assert!(holds(
            "ForAnyValue:StringEqualsIfExists",
            "absent",
            r#""a""#
        ));
        assert!(holds("ForAllValues:StringEquals", "empty", r#""a""#));
        assert!(!holds("ForAnyValue:StringEquals", "empty", r#""a""#));
    }

    #[test]
    fn empty_lists_hold_for_nothing() {
        for operator in [
            "StringEquals",
            "StringNotEquals",
            "StringNotEqualsIfExists",
            "ForAllValues:StringNotEquals",
            "ForAnyValue:StringNotEquals",
        ] {
            assert!(!holds(operator, "one", "[]"), "{operator}");
            let absent = operator.contains("IfExists") || operator.contains("ForAll");
            assert_eq!(holds(operator, "absent", "[]"), absent, "{operator}");
        }
    }

    #[test]
    fn null_takes_several_values() {
        assert!(holds("Null", "one", "[true, \"FALSE\"]"));
        assert!(holds("Null", "absent", "true"));
        assert!(!holds("Null", "one", "\"no\""));
        assert!(!holds("Null", "absent", "[]"));
    }

    #[test]
    fn numeric_not_equals_with_an_unparsable_value_is_false() {
        assert!(holds("NumericNotEquals", "n", "[6, 7]"));
        assert!(!holds("NumericNotEquals", "n", r#"[6, "x"]"#));
        assert!(!holds("NumericNotEquals", "one", "6"));
    }

    #[test]
    fn grammar() {
        for text in ["{}", r#"{"StringEquals":{}}"#, r#"{"Sounds":{},"":{}}"#] {
            assert!(parse(text).unwrap().is_empty(), "{text}");
        }
        for text in [
            "null",
            "[]",
            r#"{"Sounds":{"k":[]}}"#,
            r#"{"Sounds":null}"#,
            r#"{"DateEquals":{"k":"someday"}}"#,
            r#"{"ForAnyValue:DateLessThanIfExists":{"k":["2026","${k}"]}}"#,
            r#"{"StringEquals":null}"#,
            r#"{"StringEquals":{"k":null}}"#,
            r#"{"StringEquals":{"k":[["a"]]}}"#,
            r#"{"StringEquals":{"":"a"}}"#,
            r#"{"StringEquals":{"k":"a","K":"b"}}"#,
            r#"{"StringEquals":{"${k}":"a"}}"#,
            r#"{"NumericEquals":{"k":"${a"}}"#,
            r#"{"IpAddress":{"k":"${aws:SourceIp}"}}"#,
            r#"{"NotIpAddress":{"k":"10.0.0.0/33"}}"#,
            r#"{"ForAllValues:Null":{"k":"true"}}"#,
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
