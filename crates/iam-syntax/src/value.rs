//! The values of condition operators: numbers, dates, addresses.

pub mod decimal;
pub mod ip;
pub mod moment;
