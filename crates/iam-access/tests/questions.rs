//! Questions about whole accounts, against answers that were worked out by hand, and against a
//! search that tries everything.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

use iam_access::ResourceCatalog;
use iam_access::check::Knowledge;
use iam_access::questions::{
    Accounts, Extent, OutsiderKind, Place, Replacement, Selection, WhoCan, replace,
};
use iam_account::{PrincipalInput, Problem, parse_policy, read_text};
use iam_catalog::Catalog;
use iam_eval::{Decision, PolicyKind, Principal, Request, Resource};
use serde_json::{Value, json};

const ACCOUNT: &str = "111122223333";

fn arn(role: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:role/{role}")
}

fn allow(action: &str, resource: &str) -> Value {
    json!({"Effect": "Allow", "Action": action, "Resource": resource})
}

fn trusts(who: &str) -> Value {
    json!({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": who}})
}

fn document(statements: &[Value]) -> Value {
    json!({"Version": "2012-10-17", "Statement": statements})
}

/// A role with one policy, as a bundle.
fn role(name: &str, trust: &[Value], identity: &[Value]) -> Value {
    let mut bundle = json!({"arn": arn(name), "identity": []});
    if !identity.is_empty() {
        bundle["identity"] = json!([document(identity)]);
    }
    if !trust.is_empty() {
        bundle["trustPolicy"] = document(trust);
    }
    bundle
}

fn read(bundles: &[Value]) -> Vec<PrincipalInput> {
    let read = |bundle: &Value| {
        let name = bundle["arn"].as_str().unwrap();
        read_text(name, bundle.to_string()).principal(0).unwrap()
    };
    bundles.iter().map(read).collect()
}

fn ask<R>(principals: Vec<PrincipalInput>, question: impl FnOnce(&Accounts<'_>) -> R) -> R {
    let catalog = ResourceCatalog::new(Catalog::embedded(), None);
    let accounts = Accounts::new(principals, &Knowledge::nothing(), &catalog);
    assert!(accounts.errors().is_empty(), "{:?}", accounts.errors());
    question(&accounts)
}

fn who_can(bundles: &[Value], action: &str, place: &Place, chain: usize) -> WhoCan {
    ask(read(bundles), |accounts| {
        accounts.who_can(action, place, chain).unwrap()
    })
}

type Answer = (String, Extent, Vec<String>);

/// The names of the principals that may, each with how far, and the roles that it assumes.
fn answers(found: &WhoCan) -> Vec<Answer> {
    let last = |arn: &str| arn.rsplit('/').next().unwrap().to_owned();
    let holders = found.principals.iter().map(|holder| {
        let steps = holder.chain.iter().flat_map(|chain| &chain.steps);
        let steps = steps.map(|step| last(&step.assumes)).collect();
        (last(&holder.principal), holder.extent, steps)
    });
    holders.collect()
}

fn answer(name: &str, extent: Extent, steps: &[&str]) -> Answer {
    let steps = steps.iter().map(|step| (*step).to_owned()).collect();
    (name.to_owned(), extent, steps)
}

#[test]
fn how_far_a_principal_may_by_itself() {
    let mut conditional = allow("sqs:SendMessage", "*");
    conditional["Condition"] = json!({"Bool": {"aws:MultiFactorAuthPresent": "true"}});
    let queues = |account: &str| allow("sqs:*", &format!("arn:aws:sqs:*:{account}:*"));
    let deny = json!({"Effect": "Deny", "Action": "sqs:Send*", "Resource": "*"});
    let bundles = [
        role("none", &[], &[allow("sns:*", "*")]),
        role("denied", &[], &[allow("*", "*"), deny]),
        role("mfa", &[], &[conditional]),
        role("one", &[], &[allow("sqs:*", "arn:aws:sqs:*:*:jobs-*")]),
        role("all", &[], &[allow("sqs:*", "*")]),
        role("own", &[], &[queues(ACCOUNT)]),
        role("others", &[], &[queues("444455556666")]),
    ];
    let found = who_can(&bundles, "sqs:sendmessage", &Place::default(), 2);
    assert_eq!(
        answers(&found),
        [
            answer("all", Extent::All, &[]),
            answer("own", Extent::All, &[]),
            answer("one", Extent::Some, &[]),
            answer("mfa", Extent::Conditional, &[]),
        ]
    );
    assert_eq!((found.answer, found.asked), (Some(true), 7));
    assert_eq!(found.action, "sqs:SendMessage");
    let mfa = found.principals[3].direct.as_ref().unwrap();
    assert_eq!(mfa.keys, ["aws:MultiFactorAuthPresent"]);
    let place = Place::on("arn:aws:sqs:eu-west-1:111122223333:jobs-1").unwrap();
    let found = who_can(&bundles[3..4], "sqs:SendMessage", &place, 2);
    assert_eq!(answers(&found), [answer("one", Extent::All, &[])]);
    let place = Place::on("arn:aws:sqs:eu-west-1:111122223333:mail").unwrap();
    let found = who_can(&bundles[1..4], "sqs:SendMessage", &place, 2);
    assert_eq!(answers(&found), [answer("mfa", Extent::Conditional, &[])]);
    assert_eq!(found.answer, None);
    let found = who_can(&bundles[..2], "sqs:SendMessage", &place, 2);
    assert_eq!((answers(&found), found.answer), (Vec::new(), Some(false)));
}

#[test]
fn a_resource_of_another_account_needs_both_sides() {
    let bundles = [
        role("all", &[], &[allow("sqs:*", "*")]),
        role("none", &[], &[allow("sns:*", "*")]),
    ];
    let place = Place::on("arn:aws:sqs:eu-west-1:444455556666:jobs").unwrap();
    let found = who_can(&bundles, "sqs:SendMessage", &place, 2);
    assert_eq!(found.answer, Some(false));
    let send = |principal: Value| json!({"Effect": "Allow", "Action": "sqs:SendMessage", "Principal": principal, "Resource": "*"});
    let policy = |statements: &[Value]| {
        let text = document(statements).to_string();
        parse_policy(PolicyKind::Resource, "queue.json", text).unwrap()
    };
    let place = place.with_policy(policy(&[
        send(json!({"AWS": ACCOUNT})),
        send(json!({"Service": "sns.amazonaws.com"})),
        send(json!({"AWS": "777788889999"})),
    ]));
    let found = who_can(&bundles, "sqs:SendMessage", &place, 2);
    assert_eq!(answers(&found), [answer("all", Extent::All, &[])]);
    let reasons = &found.principals[0].direct.as_ref().unwrap().reasons;
    let is_named = reasons.iter().any(|reason| reason.layer == "resource");
    assert!(is_named, "{reasons:?}");
    let outsiders = found.outsiders.iter();
    let outsiders: Vec<_> = outsiders
        .map(|found| (found.principal.as_str(), found.kind, found.by.extent))
        .collect();
    assert_eq!(
        outsiders,
        [
            ("sns.amazonaws.com", OutsiderKind::Service, Extent::All),
            ("777788889999", OutsiderKind::Account, Extent::Conditional),
        ]
    );
    // In its own account, a policy that names the caller is enough.
    let own = Place::on(&format!("arn:aws:sqs:eu-west-1:{ACCOUNT}:jobs")).unwrap();
    let own = own.with_policy(policy(&[send(json!({"AWS": arn("none")}))]));
    let found = who_can(&bundles[1..], "sqs:SendMessage", &own, 2);
    assert_eq!(answers(&found), [answer("none", Extent::All, &[])]);
}

#[test]
fn roles_are_assumed_one_after_the_other() {
    let assume = |name: &str| allow("sts:AssumeRole", &arn(name));
    let root = format!("arn:aws:iam::{ACCOUNT}:root");
    let bundles = [
        role("target", &[trusts(&arn("middle"))], &[allow("s3:*", "*")]),
        // Named itself, it needs no policy of its own; by its account, it does.
        role("middle", &[trusts(&root)], &[]),
        role("outer", &[trusts(&root)], &[assume("middle")]),
        role("far", &[], &[assume("outer")]),
        role("idle", &[], &[allow("sns:*", "*")]),
    ];
    let ask = |chain| answers(&who_can(&bundles, "s3:GetObject", &Place::default(), chain));
    let target = answer("target", Extent::All, &[]);
    assert_eq!(ask(0), std::slice::from_ref(&target));
    let middle = answer("middle", Extent::All, &["target"]);
    assert_eq!(ask(1), [target.clone(), middle.clone()]);
    let outer = answer("outer", Extent::All, &["middle", "target"]);
    assert_eq!(ask(2), [target.clone(), middle.clone(), outer.clone()]);
    let far = answer("far", Extent::All, &["outer", "middle", "target"]);
    assert_eq!(ask(9), [target, middle, outer, far]);
}

#[test]
fn a_circle_of_roles_ends() {
    let all = allow("sts:AssumeRole", "*");
    let everyone = [trusts(ACCOUNT)];
    let mut bundles: Vec<Value> = ["a", "b", "c"]
        .map(|name| role(name, &everyone, std::slice::from_ref(&all)))
        .to_vec();
    let found = who_can(&bundles, "s3:GetObject", &Place::default(), 10);
    assert_eq!((answers(&found), found.answer), (Vec::new(), Some(false)));
    bundles.push(role("d", &everyone, &[all, allow("s3:*", "*")]));
    let found = who_can(&bundles, "s3:GetObject", &Place::default(), 10);
    let others = ["a", "b", "c"].map(|name| answer(name, Extent::All, &["d"]));
    assert_eq!(answers(&found)[..3], others);
}

#[test]
fn a_certain_way_comes_before_a_shorter_conditional_one() {
    let mut with_id = trusts(&arn("user"));
    with_id["Condition"] = json!({"StringEquals": {"sts:ExternalId": "x"}});
    let trust = [with_id, trusts(&arn("middle"))];
    let bundles = [
        role("user", &[], &[]),
        role("target", &trust, &[allow("s3:*", "*")]),
        role("middle", &[trusts(&arn("user"))], &[]),
    ];
    let of_user = |found: &WhoCan| {
        let mut answers = answers(found).into_iter();
        answers.find(|found| found.0 == "user").unwrap()
    };
    let found = who_can(&bundles, "s3:GetObject", &Place::default(), 1);
    assert_eq!(
        of_user(&found),
        answer("user", Extent::Conditional, &["target"])
    );
    let mut holders = found.principals.iter();
    let user = holders.find(|found| found.principal == arn("user"));
    let step = &user.unwrap().chain.as_ref().unwrap().steps[0].by;
    assert_eq!(step.keys, ["sts:ExternalId"]);
    let found = who_can(&bundles, "s3:GetObject", &Place::default(), 2);
    let expected = answer("user", Extent::All, &["middle", "target"]);
    assert_eq!(of_user(&found), expected);
}

#[test]
fn every_layer_of_who_assumes_counts() {
    let full = document(&[allow("*", "*")]);
    let deny = json!({"Effect": "Deny", "Action": "sts:*", "Resource": "*"});
    let no_sts = document(&[allow("*", "*"), deny]);
    let only_s3 = document(&[allow("s3:*", "*")]);
    let target = role("target", &[trusts(ACCOUNT)], &[allow("sqs:*", "*")]);
    let assumer = role("assumer", &[], &[allow("sts:*", "*")]);
    let may = |change: &dyn Fn(&mut Value, &mut Value)| {
        let (mut target, mut assumer) = (target.clone(), assumer.clone());
        change(&mut target, &mut assumer);
        let found = who_can(&[target, assumer], "sqs:SendMessage", &Place::default(), 2);
        answers(&found).iter().any(|found| found.0 == "assumer")
    };
    assert!(may(&|_, _| {}));
    assert!(!may(
        &|_, assumer| assumer["permissionsBoundary"] = only_s3.clone()
    ));
    assert!(!may(
        &|_, assumer| assumer["scps"] = json!([[full], [no_sts]])
    ));
    assert!(may(&|_, assumer| assumer["scps"] = json!([[full], [full]])));
    // The resource control policies are those of the role.
    let rcp = document(&[json!({"Effect": "Deny", "Principal": "*",
        "Action": "sts:AssumeRole", "Resource": "*"})]);
    assert!(!may(&|target, _| target["rcps"] = json!([[rcp]])));
    assert!(!may(&|target, _| {
        target.as_object_mut().unwrap().remove("trustPolicy");
    }));
}

#[test]
fn outsiders_are_what_they_are() {
    let provider = format!("arn:aws:iam::{ACCOUNT}:oidc-provider/token.example.com");
    let trust = [
        json!({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}}),
        json!({"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity", "Principal": {"Federated": provider}}),
        trusts("arn:aws:iam::444455556666:role/partner"),
        trusts("777788889999"),
        trusts(ACCOUNT),
        trusts(&arn("gone")),
    ];
    let bundles = [role("target", &trust, &[allow("s3:*", "*")])];
    let found = who_can(&bundles, "s3:GetObject", &Place::default(), 2);
    let outsiders = found.outsiders.iter();
    let outsiders: Vec<_> = outsiders
        .map(|found| (found.principal.as_str(), found.kind, found.by.extent))
        .collect();
    let conditional = Extent::Conditional;
    assert_eq!(
        outsiders,
        [
            ("ec2.amazonaws.com", OutsiderKind::Service, Extent::All),
            (&*provider, OutsiderKind::IdentityProvider, Extent::All),
            (
                "arn:aws:iam::444455556666:role/partner",
                OutsiderKind::Principal,
                conditional
            ),
            ("777788889999", OutsiderKind::Account, conditional),
            (&*arn("gone"), OutsiderKind::Principal, conditional),
        ]
    );
    let mut assumed = found.outsiders.iter().map(|found| &found.assumes);
    assert!(assumed.all(|role| *role == Some(arn("target"))));
    let bundles = [role("target", &[trusts("*")], &[allow("s3:*", "*")])];
    let found = who_can(&bundles, "s3:GetObject", &Place::default(), 2);
    assert_eq!(found.outsiders[0].kind, OutsiderKind::Everyone);
    let found = who_can(&bundles, "s3:GetObject", &Place::default(), 0);
    assert!(found.outsiders.is_empty());
}

/// A small generator, always of the same numbers.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        let next = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = next.wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

/// The search finds what trying every chain finds, in accounts of random trust and random policies.
#[test]
fn chains_are_those_that_trying_everything_finds() {
    const NAMES: [&str; 6] = ["a", "b", "c", "d", "e", "f"];
    let mut numbers = Numbers(7);
    let mut reached = 0;
    for _ in 0..200 {
        let mut random = |name: &&str| {
            let trusted = numbers.pick(&["a", "b", "c", "d", "e", "f", "account", "*", "nobody"]);
            let trust = match trusted {
                "account" => trusts(ACCOUNT),
                "*" => trusts("*"),
                name => trusts(&arn(name)),
            };
            let of = match numbers.pick(&["a", "b", "c", "*", "none"]) {
                "*" => "*".to_owned(),
                name => arn(name),
            };
            let mut own = allow("sts:AssumeRole", &of);
            own["Effect"] = json!(numbers.pick(&["Allow", "Allow", "Allow", "Deny"]));
            let mut identity = vec![own];
            if numbers.below(6) == 0 {
                identity.push(allow("sqs:*", "*"));
            }
            role(name, &[trust], &identity)
        };
        let bundles: Vec<Value> = NAMES.iter().map(&mut random).collect();
        let principals = read(&bundles);
        let callers = NAMES.map(|name| Principal::parse(&arn(name)).unwrap());
        let queue = Resource::any().owned_by(ACCOUNT);
        let may = |at: usize| {
            let request = Request::new(&callers[at], "sqs:SendMessage", &queue).unwrap();
            principals[at].policy_set().unwrap().evaluate(&request) == Decision::Allowed
        };
        let assumes = |from: usize, to: usize| {
            let policies = principals[from].policy_set().unwrap();
            let trust = principals[to].trust.clone().unwrap();
            let policies = policies.with(trust).unwrap();
            let role = Resource::parse(&arn(NAMES[to])).unwrap();
            let request = Request::new(&callers[from], "sts:AssumeRole", &role).unwrap();
            from != to && policies.evaluate(&request) == Decision::Allowed
        };
        for chain in 0..4 {
            let mut expected: Vec<bool> = (0..NAMES.len()).map(may).collect();
            for _ in 0..chain {
                let before = expected.clone();
                for (from, may) in expected.iter_mut().enumerate() {
                    *may |= (0..NAMES.len()).any(|to| before[to] && assumes(from, to));
                }
            }
            let found = who_can(&bundles, "sqs:SendMessage", &Place::default(), chain);
            let holds = |name: &&str| {
                let mut holders = found.principals.iter();
                holders.any(|holder| holder.principal == arn(name))
            };
            let found: Vec<bool> = NAMES.iter().map(holds).collect();
            assert_eq!(found, expected, "{chain} {}", json!(bundles));
            reached += expected.iter().filter(|may| **may).count();
        }
    }
    assert!(reached > 500, "{reached}");
}

#[test]
fn the_actions_of_a_principal_are_counted() {
    let own = [
        allow("sqs:Send*", "*"),
        allow("s3:GetObject", "arn:aws:s3:::b/*"),
    ];
    let bundles = [role("r", &[], &own)];
    let can = |place: &Place, selection: &Selection| {
        ask(read(&bundles), |accounts| {
            let catalog = Catalog::embedded();
            accounts.can(0, place, selection, catalog).unwrap()
        })
    };
    let found = can(&Place::default(), &Selection::default());
    let services = found.services.iter();
    let services: Vec<&str> = services.map(|found| found.service.as_str()).collect();
    assert_eq!(services, ["s3", "sqs", "sts"]);
    assert!(found.services.iter().all(|found| found.actions.is_empty()));
    let counts = found.counts;
    let total = counts.open() + counts.none + counts.denied;
    assert_eq!(total, Catalog::embedded().actions().count());
    assert_eq!(counts.some, 1);
    let mut selection = Selection::default();
    selection.service = Some("sqs".to_owned());
    let found = can(&Place::default(), &selection);
    let [sent] = found.services[0].actions.as_slice() else {
        panic!("{found:?}");
    };
    assert_eq!(
        (&*sent.action, sent.grant.extent),
        ("sqs:SendMessage", Extent::All)
    );
    // An object is no bucket, though the pattern of buckets matches it.
    let place = Place::on("arn:aws:s3:::b/key").unwrap();
    let mut selection = Selection::default();
    selection.everything = true;
    let found = can(&place, &selection);
    let mut services = found.services.iter();
    let s3 = services.find(|found| found.service == "s3").unwrap();
    let has = |name: &str| s3.actions.iter().any(|found| found.action == name);
    assert!(has("s3:GetObject") && !has("s3:GetBucketPolicy"));
    assert_eq!(found.counts.all, 1);
}

/// Without a role whose trust policy is known, the principal's own policies decide.
#[test]
fn assuming_some_role_is_a_matter_of_own_policies() {
    let bundles = [
        role("any", &[], &[allow("sts:AssumeRole", "*")]),
        role("one", &[], &[allow("sts:AssumeRole", &arn("x"))]),
        role("none", &[], &[allow("sns:*", "*")]),
    ];
    let found = who_can(&bundles, "sts:AssumeRole", &Place::default(), 0);
    assert_eq!(
        answers(&found),
        [
            answer("any", Extent::All, &[]),
            answer("one", Extent::Some, &[]),
        ]
    );
    let mut assumptions = found.assumptions.iter();
    assert!(assumptions.any(|said| said.contains("taken to trust")));
    let mut selection = Selection::default();
    selection.service = Some("sts".to_owned());
    let found = ask(read(&bundles), |accounts| {
        let catalog = Catalog::embedded();
        accounts
            .can(0, &Place::default(), &selection, catalog)
            .unwrap()
    });
    let mut actions = found.services[0].actions.iter();
    assert!(actions.any(|found| found.action == "sts:AssumeRole"));
    // A role of the dumps has its own trust policy.
    let mut bundles = bundles.to_vec();
    bundles.push(role("x", &[trusts(&arn("y"))], &[]));
    let place = Place::on(&arn("x")).unwrap();
    let found = who_can(&bundles, "sts:AssumeRole", &place, 0);
    assert!(found.principals.is_empty());
    let found = ask(read(&bundles), |accounts| {
        let catalog = Catalog::embedded();
        accounts.can(0, &place, &selection, catalog).unwrap()
    });
    assert_eq!(found.counts.open(), 0, "{found:?}");
}

#[test]
fn the_resources_of_an_action_are_listed() {
    let own = [
        allow("s3:GetObject", "arn:aws:s3:::b/*"),
        allow("s3:*", "arn:aws:s3:::c/*"),
        json!({"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::b/secret/*"}),
    ];
    let mut bundle = role("r", &[], &own);
    bundle["permissionsBoundary"] = document(&[allow("s3:*", "arn:aws:s3:::b/*")]);
    let found = ask(read(&[bundle]), |accounts| {
        let place = Place::default();
        accounts.can_on(0, "s3:GetObject", &place).unwrap()
    });
    assert_eq!(found.grant.extent, Extent::Some);
    let allowed = found.allowed.iter();
    let allowed: Vec<_> = allowed
        .map(|found| (&*found.pattern, found.extent))
        .collect();
    assert_eq!(
        allowed,
        [
            ("arn:aws:s3:::b/*", Some(Extent::Some)),
            ("arn:aws:s3:::c/*", Some(Extent::None)),
        ]
    );
    assert_eq!(found.denied[0].pattern, "arn:aws:s3:::b/secret/*");
    assert_eq!(found.limits[0].layer, "permissionsBoundary");
}

#[test]
fn policies_are_replaced_by_name() {
    let managed = |path: &str| format!("arn:aws:iam::{ACCOUNT}:policy/{path}send");
    let user = |name: &str, policy: &str| {
        json!({"UserName": name, "Arn": format!("arn:aws:iam::{ACCOUNT}:user/{name}"), "UserPolicyList": [],
            "GroupList": [], "AttachedManagedPolicies": [{"PolicyName": "send", "PolicyArn": policy}]})
    };
    let policy = |arn: &str| {
        json!({"PolicyName": "send", "Arn": arn, "DefaultVersionId": "v1", "PolicyVersionList": [
            {"VersionId": "v1", "IsDefaultVersion": true, "Document": document(&[allow("sqs:*", "*")])}]})
    };
    let dump = |second: &str| {
        let dump = json!({"UserDetailList": [user("a", &managed("")), user("b", second)],
            "GroupDetailList": [], "RoleDetailList": [],
            "Policies": [policy(&managed("")), policy(&managed("x/"))]});
        let inputs = read_text("dump.json", dump.to_string());
        inputs.principals().collect::<Result<Vec<_>, _>>().unwrap()
    };
    let new = document(&[allow("sns:*", "*")]).to_string();
    let named = |name: &str| {
        Replacement::new(name, |kind| parse_policy(kind, "new.json", new.clone())).unwrap()
    };
    let may = |principals| {
        ask(principals, |accounts| {
            let found = accounts.who_can("sqs:SendMessage", &Place::default(), 0);
            found.unwrap().answer
        })
    };
    let mut both = dump(&managed(""));
    assert_eq!(replace(&mut both, &named("send")), Ok(2));
    assert_eq!(may(both), Some(false));
    let error = replace(&mut dump(&managed("x/")), &named("send")).unwrap_err();
    assert!(
        error.to_string().contains("several policies `send`"),
        "{error}"
    );
    let mut one = dump(&managed("x/"));
    assert_eq!(replace(&mut one, &named(&managed("x/"))), Ok(1));
    assert_eq!(may(one), Some(true));
    let error = replace(&mut dump(&managed("")), &named("sned")).unwrap_err();
    assert!(
        error.to_string().contains("found no policy `sned`"),
        "{error}"
    );
}

/// `docs/who-can.md`: an answer about the rest is never "none".
#[test]
fn what_could_not_be_read_is_never_none() {
    let catalog = ResourceCatalog::new(Catalog::embedded(), None);
    let ask = |principals, problems| {
        let accounts = Accounts::new(principals, &Knowledge::nothing(), &catalog);
        let accounts = accounts.with_problems(problems);
        accounts
            .who_can("sqs:SendMessage", &Place::default(), 2)
            .unwrap()
    };
    let may = || read(&[role("may", &[], &[allow("sqs:*", "*")])]);
    let may_not = || read(&[role("not", &[], &[allow("sns:*", "*")])]);
    let problem = || vec![Problem::new("other.json", "nothing", "something")];
    assert_eq!(ask(may_not(), Vec::new()).answer, Some(false));
    assert_eq!(ask(may_not(), problem()).answer, None);
    assert_eq!(ask(may_not(), problem()).errors.len(), 1);
    assert_eq!(ask(Vec::new(), Vec::new()).answer, None);
    assert_eq!(ask(may(), problem()).answer, Some(true));
}

#[test]
fn the_owner_of_a_bucket_is_asked_for_among_several_accounts() {
    let mut other = role("other", &[], &[allow("s3:*", "*")]);
    other["arn"] = json!("arn:aws:iam::444455556666:role/other");
    let bucket = Place::on("arn:aws:s3:::b/k").unwrap();
    let queue = Place::on("arn:aws:sqs:eu-west-1:111122223333:q").unwrap();
    ask(read(&[role("one", &[], &[]), other]), |accounts| {
        let error = accounts.check_owner(&bucket).unwrap_err();
        assert_eq!(error.accounts, "111122223333, 444455556666");
        assert_eq!(
            accounts.check_owner(&bucket.clone().owned_by(ACCOUNT)),
            Ok(())
        );
        assert_eq!(accounts.check_owner(&queue), Ok(()));
        assert_eq!(accounts.check_owner(&Place::default()), Ok(()));
    });
    ask(read(&[role("one", &[], &[])]), |accounts| {
        assert_eq!(accounts.check_owner(&bucket), Ok(()));
    });
}
