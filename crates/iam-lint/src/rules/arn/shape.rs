//! The forms of the ARNs that a resource may have.

use crate::policy::Resource;

/// Whether all forms that it may have are without a Region.
pub(super) fn takes_no_region(resource: &Resource<'_>) -> bool {
    let shapes = resource.shapes.as_deref().unwrap_or_default();
    !shapes.is_empty() && shapes.iter().all(|shape| shape.region.is_empty())
}

/// Whether all forms that it may have are without an account.
pub(super) fn takes_no_account(resource: &Resource<'_>) -> bool {
    let shapes = resource.shapes.as_deref().unwrap_or_default();
    !shapes.is_empty() && shapes.iter().all(|shape| shape.account.is_empty())
}
