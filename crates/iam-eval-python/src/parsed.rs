//! The caller and the resource of the last request: most callers ask many questions about the same
//! ones, and reading them takes longer than a decision.

use iam_eval::{Principal, RequestError, Resource};
use std::cell::Cell;

/// A caller and a resource, read.
pub(crate) struct Parsed {
    pub(crate) principal: Principal,
    pub(crate) resource: Resource,
}

thread_local! {
    static LAST: Cell<Option<Box<Parsed>>> = const { Cell::new(None) };
}

/// What is longer isn't kept.
const LONGEST: usize = 4096;

impl Parsed {
    /// Reads both, or takes those of this thread's last request.
    pub(crate) fn new(principal: &str, resource: &str) -> Result<Box<Self>, RequestError> {
        match LAST.take() {
            Some(mut last) => {
                if last.principal.as_str() != principal {
                    last.principal = Principal::parse(principal)?;
                }
                if last.resource.as_str() != resource {
                    last.resource = Resource::parse(resource)?;
                }
                Ok(last)
            }
            None => Ok(Box::new(Self {
                principal: Principal::parse(principal)?,
                resource: Resource::parse(resource)?,
            })),
        }
    }

    /// Keeps both for the next request.
    pub(crate) fn keep(self: Box<Self>) {
        if self.principal.as_str().len() <= LONGEST && self.resource.as_str().len() <= LONGEST {
            LAST.set(Some(self));
        }
    }
}
