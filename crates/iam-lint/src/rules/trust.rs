//! Rules about roles' trust policies.

use crate::rule::Rule;

mod confirm_audience_claim_type;
mod foranyvalue_with_audience_claim_type;
mod invalid_federated_principal_syntax_in_role_trust_policy;
mod mismatched_action_for_principal;
mod missing_action_for_condition_key;
mod missing_action_for_roles_anywhere_trust_policy;
mod missing_condition_key_for_oidc_principal;
mod missing_github_repo_condition_key;
mod own_github_sub_open;
mod own_trust_public;
mod provider;
mod redundant_principal_in_role_trust_policy;
mod role_trust_policy_syntax_error_notprincipal;
mod role_trust_policy_syntax_error_resource;
mod role_trust_policy_unsupported_wildcard_in_principal;
mod specific_github_repo_and_branch_recommended;
mod validator_saml_without_audience;

pub(super) const RULES: &[&Rule] = &[
    &confirm_audience_claim_type::RULE,
    &foranyvalue_with_audience_claim_type::RULE,
    &invalid_federated_principal_syntax_in_role_trust_policy::RULE,
    &mismatched_action_for_principal::RULE,
    &missing_action_for_condition_key::RULE,
    &missing_action_for_roles_anywhere_trust_policy::RULE,
    &missing_condition_key_for_oidc_principal::RULE,
    &missing_github_repo_condition_key::RULE,
    &own_github_sub_open::RULE,
    &own_trust_public::RULE,
    &redundant_principal_in_role_trust_policy::RULE,
    &role_trust_policy_syntax_error_notprincipal::RULE,
    &role_trust_policy_syntax_error_resource::RULE,
    &role_trust_policy_unsupported_wildcard_in_principal::RULE,
    &specific_github_repo_and_branch_recommended::RULE,
    &validator_saml_without_audience::RULE,
];
