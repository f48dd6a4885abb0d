//! The engine gives the answer of the reference.

use proptest::prelude::*;
use workspace_tests::compare::difference;
use workspace_tests::generate;

proptest! {
    #![proptest_config(generate::config(6_000))]

    #[test]
    fn on_valid_documents(scenario in generate::valid_scenario()) {
        let found = difference(&scenario.to_string());
        prop_assert!(found.is_none(), "{}", found.unwrap_or_default());
    }
}

proptest! {
    #![proptest_config(generate::config(6_000))]

    #[test]
    fn on_malformed_documents(scenario in generate::malformed_scenario()) {
        let found = difference(&scenario.to_string());
        prop_assert!(found.is_none(), "{}", found.unwrap_or_default());
    }
}
