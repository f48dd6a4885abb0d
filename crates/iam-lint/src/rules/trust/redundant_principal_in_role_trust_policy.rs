use crate::policy::Arn;
use crate::rules::prelude::*;
use std::collections::HashSet;

rule! {
    /// A session of a role in addition to the role.
    ///
    /// Allowing a role allows all of its sessions. The change isn't made by `--fix`: a session that
    /// is named is also allowed where its role's permissions boundary is silent.
    ///
    /// ```json
    /// {"Principal": {"AWS": ["arn:aws:iam::111122223333:role/app",
    ///                        "arn:aws:sts::111122223333:assumed-role/app/job"]}}
    /// ```
    REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY: Suggestion, AccessAnalyzer, Statement(check)
}

fn check(policy: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    if policy.kind != PolicyKind::Trust {
        return;
    }
    let arns = statement.principals().iter();
    let arns = arns.filter_map(|principal| Some((principal, Arn::of(principal.text.value)?)));
    let role = |arn: &Arn<'_>| {
        let path = arn.resource().strip_prefix("role/")?;
        let name = path.rsplit('/').next()?;
        Some((
            arn.partition().to_owned(),
            arn.account().to_owned(),
            name.to_owned(),
        ))
    };
    let roles: HashSet<(String, String, String)> =
        arns.clone().filter_map(|(_, arn)| role(&arn)).collect();
    for (principal, arn) in arns {
        let session = arn.resource().strip_prefix("assumed-role/");
        let Some((name, _)) = session.and_then(|session| session.split_once('/')) else {
            continue;
        };
        let (partition, account) = (arn.partition().to_owned(), arn.account().to_owned());
        if roles.contains(&(partition, account, name.to_owned())) {
            let text = principal.text.value;
            let message = format!(
                "{} is a session of a role that is also a principal",
                quoted(text)
            );
            report
                .find(principal.text.span, text, message)
                .help("remove the session");
        }
    }
}
