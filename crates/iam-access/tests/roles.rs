//! Who may assume roles, asked about every role that was read: each with its trust policy.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod dump;

use dump::{ACCOUNT, allow, answers, arn, ask, dump, lets, outsiders, role, user, who_can};
use iam_access::questions::Extent::{self, All, Conditional, Some as OnSome};
use iam_access::questions::{OutsiderKind, Place, Selection};
use iam_catalog::Catalog;
use serde_json::{Value, json};

fn assume_by(principal: Value) -> Value {
    lets(principal, json!("sts:AssumeRole"))
}

fn account() -> Value {
    let assume = json!(allow("sts:AssumeRole", "*"));
    let mut mfa = assume_by(json!({"AWS": arn("user", "m")}));
    mfa["Condition"] = json!({"Bool": {"aws:MultiFactorAuthPresent": "true"}});
    let service = assume_by(json!({"Service": "lambda.amazonaws.com"}));
    let provider = format!("arn:aws:iam::{ACCOUNT}:saml-provider/S");
    let saml = lets(
        json!({"Federated": provider}),
        json!("sts:AssumeRoleWithSAML"),
    );
    dump(
        &[
            user("u", &assume, &[]),
            user("v", &Value::Null, &[]),
            user("m", &Value::Null, &[]),
            user("every", &assume, &[]),
        ],
        &[
            role(
                "d",
                &json!([
                    assume_by(json!({"AWS": [arn("user", "v"), arn("user", "every")]})),
                    mfa,
                    service
                ]),
                &Value::Null,
                &[],
            ),
            role(
                "team-a",
                &json!([assume_by(json!({"AWS": arn("user", "every")})), saml]),
                &Value::Null,
                &[],
            ),
        ],
    )
}

#[test]
fn each_role_is_asked_about_with_its_trust_policy() {
    let account = account();
    let found = who_can(&account, "sts:AssumeRole", &Place::default(), 0);
    assert_eq!(
        answers(&found),
        [("every", All), ("m", Conditional), ("v", OnSome)]
    );
    let lambda = ("lambda.amazonaws.com", OutsiderKind::Service);
    assert_eq!(outsiders(&found), [lambda]);
    let answer = |name: &str| {
        let holder = found.principals.iter();
        let mut holder = holder.filter(|holder| holder.principal.ends_with(name));
        holder.next().unwrap().direct.as_ref().unwrap()
    };
    let of_v = answer("/v");
    assert_eq!(
        of_v.when.as_deref(),
        Some(&*format!("when the role is {}", arn("role", "d")))
    );
    assert!(of_v.reasons.iter().all(|reason| reason.layer == "trust"));
    let of_m = answer("/m");
    let expected = format!(
        "if the role is {}, when aws:MultiFactorAuthPresent is true",
        arn("role", "d")
    );
    assert_eq!(of_m.when.as_deref(), Some(&*expected));
    assert_eq!(of_m.keys, ["aws:MultiFactorAuthPresent"]);
    let sentences = found.assumptions.join("\n");
    assert!(
        sentences.contains("each with its trust policy"),
        "{sentences}"
    );
    assert!(
        !sentences.contains("was not given: each role"),
        "{sentences}"
    );
    let place = Place::on(&arn("role", "team-*")).unwrap();
    let found = who_can(&account, "sts:AssumeRole", &place, 0);
    assert_eq!(answers(&found), [("every", All)]);
    let found = who_can(&account, "sts:TagSession", &Place::default(), 0);
    assert_eq!(answers(&found), []);
    let found = who_can(&account, "sts:AssumeRoleWithSAML", &Place::default(), 0);
    let provider = format!("arn:aws:iam::{ACCOUNT}:saml-provider/S");
    assert_eq!(
        (answers(&found), outsiders(&found)),
        (vec![], vec![(&*provider, OutsiderKind::IdentityProvider)])
    );
}

#[test]
fn what_a_principal_may_assume_is_what_trust_policies_let_it() {
    let extents = |at: usize| {
        ask(&account(), |accounts| {
            let place = Place::default();
            let on = accounts.can_on(at, "sts:AssumeRole", &place).unwrap();
            assert!(on.allowed.iter().all(|found| found.layer != "resource"));
            let selection = Selection::default();
            let catalog = Catalog::embedded();
            let all = accounts.can(at, &place, &selection, catalog).unwrap();
            let sts = all.services.iter().find(|found| found.service == "sts");
            let write = sts.and_then(|sts| sts.levels.get("Write"));
            let open = write.map_or(0, iam_access::questions::LevelCounts::open);
            (on.grant.extent, open)
        })
    };
    // Users, in the order of the dump.
    let found: Vec<(Extent, usize)> = (0..4).map(extents).collect();
    assert_eq!(
        found,
        [(Extent::None, 0), (OnSome, 1), (Conditional, 1), (All, 1)]
    );
}

/// Where no role's trust policy is known, roles are taken to trust the account; that isn't shown as
/// a policy which somebody wrote.
#[test]
fn without_trust_policies_roles_are_taken_to_trust_their_account() {
    let users = [
        user("u", &json!(allow("sts:AssumeRole", "*")), &[]),
        user("v", &Value::Null, &[]),
    ];
    let found = who_can(&dump(&users, &[]), "sts:AssumeRole", &Place::default(), 0);
    assert_eq!(answers(&found), [("u", All)]);
    let direct = found.principals[0].direct.as_ref().unwrap();
    let layers: Vec<_> = direct.reasons.iter().map(|found| &*found.layer).collect();
    assert_eq!(layers, ["identity"]);
    ask(&dump(&users, &[]), |accounts| {
        let on = accounts.can_on(0, "sts:AssumeRole", &Place::default());
        assert!(
            on.unwrap()
                .allowed
                .iter()
                .all(|found| found.layer == "identity")
        );
    });
}
