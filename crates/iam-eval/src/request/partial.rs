//! Partially known requests.

use super::{
    Action, CallerKind, Context, DerivedKey, Facts, Key, Lookup, Principal, RequestError, Resource,
    ResourceFact, ResourcePattern,
};

/// A request whose resource or some condition keys are not known. *Unknown* is not *absent*: an
/// unknown key may be absent, or have any value.
///
/// ```
/// use iam_eval::{PartialRequest, Principal, ResourcePattern, UnknownKeys};
/// let principal = Principal::parse("arn:aws:iam::111122223333:role/backup")?;
/// let volumes = ResourcePattern::parse("arn:aws:ec2:*:111122223333:volume/*")?;
/// let unknown = UnknownKeys::all_but(["aws:MultiFactorAuthPresent"]);
/// let request = PartialRequest::new(&principal, "ec2:DeleteVolume")?
///     .with_resource_pattern(&volumes)
///     .with_unknown_keys(&unknown);
/// # Ok::<(), iam_eval::RequestError>(())
/// ```
#[derive(Debug, Clone)]
pub struct PartialRequest<'a> {
    facts: Facts<'a>,
}

impl<'a> PartialRequest<'a> {
    /// A request whose resource is unknown and whose context is empty, so that every key is absent.
    ///
    /// # Errors
    /// [`RequestError::Action`] or [`RequestError::ActionPattern`] if the action is not a single
    /// `service:Name`.
    pub fn new(principal: &'a Principal, action: &'a str) -> Result<Self, RequestError> {
        Ok(Self::with_action(principal, Action::new(action)?))
    }

    /// [`PartialRequest::new`] with a prepared action.
    #[must_use]
    pub fn with_action(principal: &'a Principal, action: Action<'a>) -> Self {
        let facts = Facts::new(principal, action, ResourceFact::Unknown);
        Self { facts }
    }

    /// Sets the resource.
    #[must_use]
    pub fn with_resource(mut self, resource: &'a Resource) -> Self {
        self.facts.resource = ResourceFact::Known(resource);
        self
    }

    /// Sets a pattern that the unknown resource matches.
    #[must_use]
    pub fn with_resource_pattern(mut self, pattern: &'a ResourcePattern) -> Self {
        self.facts.resource = ResourceFact::Within(pattern);
        self
    }

    /// Sets the known keys with their values.
    #[must_use]
    pub fn with_context(mut self, context: &'a Context) -> Self {
        self.facts.context = Some(context);
        self
    }

    /// Sets which of the other keys are unknown; the rest are absent.
    #[must_use]
    pub fn with_unknown_keys(mut self, unknown: &'a UnknownKeys) -> Self {
        self.facts.unknown = Some(unknown);
        self
    }

    /// Declares the principal to be only an example of an unknown caller: the condition keys that
    /// follow from it and from its account (S9) are unknown, and any principal that a policy names
    /// may be the caller. Only the account and the kind of the given principal are taken to be the
    /// caller's: a policy that names that account, or everyone, matches the caller. One that names
    /// the given principal itself may match another.
    ///
    /// ```
    /// use iam_eval::*;
    /// let key = r#"{"Version": "2012-10-17", "Statement": [
    ///   {"Effect": "Allow", "Action": "kms:*", "Resource": "*", "Principal": {"AWS": "111122223333"}},
    ///   {"Effect": "Deny", "Action": "kms:*", "Resource": "*",
    ///    "Principal": {"AWS": "arn:aws:iam::111122223333:role/old"}}]}"#;
    /// let allow = r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;
    /// let policies = PolicySet::new()
    ///     .with(Policy::parse(PolicyKind::Identity, "role.json", allow)?)?
    ///     .with(Policy::parse(PolicyKind::Resource, "key.json", key)?)?;
    /// let some_role = Principal::parse("arn:aws:iam::111122223333:role/some")?;
    /// let key = Resource::parse("arn:aws:kms:eu-west-1:111122223333:key/k")?;
    /// let request = PartialRequest::new(&some_role, "kms:DescribeKey")?.with_resource(&key);
    /// assert_eq!(policies.evaluate_partial(&request), PartialDecision::Allowed);
    /// let request = request.with_caller_unknown();
    /// assert_eq!(policies.evaluate_partial(&request), PartialDecision::Depends);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_caller_unknown(mut self) -> Self {
        self.facts.caller_is_known = false;
        self
    }

    /// Declares that the caller, a role, is in a session whose name is not known: policies that
    /// name a session of it (S4.5) may match this one.
    ///
    /// ```
    /// use iam_eval::*;
    /// let trust = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole",
    ///   "Principal": {"AWS": "arn:aws:sts::111122223333:assumed-role/appliance/i-0abc"}}}"#;
    /// let policies = PolicySet::new().with(Policy::parse(PolicyKind::Trust, "trust.json", trust)?)?;
    /// let appliance = Principal::parse("arn:aws:iam::111122223333:role/appliance")?;
    /// let role = Resource::parse("arn:aws:iam::111122223333:role/restore")?;
    /// let request = PartialRequest::new(&appliance, "sts:AssumeRole")?.with_resource(&role);
    /// assert_eq!(policies.evaluate_partial(&request), PartialDecision::ImplicitDeny);
    /// let request = request.with_session_unknown();
    /// assert_eq!(policies.evaluate_partial(&request), PartialDecision::Depends);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_session_unknown(mut self) -> Self {
        self.facts.session_is_known = self.facts.principal.kind() != CallerKind::Role;
        self
    }

    /// Declares that the resource may be in another account, such as a public image or a shared
    /// snapshot: `aws:ResourceAccount` is unknown. The layers still combine as for the owner that
    /// the resource names, since what is shared in this way has no resource-based policy that must
    /// allow too.
    ///
    /// ```
    /// use iam_eval::*;
    /// let text = r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*",
    ///   "Condition": {"StringEquals": {"aws:ResourceAccount": "111122223333"}}}}"#;
    /// let policies = PolicySet::new().with(Policy::parse(PolicyKind::Identity, "role.json", text)?)?;
    /// let role = Principal::parse("arn:aws:iam::111122223333:role/backup")?;
    /// let images = ResourcePattern::parse("arn:aws:ec2:*::image/*")?.owned_by("111122223333");
    /// let request = PartialRequest::new(&role, "ec2:RunInstances")?.with_resource_pattern(&images);
    /// assert_eq!(policies.evaluate_partial(&request), PartialDecision::Allowed);
    /// let request = request.with_resource_account_unknown();
    /// assert_eq!(policies.evaluate_partial(&request), PartialDecision::Depends);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_resource_account_unknown(mut self) -> Self {
        self.facts.owner_is_known = false;
        self
    }

    /// Whether the values of a condition key are unknown: the context doesn't give it, it doesn't
    /// follow from the caller or the resource (S9), and it is not said to be absent.
    ///
    /// ```
    /// use iam_eval::*;
    /// let user = Principal::parse("arn:aws:iam::111122223333:user/alice")?;
    /// let context = Context::new().with("aws:SourceIp", "203.0.113.7");
    /// let unknown = UnknownKeys::all_but(["aws:SourceVpc"]);
    /// let request = PartialRequest::new(&user, "s3:GetObject")?
    ///     .with_context(&context).with_unknown_keys(&unknown);
    /// let keys = ["aws:sourceip", "aws:username", "aws:SourceVpc", "aws:CurrentTime"];
    /// let known = keys.map(|key| request.is_unknown(key));
    /// assert_eq!(known, [false, false, false, true]);
    /// # Ok::<(), RequestError>(())
    /// ```
    #[must_use]
    pub fn is_unknown(&self, key: &str) -> bool {
        let key = Key::new(key);
        let derived = DerivedKey::of(key.folded());
        matches!(self.facts.lookup(&key, derived), Lookup::Unknown)
    }

    pub(crate) fn facts(&self) -> &Facts<'a> {
        &self.facts
    }
}

