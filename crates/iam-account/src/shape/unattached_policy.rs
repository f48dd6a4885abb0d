//! The output of `aws organizations describe-policy`, `aws kms get-key-policy` and `aws iam
//! get-policy`: none of them is a principal's policy.

use super::{Mark, Reading, Shape, cli_output};
use crate::json::{Read, Value};
use crate::next_step::NextStep;
use crate::principal::PrincipalInput;
use crate::problem::code;

pub(super) const MEMBER: &str = "Policy";

pub(super) const SHAPE: Shape = Shape {
    mark: Mark::Members(&[MEMBER]),
    reading: Reading::Principal(read),
};

fn read(value: Value<'_>) -> Read<PrincipalInput> {
    let (_, policy) = cli_output::members(value, MEMBER)?;
    let (found, step) = if policy.text.contains("RESOURCE_CONTROL_POLICY") {
        ("a resource control policy", NextStep::ResourceControlPolicy)
    } else if policy.text.contains("\"Content\"") {
        ("a service control policy", NextStep::ServiceControlPolicy)
    } else if policy.is_string() {
        ("a resource's policy", NextStep::KeyPolicy)
    } else {
        let expected = "the output of `aws iam get-policy-version`";
        let problem = policy.problem("a managed policy without its document", expected);
        return Err(problem.with_code(code::MISSING_POLICY));
    };
    let problem = policy.problem(found, "").with_code(code::NOT_READ);
    Err(problem.solved_by(step))
}
