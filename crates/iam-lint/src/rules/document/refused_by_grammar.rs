use crate::rules::prelude::*;

rule! {
    /// The document breaks a rule of the policy grammar that no other code is about.
    ///
    /// `iam-eval` evaluates no such document, and the whole request with it is an error (`docs/semantics.md`, S1).
    /// The message says what was found and what was expected.
    ///
    /// ```json
    /// {"Version": "2012-10-17", "Version": "2012-10-17", "Statement": []}
    /// ```
    REFUSED_BY_GRAMMAR: Error, Own, Document(nothing)
}

/// The grammar's mistakes are added once the other rules are done (`crate::grammar`).
fn nothing(_: &Policy<'_>, _: &mut Report) {}
