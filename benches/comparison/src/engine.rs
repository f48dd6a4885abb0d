//! This project's engine.

use crate::{Asked, Cannot, Evaluator};
use iam_eval::{Context, Decision, Policy, PolicyKind, PolicySet, Principal, Request, Resource};

/// iam-eval, with one compiled policy.
#[derive(Debug)]
pub struct IamEval {
    policies: PolicySet,
    principal: Principal,
}

/// The parts of a request.
#[derive(Debug)]
pub struct Parts {
    action: String,
    resource: Resource,
    context: Context,
}

impl Evaluator for IamEval {
    type Request = Parts;

    const NAME: &'static str = "iam-eval";

    fn read(policy: &str) -> Result<Self, Cannot> {
        let policy = Policy::parse(PolicyKind::Identity, "workload", policy);
        Ok(Self {
            policies: PolicySet::new()
                .with(policy.map_err(|error| error.to_string())?)
                .map_err(|error| error.to_string())?,
            principal: Principal::parse(workspace_benches::ROLE)
                .map_err(|error| error.to_string())?,
        })
    }

    fn request(&self, question: &Asked) -> Result<Parts, Cannot> {
        let resource = match question.resource.as_str() {
            "*" => Resource::any(),
            arn => Resource::parse(arn).map_err(|error| error.to_string())?,
        };
        let keys = question.keys.iter();
        Ok(Parts {
            action: question.action.clone(),
            resource,
            context: keys.fold(Context::new(), |context, (key, value)| {
                context.with(key, value.as_str())
            }),
        })
    }

    /// The action's text is parsed for every decision: the time includes folding its letter case.
    fn is_allowed(&self, parts: &Parts) -> Result<bool, Cannot> {
        let request = Request::new(&self.principal, &parts.action, &parts.resource);
        let request = request.map_err(|error| error.to_string())?;
        let decision = self
            .policies
            .evaluate(&request.with_context(&parts.context));
        Ok(decision == Decision::Allowed)
    }
}
