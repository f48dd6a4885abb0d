//! Terraform: what `terraform show -json` prints of a plan or of a state, and state files.
//!
//! Sources: [JSON output format](https://developer.hashicorp.com/terraform/internals/json-format),
//! and the resources' documentation of the provider `hashicorp/aws` 6. What is known after apply
//! alone has no value in a plan: `after_unknown` says so. It is looked up where the configuration
//! refers to one resource of the plan and to nothing else, as an attachment refers to the policy
//! that it attaches.

mod plan;
mod policies;
mod principals;
mod removed;
mod resource;

use crate::dump::account::Account;
use crate::dump::entity::Entity;
use crate::json::{Members, Read, Value};
use crate::source::body::Source;
use plan::Plan;
use policies::Reading;
use resource::{Resource, in_module, in_state_file};
use std::sync::Arc;

const SHOW: &str = "what `terraform show -json` prints of a plan or of a state";

/// Reads a plan or a state.
pub(crate) fn read(
    source: &Arc<Source>,
    value: Value<'_>,
    account: &mut Account,
) -> Read<Vec<Entity>> {
    let members = value.object("an object")?;
    let mut resources = Vec::new();
    let mut plan = None;
    if let Some(planned) = members.get("planned_values") {
        refuse_failed(&members)?;
        root_module(planned, &mut resources)?;
        // What is looked up while the plan is made, such as the document of a policy of AWS's.
        let mut prior = Vec::new();
        let state = members.get("prior_state").filter(|state| !state.is_null());
        if let Some(state) = state
            && let Some(values) = state.object("an object")?.get("values")
        {
            root_module(values, &mut prior)?;
        }
        resources.extend(prior.into_iter().filter(|resource| resource.is_data));
        plan = Some(Plan::of(&members)?);
    } else if let Some(values) = members.get("values") {
        root_module(values, &mut resources)?;
    } else if let Some(list) = members.get("resources") {
        let version = members.get("version");
        if version.is_none_or(|version| version.text != "4") {
            let found = "a Terraform state file of another version than 4";
            return Err(value.problem(found, SHOW));
        }
        in_state_file(list, &mut resources)?;
    }
    if resources.is_empty() {
        let found = "a Terraform plan or state without roles, users and policies of IAM";
        return Err(value.problem(found, SHOW));
    }
    Reading::new(source, plan.as_ref(), &resources).read(account)
}

/// A plan that ended with an error has some of the resources only.
fn refuse_failed(members: &Members<'_>) -> Read<()> {
    match members.get("errored") {
        Some(errored) if errored.text == "true" => {
            Err(errored.problem("a plan that ended with an error", "a whole plan"))
        }
        _ => Ok(()),
    }
}

fn root_module<'a>(values: Value<'a>, resources: &mut Vec<Resource<'a>>) -> Read<()> {
    if values.is_null() {
        return Ok(());
    }
    match values.object("an object")?.get("root_module") {
        Some(root) => in_module(root, 0, resources),
        None => Ok(()),
    }
}
