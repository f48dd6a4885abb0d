//! Reports in every format. [`form`] contains the formats and knows nothing about IAM; each of the other
//! modules shows one kind of report: [`access`], what principals may do; [`denial`], why requests were denied;
//! and [`findings`], what is wrong with documents.
#![forbid(unsafe_code)]

pub mod access;
pub mod denial;
pub mod findings;
pub mod form;
