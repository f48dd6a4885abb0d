//! CloudFormation templates, in JSON; YAML was made JSON before.
//!
//! Sources: the AWS CloudFormation User Guide (template reference, intrinsic functions, pseudo
//! parameters) and the resource types `AWS::IAM::*`, read in November 2026. A function is evaluated
//! where all that it needs is in the template or given by the user; anything else is a problem of
//! the role that needs it: in an Allow, an unknown resource must not grant, and in a Deny it may
//! deny everything.

mod condition;
mod document;
mod function;
mod policies;
mod principals;
mod properties;
mod reference;
mod template;

use crate::dump::account::Account;
use crate::dump::entity::Entity;
use crate::json::{Read, Value};
use crate::problem::Problem;
use crate::source::body::Source;
use crate::yaml;
use iam_eval::Position;
use policies::Reading;
use std::sync::Arc;
use template::Template;

/// What to give where a template leaves open what a stack decides.
const DEPLOYED: &str =
    "what `aws iam get-account-authorization-details` prints once the stack is deployed";

/// Reads a template, or what `aws cloudformation get-template` prints.
pub(crate) fn read(
    source: &Arc<Source>,
    value: Value<'_>,
    account: &mut Account,
) -> Read<Vec<Entity>> {
    let members = value.object("an object")?;
    let Some(body) = members.get("TemplateBody") else {
        return template(source, value, account);
    };
    if !body.is_string() {
        return template(source, body, account);
    }
    let name = format!("{} (TemplateBody, decoded)", source.name);
    let text = body.string("a template")?;
    let json = match yaml::is_yaml(&format!("{name}.yaml"), &text) {
        true => yaml::to_json(&name, &text, Position::START)?,
        false => text,
    };
    let values = Value::all_in(&name, &json)?;
    let [body] = values.as_slice() else {
        let found = format!("{} values in a template", values.len());
        return Err(Problem::new(&name, found, "one template"));
    };
    let inner = Arc::new(Source::in_memory(&name, Vec::new()));
    template(&inner, *body, account)
}

fn template(source: &Arc<Source>, value: Value<'_>, account: &mut Account) -> Read<Vec<Entity>> {
    let parameters = Arc::clone(&account.parameters);
    let template = Template::read(value, &parameters)?;
    Reading::new(source, &template).read(value, account)
}
