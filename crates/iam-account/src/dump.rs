//! Account dumps, as `get-account-authorization-details` prints them, page by page.

pub(crate) mod account;
mod details;
pub(crate) mod entity;
pub(crate) mod managed_policies;
pub(crate) mod page;
mod pages;
pub(crate) mod policy_details;
pub(crate) mod traits;
