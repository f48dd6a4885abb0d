//! Account dumps: the output of `get-account-authorization-details`, page by page.

pub(crate) mod account;
pub(crate) mod attributes;
mod details;
pub(crate) mod entity;
pub(crate) mod managed_policies;
pub(crate) mod page;
mod pages;
pub(crate) mod policy_details;
