//! The page of all rules, `docs/lint-rules.md`, is generated from their documentation.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use iam_lint::{Rule, Severity, Source, rules};
use std::path::Path;

const HEAD: &str = "\
# The rules of `iam-eval validate`

This page is generated from the rules: `INSTA_UPDATE=always cargo test -p iam-lint --test page` updates it.
`iam-eval validate --explain CODE` prints the same text.

";

const LEFT_OUT: &str = "\
## Omitted and partly covered codes

AWS's reference of 2026 has 152 codes. 151 are rules here. One is not: according to `SCP_SYNTAX_ERROR_ACTION_WILDCARD`, SCPs
allow wildcards only at the end of an action, but AWS Organizations' page on the syntax of SCPs, which is newer, has no
such limit.

Eight of the rules depend on lists that AWS doesn't publish. They report the reference's examples and the facts in the services' own
documentation:

| code | known facts |
|---|---|
| `CONFIRM_AUDIENCE_CLAIM_TYPE`, `FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE` | which providers' tokens have one audience: six well-known ones |
| `IRRELEVANT_CONDITION_KEY_IN_POLICY` | one key: `s3:ResourceAccount` |
| `MISSING_ACTION_FOR_CONDITION_KEY` | two actions: `sts:TagSession`, `sts:SetSourceIdentity` |
| `MISSING_PAIRED_CONDITION_KEYS` | one key: `aws:VpcSourceIp` |
| `RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL` | one key: `aws:Referer` |
| `UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL` | one pair: CloudFront and `aws:PrincipalOrgID` |
| `UNTRUSTWORTHY_CONDITION_KEY` | two keys: `aws:Referer`, `aws:UserAgent` |
";

fn section(title: &str, severity: Option<Severity>, of: impl Fn(&Rule) -> bool) -> String {
    let mut page = format!("\n## {title}\n");
    let mut found: Vec<&Rule> = rules().filter(|rule| of(rule)).collect();
    found.sort_by_key(|rule| rule.code());
    for rule in found
        .into_iter()
        .filter(|rule| severity.is_none_or(|wanted| rule.severity() == wanted))
    {
        page.push_str(&format!("\n### {}\n\n", rule.code()));
        if severity.is_none() {
            page.push_str(&format!("Severity: {}.\n\n", rule.severity()));
        }
        page.push_str(&rule.documentation());
        page.push('\n');
    }
    page
}

fn page() -> String {
    let mut page = HEAD.to_owned();
    page.push_str(&format!("{} rules: ", rules().count()));
    let of = |source: Source| rules().filter(|rule| rule.source() == source).count();
    page.push_str(&format!(
        "{} with codes of AWS's reference for policy validation (IAM User Guide, \"IAM policy validation check reference\"), {} \
         with a finding like it in the linter Parliament, {} of this project.\n\n",
        of(Source::AccessAnalyzer),
        of(Source::Parliament),
        of(Source::Own)
    ));
    page.push_str(LEFT_OUT);
    for severity in Severity::ALL.into_iter().rev() {
        let is_aws = |rule: &Rule| rule.source() == Source::AccessAnalyzer;
        let title = format!("AWS's checks: {severity}");
        page.push_str(&section(&title, Some(severity), is_aws));
    }
    page.push_str(&section("Rules beyond AWS's", None, |rule| {
        rule.source() != Source::AccessAnalyzer
    }));
    page
}

#[test]
fn the_page_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/lint-rules.md");
    let page = page();
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        std::fs::write(&path, &page).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == page,
        "{}: not what the rules say; see its head",
        path.display()
    );
}
