//! Rules about principals.

use crate::rule::Rule;

mod allow_with_not_principal;
mod federated_principal_not_supported;
mod invalid_principal_format;
mod invalid_principal_key;
mod invalid_role_reference;
mod invalid_service_principal_format;
mod invalid_user_reference;
mod own_deny_notprincipal_star;
mod own_public_resource;
mod recommended_condition_key_for_service_principal;
mod reference;
mod restrict_access_to_service_principal;
pub(super) mod restriction;
mod service;
mod unsupported_condition_key_for_service_principal;
mod unsupported_wildcard_in_principal;
mod validator_deny_with_not_principal;

pub(super) const RULES: &[&Rule] = &[
    &allow_with_not_principal::RULE,
    &federated_principal_not_supported::RULE,
    &invalid_principal_format::RULE,
    &invalid_principal_key::RULE,
    &invalid_role_reference::RULE,
    &invalid_service_principal_format::RULE,
    &invalid_user_reference::RULE,
    &own_deny_notprincipal_star::RULE,
    &own_public_resource::RULE,
    &recommended_condition_key_for_service_principal::RULE,
    &restrict_access_to_service_principal::RULE,
    &unsupported_condition_key_for_service_principal::RULE,
    &unsupported_wildcard_in_principal::RULE,
    &validator_deny_with_not_principal::RULE,
];
