//! A page of `aws iam get-account-authorization-details`.

use super::{Mark, Reading, Shape};
use crate::dump::page::LISTS;

pub(super) const SHAPE: Shape = Shape {
    mark: Mark::Members(&LISTS),
    reading: Reading::Page,
};
