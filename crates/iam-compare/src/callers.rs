//! The callers and resources that a question is about, as scopes.

mod named;

pub(crate) use named::Named;

use crate::problem::Problem;
use crate::question::{Callers, Question};
use crate::scope::{AnyName, ResourceAccount, Scope};
use crate::statement::arn_pattern;
use crate::theory::text::symbol::{self, Class, Pattern};
use crate::theory::text::{Mode, Test};
use iam_eval::{CallerKind, Layer, PolicySet, Principal};

/// The services with types of resource whose ARN contains no account, so that the ARN doesn't show the owner.
/// If another service's ARN has no account, there is no such resource, and it has no owner.
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
    kinds: bool,
    /// Some policies name principals.
    principals: bool,
    /// Root users are callers, too.
    roots: bool,
    /// A resource-based policy may allow callers of other accounts.
    across_accounts: bool,
    /// Policies of an organization don't apply to service-linked roles.
    organization: bool,
}

impl Sensitivity {
    fn of(sets: &[&PolicySet]) -> Self {
        let texts = sets.iter().flat_map(|set| set.policies());
        let texts: Vec<String> = texts
            .map(|policy| policy.document().source().to_ascii_lowercase())
            .collect();
        let mentions = |key: &str| texts.iter().any(|text| text.contains(key));
        let layers = || {
            sets.iter()
                .flat_map(|set| set.layers())
                .map(|(layer, _)| layer)
        };
        let names = mentions("aws:principalarn") || mentions("aws:username");
        // A string with an escape may be spelled differently.
        let is_plain = !mentions("\\u");
        Self {
            names: names || !is_plain,
            accounts: names || mentions("aws:principalaccount") || !is_plain,
            owner: mentions("aws:resourceaccount") || !is_plain,
            kinds: names || mentions("aws:principal") || mentions("aws:userid") || !is_plain,
            principals: layers()
                .any(|layer| matches!(layer, Layer::Resource | Layer::Rcp(_) | Layer::VpcEndpoint)),
            roots: false,
            across_accounts: layers().any(|layer| layer == Layer::Resource),
            organization: layers().any(|layer| matches!(layer, Layer::Scp(_) | Layer::Rcp(_))),
        }
    }
}

impl Sensitivity {
    /// If nothing depends on accounts, the caller is in the resource's account, whichever that is.
    fn is_floating(&self) -> bool {
        !self.principals && !self.accounts && !self.owner
    }
}

/// All scopes of a question about some sets of policies. If the caller's policies are considered alone, a layer
/// that names principals is only supplied. If identity-based policies are given, they are those of a role or a user.
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
    // Identity-based policies are a role's or a user's. Service control policies limit root users, too, and may tell them
    // from others.
    let limits_roots = sensitivity.organization && sensitivity.kinds && !has_identity;
    sensitivity.roots = sensitivity.principals || limits_roots;
    let mut scopes = Vec::new();
    let mut builder = Builder {
        problem,
        question,
        named,
        sensitivity,
    };
    for (caller, any_name) in builder.callers() {
        builder.relations(&caller, any_name.as_ref(), &mut scopes);
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

    fn callers(&mut self) -> Vec<(Principal, Option<AnyName>)> {
        if let Callers::This(caller) = &self.question.callers {
            return vec![(caller.clone(), None)];
        }
        let mut found = Vec::new();
        let parse = |text: &str| Principal::parse(text).ok();
        let accounts: Vec<String> = match self.question.outsiders {
            true => vec![self.named.account.clone()],
            false if self.sensitivity.is_floating() => vec![self.named.account.clone()],
            false => {
                let fresh = std::iter::once(self.named.account.clone());
                fresh.chain(self.named.accounts.iter().cloned()).collect()
            }
        };
        if !self.question.outsiders {
            found.extend(
                self.named
                    .principals
                    .iter()
                    .cloned()
                    .map(|caller| (caller, None)),
            );
        }
        for account in &accounts {
            for kind in ["role", "user"] {
                if kind == "user" && !self.sensitivity.principals && !self.sensitivity.kinds {
                    continue;
                }
                let start = format!("arn:aws:iam::{account}:{kind}/");
                let caller = parse(&format!("{start}{}", self.named.name));
                let any = self.sensitivity.names.then(|| self.any_name(&start, kind));
                found.extend(caller.map(|caller| (caller, any)));
            }
            if self.sensitivity.roots && !self.question.outsiders {
                found.extend(
                    parse(&format!("arn:aws:iam::{account}:root")).map(|root| (root, None)),
                );
            }
            if self.sensitivity.organization {
                let linked = format!(
                    "arn:aws:iam::{account}:role/aws-service-role/example.amazonaws.com/AWSServiceRoleForExample"
                );
                found.extend(parse(&linked).map(|role| (role, None)));
            }
        }
        if self.sensitivity.principals {
            found.push((self.named.anonymous.clone(), None));
            if !self.question.outsiders {
                found.extend(self.named.service.clone().map(|service| (service, None)));
            }
        }
        found
    }

    /// Users or roles of an account, with any name except those in policies.
    fn any_name(&mut self, start: &str, kind: &str) -> AnyName {
        let name = [symbol::one(Class::Name), symbol::run(Class::Name)];
        let path = [
            symbol::one(Class::Name),
            symbol::run(Class::Any),
            symbol::one(Class::Only('/')),
        ];
        let start_pattern = symbol::literal(start);
        let plain = [start_pattern.clone(), name.to_vec()].concat();
        let with_path = [start_pattern, path.to_vec(), name.to_vec()].concat();
        let mut names = vec![self.test(vec![plain, with_path], true)];
        let known: Vec<Pattern> = self
            .named
            .principals
            .iter()
            .map(|principal| symbol::literal(principal.as_str()))
            .collect();
        if !known.is_empty() {
            names.push(self.test(known, false));
        }
        if kind == "role" {
            // Service-linked roles are another scope.
            let linked = [symbol::literal(start), symbol::literal("aws-service-role/")].concat();
            let linked = [linked, vec![symbol::ANYTHING]].concat();
            names.push(self.test(vec![linked], false));
        }
        AnyName { names }
    }

    /// The caller's relations to the owner of the resource.
    fn relations(
        &mut self,
        caller: &Principal,
        any_name: Option<&AnyName>,
        scopes: &mut Vec<Scope>,
    ) {
        let scope =
            |owner: Option<&str>, account: Option<&str>, resources, resource_account| Scope {
                caller: caller.clone(),
                any_name: any_name.cloned(),
                owner: owner.map(str::to_owned),
                account: account.map(str::to_owned),
                resources,
                resource_account,
                is_floating: false,
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
                scopes.push(scope(None, None, vec![arns, no_ids], known(None)));
                if self.sensitivity.owner {
                    let resources = vec![nameless, no_ids];
                    scopes.push(scope(
                        Some(account),
                        Some(account),
                        resources,
                        known(Some(account)),
                    ));
                }
            }
            if !self.sensitivity.across_accounts {
                return;
            }
            let own = self.test(vec![of_account(account)], false);
            scopes.push(scope(None, Some(&others), vec![ids, own], in_arn));
        } else {
            let star = self.test(vec![star], true);
            scopes.push(scope(None, None, vec![star], known(None)));
            scopes.push(scope(None, Some(&others), vec![ids], in_arn));
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
