use crate::rules::prelude::*;

rule! {
    /// A policy variable in the value of a key that AWS calls sensitive.
    ///
    /// A principal that may set a tag chooses the value. Variables that AWS sets from the caller,
    /// its network or the resource are excluded (`"aws:ResourceAccount": "${aws:PrincipalAccount}"`
    /// is in AWS's own guides): whether Access Analyzer raises its error for them is not known.
    ///
    /// ```json
    /// {"StringEquals": {"aws:SourceAccount": "${aws:PrincipalTag/account}"}}
    /// ```
    VARIABLE_USAGE_TOO_PERMISSIVE: Error, AccessAnalyzer, Condition(check)
}

/// Variables whose value the caller can't choose: AWS sets it from the caller's identity, its
/// credentials, its network or the resource (IAM User Guide, "AWS global condition context keys").
/// Tags, names of sessions (`aws:userid`) and users, `aws:SourceIdentity`, the Region and headers
/// of the request are chosen.
const SET_BY_AWS: [&str; 36] = [
    "aws:AssumedRoot",
    "aws:CalledViaAWSMCP",
    "aws:CalledViaFirst",
    "aws:CalledViaLast",
    "aws:ChatbotSourceArn",
    "aws:CurrentTime",
    "aws:Ec2InstanceSourcePrivateIPv4",
    "aws:Ec2InstanceSourceVpc",
    "aws:EpochTime",
    "aws:FederatedProvider",
    "aws:MultiFactorAuthAge",
    "aws:MultiFactorAuthPresent",
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalIsAWSService",
    "aws:PrincipalOrgID",
    "aws:PrincipalServiceName",
    "aws:PrincipalType",
    "aws:ResourceAccount",
    "aws:ResourceOrgID",
    "aws:SecureTransport",
    "aws:SignInSessionArn",
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceIp",
    "aws:SourceOrgID",
    "aws:SourceVpc",
    "aws:SourceVpcArn",
    "aws:SourceVpce",
    "aws:TokenIssueTime",
    "aws:ViaAWSService",
    "aws:VpcSourceIp",
    "aws:VpceAccount",
    "aws:VpceOrgID",
    "ec2:SourceInstanceArn",
    "lambda:SourceFunctionArn",
];

/// Whether a value is one of these variables and nothing else; it may have a default value.
fn is_set_by_aws(value: &str) -> bool {
    let inner = value
        .strip_prefix("${")
        .and_then(|rest| rest.strip_suffix('}'));
    let name = inner.map(|inner| inner.split(',').next().unwrap_or_default().trim_end());
    name.is_some_and(|name| {
        SET_BY_AWS
            .iter()
            .any(|known| name.eq_ignore_ascii_case(known))
    })
}

fn check(policy: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    if !policy.has_variables() || condition.operator.is_null() {
        return;
    }
    let key = condition.key.text.value;
    let is_sensitive = condition
        .key
        .global
        .is_some_and(|global| global.is_sensitive());
    for value in condition.values.iter().filter(|value| value.has_variable()) {
        let is_wide = match is_sensitive {
            true => !is_set_by_aws(value.text),
            false => condition.key.is("aws:userid") && is_wide_user(value.text),
        };
        if is_wide {
            let message = format!(
                "the variable in {} may be anything, and {} is sensitive",
                quoted(value.text),
                quoted(key)
            );
            report
                .find(value.span, value.text, message)
                .help("write the value itself");
        }
    }
}

/// A variable before the colon together with other text, or without a colon.
fn is_wide_user(value: &str) -> bool {
    let open = crate::names::opened(value);
    let before = open.split(':').next().unwrap_or_default();
    before.contains('*') && !(before == "*" && open.contains(':'))
}
