//! The callers and resources that a question is about, as scopes.

mod kinds;
mod named;

pub(crate) use kinds::may_differ_in_session;
pub(crate) use named::Named;

use crate::problem::Problem;
use crate::question::{Callers, Question};
use crate::scope::{ResourceAccount, Scope};
use crate::statement::arn_pattern;
use crate::theory::text::symbol::{self, Class, Pattern};
use crate::theory::text::{Mode, Test};
use iam_eval::{CallerKind, Layer, PolicyKind, PolicySet};
use iam_syntax::PrincipalArn;
use kinds::Caller;

/// The services with types of resource whose ARN contains no account, so that the ARN doesn't show
/// the owner. If another service's ARN has no account, there is no such resource, and it has no
/// owner.
pub(crate) const WITHOUT_ACCOUNT: [&str; 30] = [
    "apigateway",
    "artifact",
    "aws-marketplace",
    "bedrock",
    "codecatalyst",
    "controlcatalog",
    "controltower",
    "dataexchange",
    "devicefarm",
    "ec2",
    "elasticbeanstalk",
    "events",
    "forecast",
    "gamelift",
    "geo-maps",
    "geo-places",
    "geo-routes",
    "health",
    "identitystore",
    "iq",
    "iq-permission",
    "managedblockchain",
    "mapcredits",
    "partnercentral",
    "personalize",
    "route53",
    "s3",
    "signin",
    "sso",
    "vendor-insights",
];

/// The properties of requests that the policies depend on.
#[derive(Debug)]
struct Sensitivity {
    names: bool,
    accounts: bool,
    owner: bool,
    /// Some policies name principals.
    principals: bool,
    /// Root users are callers, too.
    roots: bool,
    /// A resource-based policy may allow callers of other accounts; or a condition is about
    /// accounts, and the caller's side alone may allow it there (S8.1, `kms:RetireGrant`).
    across_accounts: bool,
    /// Policies of an organization don't apply to service-linked roles.
    organization: bool,
    /// Federated users have access in session policies only, or if a resource-based policy names
    /// them.
    sessions: bool,
    /// Trust policies are also about users of identity providers.
    trusts: bool,
}

impl Sensitivity {
    fn of(sets: &[&PolicySet]) -> Self {
        let texts = sets.iter().flat_map(|set| set.policies());
        let texts: Vec<String> = texts
            .map(|policy| policy.document().source().to_ascii_lowercase())
            .collect();
        let mentions = |key: &str| -> bool { texts.iter().any(|text| text.contains(key)) };
        let layers = || {
            sets.iter()
                .flat_map(|set| set.layers())
                .map(|(layer, _)| layer)
        };
        let names = [
            "aws:principalarn",
            "aws:username",
            "aws:userid",
            "aws:principalservicename",
        ];
        let names = names.into_iter().any(mentions);
        // A string with an escape may be spelled differently.
        let is_plain = !mentions("\\u");
        let accounts = names || mentions("aws:principalaccount") || !is_plain;
        let owner = mentions("aws:resourceaccount") || !is_plain;
        Self {
            names: names || !is_plain,
            accounts,
            owner,
            principals: layers()
                .any(|layer| matches!(layer, Layer::Resource | Layer::Rcp(_) | Layer::VpcEndpoint)),
            roots: false,
            across_accounts: layers().any(|layer| layer == Layer::Resource) || accounts || owner,
            organization: layers().any(|layer| matches!(layer, Layer::Scp(_) | Layer::Rcp(_))),
            sessions: layers().any(|layer| layer == Layer::Session),
            trusts: sets
                .iter()
                .flat_map(|set| set.policies())
                .any(|policy| policy.document().kind() == PolicyKind::Trust),
        }
    }
}

impl Sensitivity {
    /// If nothing depends on accounts, the caller is in the resource's account, whichever that is.
    fn is_floating(&self) -> bool {
        !self.principals && !self.accounts && !self.owner
    }
}

/// All scopes of a question about some sets of policies. If the caller's policies are considered
/// alone, a layer that names principals is only supplied. If identity-based policies are given,
/// they are those of a role or a user.
pub(crate) fn scopes(
    problem: &mut Problem,
    question: &Question<'_>,
    sets: &[&PolicySet],
    named: &Named,
    is_caller_alone: bool,
    has_identity: bool,
) -> Vec<Scope> {
    let mut sensitivity = Sensitivity::of(sets);
    if is_caller_alone {
        sensitivity.principals = false;
    }
    // Identity-based policies are a role's or a user's. Service control policies limit root users,
    // too.
    sensitivity.roots = sensitivity.principals || (sensitivity.organization && !has_identity);
    let mut scopes = Vec::new();
    let mut builder = Builder {
        problem,
        question,
        named,
        sensitivity,
    };
    for caller in builder.callers() {
        builder.relations(&caller, &mut scopes);
    }
    scopes
}

struct Builder<'a> {
    problem: &'a mut Problem,
    question: &'a Question<'a>,
    named: &'a Named,
    sensitivity: Sensitivity,
}

