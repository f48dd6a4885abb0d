//! The checker on principals with policies generated from bytes: see `workspace_tests::checker`.

use iam_access::report::ActionStatus;
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestRunner};
use std::cell::RefCell;
use std::collections::HashMap;
use workspace_tests::{checker, checks, generate};

proptest! {
    #![proptest_config(generate::config(120))]

    #[test]
    fn what_is_granted_is_allowed_and_the_fix_closes_the_gap(
        bytes in prop::collection::vec(any::<u8>(), 4..60),
    ) {
        checks::checker(&[&[1], bytes.as_slice()].concat());
    }
}

#[test]
fn each_status_has_its_share() {
    let found: RefCell<HashMap<ActionStatus, usize>> = RefCell::default();
    // The shares depend on the generator only: fixed cases are used, independent of the seed.
    let config = ProptestConfig {
        cases: 100,
        rng_seed: RngSeed::Fixed(2026),
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let mut runner = TestRunner::new(config);
    let bytes = prop::collection::vec(any::<u8>(), 4..60);
    let ran = runner.run(&bytes, |bytes| {
        for status in checker::statuses(&bytes) {
            *found.borrow_mut().entry(status).or_default() += 1;
        }
        Ok(())
    });
    ran.unwrap();
    let found = found.into_inner();
    for status in [
        ActionStatus::Granted,
        ActionStatus::Limited,
        ActionStatus::Conditional,
        ActionStatus::Missing,
        ActionStatus::Denied,
    ] {
        let count = found.get(&status).copied().unwrap_or_default();
        assert!(count > 3, "{status:?}: {found:?}");
    }
}
