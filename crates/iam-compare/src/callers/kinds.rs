//! The callers of a question: those that policies name, and the others of each kind.

use super::Builder;
use crate::providers;
use crate::question::Callers;
use crate::scope::AnyName;
use crate::theory::text::symbol::{self, Class, Pattern};
use iam_eval::{CallerKind, PolicySet, Principal};

/// One caller, or those of one kind.
#[derive(Debug)]
pub(super) struct Caller {
    /// The caller, or an example.
    pub(super) example: Principal,
    pub(super) any_name: Option<AnyName>,
    /// The callers are those of a canonical user's account.
    pub(super) canonical: Option<String>,
}

/// Whether federated users or sessions of root users, which have no access without session
/// policies, may be allowed something that others are not.
pub(crate) fn may_differ_in_session(callers: &Callers, sets: &[&PolicySet]) -> bool {
    if let Callers::This(caller) = callers {
        return caller.kind() == CallerKind::FederatedUser || caller.is_assumed_root();
    }
    const WORDS: [&str; 6] = [
        "aws:principal",
        "aws:userid",
        "aws:assumedroot",
        "federated-user",
        "notprincipal",
        // A string with an escape may be spelled differently.
        "\\u",
    ];
    let mut policies = sets.iter().flat_map(|set| set.policies());
    policies.any(|policy| {
        let text = policy.document().source().to_ascii_lowercase();
        WORDS.iter().any(|word| text.contains(word))
    })
}

