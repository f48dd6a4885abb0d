use crate::rules::prelude::*;

rule! {
    /// `Allow` with `NotPrincipal` allows everyone else, including strangers.
    ///
    /// ```json
    /// {"Effect": "Allow", "NotPrincipal": {"AWS": "arn:aws:iam::111122223333:role/reader"},
    ///  "Action": "s3:GetObject", "Resource": "*"}
    /// ```
    ALLOW_WITH_NOT_PRINCIPAL: SecurityWarning, AccessAnalyzer, Statement(check)
}

fn check(_: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    if let Some(element) = statement
        .not_principal
        .as_ref()
        .filter(|_| statement.is_allow())
    {
        report
            .find(
                element.member.name_span,
                "",
                "`Allow` with `NotPrincipal` allows everyone else, including strangers",
            )
            .help("name the allowed principals in `Principal`");
    }
}
