use super::{Baseline, Compared};
use crate::report::{
    ActionReport, ActionStatus, Ignored, KeyAnswer, PrincipalReport, RegionAnswer, Report,
    SetReport, Tool, Trust, TrustStatus,
};

const ARN: &str = "arn:aws:iam::111122223333:role/r";

fn principal(arn: Option<&str>, actions: &[(&str, ActionStatus)]) -> PrincipalReport {
    let actions = actions.iter().map(|(action, status)| ActionReport {
        action: (*action).to_owned(),
        status: *status,
        ..ActionReport::default()
    });
    let mut report = PrincipalReport {
        principal: arn.map(str::to_owned),
        source: "a.json".to_owned(),
        sets: vec![SetReport::new("s", actions)],
        ..PrincipalReport::default()
    };
    report.verdict = report.worst();
    report
}

fn report(principals: Vec<PrincipalReport>) -> Report {
    Report {
        tool: Some(Tool {
            name: "checker".to_owned(),
            version: "1".to_owned(),
        }),
        ..Report::new(principals, Vec::new())
    }
}

fn baseline(principals: Vec<PrincipalReport>) -> Baseline {
    let text = serde_json::to_vec(&report(principals)).unwrap();
    Baseline::read("old.json", &text, "checker").unwrap()
}

#[test]
fn what_is_worse_is_new_and_what_is_better_is_gone() {
    use ActionStatus::{Conditional, Denied, Granted, Limited, Missing};
    for (then, now, is_new, is_gone) in [
        (Missing, Missing, false, false),
        (Missing, Denied, true, false),
        (Missing, Conditional, false, true),
        (Missing, Granted, false, true),
        (Denied, Missing, false, true),
        (Limited, Conditional, false, false),
        (Conditional, Limited, false, false),
        (Conditional, Missing, true, false),
        (Granted, Missing, true, false),
        (Granted, Granted, false, false),
    ] {
        let baseline = baseline(vec![principal(Some(ARN), &[("a:B", then)])]);
        let mut compared = Compared::with(&baseline);
        let mut report = principal(Some(ARN), &[("A:b", now)]);
        compared.mark(&mut report);
        let summary = compared.finish();
        let case = format!("{then:?} {now:?}");
        assert_eq!(summary.new, usize::from(is_new), "{case}");
        assert_eq!(summary.gone_in_all, usize::from(is_gone), "{case}");
        assert_eq!(summary.gone.len(), usize::from(is_gone), "{case}");
        let fails = is_new && matches!(now, Missing | Denied);
        assert_eq!(summary.new_failing, usize::from(fails), "{case}");
        let known = report.sets[0].actions[0].known;
        assert_eq!(known, now != Granted && !is_new, "{case}");
    }
}

#[test]
fn another_principal_another_set_and_what_was_ignored_are_new() {
    let missing = &[("a:B", ActionStatus::Missing)];
    let mut ignored = principal(Some("arn:aws:iam::111122223333:role/i"), missing);
    let actions = ignored.sets.iter_mut().flat_map(|set| &mut set.actions);
    for action in actions {
        std::sync::Arc::make_mut(action).ignored = Some(Ignored::default());
    }
    let nameless = principal(None, missing);
    let baseline = baseline(vec![
        principal(Some(ARN), missing),
        ignored.clone(),
        nameless,
    ]);
    let is_new = |mut report: PrincipalReport| {
        let mut compared = Compared::with(&baseline);
        compared.mark(&mut report);
        compared.finish().new == 1
    };
    assert!(!is_new(principal(Some(ARN), missing)));
    assert!(!is_new(principal(None, missing)));
    assert!(is_new(principal(
        Some("arn:aws:iam::111122223333:role/s"),
        missing
    )));
    assert!(is_new(principal(ignored.principal.as_deref(), missing)));
    let mut other_set = principal(Some(ARN), missing);
    other_set.sets[0].set = "t".to_owned();
    assert!(is_new(other_set));
    let mut other_name = principal(None, missing);
    other_name.name = Some("n".to_owned());
    assert!(is_new(other_name));
}

#[test]
fn trust_counts_and_principals_that_are_not_judged_are_counted() {
    let untrusted = |status| PrincipalReport {
        trust: Trust {
            status,
            ..Trust::default()
        },
        ..principal(Some(ARN), &[])
    };
    let other = principal(None, &[("a:B", ActionStatus::Missing)]);
    let baseline = baseline(vec![untrusted(TrustStatus::Conditional), other]);
    let mut compared = Compared::with(&baseline);
    let mut report = untrusted(TrustStatus::Missing);
    compared.mark(&mut report);
    let summary = compared.finish();
    assert_eq!((summary.new, summary.new_failing), (1, 1));
    assert_eq!((summary.gone_in_all, summary.principals_not_judged), (0, 1));
}

