//! The keys that follow from the caller or the resource (S9), for analysis.

use super::{DerivedKey, Request};
use crate::request::Lookup;

impl Request<'_> {
    /// The value of a key that follows from the caller or the resource (S9): `None` if nothing
    /// follows, so that only the context can provide the key; `Some(None)` if the key is absent
    /// unless the context provides it.
    ///
    /// ```
    /// use iam_eval::{Principal, Request, Resource};
    /// let user = Principal::parse("arn:aws:iam::111122223333:user/alice")?;
    /// let anything = Resource::any();
    /// let request = Request::new(&user, "s3:ListAllMyBuckets", &anything)?;
    /// assert_eq!(request.derived("aws:username"), Some(Some("alice")));
    /// assert_eq!(request.derived("aws:PrincipalServiceName"), Some(None));
    /// assert_eq!(request.derived("aws:userid"), None);
    /// # Ok::<(), iam_eval::RequestError>(())
    /// ```
    #[must_use]
    pub fn derived(&self, key: &str) -> Option<Option<&str>> {
        let key = DerivedKey::of(&key.to_ascii_lowercase())?;
        match self.facts().derive(key)? {
            Lookup::One(value) => Some(Some(value)),
            Lookup::Absent | Lookup::Many(_) | Lookup::Unknown => Some(None),
        }
    }
}
