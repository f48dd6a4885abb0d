//! Rules about tags of resources.

use crate::rule::Rule;

mod allow_notaction_with_unsupported_tag_condition_key_for_service;
mod allow_with_unsupported_tag_condition_key_for_service;
mod deny_notaction_with_unsupported_tag_condition_key_for_service;
mod deny_with_unsupported_tag_condition_key_for_service;
mod support;

pub(super) const RULES: &[&Rule] = &[
    &allow_notaction_with_unsupported_tag_condition_key_for_service::RULE,
    &allow_with_unsupported_tag_condition_key_for_service::RULE,
    &deny_notaction_with_unsupported_tag_condition_key_for_service::RULE,
    &deny_with_unsupported_tag_condition_key_for_service::RULE,
];
