//! The engine gives the same answer as the reference.

use proptest::prelude::*;
use serde_json::Value;
use workspace_tests::compare::difference;
use workspace_tests::generate::{self, focus, values};

fn agree(scenario: &Value) -> Result<(), TestCaseError> {
    let found = difference(&scenario.to_string());
    prop_assert!(found.is_none(), "{}", found.unwrap_or_default());
    Ok(())
}

proptest! {
    #![proptest_config(generate::config(6_000))]

    #[test]
    fn on_valid_documents(scenario in generate::valid_scenario()) {
        agree(&scenario)?;
    }

    #[test]
    fn on_malformed_documents(scenario in generate::malformed_scenario()) {
        agree(&scenario)?;
    }
}

proptest! {
    #![proptest_config(generate::config(20_000))]

    #[test]
    fn on_one_condition(scenario in focus::one_condition()) {
        agree(&scenario)?;
    }

    #[test]
    fn on_one_comparison(scenario in values::one_comparison()) {
        agree(&scenario)?;
    }

    #[test]
    fn on_one_templated_comparison(scenario in values::one_templated_comparison()) {
        agree(&scenario)?;
    }

    #[test]
    fn on_one_statement(scenario in focus::one_statement()) {
        agree(&scenario)?;
    }

    #[test]
    fn on_one_resource(scenario in focus::one_resource()) {
        agree(&scenario)?;
    }

    #[test]
    fn on_combinations_of_layers(scenario in focus::layers()) {
        agree(&scenario)?;
    }
}
