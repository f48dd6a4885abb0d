//! Condition keys and their values on the command line. A value that a key can't have would make a
//! different request than the intended one, to which a Deny may not apply.

use iam_catalog::{Catalog, GlobalKey, RegionName, ValueType, nearest_name};
use iam_eval::{Action, Context, Decision, Policy, PolicyKind, PolicySet, Principal};
use iam_eval::{Request, Resource};

/// The result of a check: an optional remark for the user, or the reason why the call is rejected.
pub type Checked = Result<Option<String>, String>;

/// Rejects a key that is most likely misspelt, and a value that the key can't have.
///
/// ```
/// use iam_cli_support::condition_keys::check;
/// assert_eq!(check("aws:SourceIp", "203.0.113.7"), Ok(None));
/// assert!(check("aws:SourceIp", "203.0.113.256").is_err());
/// assert!(check("aws:SuorceIp", "203.0.113.7").is_err());
/// ```
///
/// # Errors
/// A sentence that names the option, what was found and what was expected.
pub fn check(key: &str, value: &str) -> Checked {
    let option = "--context ";
    let remark = check_key(option, key)?;
    let is_region = ["aws:RequestedRegion", "ec2:Region"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(key));
    if is_region {
        let of_value = check_region(&format!("{option}{key}="), value)?;
        return Ok(remark.or(of_value));
    }
    let refuse = |expected: &str| {
        Err(format!(
            "found `{option}{key}={value}`, expected {expected}"
        ))
    };
    if GlobalKey::named(key).is_some_and(GlobalKey::is_account) && !iam_eval::is_account_id(value) {
        return refuse("an account ID of twelve digits");
    }
    let Some(value_type) = type_of(key) else {
        return Ok(remark);
    };
    if !is_value(value_type, value) {
        return refuse(description(value_type));
    }
    Ok(remark)
}

/// Rejects a key that differs from a known one by a typing error. Any other unknown key gets a
/// remark.
///
/// # Errors
/// Those of [`check`].
pub fn check_key(option: &str, key: &str) -> Checked {
    let catalog = Catalog::embedded();
    if GlobalKey::named(key).is_some() || catalog.condition_key(key).is_some() {
        return Ok(None);
    }
    // A key of an OpenID Connect provider, such as `token.actions.githubusercontent.com:sub`: the
    // provider makes the claims, and the catalogue knows few of them.
    if key
        .split_once(':')
        .is_some_and(|(host, claim)| host.contains('.') && !claim.is_empty())
    {
        return Ok(None);
    }
    let services = catalog.condition_keys().map(|known| known.name());
    // A typing error in the part before a tag's key counts, too.
    let start = match key.split_once('/') {
        Some((start, _)) => format!("{start}/"),
        None => key.to_owned(),
    };
    let near = nearest_name(&start, GlobalKey::names()).or_else(|| nearest_name(key, services));
    if let Some(near) = near {
        return Err(format!(
            "found `{option}{key}`, expected a condition key such as {near}"
        ));
    }
    let is_key = key
        .split_once(':')
        .is_some_and(|(service, name)| !service.is_empty() && !name.is_empty());
    if !is_key {
        return Err(format!(
            "found `{option}{key}`, expected a condition key such as aws:SourceIp"
        ));
    }
    let date = catalog.date();
    Ok(Some(format!(
        "`{option}{key}` is a condition key that the catalogue of {date} doesn't know"
    )))
}

/// Rejects what is not a Region. A Region that is not known yet gets a remark.
///
/// # Errors
/// Those of [`check`].
pub fn check_region(option: &str, region: &str) -> Checked {
    match RegionName::of(region) {
        RegionName::Known => Ok(None),
        RegionName::New => Ok(Some(format!(
            "`{option}{region}` is a Region that wasn't known on {}",
            iam_catalog::REGIONS_AS_OF
        ))),
        RegionName::Misspelt(known) => Err(format!(
            "found `{option}{region}`, expected a Region such as {known}"
        )),
        RegionName::Malformed => Err(format!(
            "found `{option}{region}`, expected a Region such as eu-west-1"
        )),
    }
}

