//! What the tests, fuzz targets and benchmarks of the workspace share.

pub mod vectors;
