//! Reports in every form. [`form`] holds the forms and knows no IAM; the other modules each show
//! one kind of report: [`access`], what principals may do; [`questions`], who may do something, and
//! what one principal may; [`matrix`], what many policies decide about many actions; [`denial`],
//! why requests were denied; [`difference`], what one version of a policy allows and another does
//! not; [`findings`], what is wrong with documents; and [`simulation`], the answers to questions
//! about policies.
#![forbid(unsafe_code)]

pub mod access;
pub mod denial;
pub mod difference;
pub mod findings;
pub mod form;
pub mod matrix;
pub mod questions;
pub mod simulation;
