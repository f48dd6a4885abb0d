use crate::rules::prelude::*;

rule! {
    /// `Effect` is neither `Allow` nor `Deny`.
    ///
    /// Letter case is significant: `allow` is rejected.
    ///
    /// ```json
    /// {"Effect": "allow", "Action": "s3:GetObject", "Resource": "*"}
    /// ```
    INVALID_EFFECT: Error, AccessAnalyzer, Statement(check)
}

fn check(_: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    let effect = statement.object.get("Effect");
    let Some(text) = effect.and_then(|member| Text::of(&member.value)) else {
        return;
    };
    if statement.effect.is_some() {
        return;
    }
    let message = format!("the effect {} is not valid", quoted(text.value));
    let found = report
        .find(text.span, text.value, message)
        .help("use `Allow` or `Deny`, in this letter case");
    let mut words = ["Allow", "Deny"].into_iter();
    if let Some(meant) = words.find(|word| word.eq_ignore_ascii_case(text.value)) {
        found.edit(text.span, meant);
    }
}
