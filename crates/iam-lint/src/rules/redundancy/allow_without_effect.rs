use crate::rule::rule;

rule! {
    /// An Allow without which the document allows the same requests.
    ///
    /// Other statements allow all that it does, or Denies of the document deny it, or its
    /// conditions never hold. This is proven by comparing the document with and without the
    /// statement (`iam-compare`), so the finding is made by `iam-eval validate --redundant` alone.
    /// Each statement is judged by itself: of two that cover each other both are reported, and one
    /// of them is needed. Of a resource-based policy it holds for callers of every account, the
    /// resource's own among them. A statement of which it isn't known is not reported.
    ///
    /// ```json
    /// [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::reports*"},
    ///  {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/2026/*"}]
    /// ```
    ALLOW_WITHOUT_EFFECT: Suggestion, Own
}
