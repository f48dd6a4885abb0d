//! Finds the principals that a message may be about.

use iam_account::{DeniedRequest, PrincipalInput};
use iam_eval::{CallerKind, Policy, Principal};
use std::collections::HashMap;

/// Principals with their policies, found by the messages that may be about them.
///
/// ```
/// use iam_access::denial::Candidates;
/// use iam_account::{PrincipalInput, parse_denied_requests};
/// let text = "User: arn:aws:sts::111122223333:assumed-role/r/s is not authorized to perform: a:B";
/// let request = &parse_denied_requests("error.txt", text)?[0];
/// let mut role = PrincipalInput::new("role.json");
/// role.arn = Some("arn:aws:iam::111122223333:role/path/r".to_owned());
/// let principals = [role, PrincipalInput::new("policy.json")];
/// let found = Candidates::new(&principals).of(request);
/// assert_eq!(found.iter().map(|found| &*found.source).collect::<Vec<_>>(), ["role.json"]);
/// # Ok::<(), iam_account::Problem>(())
/// ```
#[derive(Debug)]
pub struct Candidates<'a> {
    principals: &'a [PrincipalInput],
    /// By account and name.
    by_name: HashMap<String, Vec<&'a PrincipalInput>>,
    roles: HashMap<&'a str, &'a PrincipalInput>,
    /// Those whose ARN is not known.
    unnamed: Vec<&'a PrincipalInput>,
}

impl<'a> Candidates<'a> {
    /// An index of these principals.
    #[must_use]
    pub fn new(principals: &'a [PrincipalInput]) -> Self {
        let mut candidates = Self {
            principals,
            by_name: HashMap::new(),
            roles: HashMap::new(),
            unnamed: Vec::new(),
        };
        for input in principals {
            match input.arn.as_deref() {
                Some(arn) => {
                    candidates.roles.entry(arn).or_insert(input);
                    let same = candidates.by_name.entry(name(arn)).or_default();
                    same.push(input);
                }
                None => candidates.unnamed.push(input),
            }
        }
        candidates
    }

    /// The principals that a message may be about. If it matches none with a known ARN, those
    /// without one; if it names no principal, all.
    #[must_use]
    pub fn of(&self, request: &DeniedRequest) -> Vec<&'a PrincipalInput> {
        let Some(asked) = request.role.as_deref().or(request.principal.as_deref()) else {
            return self.principals.iter().collect();
        };
        let same = self.by_name.get(&name(asked));
        let same = same.into_iter().flatten().copied();
        let about: Vec<_> = same.filter(|input| is_about(request, input)).collect();
        match about.is_empty() {
            true => self.unnamed.clone(),
            false => about,
        }
    }

    /// The policy of the resource: the trust policy of the role that was to be assumed, where the
    /// role is among the principals, or else `key_policy` where the resource is of AWS KMS.
    ///
    /// ```
    /// use iam_access::denial::Candidates;
    /// use iam_account::{parse_denied_requests, parse_policy};
    /// let denied = |on: &str| {
    ///     let text = format!("User: arn:aws:iam::111122223333:role/r is not authorized to perform: a:B on resource: {on}");
    ///     parse_denied_requests("error.txt", &text)
    /// };
    /// let policy = r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*"}}"#;
    /// let policy = parse_policy(iam_eval::PolicyKind::Resource, "key.json", policy)?;
    /// let candidates = Candidates::new(&[]);
    /// let key = &denied("arn:aws:kms:eu-west-1:111122223333:key/k")?[0];
    /// assert!(candidates.resource_policy(key, Some(&policy)).is_some());
    /// let queue = &denied("arn:aws:sqs:eu-west-1:111122223333:kms")?[0];
    /// assert!(candidates.resource_policy(queue, Some(&policy)).is_none());
    /// # Ok::<(), iam_account::Problem>(())
    /// ```
    #[must_use]
    pub fn resource_policy(
        &self,
        request: &DeniedRequest,
        key_policy: Option<&'a Policy>,
    ) -> Option<&'a Policy> {
        let is_about_key = || {
            let mut parts = request.resource.iter().flat_map(|arn| arn.split(':'));
            parts.nth(2) == Some("kms")
        };
        let trust = self.trust_policy(request);
        trust.or_else(|| key_policy.filter(|_| is_about_key()))
    }

    fn trust_policy(&self, request: &DeniedRequest) -> Option<&'a Policy> {
        let action = request.action.to_ascii_lowercase();
        let resource = request.resource.as_deref();
        let role = resource.filter(|_| action.starts_with("sts:assumerole"))?;
        self.roles.get(role)?.trust.as_ref()
    }
}

/// The account and the name of a principal, otherwise its text: a session has the name of its role.
fn name(arn: &str) -> String {
    match Principal::parse(arn) {
        Ok(principal) => format!(
            "{}/{}",
            principal.account().unwrap_or_default(),
            principal.name()
        ),
        Err(_) => arn.to_owned(),
    }
}

/// Whether a principal with the same account and name is the one in the message.
fn is_about(request: &DeniedRequest, input: &PrincipalInput) -> bool {
    let arn = input.arn.as_deref().unwrap_or_default();
    if let Some(role) = &request.role {
        return role == arn;
    }
    let asked = request.principal.as_deref().map(Principal::parse);
    let (Some(Ok(asked)), Ok(given)) = (asked, Principal::parse(arn)) else {
        return false;
    };
    match (asked.kind(), given.kind()) {
        // A session's ARN doesn't show its role's path.
        (CallerKind::RoleSession, CallerKind::Role) => asked.partition() == given.partition(),
        _ => asked.as_str() == given.as_str(),
    }
}
