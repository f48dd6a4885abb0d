//! From a message to the request that the engine evaluates.

use super::Surroundings;
use crate::error::JudgeError;
use iam_account::{DeniedRequest, PrincipalInput};
use iam_catalog::Catalog;
use iam_eval::{
    Action, CallerKind, Context, Explanation, LayerKind, PartialDecision, PartialRequest, Policy,
    Principal, RequestError, Resource, ResourcePattern, UnknownKeys,
};

/// A denied request, ready for the engine.
#[derive(Debug)]
pub(super) struct Question {
    pub(super) principal: Principal,
    principal_is_known: bool,
    pub(super) action: String,
    target: Target,
    context: Context,
    unknown: UnknownKeys,
    /// The policy of the resource: the given one, or the default policy that AWS gives a new key.
    pub(super) resource_policy: Option<Policy>,
    pub(super) resource_policy_is_given: bool,
    /// What was assumed, in addition to the engine's assumptions.
    pub(super) assumptions: Vec<String>,
}

#[derive(Debug)]
pub(super) enum Target {
    Known(Resource),
    Unknown(ResourcePattern),
}

impl Question {
    pub(super) fn new(
        request: &DeniedRequest,
        input: &PrincipalInput,
        surroundings: &Surroundings<'_>,
    ) -> Result<Self, JudgeError> {
        let mut assumptions = Vec::new();
        let (principal, principal_is_known) = caller(request, input, &mut assumptions)?;
        Action::new(&request.action)?;
        let own = principal.account().unwrap_or_default().to_owned();
        let target = target(request, &own, &mut assumptions);
        let mut question = Self {
            context: context(request, surroundings, &principal),
            unknown: surroundings.knowledge.unknown.clone(),
            action: request.action.clone(),
            resource_policy: surroundings.resource_policy.cloned(),
            resource_policy_is_given: surroundings.resource_policy.is_some(),
            target,
            principal,
            principal_is_known,
            assumptions,
        };
        if question.resource_policy.is_none() && question.is_about_key() {
            let owner = match &question.target {
                Target::Known(key) => key.account().unwrap_or(&own).to_owned(),
                Target::Unknown(_) => own,
            };
            let partition = question.principal.partition();
            question.resource_policy = Policy::default_key_policy(partition, &owner).ok();
            question.assumptions.push(
                "the key policy was not supplied: the default policy of a new key was assumed"
                    .to_owned(),
            );
        }
        Ok(question)
    }

    fn is_of_service(&self, service: &str) -> bool {
        Action::new(&self.action).is_ok_and(|action| action.is_of_service(service))
    }

    pub(super) fn is_about_key(&self) -> bool {
        let is_key = |arn: &str| arn.split(':').nth(2) == Some("kms") && arn.contains(":key/");
        self.is_of_service("kms") && self.resource().is_some_and(is_key)
    }

    pub(super) fn is_about_trust(&self) -> bool {
        let is_role = |arn: &str| arn.split(':').nth(2) == Some("iam") && arn.contains(":role/");
        self.is_of_service("sts") && self.resource().is_some_and(is_role)
    }

    /// The resource, if it is known.
    pub(super) fn resource(&self) -> Option<&str> {
        match &self.target {
            Target::Known(resource) => Some(resource.as_str()),
            Target::Unknown(_) => None,
        }
    }

    /// The name of the resource-based policy.
    pub(super) fn resource_layer(&self) -> &'static str {
        if self.is_about_key() {
            "keyPolicy"
        } else if self.is_about_trust() {
            "trust"
        } else {
            LayerKind::Resource.member()
        }
    }

    /// The answer of the given policies, with this resource-based policy.
    pub(super) fn explain(
        &self,
        input: &PrincipalInput,
        resource_policy: Option<&Policy>,
    ) -> Result<Explanation<PartialDecision>, JudgeError> {
        let mut policies = input.policy_set()?;
        if let Some(policy) = resource_policy {
            policies = policies.replace_resource_policy(policy.clone())?;
        }
        let request = PartialRequest::new(&self.principal, &self.action)?
            .with_context(&self.context)
            .with_unknown_keys(&self.unknown)
            .with_session_unknown();
        let request = match &self.target {
            Target::Known(resource) if resource.account().is_some() || resource.as_str() == "*" => {
                request.with_resource(resource)
            }
            // The owner of `arn:aws:s3:::bucket` isn't known.
            Target::Known(resource) => request
                .with_resource(resource)
                .with_resource_account_unknown(),
            Target::Unknown(pattern) => request
                .with_resource_pattern(pattern)
                .with_resource_account_unknown(),
        };
        let request = match self.principal_is_known {
            true => request,
            false => request.with_caller_unknown(),
        };
        Ok(policies.explain_partial(&request))
    }

    pub(super) fn layers_not_supplied(&self, input: &PrincipalInput) -> Vec<String> {
        let identity = input.identity.is_empty() && !input.identity_is_known;
        let may_have_policy = !self.resource_policy_is_given && self.resource() != Some("*");
        let is_session = matches!(
            self.principal.kind(),
            CallerKind::Role | CallerKind::RoleSession | CallerKind::FederatedUser
        );
        let layers = [
            (LayerKind::Identity.member(), identity),
            (
                LayerKind::PermissionsBoundary.member(),
                input.boundary.is_not_supplied(),
            ),
            (
                LayerKind::Session.member(),
                is_session && input.session.is_not_supplied(),
            ),
            (
                LayerKind::ServiceControl.member(),
                input.scps.is_not_supplied(),
            ),
            (self.resource_layer(), may_have_policy),
            (
                LayerKind::ResourceControl.member(),
                input.rcps.is_not_supplied(),
            ),
            (LayerKind::VpcEndpoint.member(), true),
        ];
        let missing = layers.into_iter().filter(|(_, is_missing)| *is_missing);
        missing.map(|(layer, _)| layer.to_owned()).collect()
    }
}

