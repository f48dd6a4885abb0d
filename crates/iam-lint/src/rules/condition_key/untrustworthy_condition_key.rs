use crate::rules::prelude::*;

rule! {
    /// A condition on a value that the caller can choose freely.
    ///
    /// `aws:Referer` and `aws:UserAgent` are headers of the request: callers can set them to any
    /// value. AWS publishes no list of such keys: these two are the ones whose documentation warns
    /// about it. For calls by services, see `RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL`.
    ///
    /// ```json
    /// {"StringLike": {"aws:Referer": "https://www.example.org/*"}}
    /// ```
    UNTRUSTWORTHY_CONDITION_KEY: SecurityWarning, AccessAnalyzer, Condition(check)
}

fn check(
    _: &Policy<'_>,
    statement: &Statement<'_>,
    condition: &Condition<'_>,
    report: &mut Report,
) {
    let key = &condition.key;
    let is_service = !statement.principals().is_empty()
        && statement
            .principals()
            .iter()
            .all(|principal| principal.is_under("Service"));
    if (key.is("aws:Referer") || key.is("aws:UserAgent")) && !is_service {
        let name = key.text.value;
        let message = format!(
            "{} is chosen by the caller, and gives no protection",
            quoted(name)
        );
        report
            .find(condition.span(), name, message)
            .help("use a key that AWS sets, such as `aws:SourceVpce` or `aws:PrincipalOrgID`");
    }
}
