//! The ARN formats that a resource may have.

use crate::policy::Resource;

/// Whether all its possible formats have no Region.
pub(super) fn takes_no_region(resource: &Resource<'_>) -> bool {
    let shapes = resource.shapes.as_deref().unwrap_or_default();
    !shapes.is_empty() && shapes.iter().all(|shape| shape.region.is_empty())
}

/// Whether all its possible formats have no account.
pub(super) fn takes_no_account(resource: &Resource<'_>) -> bool {
    let shapes = resource.shapes.as_deref().unwrap_or_default();
    !shapes.is_empty() && shapes.iter().all(|shape| shape.account.is_empty())
}
