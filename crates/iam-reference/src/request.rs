//! The request of a scenario.

use crate::action::Action;
use crate::caller::Caller;
use crate::json::{Json, member, only_known};
use crate::keys::{Keys, Value};
use crate::resource::Resource;
use crate::{Result, arn};

/// A request: caller, action, resource and context.
#[derive(Debug)]
pub(crate) struct Request {
    /// The caller.
    pub(crate) caller: Caller,
    /// The action.
    pub(crate) action: Action,
    /// The resource.
    pub(crate) resource: Resource,
    /// The account that owns the resource, if the request names it.
    pub(crate) resource_account: Option<String>,
    /// The condition keys, derived ones included.
    pub(crate) keys: Keys,
}

/// The members of a request.
const MEMBERS: [&str; 5] = [
    "principal",
    "action",
    "resource",
    "resourceAccount",
    "context",
];

impl Request {
    /// The `request` of a scenario.
    pub(crate) fn read(json: &Json) -> Result<Request> {
        let members = json.members().ok_or("request: not an object")?;
        only_known(members, &MEMBERS, "request")?;
        let caller = Caller::parse(required(members, "principal")?)?;
        let action = Action::parse(required(members, "action")?)?;
        let resource = Resource::parse(required(members, "resource")?)?;
        let given = read_resource_account(member(members, "resourceAccount"))?;
        let named = given.or_else(|| account_in_arn(&resource));
        let callers = caller.account().map(str::to_string);
        let resource_account = named.clone().or_else(|| callers.clone());
        let of_key = named.or_else(|| callers.filter(|_| is_in_unowned_bucket(&resource)));
        let mut keys = read_context(member(members, "context"))?;
        keys.derive_all(&caller, of_key.as_deref());
        Ok(Request {
            caller,
            action,
            resource,
            resource_account,
            keys,
        })
    }

    /// S7.9: whether the caller's account is not the resource's.
    pub(crate) fn is_cross_account(&self) -> bool {
        match (self.caller.account(), self.resource_account.as_deref()) {
            (Some(caller), Some(resource)) => caller != resource,
            _ => false,
        }
    }
}

fn required<'a>(members: &'a [(String, Json)], name: &str) -> Result<&'a str> {
    member(members, name)
        .and_then(Json::text)
        .ok_or(format!("request: {name} must be a string"))
}

/// FORMAT, `resourceAccount`: twelve digits; null means absent.
fn read_resource_account(json: Option<&Json>) -> Result<Option<String>> {
    match json {
        None | Some(Json::Null) => Ok(None),
        Some(Json::Text(text)) if arn::is_account_id(text) => Ok(Some(text.clone())),
        Some(_) => Err("request: resourceAccount must be twelve digits".to_string()),
    }
}

/// FORMAT, `resourceAccount` absent: the account in the resource's ARN; `aws`, in the ARNs of AWS's
/// own resources, is not an account.
fn account_in_arn(resource: &Resource) -> Option<String> {
    match resource {
        Resource::Arn(parts) if arn::is_account_id(&parts[4]) => Some(parts[4].clone()),
        _ => None,
    }
}

/// S9.5: a bucket or an object whose owner is not given: it is the caller's.
fn is_in_unowned_bucket(resource: &Resource) -> bool {
    match resource {
        Resource::None => false,
        Resource::Arn(parts) => parts[2] == "s3" && parts[4].is_empty(),
    }
}

/// FORMAT, `context`; null means absent. Two keys that differ only in case are an error.
fn read_context(json: Option<&Json>) -> Result<Keys> {
    let mut keys = Keys::default();
    let json = match json {
        None | Some(Json::Null) => return Ok(keys),
        Some(json) => json,
    };
    let members = json.members().ok_or("request: context is not an object")?;
    let mut names: Vec<String> = Vec::new();
    for (name, value) in members {
        let lower = name.to_ascii_lowercase();
        if names.contains(&lower) {
            return Err(format!("context: {name:?} occurs twice"));
        }
        names.push(lower);
        keys.add(name, read_value(name, value)?);
    }
    Ok(keys)
}

/// One value of the context: a string, number or boolean, or an array of these.
fn read_value(name: &str, json: &Json) -> Result<Value> {
    let scalar = |json: &Json| {
        json.scalar_text()
            .ok_or(format!("context: {name:?} has a value of the wrong type"))
    };
    match json {
        Json::Array(elements) => {
            let texts: Result<Vec<String>> = elements.iter().map(scalar).collect();
            Ok(Value::Many(texts?))
        }
        other => Ok(Value::One(scalar(other)?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;

    fn read(more: &str) -> Result<Request> {
        let text = format!(
            r#"{{"principal":"arn:aws:iam::111122223333:user/alice","action":"s3:GetObject"{more}}}"#
        );
        Request::read(&json::parse(&text).unwrap())
    }

    #[test]
    fn the_resources_account() {
        let account = |more: &str| read(more).unwrap().resource_account;
        assert_eq!(
            account(r#","resource":"arn:aws:s3:::b""#).as_deref(),
            Some("111122223333")
        );
        assert_eq!(
            account(r#","resource":"arn:aws:sqs:us-east-1:444455556666:q""#).as_deref(),
            Some("444455556666")
        );
        assert_eq!(
            account(r#","resource":"*","resourceAccount":"777788889999""#).as_deref(),
            Some("777788889999")
        );
    }

    #[test]
    fn the_key_with_the_resources_account() {
        for (resource, expected) in [
            ("arn:aws:s3:::b", Some("111122223333")),
            ("arn:aws:sqs:us-east-1:444455556666:q", Some("444455556666")),
            ("arn:aws:iam::aws:policy/ReadOnlyAccess", None),
            ("*", None),
        ] {
            let request = read(&format!(r#","resource":"{resource}""#)).unwrap();
            let account = expected.map(|text| Value::One(text.to_string()));
            let found = request.keys.get("aws:ResourceAccount");
            assert_eq!(found, account.as_ref(), "{resource}");
        }
    }

    #[test]
    fn context() {
        let request = read(r#","resource":"*","context":{"a":[],"B":[true,1.0],"c":"x"}"#).unwrap();
        assert_eq!(request.keys.get("a"), None);
        let many = vec!["true".to_string(), "1.0".to_string()];
        assert_eq!(request.keys.get("b"), Some(&Value::Many(many)));
        for context in ["{\"a\":1,\"A\":2}", "{\"a\":null}", "{\"a\":[[]]}", "[]"] {
            let more = format!(r#","resource":"*","context":{context}"#);
            assert!(read(&more).is_err(), "{context}");
        }
    }

    #[test]
    fn what_is_not_a_request() {
        for more in [
            "",
            r#","resource":null"#,
            r#","resource":"bucket""#,
            r#","resource":"arn:aws:s3""#,
            r#","resource":"*","resourceAccount":"1111""#,
            r#","resource":"*","more":1"#,
        ] {
            assert!(read(more).is_err(), "{more}");
        }
        let pattern = r#"{"principal":"*","action":"s3:*","resource":"*"}"#;
        assert!(Request::read(&json::parse(pattern).unwrap()).is_err());
    }
}