#[test]
fn what_is_not_a_report_of_the_program_is_rejected() {
    let of = |change: fn(&mut serde_json::Value)| {
        let mut report = serde_json::to_value(report(Vec::new())).unwrap();
        change(&mut report);
        let text = serde_json::to_vec(&report).unwrap();
        Baseline::read("old.json", &text, "checker").unwrap_err()
    };
    let error = of(|report| report["schemaVersion"] = 2.into());
    assert_eq!(
        error,
        "old.json: found a report with schemaVersion 2, expected 1: recreate it with this version"
    );
    let error = of(|report| report["tool"]["name"] = "other".into());
    assert!(
        error.starts_with("old.json: found a report of `other`, expected"),
        "{error}"
    );
    let error = of(|report| report["tool"] = serde_json::Value::Null);
    assert!(error.contains("a report of no program"), "{error}");
    let error = of(|report| report["principals"] = serde_json::json!([{"principal": null}]));
    assert!(
        error.contains("found no complete report (missing field"),
        "{error}"
    );
    let error = Baseline::read("old.json", b"<html>", "checker").unwrap_err();
    assert!(error.contains("found no report"), "{error}");
}

/// Whether something is new in the second of two reports of one principal with one action.
fn is_new(then: ActionReport, now: ActionReport) -> bool {
    let of = |action| PrincipalReport {
        sets: vec![SetReport::new("s", [action])],
        ..principal(Some(ARN), &[])
    };
    let baseline = baseline(vec![of(then)]);
    let mut compared = Compared::with(&baseline);
    compared.mark(&mut of(now));
    compared.finish().new > 0
}

#[test]
fn each_key_and_each_region_counts() {
    use ActionStatus::{Conditional, Denied, Granted, Missing};
    let keys = |statuses: &[ActionStatus]| {
        let answers = statuses
            .iter()
            .enumerate()
            .map(|(index, status)| KeyAnswer {
                key: Some(format!("key/{index}")),
                status: *status,
                ..KeyAnswer::default()
            });
        ActionReport {
            status: statuses.iter().copied().max().unwrap(),
            keys: answers.collect(),
            ..ActionReport::default()
        }
    };
    for (then, now, new) in [
        ([Missing, Granted], [Missing, Granted], false),
        ([Missing, Granted], [Missing, Missing], true),
        ([Missing, Granted], [Granted, Missing], true),
        ([Denied, Granted], [Granted, Missing], true),
        ([Denied, Missing], [Granted, Missing], false),
        ([Missing, Conditional], [Missing, Missing], true),
    ] {
        assert_eq!(is_new(keys(&then), keys(&now)), new, "{then:?} {now:?}");
        let regions = |statuses: [ActionStatus; 2]| {
            let of = |(index, status)| RegionAnswer {
                region: format!("region-{index}"),
                status,
            };
            let are_same = statuses[0] == statuses[1];
            let answers = statuses.into_iter().enumerate().map(of);
            ActionReport {
                regions: answers.filter(|_| !are_same).collect(),
                keys: Vec::new(),
                ..keys(&statuses)
            }
        };
        assert_eq!(is_new(regions(then), regions(now)), new, "{then:?} {now:?}");
    }
    assert!(is_new(keys(&[Missing]), keys(&[Missing, Missing])));
}

#[test]
fn another_condition_and_another_assumer_are_new() {
    let under = |condition: Option<serde_json::Value>| ActionReport {
        condition,
        ..ActionReport::default()
    };
    let condition = serde_json::json!({"StringEquals": {"aws:RequestedRegion": "eu-west-1"}});
    assert!(!is_new(
        under(Some(condition.clone())),
        under(Some(condition.clone()))
    ));
    assert!(is_new(under(Some(condition)), under(None)));
    let trusting = |statuses: [TrustStatus; 2]| {
        let names = ["arn:aws:iam::444455556666:role/a", "backup.amazonaws.com"];
        let trusts = names.iter().zip(statuses).map(|(name, status)| Trust {
            status,
            assumer: Some((*name).to_owned()),
            ..Trust::default()
        });
        let trusts: Vec<Trust> = trusts.collect();
        PrincipalReport {
            trust: trusts[0].clone(),
            trusts,
            ..principal(Some(ARN), &[])
        }
    };
    let baseline = baseline(vec![trusting([TrustStatus::Missing, TrustStatus::Granted])]);
    let mut compared = Compared::with(&baseline);
    let mut report = trusting([TrustStatus::Missing, TrustStatus::Missing]);
    compared.mark(&mut report);
    assert!(report.trust.known && report.trusts[0].known && !report.trusts[1].known);
    let summary = compared.finish();
    assert_eq!((summary.new, summary.known, summary.new_failing), (1, 1, 1));
    let mut compared = Compared::with(&baseline);
    compared.mark(&mut trusting([TrustStatus::Granted, TrustStatus::Granted]));
    let gone = compared.finish().gone;
    assert_eq!(gone.len(), 1);
    assert_eq!(
        gone[0].assumer.as_deref(),
        Some("arn:aws:iam::444455556666:role/a")
    );
}
