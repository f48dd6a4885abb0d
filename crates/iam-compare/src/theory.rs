//! The possible values of each dimension of a request: texts, numbers, dates, addresses, and
//! whether keys are present.

pub(crate) mod address;
pub(crate) mod order;
pub(crate) mod text;
