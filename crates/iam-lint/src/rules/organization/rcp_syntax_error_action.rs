use crate::rules::prelude::*;

rule! {
    /// An action in a resource control policy, of a service that RCPs don't apply to.
    ///
    /// A `Deny` names a service, without wildcards, and the catalogue lists those that are
    /// supported: S3, STS, SQS, KMS, Secrets Manager and others.
    ///
    /// ```json
    /// {"Effect": "Deny", "Principal": "*", "Action": "ec2:*", "Resource": "*"}
    /// ```
    RCP_SYNTAX_ERROR_ACTION: Error, AccessAnalyzer, Action(check)
}

fn check(policy: &Policy<'_>, statement: &Statement<'_>, action: &Action<'_>, report: &mut Report) {
    if policy.kind != PolicyKind::ResourceControl || action.is_negated {
        return;
    }
    let text = action.text.value;
    if action.is_everything() {
        if statement.is_deny() {
            report
                .find(
                    action.text.span,
                    text,
                    "an RCP must deny actions of a specific service, not all actions",
                )
                .help("name a service: `s3:*`");
        }
        return;
    }
    if action.service.contains(['*', '?']) {
        if statement.is_deny() {
            let message = format!(
                "an RCP must name the service, and that of {} has a wildcard",
                quoted(text)
            );
            report
                .find(action.text.span, text, message)
                .help("name each service: `s3:*`");
        }
        return;
    }
    let supports = match action.of {
        Some(of) => of.supports_rcp(),
        // Whether the service exists is checked by another rule.
        None => return,
    };
    if !supports {
        let message = format!(
            "RCPs don't apply to the service of {} in {}",
            quoted(text),
            policy.names.as_of()
        );
        report.find(action.text.span, text, message).help(
            "remove the action: the AWS Organizations guide lists the services that RCPs apply to",
        );
    }
}
