use crate::rules::prelude::*;

rule! {
    /// The document violates a rule of the policy grammar that no other code is about.
    ///
    /// `iam-eval` doesn't evaluate such a document: the whole request is an error
    /// (`docs/semantics.md`, S1). The message states what was found and what was expected.
    ///
    /// ```json
    /// {"Version": "2012-10-17", "Version": "2012-10-17", "Statement": []}
    /// ```
    REFUSED_BY_GRAMMAR: Error, Own, Document(nothing)
}

/// The grammar's mistakes are added after the other rules (`crate::grammar`).
fn nothing(_: &Policy<'_>, _: &mut Report) {}
