//! Statements that make no difference, by comparing documents with and without them.

use crate::command::comparison_inputs::alone;
use iam_compare::{Question, StatementPlace, redundant, shadowed};
use iam_eval::{Document, Policy, PolicyKind};
use iam_lint::{Decided, Rule, rule};
use serde_json::Value;
use std::collections::BTreeSet;

/// Each statement is compared with all others: of longer documents that is not asked.
const MOST_STATEMENTS: usize = 300;
/// Of a resource-based policy it is asked for each account that it names.
const MOST_ACCOUNTS: usize = 8;
/// Steps for a statement: a fraction of a second.
const BUDGET: usize = 20_000;

/// The findings; or why they aren't looked for. A text that is no policy has none.
pub(super) fn decided(kind: PolicyKind, name: &str, text: &str) -> Result<Vec<Decided>, String> {
    let Ok(policy) = Policy::parse(kind, name, text) else {
        return Ok(Vec::new());
    };
    // One that tells root users from others is for their sessions (`sts:AssumeRoot`); the
    // comparison is about roles and users, for whom such a statement seems to have no effect.
    let is_of_caller = matches!(kind, PolicyKind::Identity | PolicyKind::Session);
    if is_of_caller && text.contains(":root") {
        return Ok(Vec::new());
    }
    let count = policy.document().statements().count();
    if count > MOST_STATEMENTS {
        return Err(format!(
            "{name}: found {count} statements, expected at most {MOST_STATEMENTS} for --redundant"
        ));
    }
    let questions = questions(policy.document()).ok_or_else(|| {
        format!("{name}: found more than {MOST_ACCOUNTS} accounts, expected fewer for --redundant")
    })?;
    let Ok(set) = alone(policy.clone()) else {
        return Ok(Vec::new());
    };
    let in_all = |places: &dyn Fn(&Question<'_>) -> Vec<StatementPlace>| {
        let mut answers = questions.iter().map(|question| {
            let places = places(question).into_iter();
            places.map(|place| place.statement).collect()
        });
        let first: BTreeSet<usize> = answers.next().unwrap_or_default();
        answers.fold(first, |found, other: BTreeSet<usize>| &found & &other)
    };
    let allows = in_all(&|question| redundant(&set, question).redundant);
    let denies = in_all(&|question| shadowed(&set, question).idle_denies);
    let document = policy.document();
    let is_decided = |statement: &usize| names_known_principals(document, *statement);
    let (allows, denies) = (
        allows.into_iter().filter(is_decided),
        denies.into_iter().filter(is_decided),
    );
    let allows = allows.filter_map(|statement| {
        let rule = rule("ALLOW_WITHOUT_EFFECT")?;
        let says = |name: &str| format!("the document allows the same without {name}");
        let help = "remove it, or correct what it is meant to allow";
        finding(rule, document, statement, says, help)
    });
    let denies = denies.filter_map(|statement| {
        let rule = rule("DENY_WITHOUT_EFFECT")?;
        let says = |name: &str| format!("other statements deny all that {name} denies");
        let help = "remove it, or correct what it is meant to deny";
        finding(rule, document, statement, says, help)
    });
    Ok(allows.chain(denies).collect())
}

/// False where a statement names a canonical user or a unique id: which callers these are can't be
/// known (S4.9), so that the statement would seem to have no effect.
fn names_known_principals(document: &Document, index: usize) -> bool {
    let text = document.statement(index).and_then(|statement| {
        let span = statement.span();
        let source = document.source();
        source.get(span.start as usize..span.end as usize)
    });
    let Some(Ok(statement)) = text.map(serde_json::from_str::<Value>) else {
        return false;
    };
    let is_known = |name: &Value| {
        let name = name.as_str().unwrap_or_default();
        name == "*" || name.starts_with("arn:") || iam_eval::is_account_id(name)
    };
    ["Principal", "NotPrincipal"].iter().all(|element| {
        let mut kinds = statement[*element].as_object().into_iter().flatten();
        kinds.all(|(kind, names)| match (kind.as_str(), names) {
            ("AWS", Value::Array(names)) => names.iter().all(is_known),
            ("AWS", name) => is_known(name),
            (kind, _) => kind != "CanonicalUser",
        })
    })
}

fn finding(
    rule: &'static Rule,
    document: &Document,
    index: usize,
    says: impl Fn(&str) -> String,
    help: &str,
) -> Option<Decided> {
    let statement = document.statement(index)?;
    let name = match statement.sid().filter(|sid| !sid.is_empty()) {
        Some(sid) => format!("statement `{sid}`"),
        None => format!("statement {}", index + 1),
    };
    Some(Decided {
        rule,
        statement: u32::try_from(index).ok()?,
        span: statement.span(),
        sid: statement.sid().map(str::to_owned),
        message: says(&name),
        help: Some(help.to_owned()),
    })
}

/// What a statement of a resource-based policy adds depends on the account that owns the resource
/// (S7.10), so it is asked for each that could make a difference: those that the policy names, and
/// another one.
fn questions(document: &Document) -> Option<Vec<Question<'static>>> {
    let question = Question::of_documents().with_budget(BUDGET);
    if document.kind() != PolicyKind::Resource {
        return Some(vec![question]);
    }
    let words = document.source().split(|c: char| !c.is_ascii_digit());
    let named: BTreeSet<&str> = words.filter(|word| iam_eval::is_account_id(word)).collect();
    if named.len() > MOST_ACCOUNTS {
        return None;
    }
    let others = ["999999999999", "999999999998", "999999999997"];
    let more = (0..MOST_ACCOUNTS).map(|number| format!("8888888888{number:02}"));
    let mut others = others.into_iter().map(str::to_owned).chain(more);
    let other = others.find(|other| !named.contains(other.as_str()))?;
    let owners = named.into_iter().chain([other.as_str()]);
    let owned = owners.map(|owner| question.clone().owned_by(owner));
    let owned: Vec<Question<'static>> = owned.collect();
    Some(std::iter::once(question).chain(owned).collect())
}
