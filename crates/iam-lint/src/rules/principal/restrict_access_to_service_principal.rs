use crate::rules::prelude::*;
use crate::rules::principal::restriction::SOURCE_KEYS;

rule! {
    /// A service is allowed regardless of on whose behalf it acts.
    ///
    /// A stranger may have the service use your resource: a confused deputy. A condition on
    /// `aws:SourceArn`, `aws:SourceAccount`, `aws:SourceOrgID` or `aws:SourceOrgPaths` restricts on
    /// whose behalf. Access Analyzer exempts some services and publishes no list.
    ///
    /// ```json
    /// {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"},
    ///  "Action": "s3:PutObject", "Resource": "arn:aws:s3:::logs/*"}
    /// ```
    RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL: SecurityWarning, AccessAnalyzer, Principal(check)
}

fn check(
    policy: &Policy<'_>,
    statement: &Statement<'_>,
    principal: &Principal<'_>,
    report: &mut Report,
) {
    let is_service = principal.is_under("Service") && !principal.is_negated && statement.is_allow();
    if policy.kind != PolicyKind::Resource || !is_service {
        return;
    }
    let names_source = |key: &&str| {
        let mut conditions = statement.conditions_on(key);
        conditions
            .any(|condition| !condition.operator.is_negated() && !condition.operator.is_null())
    };
    // `aws:Referer` has its own rule.
    let has_referer = statement.conditions_on("aws:Referer").next().is_some();
    if !SOURCE_KEYS.iter().any(names_source) && !has_referer {
        let text = principal.text.value;
        let message = format!(
            "the service {} is allowed regardless of on whose behalf it acts",
            quoted(text)
        );
        report
            .find(principal.text.span, text, message)
            .help("add a condition on `aws:SourceArn` or `aws:SourceAccount`");
    }
}
