use crate::rule::rule;

rule! {
    /// A Deny whose requests are all denied by other Denies of the document.
    ///
    /// It changes nothing, whatever other policies allow. If it was meant to deny more, that is not
    /// denied. This is proven by comparing the document with and without the statement beside one
    /// that allows everything (`iam-compare`), so the finding is made by `iam-eval validate
    /// --redundant` alone. A Deny of what no statement of the document allows is not reported: it
    /// may be meant for what other policies allow. Nor are those of trust policies. Each statement
    /// is judged by itself: of two that cover each other both are reported, and one of them is
    /// needed.
    ///
    /// ```json
    /// [{"Effect": "Deny", "Action": "iam:*", "Resource": "*"},
    ///  {"Effect": "Deny", "Action": ["iam:CreateUser", "iam:DeleteUser"], "Resource": "*"}]
    /// ```
    DENY_WITHOUT_EFFECT: Warning, Own
}
