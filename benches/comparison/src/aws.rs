//! The crate aws-iam. It ignores `Effect`: a statement that matches allows, one that doesn't
//! denies.

use crate::{Asked, Cannot, Evaluator};
use aws_iam::model::{ConditionValue, Policy, QString};
use aws_iam::offline::{Environment, EvaluationResult, Request, evaluate};

/// aws-iam, with one parsed policy.
#[derive(Debug)]
pub struct AwsIam(Policy);

impl Evaluator for AwsIam {
    type Request = Request;

    const NAME: &'static str = "aws-iam 0.2.2";

    fn read(policy: &str) -> Result<Self, Cannot> {
        let policy = aws_iam::io::read_from_string(policy);
        policy.map(Self).map_err(|error| format!("{error:?}"))
    }

    fn request(&self, question: &Asked) -> Result<Request, Cannot> {
        let name = |text: &str| {
            let name: Result<QString, _> = text.parse();
            name.map_err(|error| format!("`{text}`: {error:?}"))
        };
        let mut environment = Environment::new();
        for (key, value) in &question.keys {
            environment.insert(name(key)?, ConditionValue::String(value.clone()));
        }
        Ok(Request {
            request_id: None,
            principal: None,
            action: name(&question.action)?,
            resource: question.resource.clone(),
            environment,
        })
    }

    fn is_allowed(&self, request: &Request) -> Result<bool, Cannot> {
        let result = evaluate(request, &self.0).map_err(|error| format!("{error:?}"))?;
        Ok(result == EvaluationResult::Allow)
    }
}
