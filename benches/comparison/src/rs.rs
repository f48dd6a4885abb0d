//! The crate iam-rs.

use crate::{Asked, Cannot, Evaluator};
use iam_rs::{Arn, Context, ContextValue, Decision, IAMPolicy, IAMRequest, PolicyEvaluator};
use iam_rs::{Principal, PrincipalId};

/// iam-rs, with one parsed policy.
#[derive(Debug)]
pub struct IamRs(PolicyEvaluator);

impl Evaluator for IamRs {
    type Request = IAMRequest;

    const NAME: &'static str = "iam-rs 0.8.0";

    fn read(policy: &str) -> Result<Self, Cannot> {
        let policy = IAMPolicy::from_json(policy).map_err(|error| error.to_string())?;
        Ok(Self(PolicyEvaluator::with_policies(vec![policy])))
    }

    fn request(&self, question: &Asked) -> Result<IAMRequest, Cannot> {
        // It has no requests without a resource; if the policy has `*`, any ARN will do.
        let arn = match question.resource.as_str() {
            "*" => "arn:aws:ec2:eu-west-1:111122223333:instance/i-0123456789abcdef0",
            arn => arn,
        };
        let mut context = Context::new();
        for (key, value) in &question.keys {
            // Its Bool requires a boolean, while AWS and others use the text.
            let value = match value.as_str() {
                "true" => ContextValue::Boolean(true),
                "false" => ContextValue::Boolean(false),
                text => ContextValue::String(text.to_owned()),
            };
            context.insert((*key).to_owned(), value);
        }
        Ok(IAMRequest::new_with_context(
            Principal::Aws(PrincipalId::String(workspace_benches::ROLE.to_owned())),
            question.action.as_str(),
            Arn::parse(arn).map_err(|error| format!("{error:?}"))?,
            context,
        ))
    }

    fn is_allowed(&self, request: &IAMRequest) -> Result<bool, Cannot> {
        let result = self
            .0
            .evaluate(request)
            .map_err(|error| error.to_string())?;
        Ok(result.decision == Decision::Allow)
    }
}
