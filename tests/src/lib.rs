//! What the tests, fuzz targets and benchmarks of the workspace share.

pub mod checker;
pub mod checks;
pub mod compare;
pub mod generate;
pub mod naive;
pub mod vectors;