fn type_of(key: &str) -> Option<ValueType> {
    let global = GlobalKey::named(key).map(GlobalKey::value_type);
    global.or_else(|| Catalog::embedded().condition_key(key)?.value_type())
}

/// What a value of a type looks like, for a message about one that isn't.
#[must_use]
pub fn description(value_type: ValueType) -> &'static str {
    match value_type {
        ValueType::Numeric => "a number",
        ValueType::Date => "a date such as 2026-01-31T12:00:00Z, or seconds since 1970",
        ValueType::Bool => "true or false",
        ValueType::Arn => "an ARN of six parts",
        ValueType::IpAddress => "an IP address",
        ValueType::Binary => "text in Base64",
        _ => "a value",
    }
}

/// Whether a request may have a value for a key of a type.
///
/// ```
/// use iam_catalog::ValueType;
/// use iam_cli_support::condition_keys::is_value;
/// assert!(is_value(ValueType::IpAddress, "192.0.2.1") && !is_value(ValueType::IpAddress, "192.0.2.0/24"));
/// assert!(!is_value(ValueType::Date, "yesterday"));
/// ```
#[must_use]
pub fn is_value(value_type: ValueType, value: &str) -> bool {
    // A policy may have a range of addresses, a request has one address.
    let is_range = value_type == ValueType::IpAddress && value.contains('/');
    !is_range && is_valid(value_type, value)
}

/// Whether the engine accepts a value as one of a type: whether any condition with one of the
/// type's operators can match it.
fn is_valid(value_type: ValueType, value: &str) -> bool {
    let conditions: &[(&str, &str)] = match value_type {
        ValueType::Numeric => &[("NumericLessThanEquals", "0"), ("NumericGreaterThan", "0")],
        ValueType::Date => &[
            ("DateLessThanEquals", "2000-01-01T00:00:00Z"),
            ("DateGreaterThan", "2000-01-01T00:00:00Z"),
        ],
        ValueType::Bool => &[("Bool", "true"), ("Bool", "false")],
        ValueType::IpAddress => &[("IpAddress", "0.0.0.0/0"), ("IpAddress", "::/0")],
        ValueType::Arn => &[("ArnLike", "arn:*:*:*:*:*")],
        _ => return true,
    };
    conditions
        .iter()
        .any(|(operator, of_policy)| matches(operator, of_policy, value))
}

fn matches(operator: &str, of_policy: &str, value: &str) -> bool {
    const KEY: &str = "s3:value";
    let text = format!(
        r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Action": "*",
            "Resource": "*", "Condition": {{"{operator}": {{"{KEY}": "{of_policy}"}}}}}}}}"#
    );
    let policy = Policy::parse(PolicyKind::Identity, "a value", &text);
    let Some(Ok(policies)) = policy.ok().map(|policy| PolicySet::new().with(policy)) else {
        return false;
    };
    let principal = Principal::parse("arn:aws:iam::111122223333:role/r");
    let (Ok(principal), Ok(action)) = (principal, Action::new("s3:GetObject")) else {
        return false;
    };
    let context = Context::new().with(KEY, value);
    let resource = Resource::any();
    let request = Request::with_action(&principal, action, &resource).with_context(&context);
    policies.evaluate(&request) == Decision::Allowed
}

#[cfg(test)]
mod tests {
    use super::check_key;

    #[test]
    fn claims_of_identity_providers_are_not_taken_for_misspelt_ones() {
        for key in [
            "token.actions.githubusercontent.com:sub",
            "oidc.eks.eu-west-1.amazonaws.com/id/A1:aud",
        ] {
            assert_eq!(check_key("--context ", key), Ok(None), "{key}");
        }
        assert!(check_key("--context ", "aws:SuorceIp").is_err());
    }
}
