use crate::rules::prelude::*;
use iam_syntax::document::is_trust_policy_action;

rule! {
    /// An action that a resource-based policy of this type of resource doesn't govern.
    ///
    /// A bucket policy has actions of Amazon S3, a trust policy those that assume a role.
    /// `--resource-type` specifies what a policy is attached to.
    ///
    /// ```json
    /// {"Effect": "Allow", "Principal": "*", "Action": "kms:Decrypt", "Resource": "arn:aws:s3:::reports/*"}
    /// ```
    UNSUPPORTED_ACTION_IN_POLICY: Error, AccessAnalyzer, Action(check)
}

fn check(policy: &Policy<'_>, _: &Statement<'_>, action: &Action<'_>, report: &mut Report) {
    if !action.is_well_formed() || action.is_negated {
        return;
    }
    let text = action.text.value;
    let (is_supported, place) = match (policy.kind, policy.resource_kind) {
        (PolicyKind::Trust, _) => {
            let is_pattern = action.has_wildcard() && iam_catalog::fits(action.service, "sts");
            (
                is_pattern || is_trust_policy_action(text),
                "a role's trust policy",
            )
        }
        (PolicyKind::Resource, Some(kind)) => {
            let mut prefixes = kind.prefixes.iter();
            let fits = prefixes.any(|prefix| iam_catalog::fits(action.service, prefix));
            (fits, kind.name())
        }
        _ => return,
    };
    if !is_supported {
        let message = format!("the policy of {place} doesn't govern {}", quoted(text));
        report
            .find(action.text.span, text, message)
            .help("move the action into a policy of the right kind");
    }
}
