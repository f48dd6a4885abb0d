use crate::rules::prelude::*;
use iam_syntax::document::operator::{Comparison, Relation};
use iam_syntax::value::decimal::Decimal;
use std::cmp::Ordering;

rule! {
    /// Several limits under one numeric operator.
    ///
    /// Less than 2700 or less than 3600 is less than 3600.
    ///
    /// ```json
    /// {"NumericLessThan": {"aws:MultiFactorAuthAge": ["2700", "3600"]}}
    /// ```
    REDUNDANT_CONDITION_VALUE_NUM: Suggestion, AccessAnalyzer, Condition(check)
}

fn check(_: &Policy<'_>, _: &Statement<'_>, condition: &Condition<'_>, report: &mut Report) {
    use Relation::{GreaterThan, GreaterThanEquals, LessThan, LessThanEquals};
    let wider = match condition.operator.comparison() {
        Some(Comparison::Numeric(LessThan | LessThanEquals)) => Ordering::Greater,
        Some(Comparison::Numeric(GreaterThan | GreaterThanEquals)) => Ordering::Less,
        _ => return,
    };
    let numbers = condition.values.iter();
    let numbers = numbers.filter_map(|value| Some((value, Decimal::parse(value.text)?)));
    let widest = numbers
        .clone()
        .reduce(|kept, next| match next.1.compare(&kept.1) == wider {
            true => next,
            false => kept,
        });
    let Some((kept, _)) = widest.filter(|_| numbers.clone().count() > 1) else {
        return;
    };
    let word = match wider {
        Ordering::Greater => "greatest",
        _ => "least",
    };
    for (value, _) in numbers.filter(|(value, _)| value.span != kept.span) {
        let message = format!(
            "{} adds nothing to {}",
            quoted(value.text),
            quoted(kept.text)
        );
        report
            .find(value.span, value.text, message)
            .help(format!("keep only the {word} value"));
    }
}