impl Builder<'_> {
    fn test(&mut self, patterns: Vec<Pattern>, matches: bool) -> Test {
        Test {
            language: self.problem.languages.add(patterns),
            matches,
            mode: if matches { Mode::Over } else { Mode::Under },
        }
    }

    /// The caller's relations to the owner of the resource.
    fn relations(&mut self, kind: &Caller, scopes: &mut Vec<Scope>) {
        let caller = &kind.example;
        let scope =
            |owner: Option<&str>, account: Option<&str>, resources, resource_account| Scope {
                caller: caller.clone(),
                any_name: kind.any_name.clone(),
                owner: owner.map(str::to_owned),
                account: account.map(str::to_owned),
                resources,
                resource_account,
                is_floating: false,
                known: self.question.known.clone(),
                canonical: kind.canonical.clone(),
            };
        let known = |account: Option<&str>| ResourceAccount::Known(account.map(str::to_owned));
        let any_arn = arn_pattern("arn:*:*:*:*:*");
        let star = symbol::literal("*");
        let with_id = {
            let mut pattern = arn_pattern("arn:*:*:*:");
            pattern.extend([symbol::one(Class::Digit); 12]);
            pattern.extend([symbol::one(Class::Only(':')), symbol::ANYTHING]);
            pattern
        };
        let of_account = |account: &str| arn_pattern(&format!("arn:*:*:*:{account}:*"));
        let everything = self.test(vec![star.clone(), any_arn.clone()], true);
        let arns = self.test(vec![any_arn.clone()], true);
        let ids = self.test(vec![with_id.clone()], true);
        let no_ids = self.test(vec![with_id], false);
        if let Some(owner) = &self.question.owner {
            let own = self.test(vec![star.clone(), of_account(owner)], true);
            scopes.push(scope(
                Some(owner),
                Some(owner),
                vec![own],
                known(Some(owner)),
            ));
            scopes.push(scope(
                Some(owner),
                Some(owner),
                vec![arns, no_ids],
                known(Some(owner)),
            ));
            return;
        }
        if !self.question.own_accounts.is_empty() {
            let mut accounts = self.question.own_accounts.iter();
            if let Some(account) = accounts.find(|own| caller.account() == Some(own)) {
                let own = self.test(vec![of_account(account)], true);
                scopes.push(scope(None, Some(account), vec![own], known(Some(account))));
            }
            return;
        }
        if self.question.callers == Callers::Any && self.sensitivity.is_floating() {
            let floating = scope(None, None, vec![everything], known(None));
            scopes.push(Scope {
                is_floating: true,
                ..floating
            });
            return;
        }
        let account = match caller.kind() {
            CallerKind::OriginAccessIdentity => None,
            _ => caller.account(),
        };
        let nameless: Vec<Pattern> = WITHOUT_ACCOUNT
            .iter()
            .map(|service| arn_pattern(&format!("arn:*:{service}:*:*:*")))
            .collect();
        let nameless = self.test(nameless, true);
        let others = self.named.other_account.clone();
        let in_arn = match self.sensitivity.owner {
            true => ResourceAccount::InArn,
            false => known(None),
        };
        if let Some(account) = account {
            if !self.question.outsiders {
                let own = self.test(vec![of_account(account)], true);
                scopes.push(scope(None, Some(account), vec![own], known(Some(account))));
                let star = self.test(vec![star], true);
                scopes.push(scope(None, None, vec![star], known(None)));
                if self.sensitivity.owner {
                    // S9.5: a bucket whose owner isn't given is the caller's, as those below.
                    let no_buckets = self.test(vec![arn_pattern("arn:*:s3:*::*")], false);
                    let resources = vec![arns, no_ids, no_buckets];
                    scopes.push(scope(None, None, resources, known(None)));
                    let resources = vec![nameless, no_ids];
                    scopes.push(scope(
                        Some(account),
                        Some(account),
                        resources,
                        known(Some(account)),
                    ));
                } else {
                    scopes.push(scope(None, None, vec![arns, no_ids], known(None)));
                }
            }
            if !self.sensitivity.across_accounts {
                return;
            }
            let own = self.test(vec![of_account(account)], false);
            scopes.push(scope(None, Some(&others), vec![ids, own], in_arn));
        } else {
            // The caller of an identity provider assumes roles of the provider's account (S8.5).
            let provider = PrincipalArn::parse(caller.as_str())
                .filter(|_| caller.kind() == CallerKind::FederatedProvider);
            if let Some(arn) = provider {
                let account = arn.account.as_str();
                let own = self.test(vec![of_account(account)], true);
                scopes.push(scope(None, Some(account), vec![own], known(Some(account))));
                let not_own = self.test(vec![of_account(account)], false);
                scopes.push(scope(None, Some(&others), vec![ids, not_own], in_arn));
            } else {
                scopes.push(scope(None, Some(&others), vec![ids], in_arn));
            }
            let star = self.test(vec![star], true);
            scopes.push(scope(None, None, vec![star], known(None)));
        }
        let mut owners = vec![others];
        if self.sensitivity.owner {
            let named = self
                .named
                .accounts
                .iter()
                .filter(|named| Some(named.as_str()) != account);
            owners.extend(named.cloned());
        }
        for owner in owners {
            let resources = vec![nameless, no_ids];
            scopes.push(scope(
                Some(&owner),
                Some(&owner),
                resources,
                known(Some(&owner)),
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::WITHOUT_ACCOUNT;
    use iam_catalog::Catalog;
    use std::collections::BTreeSet;

    /// Compares the list with the catalogue.
    #[test]
    fn services_whose_arns_name_no_account() {
        let catalog = Catalog::embedded();
        let types = catalog
            .services()
            .flat_map(|service| service.resource_types());
        let arns = types.flat_map(|of| of.arns().map(str::to_owned).collect::<Vec<_>>());
        let without: BTreeSet<String> = arns
            .filter_map(|arn| {
                let parts: Vec<&str> = arn.splitn(6, ':').collect();
                matches!(parts.as_slice(), ["arn", _, _, _, "", _]).then(|| parts[2].to_owned())
            })
            .collect();
        assert_eq!(without.into_iter().collect::<Vec<_>>(), WITHOUT_ACCOUNT);
    }
}
