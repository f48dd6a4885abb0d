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

## Other linters

Parliament 1.6.4 has 22 findings and 7 of its community auditors: each has a rule here, under AWS's code where AWS has one
(`UNKNOWN_ACTION` is `INVALID_ACTION`, `MALFORMED` is `MISSING_ACTION` and so on), or a code that begins with `PARLIAMENT_`.
`CREDENTIALS_EXPOSURE` is part of `VALIDATOR_SENSITIVE_ACTION`.

iam-policy-validator 1.31.4 has 23 checks with 91 types of issue. 78 of these have a rule here, under AWS's code or one that
begins with `OWN_`, `PARLIAMENT_` or `VALIDATOR_`. The other 13:

| types of issue | why there is no rule |
|---|---|
| `check_execution_error`, `invalid_condition_requirement` | about the tool and its configuration: `iam-eval` ends with exit status 2 |
| `policy_size_type_ambiguous`, `policy_type_hint` | about a kind of policy that wasn't given: `--kind` specifies it |
| `not_action_deny_review`, `not_resource_deny_review` | a reminder to look at a form that AWS recommends for a `Deny`; one without effect is reported (`VALIDATOR_EXCEPTS_EVERYTHING`) |
| `global_condition_key_with_action_specific` | a global key is valid for every action, whether the action lists it or not |
| `missing_principal_condition`, `missing_principal_condition_any_of`, `forbidden_principal_condition`, `unauthorized_principal` | lists of principals that a configuration allows or denies: `iam-eval who-can` answers who may do something; `OWN_PUBLIC_RESOURCE` and `OWN_TRUST_PUBLIC` report what is open to anyone |
| `missing_required_condition_for_assume_action` | for identity providers there are rules; that a role of another account is meant (`sts:ExternalId`) isn't in the document: a file's `requiredConditions` with `\"kinds\": [\"trust\"]` |
| `action_detected` | combinations of actions that a configuration lists: the known ones are in `PARLIAMENT_PRIVILEGE_ESCALATION`; `iam-eval check` proves what documents don't grant |

The rules that begin with `VALIDATOR_`, and the four newest of `PARLIAMENT_` (`BAD_PATTERN_FOR_MFA`, `OLD_VERSION`,
`PERMISSIONS_MANAGEMENT_ACTIONS`, `SENSITIVE_ACCESS`), have 680 findings in AWS's 1,582 managed policies (moto 5.2.5,
November 2026): 350 of `VALIDATOR_SERVICE_WILDCARD`, 167 of `VALIDATOR_SENSITIVE_ACTION`, 103 of
`PARLIAMENT_PERMISSIONS_MANAGEMENT_ACTIONS`, 55 of `VALIDATOR_MISSING_CONDITION`, and 5 of others. None is an error; all but
3 are suggestions. iam-policy-validator has 6,486 findings on the same documents, Parliament 9,656.
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
         with a finding like it in the linter Parliament, {} in the linter iam-policy-validator, {} of this project.\n\n",
        of(Source::AccessAnalyzer),
        of(Source::Parliament),
        of(Source::Validator),
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