/// The caller. A role whose ARN has a path is used as the caller itself, since a session's ARN
/// doesn't show the path: the session is unknown then.
fn caller(
    request: &DeniedRequest,
    input: &PrincipalInput,
    assumptions: &mut Vec<String>,
) -> Result<(Principal, bool), RequestError> {
    let role = request.role.as_deref().or(input.arn.as_deref());
    let asked = request.principal.as_deref().map(Principal::parse);
    match (asked.transpose()?, role) {
        (Some(asked), Some(role)) if asked.kind() == CallerKind::RoleSession => {
            let role = Principal::parse(role)?;
            let has_path = role.kind() == CallerKind::Role
                && role.name() == asked.name()
                && asked.principal_arn() != Some(role.as_str());
            Ok((if has_path { role } else { asked }, true))
        }
        (Some(asked), _) => Ok((asked, true)),
        (None, Some(role)) => Ok((Principal::parse(role)?, true)),
        (None, None) => {
            assumptions.push(
                "neither the message nor the input names the principal: it was assumed to be a role of the \
                 resource's account"
                    .to_owned(),
            );
            let resource = request.resource.as_deref().map(Resource::parse);
            let resource = resource.and_then(Result::ok);
            let account = resource.as_ref().and_then(Resource::account);
            let account = account.map_or_else(|| "0".repeat(12), str::to_owned);
            let role = format!("arn:aws:iam::{account}:role/unknown");
            Ok((Principal::parse(&role)?, false))
        }
    }
}

fn target(request: &DeniedRequest, own: &str, assumptions: &mut Vec<String>) -> Target {
    let named = request.resource.as_deref();
    if let Some(Ok(resource)) = named.map(Resource::parse) {
        return Target::Known(resource);
    }
    let action = Catalog::embedded().action(&request.action);
    let acts_on_none = action.is_some_and(|action| action.resource_types().len() == 0);
    match named {
        // A text that is not an ARN may be a name or an ID of unknown kind.
        None if acts_on_none => Target::Known(Resource::any()),
        None => {
            assumptions.push("the message names no resource: it may be any".to_owned());
            Target::Unknown(ResourcePattern::any().owned_by(own))
        }
        Some(_) => {
            assumptions.push("the message's resource is not an ARN: it may be any".to_owned());
            Target::Unknown(ResourcePattern::any().owned_by(own))
        }
    }
}

/// The condition keys: what the message contains takes precedence over what is known otherwise.
fn context(
    request: &DeniedRequest,
    surroundings: &Surroundings<'_>,
    principal: &Principal,
) -> Context {
    let knowledge = surroundings.knowledge;
    let context = match principal.kind() {
        CallerKind::Service => knowledge.context.clone(),
        _ => knowledge.context_in(knowledge.region.as_deref()),
    };
    let of_message = request.context.iter();
    let context = of_message.fold(context, |context, (key, values)| match values.as_slice() {
        [value] => context.with(key, value.as_str()),
        several => context.with_list(key, several.iter().map(String::as_str)),
    });
    const CALLER_ACCOUNT: &str = "kms:CallerAccount";
    let is_given = context
        .keys()
        .any(|key| key.eq_ignore_ascii_case(CALLER_ACCOUNT));
    match principal.account() {
        Some(account) if !is_given => context.with(CALLER_ACCOUNT, account),
        _ => context,
    }
}
