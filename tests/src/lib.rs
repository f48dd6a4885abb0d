//! Code shared by the tests, fuzz targets and benchmarks of the workspace.

pub mod checker;
pub mod checks;
pub mod compare;
pub mod generate;
pub mod inputs;
pub mod naive;
pub mod vectors;
