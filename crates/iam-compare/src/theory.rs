//! What each dimension of a request may be: texts, numbers, dates, addresses, and whether keys are there.

pub(crate) mod text;
