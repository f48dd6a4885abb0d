//! Misspelt names and the intended ones.

use std::time::{Duration, Instant};

use iam_catalog::Catalog;

#[test]
fn the_nearest_action() {
    for (written, meant) in [
        // A typo in the name.
        ("ec2:RunInstance", Some("ec2:RunInstances")),
        ("kms:ReEncryptForm", Some("kms:ReEncryptFrom")),
        ("s3:getobjects", Some("s3:GetObject")),
        (
            "EC2:DescribeInstancesStatus",
            Some("ec2:DescribeInstanceStatus"),
        ),
        ("iam:PasRole", Some("iam:PassRole")),
        ("sqs:RecieveMessage", Some("sqs:ReceiveMessage")),
        // A typo in the prefix, or in both.
        ("ecc2:RunInstances", Some("ec2:RunInstances")),
        ("ecc2:RunInstance", Some("ec2:RunInstances")),
        ("ksm:Decrypt", Some("kms:Decrypt")),
        (
            "service-quotas:ListServiceQuotas",
            Some("servicequotas:ListServiceQuotas"),
        ),
        // A different service.
        ("ec2:PassRole", Some("iam:PassRole")),
        (
            "loadbalancer:ModifyLoadBalancerAttributes",
            Some(LOAD_BALANCER),
        ),
        // Correct except for letter case.
        ("iam:listInstanceProfiles", Some("iam:ListInstanceProfiles")),
        // No similar name.
        ("ec2:MakeCoffee", None),
        ("nonesuch:TagResource", None),
        ("ec2:RunInstance*", None),
        ("ec2:RunInstance?", None),
        ("RunInstances", None),
        ("", None),
        (":", None),
        ("ec2:", None),
        ("ec2:é", None),
        ("é:RunInstances\u{0}", None),
    ] {
        assert_eq!(
            Catalog::embedded().nearest_action(written),
            meant,
            "{written:?}"
        );
    }
}

const LOAD_BALANCER: &str = "elasticloadbalancing:ModifyLoadBalancerAttributes";

#[test]
fn several_suggestions_come_in_order() {
    let catalog = Catalog::embedded();
    assert_eq!(
        catalog.suggest_actions("ec2:AttachVolumes", 3),
        ["ec2:AttachVolume", "ec2:DetachVolume"]
    );
    assert_eq!(
        catalog.suggest_actions("ec2:RunInstance", 0),
        Vec::<&str>::new()
    );
    assert_eq!(catalog.suggest_services("ecc2", 3)[0], "ec2");
    assert_eq!(catalog.suggest_services("", 3), Vec::<&str>::new());
}

#[test]
fn long_names_are_cheap() {
    let start = Instant::now();
    let long = "a".repeat(1 << 20);
    for written in [
        format!("ec2:{long}"),
        format!("{long}:RunInstances"),
        long.clone(),
    ] {
        assert_eq!(Catalog::embedded().nearest_action(&written), None);
        assert!(Catalog::embedded().suggest_services(&written, 3).is_empty());
        assert!(Catalog::embedded().action(&written).is_none());
        assert!(Catalog::embedded().condition_key(&written).is_none());
    }
    assert!(start.elapsed() < Duration::from_secs(10));
}