/// The condition keys that are unknown in a [`PartialRequest`]. A key that is in the context, or
/// that follows from the caller or the resource, is known regardless of this.
///
/// ```
/// use iam_eval::*;
/// let text = r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*",
///   "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}}"#;
/// let policies = PolicySet::new().with(Policy::parse(PolicyKind::Identity, "p", text)?)?;
/// let role = Principal::parse("arn:aws:iam::111122223333:role/backup")?;
/// let decide = |unknown: &UnknownKeys| Ok::<_, RequestError>(policies.evaluate_partial(
///     &PartialRequest::new(&role, "ec2:RunInstances")?.with_unknown_keys(unknown)));
/// assert_eq!(decide(&UnknownKeys::all_but([]))?, PartialDecision::Depends);
/// let no_mfa = UnknownKeys::all_but(["aws:MultiFactorAuthPresent"]);
/// assert_eq!(decide(&no_mfa)?, PartialDecision::ImplicitDeny);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownKeys {
    /// If true, the named keys are unknown. If false, they are absent, and all others unknown.
    named_are_unknown: bool,
    /// In their order: there may be thousands, and each condition looks its key up.
    named: Vec<Key>,
    /// Keys that begin with one of these, in lower case, are absent.
    absent_families: Vec<Box<str>>,
}

impl UnknownKeys {
    /// These keys are unknown, all others absent.
    pub fn only<'k>(keys: impl IntoIterator<Item = &'k str>) -> Self {
        Self::new(true, keys)
    }

    /// All keys are unknown except these, which are absent.
    pub fn all_but<'k>(keys: impl IntoIterator<Item = &'k str>) -> Self {
        Self::new(false, keys)
    }

    fn new<'k>(named_are_unknown: bool, keys: impl IntoIterator<Item = &'k str>) -> Self {
        let mut named: Vec<Key> = keys.into_iter().map(Key::new).collect();
        named.sort_by(Key::order);
        named.dedup();
        Self {
            named_are_unknown,
            named,
            absent_families: Vec::new(),
        }
    }

    /// The same, except that all keys that begin with a text are absent: those of the tags that a
    /// principal doesn't have, when all that it has are in the context.
    ///
    /// ```
    /// use iam_eval::UnknownKeys;
    /// let unknown = UnknownKeys::all_but([]).without_family("aws:PrincipalTag/");
    /// assert!(!unknown.includes("AWS:principaltag/team") && unknown.includes("aws:SourceIp"));
    /// ```
    #[must_use]
    pub fn without_family(mut self, start: &str) -> Self {
        let start = start.to_ascii_lowercase().into_boxed_str();
        if !self.absent_families.contains(&start) {
            self.absent_families.push(start);
        }
        self
    }

    /// Whether a key is unknown, if nothing else is known about it.
    ///
    /// ```
    /// let unknown = iam_eval::UnknownKeys::all_but(["aws:SourceIp"]);
    /// assert!(!unknown.includes("aws:sourceip") && unknown.includes("aws:SourceVpc"));
    /// ```
    #[must_use]
    pub fn includes(&self, key: &str) -> bool {
        self.contains(&Key::new(key))
    }

    pub(crate) fn contains(&self, key: &Key) -> bool {
        let mut families = self.absent_families.iter();
        if families.any(|start| key.folded().starts_with(&**start)) {
            return false;
        }
        let found = self.named.binary_search_by(|named| named.order(key));
        found.is_ok() == self.named_are_unknown
    }
}
