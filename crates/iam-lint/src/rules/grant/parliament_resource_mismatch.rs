use crate::rules::grant::need::may_be_about;
use crate::rules::prelude::*;

rule! {
    /// None of the statement's resources has a type that the action is about.
    ///
    /// `s3:GetObject` is about objects: a bucket's ARN alone grants nothing. One matching resource
    /// is enough, even for an action that needs several. Actions with wildcards are not checked.
    ///
    /// ```json
    /// {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports-bucket"}
    /// ```
    PARLIAMENT_RESOURCE_MISMATCH: Warning, Parliament, Statement(check)
}

fn check(_: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    let resources = statement.resources();
    if resources.is_empty() || resources.iter().any(|resource| resource.is_everything()) {
        return;
    }
    for action in statement.actions() {
        let Some(known) = action.known else {
            continue;
        };
        if !report.spend(resources.len()) {
            return;
        }
        // For an unknown format, it can't be determined whether it matches.
        if resources
            .iter()
            .any(|resource| may_be_about(known, resource))
        {
            continue;
        }
        let text = action.text.value;
        let mut types: Vec<&str> = known.resource_types().map(|used| used.name()).collect();
        types.truncate(4);
        let (message, help) = match types.is_empty() {
            true => (
                format!("{} is about no particular resource", quoted(text)),
                "write `\"Resource\": \"*\"` for it".to_owned(),
            ),
            false => (
                format!(
                    "none of the resources has a type that {} is about",
                    quoted(text)
                ),
                format!("it is about: {}", types.join(", ")),
            ),
        };
        report.find(action.text.span, text, message).help(help);
    }
}
