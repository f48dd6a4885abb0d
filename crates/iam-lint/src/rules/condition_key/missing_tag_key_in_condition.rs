use crate::rules::prelude::*;

rule! {
    /// A condition key about a tag doesn't name the tag.
    ///
    /// The tag's key follows a slash: `aws:ResourceTag/team`. Documentation has `<key>` in its
    /// place, which is no tag's key.
    ///
    /// ```json
    /// {"StringEquals": {"aws:ResourceTag": "reports"}}
    /// ```
    MISSING_TAG_KEY_IN_CONDITION: Error, AccessAnalyzer, Condition(check)
}

fn check(policy: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    let key = condition.key.text.value;
    if lacks_tag_key(policy, condition) {
        let bare = bare(key);
        let message = format!("the condition key {} names no tag", quoted(key));
        report
            .find(condition.span(), key, message)
            .help(format!("write `{bare}/` and the tag's key"));
    }
}

/// `aws:ResourceTag`, `ec2:ResourceTag/`: a key whose name continues after a slash, without the
/// part that follows.
pub(super) fn lacks_tag_key(policy: &Policy<'_>, condition: &Condition<'_>) -> bool {
    let key = condition.key.text.value;
    let bare = bare(key);
    let is_of_tags = bare.len() > 4
        && bare
            .get(bare.len() - 3..)
            .is_some_and(|end| end.eq_ignore_ascii_case("tag"));
    let is_known = condition.key.of_service.is_some() || condition.key.global.is_some();
    if !is_of_tags || is_known && !key.ends_with('>') {
        return false;
    }
    let with_tag = format!("{bare}/x");
    let global = iam_catalog::GlobalKey::named(&with_tag);
    let of_service = || policy.names.condition_key(&with_tag);
    global.is_some() || of_service().is_some_and(|key| key.name().ends_with('}'))
}

/// A key without what follows the slash, if that is nothing or a placeholder: `<key>`.
fn bare(key: &str) -> &str {
    let placeholder = key.strip_suffix('>').and_then(|key| key.rsplit_once("/<"));
    placeholder
        .map_or(key, |(bare, _)| bare)
        .trim_end_matches('/')
}