impl Builder<'_> {
    pub(super) fn callers(&mut self) -> Vec<Caller> {
        let found = match &self.question.callers {
            Callers::This(caller) => vec![(caller.clone(), None)],
            Callers::Any if self.question.is_in_session => self.in_session(),
            Callers::Any => {
                let mut found = self.all();
                if self.are_sessions_apart() {
                    found.retain(|(caller, _)| caller.kind() != CallerKind::FederatedUser);
                }
                found
            }
        };
        let mut callers: Vec<Caller> = Vec::new();
        for id in self.canonical_users() {
            let of_account = found.iter().filter(|(caller, _)| {
                caller.kind() == CallerKind::Role && !caller.is_service_linked()
            });
            callers.extend(of_account.map(|(caller, any_name)| Caller {
                example: caller.clone(),
                any_name: any_name.clone(),
                canonical: Some(id.clone()),
            }));
        }
        let known = found.into_iter().map(|(example, any_name)| Caller {
            example,
            any_name,
            canonical: None,
        });
        known.chain(callers).collect()
    }

    /// Whether everything else that has to allow a request does, which includes the session
    /// policies of a federated user (S7.16): without them, the question is what a resource-based
    /// policy grants by itself.
    fn are_sessions_apart(&self) -> bool {
        let question = self.question;
        question.is_of_documents && !question.is_identity_silent && !self.sensitivity.sessions
    }

    /// Those whose accounts could be anyone's: a question about outsiders is not about callers that
    /// a policy names.
    fn canonical_users(&self) -> &[String] {
        match self.question.outsiders {
            true => &[],
            false => &self.named.canonical_users,
        }
    }

    /// The accounts of the callers.
    fn accounts(&self) -> Vec<String> {
        let owner = self.question.owner.iter().cloned();
        let fresh = std::iter::once(self.named.account.clone());
        let named = &self.named;
        if self.question.outsiders {
            return fresh
                .chain(named.made_up_accounts.iter().cloned())
                .collect();
        }
        if self.sensitivity.is_floating() {
            return owner.chain(fresh).take(1).collect();
        }
        let others = named.accounts.iter().cloned();
        let others = others.filter(|account| self.question.owner.as_ref() != Some(account));
        owner.chain(fresh).chain(others).collect()
    }

    /// Federated users, and root users in sessions.
    fn in_session(&mut self) -> Vec<(Principal, Option<AnyName>)> {
        let mut found = Vec::new();
        if !self.question.outsiders {
            let named = self.named.principals.iter();
            let named = named.filter(|caller| caller.kind() == CallerKind::FederatedUser);
            found.extend(named.map(|caller| (caller.clone(), None)));
        }
        for partition in self.partitions() {
            for account in self.accounts() {
                found.extend(self.federated_users(&partition, &account));
                if self.sensitivity.roots {
                    let root =
                        Principal::assumed_root(&format!("arn:{partition}:iam::{account}:root"));
                    found.extend(root.map(|root| (root, None)));
                }
            }
        }
        found
    }

    fn all(&mut self) -> Vec<(Principal, Option<AnyName>)> {
        let mut found = Vec::new();
        if !self.question.outsiders {
            let named = self.named.principals.iter();
            found.extend(named.map(|caller| (caller.clone(), None)));
        }
        let partitions = self.partitions();
        let (usual, others) = partitions.split_at(1);
        for partition in usual {
            found.extend(self.of_accounts(partition));
        }
        if self.sensitivity.principals {
            found.extend(self.of_no_account());
        }
        for partition in others {
            found.extend(self.of_accounts(partition));
        }
        found
    }

    /// Of each account: roles, users, the root user, federated users, service-linked roles.
    fn of_accounts(&mut self, partition: &str) -> Vec<(Principal, Option<AnyName>)> {
        let mut found = Vec::new();
        for account in self.accounts() {
            let start = format!("arn:{partition}:iam::{account}");
            for kind in ["role", "user"] {
                found.extend(self.named_alike(&format!("{start}:{kind}/"), ""));
            }
            if self.sensitivity.roots {
                found.extend(parse(&format!("{start}:root")).map(|root| (root, None)));
            }
            if self.sensitivity.organization || self.sensitivity.names {
                let start = format!("{start}:role/aws-service-role/");
                found.extend(self.named_alike(&start, "example.amazonaws.com/AWSServiceRoleFor"));
            }
            if self.sensitivity.principals || self.sensitivity.sessions {
                found.extend(self.federated_users(partition, &account));
            }
        }
        found
    }

    fn federated_users(
        &mut self,
        partition: &str,
        account: &str,
    ) -> Option<(Principal, Option<AnyName>)> {
        self.named_alike(
            &format!("arn:{partition}:sts::{account}:federated-user/"),
            "",
        )
    }

    /// Anonymous callers, services, origin access identities, users of identity providers.
    fn of_no_account(&mut self) -> Vec<(Principal, Option<AnyName>)> {
        let mut found = vec![(self.named.anonymous.clone(), None)];
        if !self.question.outsiders {
            let service = self.named.service.clone();
            let name = || vec![symbol::one(Class::Name), symbol::run(Class::Name)];
            let names = [".amazonaws.com", ".amazonaws.com.cn"];
            let names = names.map(|end| [name(), symbol::literal(end)].concat());
            let mut any = self.any_name(names.into());
            if let Some(any) = &mut any {
                // Amazon Cognito is an identity provider.
                let cognito =
                    [symbol::literal("cognito-identity"), vec![symbol::ANYTHING]].concat();
                any.names.push(self.test(vec![cognito], false));
            }
            found.extend(service.map(|service| (service, any)));
        }
        if self.sensitivity.names {
            let start = "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity ";
            found.extend(self.named_alike(start, "E"));
        }
        if self.question.outsiders {
            let named = self.named.principals.iter();
            let open = named.filter(|caller| providers::is_open_to_all(caller));
            found.extend(open.map(|caller| (caller.clone(), None)));
        } else if self.sensitivity.trusts {
            let provider = parse(&format!("{}.com", self.named.name));
            found.extend(provider.map(|provider| (provider, None)));
        }
        found
    }

    /// The first one is `aws`; another one only where policies may distinguish them.
    fn partitions(&self) -> Vec<String> {
        let mut partitions = vec!["aws".to_owned()];
        partitions.extend(self.named.partitions.iter().cloned());
        if self.sensitivity.names && partitions.len() == 1 {
            partitions.push("aws-cn".to_owned());
        }
        partitions
    }

    /// An example whose ARN starts like this, and all others.
    fn named_alike(&mut self, start: &str, before: &str) -> Option<(Principal, Option<AnyName>)> {
        let example = parse(&format!("{start}{before}{}", self.named.name))?;
        let name = || vec![symbol::one(Class::Name), symbol::run(Class::Name)];
        let path = || {
            vec![
                symbol::one(Class::Name),
                symbol::run(Class::Any),
                symbol::one(Class::Only('/')),
            ]
        };
        let mut arns = vec![[symbol::literal(start), name()].concat()];
        if matches!(example.kind(), CallerKind::Role | CallerKind::User) {
            arns.push([symbol::literal(start), path(), name()].concat());
        }
        let mut any = self.any_name(arns);
        if let Some(any) = &mut any
            && example.kind() == CallerKind::Role
            && !example.is_service_linked()
        {
            let linked = [symbol::literal(start), symbol::literal("aws-service-role/")].concat();
            let linked = [linked, vec![symbol::ANYTHING]].concat();
            any.names.push(self.test(vec![linked], false));
        }
        Some((example, any))
    }

    /// Any of these texts, except those of callers that policies name; `None` if the policies don't
    /// depend on them.
    fn any_name(&mut self, texts: Vec<Pattern>) -> Option<AnyName> {
        if !self.sensitivity.names {
            return None;
        }
        let mut names = vec![self.test(texts, true)];
        let principals = self.named.principals.iter();
        let known: Vec<Pattern> = principals
            .map(|principal| symbol::literal(principal.as_str()))
            .collect();
        if !known.is_empty() {
            names.push(self.test(known, false));
        }
        Some(AnyName { names })
    }
}

fn parse(text: &str) -> Option<Principal> {
    Principal::parse(text).ok()
}
