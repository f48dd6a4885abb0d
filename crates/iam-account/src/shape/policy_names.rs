//! The outputs of `aws iam list-role-policies` and `list-attached-role-policies`, and their kin of
//! users: the names of policies, by which it is known that all documents were given.

use super::{Mark, Part, Reading, Shape};
use crate::aws_members::Object;
use crate::json::{Read, Value};
use crate::problem::Problem;

pub(super) const INLINE: Shape = Shape {
    mark: Mark::Members(&["PolicyNames"]),
    reading: Reading::Part(Part::InlineNames),
};

pub(super) const ATTACHED: Shape = Shape {
    mark: Mark::Members(&["AttachedPolicies"]),
    reading: Reading::Part(Part::AttachedNames),
};

/// Names alone: their documents were not given, or it is not known whose they are.
pub(crate) fn nameless(name: &str) -> Problem {
    let expected = "in the same folder what `aws iam get-role` and `get-role-policy` print of one role; or in place of \
        it all the output of `aws iam get-account-authorization-details`";
    Problem::new(
        name,
        "names of policies, of which it isn't known whose they are",
        expected,
    )
}

/// The names of inline policies.
pub(crate) fn inline_names(value: Value<'_>) -> Read<Vec<String>> {
    let names = list(value, "PolicyNames")?;
    names
        .into_iter()
        .map(|name| name.string("the name of an inline policy"))
        .collect()
}

/// The ARNs of attached policies.
pub(crate) fn attached_arns(value: Value<'_>) -> Read<Vec<String>> {
    let policies = list(value, "AttachedPolicies")?.into_iter();
    let arn = |policy: Value<'_>| {
        let members = policy.object("an attached policy: an object")?;
        Object::AttachedPolicy.check(&members)?;
        let arn = members.required("PolicyArn", ("AttachedPolicies", policy))?;
        arn.string("the ARN of an attached policy")
    };
    policies.map(arn).collect()
}

/// The elements of the list, which must be all.
fn list<'a>(value: Value<'a>, member: &str) -> Read<Vec<Value<'a>>> {
    let members = value.object("an object")?;
    Object::CliList.check(&members)?;
    let list = members.required(member, ("an object", value))?;
    let more = ["IsTruncated", "Marker", "NextToken"];
    let mut more = more.iter().filter_map(|member| members.get(member));
    if let Some(more) = more.find(|more| !matches!(more.text, "false" | "null")) {
        let expected =
            "the whole list, as the AWS CLI prints it without `--no-paginate` and `--max-items`";
        return Err(more.problem("a list of which the rest is missing", expected));
    }
    match list.text.starts_with('[') || list.is_null() {
        true => list.elements(),
        // As `ConvertTo-Json` may write a list of one.
        false => Ok(vec![list]),
    }
}
