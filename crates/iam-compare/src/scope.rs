//! Scopes: a kind of caller and its relation to the resource's owner. In each scope, the keys that
//! follow from the caller are known, or are a part of a text.

use crate::providers;
use crate::question::Known;
use crate::theory::text::Test;
use iam_eval::{CallerKind, Principal, Request, Resource};
use std::sync::Arc;

/// One kind of caller on one kind of resource.
#[derive(Debug, Clone)]
pub(crate) struct Scope {
    /// The caller, or an example if the scope is about several.
    pub(crate) caller: Principal,
    /// If callers differ by their names: their possible ARNs.
    pub(crate) any_name: Option<AnyName>,
    /// The owner of resources whose ARN contains no account.
    pub(crate) owner: Option<String>,
    /// The account that owns the resources, if any: for a resource of which nothing else is known.
    pub(crate) account: Option<String>,
    /// The resources that the scope is about.
    pub(crate) resources: Vec<Test>,
    pub(crate) resource_account: ResourceAccount,
    /// The caller is in the resource's account, whichever that is.
    pub(crate) is_floating: bool,
    /// What is known about the keys.
    pub(crate) known: Option<Arc<Known>>,
    /// S4.9: the callers are those of the account with this canonical user ID; that they are can't
    /// be confirmed.
    pub(crate) canonical: Option<String>,
}

/// All callers of a kind, of an account if they have one, except those that a policy names.
#[derive(Debug, Clone)]
pub(crate) struct AnyName {
    /// The ARNs that the scope is about; of services, their names.
    pub(crate) names: Vec<Test>,
}

/// The value of `aws:ResourceAccount` (S9.5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ResourceAccount {
    Known(Option<String>),
    /// The fifth part of the resource's ARN.
    InArn,
}

/// The value of a key in a scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Derived {
    /// Only the context determines it.
    Free,
    Known(Option<String>),
    /// The caller's ARN, or the service's name.
    CallerText,
    /// The last part of the caller's ARN, after its path.
    CallerName,
    /// S9.7, of a federated user: the account and the last part of the caller's ARN.
    CallerUserId,
    /// The fifth part of the resource's ARN.
    ResourceAccount,
}

impl Scope {
    /// S9: a value that is given is not derived.
    pub(crate) fn derived(&self, key: &str) -> Derived {
        let Some(known) = &self.known else {
            return self.derived_from_request(key);
        };
        if let Some(value) = known.value(key) {
            return Derived::Known(value.map(str::to_owned));
        }
        match self.derived_from_request(key) {
            Derived::Free if !known.unknown.includes(key) => Derived::Known(None),
            derived => derived,
        }
    }

    fn derived_from_request(&self, key: &str) -> Derived {
        let is = |name: &str| key.eq_ignore_ascii_case(name);
        if is("aws:ResourceAccount") {
            return match &self.resource_account {
                ResourceAccount::Known(account) => Derived::Known(account.clone()),
                ResourceAccount::InArn => Derived::ResourceAccount,
            };
        }
        if is("aws:AssumedRoot") {
            let is_assumed = self.caller.is_assumed_root();
            return Derived::Known(is_assumed.then(|| "true".to_owned()));
        }
        // A token has the claims of its provider.
        if self.caller.kind() == CallerKind::FederatedProvider
            && providers::is_claim_of_another(&self.caller, key)
        {
            return Derived::Known(None);
        }
        if self.any_name.is_some() {
            match self.caller.kind() {
                CallerKind::Service if is("aws:PrincipalServiceName") => {
                    return Derived::CallerText;
                }
                CallerKind::FederatedUser if is("aws:userid") => return Derived::CallerUserId,
                CallerKind::Service => {}
                _ if is("aws:PrincipalArn") => return Derived::CallerText,
                _ => {}
            }
        }
        let resource = Resource::any();
        let Ok(request) = Request::new(&self.caller, "x:X", &resource) else {
            return Derived::Free;
        };
        match request.derived(key) {
            None => Derived::Free,
            Some(value) if self.any_name.is_some() && is("aws:username") => match value {
                Some(_) => Derived::CallerName,
                None => Derived::Known(None),
            },
            Some(value) => Derived::Known(value.map(str::to_owned)),
        }
    }

    /// A resource of the scope, for a question about its kind.
    pub(crate) fn resource(&self, service: &str, name: &str) -> Option<Resource> {
        let account = self.account.as_deref().unwrap_or_default();
        let text = format!("arn:aws:{service}:us-east-1:{account}:{name}");
        self.owned(Resource::parse(&text).ok()?)
    }

    pub(crate) fn no_resource(&self) -> Option<Resource> {
        self.owned(Resource::any())
    }

    fn owned(&self, resource: Resource) -> Option<Resource> {
        Some(match &self.owner {
            Some(owner) if resource.account().is_none() => resource.owned_by(owner),
            _ => resource,
        })
    }
}
