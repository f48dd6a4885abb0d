//! What a matrix gives besides single decisions.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use iam_eval::{
    ActionUniverse, Decision, DecisionRow, Policy, PolicyKind, PolicyMatrix, PolicySet, Principal,
    Resource,
};

/// More than one word of actions.
fn universe() -> ActionUniverse {
    ActionUniverse::new((0..150).map(|at| format!("x:Action{at:03}"))).unwrap()
}

fn set(text: &str) -> PolicySet {
    let policy = Policy::parse(PolicyKind::Identity, "p", text).unwrap();
    PolicySet::new().with(policy).unwrap()
}

#[test]
fn the_words_of_a_row_are_its_decisions() {
    let mut matrix = PolicyMatrix::new(universe());
    assert!(matrix.is_empty() && !matrix.universe().is_empty());
    matrix.push(set(
        r#"{"Statement": [{"Effect": "Allow", "Action": "x:Action0*", "Resource": "*"},
            {"Effect": "Allow", "Action": ["x:Action149", "x:action063", "x:Action064"], "Resource": "*"},
            {"Effect": "Deny", "Action": ["x:Action01*", "x:Action14?"], "Resource": "*"}]}"#,
    ));
    matrix.push(set(
        r#"{"Statement": {"Effect": "Allow", "Action": "y:*", "Resource": "*"}}"#,
    ));
    assert_eq!((matrix.len(), matrix.is_empty()), (2, false));
    assert_eq!(matrix.universe().len(), 150);
    let principal = Principal::parse("arn:aws:iam::111122223333:user/alice").unwrap();
    let resource = Resource::any();
    let request = matrix.request(&principal, &resource);
    let mut row = DecisionRow::new();
    assert!(row.is_empty());
    request.evaluate(0, &mut row);
    assert!(!row.is_empty());
    let bit = |words: &[u64], at: usize| words[at / 64] >> (at % 64) & 1 == 1;
    for (at, decision) in row.decisions().enumerate() {
        let is_denied = (10..20).contains(&at) || (140..150).contains(&at);
        let expected = match (is_denied, at < 100) {
            (true, _) => Decision::ExplicitDeny,
            (false, true) => Decision::Allowed,
            (false, false) => Decision::ImplicitDeny,
        };
        assert_eq!(decision, expected, "{at}");
        assert_eq!(
            bit(row.allowed(), at),
            decision == Decision::Allowed,
            "{at}"
        );
        assert_eq!(bit(row.explicitly_denied(), at), is_denied, "{at}");
    }
    assert_eq!((row.allowed().len(), row.explicitly_denied().len()), (3, 3));
    assert_eq!(row.count_allowed(), 90);
    request.evaluate(1, &mut row);
    assert_eq!(row.count_allowed(), 0);
}
