//! Account dumps, as `get-account-authorization-details` prints them, page by page.

pub(crate) mod account;
pub(crate) mod managed_policies;
pub(crate) mod page;
pub(crate) mod pages;
