//! The shapes that inputs have: a file for each, and one list of them.
//!
//! To add a shape, write its file, with how it is recognised and how it is read, and add a line to [`SHAPES`].

mod account_page;
mod cli_output;
pub(crate) mod infrastructure_description;
mod inline_policy;
mod not_read;
pub(crate) mod policy_document;
mod policy_version;
mod role;
mod role_bundle;
mod unattached_policy;

use crate::infrastructure::ReadDescription;
use crate::json::Value;
use crate::principal::PrincipalInput;
use crate::problem::Problem;
use not_read::{object_with, text_that_begins};

pub(crate) use cli_output::policy_in as policy_in_cli_output;
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
    /// A page of an account's dump, which may be of any length: it is read as it streams by (`dump::page`).
    Page,
    /// A policy document: where it is alone, the engine gets the whole input, and says what is wrong with it.
    Document,
    /// One principal.
    Principal(ReadPrincipal),
    /// Principals and policies of a description of infrastructure: it is read whole, once it has streamed by.
    Description(ReadDescription),
    /// It isn't read: what it is, and what is expected instead.
    NotRead(&'static str, &'static str),
}

impl Reading {
    /// True where a value is read by itself, whatever else is in its input.
    pub(crate) const fn is_of_a_value(self) -> bool {
        matches!(self, Self::Page | Self::Principal(_) | Self::Description(_))
    }
}

/// Reads a value as a principal.
pub(crate) type ReadPrincipal = fn(Value<'_>) -> Result<PrincipalInput, Problem>;

/// The shapes, in their order: an input has the first one whose mark it has.
static SHAPES: [Shape; 26] = [
    account_page::SHAPE,
    // Terraform's members come before `configuration`, which Config's items have, too.
    infrastructure_description::TERRAFORM,
    infrastructure_description::CLOUDFORMATION,
    infrastructure_description::CONFIG,
    infrastructure_description::RECORDED,
    infrastructure_description::TERRAFORM_SOURCE,
    infrastructure_description::YAML_TEMPLATE,
    // These aren't read. They come before what is read, since some have members such as `Version`, too.
    object_with(
        &["AttachedPolicies", "PolicyNames"],
        "names of policies",
        ACCOUNT,
    ),
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
    object_with(&["User"], "a user without policies", ACCOUNT),
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
    role_bundle::SHAPE,
    inline_policy::SHAPE,
    policy_version::SHAPE,
    role::SHAPE,
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
