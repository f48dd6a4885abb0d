//! The resources of a plan or a state that are of IAM.

use crate::json::{Members, Read, Value};

/// Modules in modules; each level is read once more for those around it.
const DEEPEST_MODULE: usize = 32;

/// A resource of IAM, or a data source.
#[derive(Debug)]
pub(super) struct Resource<'a> {
    /// Such as `module.backup["eu"].aws_iam_role.restore[0]`.
    pub(super) address: String,
    /// The address of its module; empty for the root module.
    pub(super) module: String,
    /// Such as `aws_iam_role`.
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) is_data: bool,
    pub(super) values: Members<'a>,
    pub(super) at: Value<'a>,
}

/// The resources of a module and of those in it.
pub(super) fn in_module<'a>(
    module: Value<'a>,
    depth: usize,
    found: &mut Vec<Resource<'a>>,
) -> Read<()> {
    if depth == DEEPEST_MODULE {
        let expected = format!("at most {DEEPEST_MODULE} levels");
        return Err(module.problem("modules that are nested too deep", expected));
    }
    let members = module.object("a module: an object")?;
    let address = members.string("address")?.unwrap_or_default();
    for resource in elements(&members, "resources")? {
        let members = resource.object("a resource: an object")?;
        let kind = members.string("type")?.unwrap_or_default();
        let values = members.get("values").filter(|values| !values.is_null());
        let is_of_iam = is_of_iam(&kind, resource)?;
        let Some(values) = values.filter(|_| is_of_iam) else {
            continue;
        };
        found.push(Resource {
            address: members.string("address")?.unwrap_or_default(),
            module: address.clone(),
            kind,
            name: members.string("name")?.unwrap_or_default(),
            is_data: is_data(&members)?,
            values: values.object("an object")?,
            at: resource,
        });
    }
    for child in elements(&members, "child_modules")? {
        in_module(child, depth + 1, found)?;
    }
    Ok(())
}

/// The resources of a state file of version 4.
pub(super) fn in_state_file<'a>(list: Value<'a>, found: &mut Vec<Resource<'a>>) -> Read<()> {
    for resource in list.elements()? {
        let members = resource.object("a resource: an object")?;
        let kind = members.string("type")?.unwrap_or_default();
        if !is_of_iam(&kind, resource)? {
            continue;
        }
        let module = members.string("module")?.unwrap_or_default();
        let name = members.string("name")?.unwrap_or_default();
        let is_data = is_data(&members)?;
        for instance in elements(&members, "instances")? {
            let own = instance.object("an instance: an object")?;
            // An object that was replaced, and waits to be deleted.
            let is_deposed = own.get("deposed").is_some_and(|deposed| !deposed.is_null());
            let values = own.get("attributes").filter(|values| !values.is_null());
            let Some(values) = values.filter(|_| !is_deposed) else {
                continue;
            };
            let dot = if module.is_empty() { "" } else { "." };
            let data = if is_data { "data." } else { "" };
            let index = own.get("index_key").filter(|index| !index.is_null());
            let index = index.map_or_else(String::new, |index| format!("[{}]", index.text));
            found.push(Resource {
                address: format!("{module}{dot}{data}{kind}.{name}{index}"),
                module: module.clone(),
                kind: kind.clone(),
                name: name.clone(),
                is_data,
                values: values.object("an object")?,
                at: instance,
            });
        }
    }
    Ok(())
}

/// Whether a resource type is one of IAM, as the provider `aws` has them.
fn is_of_iam(kind: &str, at: Value<'_>) -> Read<bool> {
    // The other provider's resources may give policies to roles, too.
    if kind.starts_with("awscc_iam_") {
        let expected = "resources of the provider `aws`, or the account's dump";
        return Err(at.problem(format!("a resource of the type `{kind}`"), expected));
    }
    Ok(kind.starts_with("aws_iam_"))
}

fn is_data(members: &Members<'_>) -> Read<bool> {
    Ok(members.string("mode")?.as_deref() == Some("data"))
}

/// The elements of a member that may be absent.
pub(super) fn elements<'a>(members: &Members<'a>, member: &str) -> Read<Vec<Value<'a>>> {
    members.get(member).map_or(Ok(Vec::new()), Value::elements)
}
