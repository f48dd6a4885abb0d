use crate::rules::prelude::*;

rule! {
    /// A condition on something that the caller makes up.
    ///
    /// `aws:Referer` and `aws:UserAgent` are headers of the request: whoever asks writes into them what they like.
    /// AWS publishes no list of such keys: these two are those whose own pages warn. Where a service calls, see
    /// `RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL`.
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
            "{} is what the caller says, and no protection",
            quoted(name)
        );
        report
            .find(condition.span(), name, message)
            .help("use a key that AWS fills, such as `aws:SourceVpce` or `aws:PrincipalOrgID`");
    }
}
