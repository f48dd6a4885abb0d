//! Descriptions of infrastructure: principals and policies as Terraform, CloudFormation and AWS
//! Config have them.
//!
//! Each reader gives what a page of an account's dump gives: users and roles, with the places of
//! their documents, and managed policies and groups for the account. A description says of itself
//! that it is complete; what was changed beside it isn't in it. What it leaves open until it is
//! applied is unknown and never guessed: the principal isn't judged then.

pub(crate) mod cloudformation;
pub(crate) mod config;
mod holders;
pub(crate) mod terraform;

use crate::dump::account::Account;
use crate::dump::entity::Entity;
use crate::json::{Read, Value};
use crate::source::body::Source;
use std::sync::Arc;

/// Reads the users and roles of a description, whose text is in memory. Groups and managed policies
/// go into the account.
pub(crate) type ReadDescription = fn(&Arc<Source>, Value<'_>, &mut Account) -> Read<Vec<Entity>>;

/// What to give where an attached policy has no document in a description, such as one of AWS's
/// own.
const DOCUMENTS: &str = "its document: add what `aws iam get-account-authorization-details --filter \
    LocalManagedPolicy AWSManagedPolicy` prints";
