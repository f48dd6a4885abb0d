//! On what: the resources of a question, or all that one call of an action needs.

use super::arguments::QuestionArgs;
use super::caller::Caller;
use crate::failure::{Failure, complain};
use iam_catalog::{Action, ActionResource, Catalog};
use iam_eval::{Resource, ResourcePattern};

/// An action with the resources that are asked about.
#[derive(Debug)]
pub(super) struct AskedAction {
    pub(super) action: String,
    /// How AWS writes the ARN of the resources, where they are of one type.
    pub(super) arn_template: Option<String>,
    pub(super) is_call: bool,
    pub(super) subjects: Vec<Subject>,
}

/// A resource, or any resource of a type.
#[derive(Debug)]
pub(super) struct Subject {
    pub(super) text: String,
    pub(super) what: What,
    pub(super) resource_type: Option<String>,
}

#[derive(Debug)]
pub(super) enum What {
    Known(Resource),
    /// Any resource that matches. Its account is open where the pattern names none, as with public
    /// images.
    Any(ResourcePattern, OwnerIsKnown),
}

/// Whether the resources of a pattern are known to belong to one account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct OwnerIsKnown(pub(super) bool);

/// What is asked: each action of `--action-names`, or the one of `--call`.
pub(super) fn asked(
    args: &QuestionArgs,
    caller: &Caller,
    owner: Option<&str>,
) -> Result<Vec<AskedAction>, Failure> {
    if let Some(action) = &args.call {
        return Ok(vec![call(args, action, caller, owner)?]);
    }
    let everything = ["*".to_owned()];
    let arns = match args.resource_arns.as_slice() {
        [] => &everything,
        arns => arns,
    };
    let of_action = |name: &String| {
        iam_eval::Action::new(name).map_err(|error| Failure::Call(error.to_string()))?;
        let action = known_action(name);
        let subject = |arn: &String| {
            let used = action.and_then(|action| type_of(action, arn));
            known(arn, used, owner)
        };
        let subjects: Result<Vec<Subject>, Failure> = arns.iter().map(subject).collect();
        Ok(AskedAction {
            action: name.clone(),
            arn_template: action.and_then(|action| template(action, arns)),
            is_call: false,
            subjects: subjects?,
        })
    };
    args.action_names.iter().map(of_action).collect()
}

fn known_action(name: &str) -> Option<Action<'static>> {
    let catalog = Catalog::embedded();
    let action = catalog.action(name);
    if action.is_none() {
        let near = catalog.nearest_action(name);
        let near = near.map_or(String::new(), |near| format!(": is it {near}?"));
        let date = catalog.date();
        complain(&format!(
            "the catalogue of {date} doesn't know the action `{name}`{near}"
        ));
    }
    action
}

fn known(
    arn: &str,
    used: Option<ActionResource<'_>>,
    owner: Option<&str>,
) -> Result<Subject, Failure> {
    let resource = Resource::parse(arn).map_err(|error| Failure::Call(error.to_string()))?;
    let resource = match (resource.account(), owner) {
        (None, Some(owner)) if arn != "*" => resource.owned_by(owner),
        _ => resource,
    };
    Ok(Subject {
        text: arn.to_owned(),
        what: What::Known(resource),
        resource_type: used.map(|used| used.name().to_owned()),
    })
}

/// The type of a resource among those of an action: the one whose ARN says most of it.
fn type_of<'a>(action: Action<'a>, arn: &str) -> Option<ActionResource<'a>> {
    let of_type = |used: ActionResource<'a>| {
        let patterns = used.resource_type().arn_patterns(None, None, None);
        let fitting = patterns
            .iter()
            .filter(|pattern| iam_catalog::fits(pattern, arn));
        let said = |pattern: &String| pattern.chars().filter(|letter| *letter != '*').count();
        Some((fitting.map(said).max()?, used))
    };
    let types = action.resource_types().filter_map(of_type);
    types.max_by_key(|(said, _)| *said).map(|(_, used)| used)
}

/// The template of the ARNs, where all are of one type.
fn template(action: Action<'_>, arns: &[String]) -> Option<String> {
    let mut types = arns.iter().map(|arn| type_of(action, arn));
    let first = types.next()??;
    let is_one = types.all(|used| used.is_some_and(|used| used.name() == first.name()));
    let arn = first.resource_type().arns().next()?;
    is_one.then(|| arn.to_owned())
}

fn call(
    args: &QuestionArgs,
    name: &str,
    caller: &Caller,
    owner: Option<&str>,
) -> Result<AskedAction, Failure> {
    iam_eval::Action::new(name).map_err(|error| Failure::Call(error.to_string()))?;
    let catalog = Catalog::embedded();
    let Some(action) = catalog.action(name) else {
        let near = catalog.nearest_action(name);
        let near = near.map_or(String::new(), |near| format!(" such as {near}"));
        let date = catalog.date();
        return Err(Failure::Call(format!(
            "found the call `{name}`, expected an action of the catalogue of {date}{near}: it says which resources a \
             call needs"
        )));
    };
    let given: Result<Vec<(ActionResource<'_>, &String)>, Failure> = args
        .resource_arns
        .iter()
        .map(|arn| match type_of(action, arn) {
            Some(used) => Ok((used, arn)),
            None => {
                let types: Vec<&str> = action.resource_types().map(ActionResource::name).collect();
                let types = types.join(", ");
                Err(Failure::Call(format!(
                    "found the resource `{arn}`, expected one of a type that {name} takes: {types}"
                )))
            }
        })
        .collect();
    let given = given?;
    let mut subjects = Vec::new();
    for used in action.resource_types() {
        let of_type = given
            .iter()
            .filter(|(other, _)| other.name() == used.name());
        let mut is_given = false;
        for (_, arn) in of_type {
            is_given = true;
            subjects.push(known(arn, Some(used), owner)?);
        }
        if !is_given && used.is_required() {
            any(used, caller, owner, &mut subjects)?;
        }
    }
    if subjects.is_empty() {
        subjects.push(known("*", None, owner)?);
    }
    Ok(AskedAction {
        action: name.to_owned(),
        arn_template: None,
        is_call: true,
        subjects,
    })
}

/// Any resource of a type, in the owner's account.
fn any(
    used: ActionResource<'_>,
    caller: &Caller,
    owner: Option<&str>,
    subjects: &mut Vec<Subject>,
) -> Result<(), Failure> {
    let account = owner.or(caller.principal.account());
    let partition = Some(caller.principal.partition()).filter(|partition| !partition.is_empty());
    let patterns = used.resource_type().arn_patterns(partition, None, account);
    for text in patterns {
        let pattern = ResourcePattern::parse(&text);
        let pattern = pattern.map_err(|error| Failure::Call(error.to_string()))?;
        let names_account = text
            .split(':')
            .nth(4)
            .is_some_and(|field| !field.is_empty());
        let pattern = match (names_account, account) {
            (false, Some(account)) => pattern.owned_by(account),
            _ => pattern,
        };
        subjects.push(Subject {
            text,
            what: What::Any(pattern, OwnerIsKnown(names_account)),
            resource_type: Some(used.name().to_owned()),
        });
    }
    Ok(())
}
