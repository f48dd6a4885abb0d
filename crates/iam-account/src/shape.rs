//! The shapes that inputs have: a file for each, and one list of them.
//!
//! To add a shape, write its file, with how it is recognised and how it is read, and add a line to
//! [`SHAPES`].

mod account_page;
mod cli_output;
pub(crate) mod details;
mod identity_center;
pub(crate) mod infrastructure_description;
mod inline_policy;
mod lone_principal;
mod not_read;
mod part;
pub(crate) mod policy_document;
pub(crate) mod policy_names;
mod policy_version;
mod recognised_text;
mod role;
mod role_bundle;
pub(crate) mod statements;
mod unattached_policy;
mod user;

use crate::infrastructure::ReadDescription;
use crate::json::Value;
use crate::next_step::NextStep;
use crate::principal::PrincipalInput;
use crate::problem::Problem;
use details::Details;
use not_read::{denial_with, object_with, text_that_begins};

pub(crate) use cli_output::policy_in as policy_in_cli_output;
pub(crate) use part::{About, Holder, Part};
pub(crate) use policy_document::is_document;

/// What is read.
pub(crate) const EXPECTED: &str =
    "a policy document, a role bundle, or what the AWS CLI prints, as JSON";

const ACCOUNT: &str = "the output of `aws iam get-account-authorization-details`";

/// A shape of input.
struct Shape {
    /// How it is recognised.
    mark: Mark,
    /// How it is read.
    reading: Reading,
}

/// How a shape is recognised.
enum Mark {
    /// A JSON object that has one of these members.
    Members(&'static [&'static str]),
    /// A text that isn't JSON and begins with one of these words.
    Words(&'static [&'static str]),
}

/// How a shape is read.
#[derive(Clone, Copy)]
pub(crate) enum Reading {
    /// A page of an account's dump, which may be of any length: it is read as it streams by
    /// (`dump::page`).
    Page,
    /// A policy document: where it is alone, the engine gets the whole input, and says what is
    /// wrong with it.
    Document,
    /// One principal.
    Principal(ReadPrincipal),
    /// What one call of the AWS CLI prints of a principal: all parts of one are put together.
    Part(Part),
    /// A user, a group, a role or a managed policy out of an account's dump. It goes into the
    /// account, since it may refer to others, once the input has been looked through.
    Details(Details),
    /// Statements: the whole input is.
    Statements,
    /// Principals and policies of a description of infrastructure: it is read whole, once it has
    /// streamed by.
    Description(ReadDescription),
    /// It isn't read: what it is, and what is expected instead.
    NotRead(&'static str, &'static str),
    /// It isn't read: what it is, and what a program's user can do about it.
    ForStep(&'static str, NextStep),
}

impl Reading {
    /// True where a value is read by itself, whatever else is in its input.
    pub(crate) const fn is_of_a_value(self) -> bool {
        matches!(
            self,
            Self::Page
                | Self::Principal(_)
                | Self::Part(_)
                | Self::Details(_)
                | Self::Description(_)
        )
    }

    /// Why it isn't read, where it isn't.
    pub(crate) fn refusal(self, name: &str) -> Option<Problem> {
        match self {
            Self::NotRead(found, expected) => Some(Problem::not_read(name, found, expected)),
            Self::ForStep(found, step) => {
                let problem = Problem::not_read(name, found, "");
                Some(problem.solved_by(step))
            }
            _ => None,
        }
    }
}

/// Reads a value as a principal.
pub(crate) type ReadPrincipal = fn(Value<'_>) -> Result<PrincipalInput, Problem>;

/// The shapes, in their order: an input has the first one whose mark it has.
static SHAPES: &[Shape] = &[
    account_page::SHAPE,
    details::HOLDER,
    details::POLICY,
    // Terraform's members come before `configuration`, which Config's items have, too.
    infrastructure_description::TERRAFORM,
    infrastructure_description::CLOUDFORMATION,
    infrastructure_description::CONFIG,
    infrastructure_description::RECORDED,
    infrastructure_description::TERRAFORM_SOURCE,
    infrastructure_description::YAML_TEMPLATE,
    // These aren't read. They come before what is read, since some have members such as `Version`,
    // too.
    object_with(
        &["Roles"],
        "a list of roles without their policies",
        ACCOUNT,
    ),
    object_with(
        &["Users"],
        "a list of users without their policies",
        ACCOUNT,
    ),
    object_with(
        &["Groups"],
        "a list of groups without their policies",
        ACCOUNT,
    ),
    object_with(&["Group"], "a group without policies", ACCOUNT),
    object_with(&["InstanceProfile"], "an instance profile", ACCOUNT),
    object_with(
        &["InstanceProfiles"],
        "a list of instance profiles",
        ACCOUNT,
    ),
    object_with(
        &["EvaluationResults"],
        "answers of AWS's policy simulator",
        EXPECTED,
    ),
    object_with(&["Versions"], "versions without documents", ACCOUNT),
    object_with(&["Credentials"], "credentials: keep them secret", EXPECTED),
    object_with(
        &["columns", "rows"],
        "rows of a query with Steampipe",
        ACCOUNT,
    ),
    denial_with(
        &[
            "DecodedMessage",
            "matchedStatements",
            "explicitDeny",
            "allowed",
        ],
        "a decoded authorization message",
    ),
    denial_with(
        &[
            "Records",
            "Events",
            "CloudTrailEvent",
            "eventVersion",
            "eventSource",
            "errorCode",
        ],
        "events of CloudTrail",
    ),
    text_that_begins(
        &[
            "Version:",
            "Statement:",
            "PolicyDocument:",
            "RoleDetailList:",
        ],
        "YAML",
    ),
    text_that_begins(&["<"], "HTML or XML"),
    policy_document::SHAPE,
    statements::SHAPE,
    role_bundle::SHAPE,
    inline_policy::SHAPE,
    policy_version::SHAPE,
    role::SHAPE,
    role::ALONE,
    user::SHAPE,
    identity_center::SHAPE,
    policy_names::INLINE,
    policy_names::ATTACHED,
    unattached_policy::SHAPE,
];

/// The shape of an object whose members are seen one after the other.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Recognition(usize);

impl Recognition {
    /// No member has been seen.
    pub(crate) const fn new() -> Self {
        Self(SHAPES.len())
    }

    /// Sees a member.
    pub(crate) fn see(&mut self, member: &str) {
        let better = SHAPES
            .iter()
            .take(self.0)
            .position(|shape| match shape.mark {
                Mark::Members(members) => members.contains(&member),
                Mark::Words(_) => false,
            });
        self.0 = better.unwrap_or(self.0);
    }

    /// How the object is read, if it is recognised.
    pub(crate) fn reading(self) -> Option<Reading> {
        SHAPES.get(self.0).map(|shape| shape.reading)
    }
}

/// What is found and expected where a text isn't JSON, but something else that people have.
pub(crate) fn other_text(text: &str) -> Option<(&'static str, &'static str)> {
    let start = text.trim_start();
    let start = start.strip_prefix("---").unwrap_or(start).trim_start();
    let found = SHAPES.iter().find(|shape| match shape.mark {
        Mark::Words(words) => words.iter().any(|word| start.starts_with(word)),
        Mark::Members(_) => false,
    });
    match found?.reading {
        Reading::NotRead(found, expected) => Some((found, expected)),
        _ => None,
    }
}
