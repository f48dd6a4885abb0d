use crate::rules::prelude::*;

rule! {
    /// Two elements that exclude each other: `Action` and `NotAction`, and so on.
    ///
    /// ```json
    /// {"Effect": "Allow", "Action": "s3:GetObject", "NotAction": "s3:PutObject", "Resource": "*"}
    /// ```
    UNSUPPORTED_ELEMENT_COMBINATION: Error, AccessAnalyzer, Statement(check)
}

fn check(_: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    for name in ["Action", "Resource", "Principal"] {
        let not = format!("Not{name}");
        let (plain, negated) = (statement.object.get(name), statement.object.get(&not));
        if let (Some(_), Some(negated)) = (plain, negated) {
            let message = format!("`{name}` and `{not}` in one statement");
            report
                .find(negated.name_span, &not, message)
                .help("remove one of them");
        }
    }
}
