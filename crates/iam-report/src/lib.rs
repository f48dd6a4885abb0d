//! Reports in every form. `form` holds the forms and knows no IAM.
#![forbid(unsafe_code)]

pub mod form;
