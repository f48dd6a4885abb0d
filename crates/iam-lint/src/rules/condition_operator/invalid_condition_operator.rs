use crate::rules::prelude::*;
use iam_syntax::document::operator::Operator;

rule! {
    /// An operator that doesn't exist.
    ///
    /// An operator is one of the documented names, optionally with `ForAllValues:` or
    /// `ForAnyValue:` before it and `IfExists` after it. Letter case is significant here; AWS
    /// doesn't document whether it is there.
    ///
    /// ```json
    /// {"ForAnyValues:StringLike": {"aws:TagKeys": "team*"}}
    /// ```
    INVALID_CONDITION_OPERATOR: Error, AccessAnalyzer, Statement(check)
}

fn check(_: &Policy<'_>, statement: &Statement<'_>, report: &mut Report) {
    let block = statement
        .object
        .get("Condition")
        .and_then(|member| member.value.object());
    for member in block.into_iter().flat_map(|block| &block.members) {
        let name = Text::of_name(member);
        let operator = OperatorName::new(name);
        if operator.known.is_some() {
            continue;
        }
        let message = format!("the condition operator {} is not valid", quoted(name.value));
        let found = report.find(name.span, name.value, message);
        match meant(&operator) {
            Some(meant) if meant.eq_ignore_ascii_case(name.value) => {
                found.help(format!("write `{meant}`")).edit(name.span, meant)
            }
            Some(meant) => found.help(format!("did you mean `{meant}`?")),
            None => found.help("the operators are those of String, Numeric, Date, Bool, Binary, IpAddress, Arn and Null"),
        };
    }
}

/// The operator that was most likely intended.
fn meant(operator: &OperatorName<'_>) -> Option<String> {
    let whole = operator.text.value;
    let (set, rest) = match whole.split_once(':') {
        Some((set, rest)) => {
            let near = iam_catalog::nearest_name(set, ["ForAllValues", "ForAnyValue"])?;
            (format!("{near}:"), rest)
        }
        None => (String::new(), whole),
    };
    let suffix = rest
        .len()
        .checked_sub("IfExists".len())
        .and_then(|at| rest.get(at..));
    let if_exists = suffix.is_some_and(|suffix| suffix.eq_ignore_ascii_case("IfExists"));
    let base = match if_exists {
        true => rest.get(..rest.len() - "IfExists".len())?,
        false => rest,
    };
    let known = Operator::suggestion(base)
        .or_else(|| iam_catalog::nearest_name(base, Operator::names()).map(str::to_owned))?;
    Some(format!(
        "{set}{known}{}",
        if if_exists { "IfExists" } else { "" }
    ))
}
