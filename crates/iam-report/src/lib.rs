//! Reports in every form. [`form`] holds the forms and knows no IAM; the other modules each show one kind of
//! report: [`access`], what principals may do; [`questions`], who may do something, and what one principal may;
//! [`matrix`], what many policies decide about many actions; [`denial`], why requests were denied; and [`findings`],
//! what is wrong with documents.
#![forbid(unsafe_code)]

pub mod access;
pub mod denial;
pub mod findings;
pub mod form;
pub mod matrix;
pub mod questions;
