//! What each dimension of a request may be: texts, numbers, dates, addresses, and whether keys are there.

pub(crate) mod address;
pub(crate) mod order;
pub(crate) mod text;
