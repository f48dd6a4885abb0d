//! What the descriptions of infrastructure have in common in these tests.

use iam_account::{Inputs, PrincipalInput, Problem};

/// The principals of a text, and what is wrong with it as a whole.
pub(crate) fn described(
    name: &str,
    text: &str,
    parameters: &[(&str, &str)],
) -> (Vec<PrincipalInput>, Vec<String>) {
    let parameters = parameters
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let mut inputs = Inputs::default().with_parameters(parameters);
    inputs.add_text(name, text);
    of(&inputs)
}

pub(crate) fn of(inputs: &Inputs) -> (Vec<PrincipalInput>, Vec<String>) {
    let mut problems = inputs.problems();
    let mut principals = Vec::new();
    for principal in inputs.principals() {
        match principal {
            Ok(principal) => principals.push(principal),
            Err(problem) => problems.push(problem),
        }
    }
    (
        principals,
        problems.iter().map(Problem::to_string).collect(),
    )
}

/// The names of a principal's identity policies.
pub(crate) fn policies(principal: &PrincipalInput) -> Vec<&str> {
    principal
        .identity
        .iter()
        .map(|policy| policy.id().name)
        .collect()
}

/// What is wrong with the only principal.
pub(crate) fn problems_of(text: &str, name: &str, parameters: &[(&str, &str)]) -> Vec<String> {
    let (principals, problems) = described(name, text, parameters);
    assert_eq!(problems, Vec::<String>::new());
    assert_eq!(principals.len(), 1, "{principals:?}");
    principals[0]
        .problems
        .iter()
        .map(Problem::to_string)
        .collect()
}
