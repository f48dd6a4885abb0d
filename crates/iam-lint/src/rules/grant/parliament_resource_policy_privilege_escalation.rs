use crate::rules::prelude::*;
use iam_catalog::fits;

rule! {
    /// A principal that may write a bucket's policy can gain access that the document doesn't
    /// grant.
    ///
    /// `s3:PutBucketPolicy` and `s3:PutBucketAcl` enable their holder to allow themselves to read
    /// the bucket's objects, which no statement grants.
    ///
    /// ```json
    /// {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutBucketPolicy"],
    ///  "Resource": ["arn:aws:s3:::bucket1", "arn:aws:s3:::bucket2/*"]}
    /// ```
    PARLIAMENT_RESOURCE_POLICY_PRIVILEGE_ESCALATION: SecurityWarning, Parliament, Statement(check)
}

const WRITES: [&str; 2] = ["s3:PutBucketPolicy", "s3:PutBucketAcl"];

fn check(policy: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    if !policy.grants_to_its_identity() || !statement.is_allow() {
        return;
    }
    let writing = statement.actions().iter();
    let Some(action) = writing
        .filter(|action| !action.is_everything())
        .find(|action| WRITES.iter().any(|write| action.covers(write)))
    else {
        return;
    };
    let reads = |objects: &str| {
        let mut statements = policy.statements.iter().filter(|other| other.is_allow());
        statements.any(|other| {
            let is_about = |resource: &Resource<'_>| {
                resource.is_everything() || fits(resource.text.value, objects)
            };
            other.is_about_action("s3:GetObject") && other.resources().iter().any(is_about)
        })
    };
    for resource in statement.resources() {
        let Some(arn) = resource.whole_arn().filter(|arn| arn.service() == "s3") else {
            continue;
        };
        let bucket = arn.resource();
        // A pattern for all buckets also matches the objects.
        if bucket.contains('/') || bucket.is_empty() || bucket.ends_with('*') {
            continue;
        }
        if !report.spend(policy.statements.len() * 8) {
            return;
        }
        if !reads(&format!("{}/object", resource.text.value)) {
            let text = resource.text.value;
            let message = format!(
                "{} enables its holder to read the objects of {}",
                quoted(action.text.value),
                quoted(text)
            );
            report
                .find(action.text.span, text, message)
                .help("grant the intended access directly, instead of writing the bucket's policy");
        }
    }
}
