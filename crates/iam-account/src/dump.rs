//! Account dumps: the output of `get-account-authorization-details`, page by page.

pub(crate) mod account;
mod details;
pub(crate) mod entity;
mod managed_policies;
pub(crate) mod page;
mod pages;
mod policy_details;
mod traits;
