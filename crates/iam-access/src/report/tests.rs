use super::*;

fn action(status: ActionStatus, ignored: bool) -> ActionReport {
    ActionReport {
        action: "ec2:RunInstances".to_owned(),
        status,
        ignored: ignored.then(Ignored::default),
        ..ActionReport::default()
    }
}

#[test]
fn a_set_is_as_good_as_its_worst_action_that_counts() {
    let verdict = |statuses: &[(ActionStatus, bool)]| {
        let actions = statuses
            .iter()
            .map(|(status, ignored)| action(*status, *ignored));
        SetReport::new("a", actions).verdict
    };
    assert_eq!(verdict(&[]), Verdict::Pass);
    assert_eq!(verdict(&[(ActionStatus::Granted, false)]), Verdict::Pass);
    assert_eq!(
        verdict(&[(ActionStatus::Limited, false)]),
        Verdict::Conditional
    );
    assert_eq!(
        verdict(&[(ActionStatus::Conditional, false)]),
        Verdict::Conditional
    );
    for bad in [ActionStatus::Missing, ActionStatus::Denied] {
        assert_eq!(
            verdict(&[(ActionStatus::Conditional, false), (bad, false)]),
            Verdict::Fail
        );
        assert_eq!(
            verdict(&[(ActionStatus::Granted, false), (bad, true)]),
            Verdict::Pass
        );
    }
}

#[test]
fn every_action_is_counted_once() {
    let mut actions: Vec<_> = ActionStatus::ALL.map(|status| action(status, false)).into();
    actions.push(action(ActionStatus::Denied, true));
    let counts = SetReport::new("a", actions).counts;
    let expected = Counts {
        granted: 1,
        conditional: 1,
        limited: 1,
        denied: 1,
        missing: 1,
        ignored: 1,
        total: 6,
    };
    assert_eq!(counts, expected);
}

#[test]
fn the_trust_counts_if_it_was_checked() {
    let mut principal = PrincipalReport::default();
    assert_eq!(principal.worst(), Verdict::Pass);
    principal.trust.status = TrustStatus::Conditional;
    assert_eq!(principal.worst(), Verdict::Conditional);
    principal.trust.status = TrustStatus::Missing;
    assert_eq!(principal.worst(), Verdict::Fail);
}

#[test]
fn names_are_those_of_the_json() {
    for status in ActionStatus::ALL {
        assert_eq!(serde_json::to_value(status).unwrap(), status.name());
    }
    for verdict in [Verdict::Pass, Verdict::Conditional, Verdict::Fail] {
        assert_eq!(serde_json::to_value(verdict).unwrap(), verdict.name());
    }
    for status in [
        TrustStatus::NotSupplied,
        TrustStatus::NotApplicable,
        TrustStatus::Missing,
    ] {
        assert_eq!(serde_json::to_value(status).unwrap(), status.name());
    }
    assert_eq!(
        serde_json::to_value(PrincipalKind::Unknown).unwrap(),
        PrincipalKind::Unknown.name()
    );
}
