//! Policies of every kind of input, one after the other.

use iam_account::{Inputs, PrincipalInput, Problem, parse_policy};
use iam_eval::{PolicyKind, PolicySet, Principal};
use serde_json::value::RawValue;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};

/// A row of the table to be.
pub(super) struct Found {
    pub(super) name: String,
    pub(super) asked: Result<Row, String>,
}

/// The policies of a row, and who has them, where that is known.
pub(super) struct Row {
    pub(super) policies: PolicySet,
    pub(super) caller: Option<Principal>,
}

/// A longer line is an error, and ends its input.
const LONGEST_LINE: u64 = 8 << 20;

/// What a path means.
pub(super) fn read(path: &str) -> Box<dyn Iterator<Item = Found>> {
    let lower = path.to_ascii_lowercase();
    if path == "-" {
        return lines("<stdin>".to_owned(), BufReader::new(io::stdin()));
    }
    if lower.ends_with(".jsonl") || lower.ends_with(".ndjson") {
        return match File::open(path) {
            Ok(file) => lines(path.to_owned(), BufReader::new(file)),
            Err(error) => Box::new(std::iter::once(Found {
                name: path.to_owned(),
                asked: Err(Problem::unreadable(path, &error).to_string()),
            })),
        };
    }
    let mut inputs = Inputs::default();
    inputs.add_path(path);
    let problems: Vec<Found> = inputs
        .problems()
        .into_iter()
        .map(|problem| Found {
            name: path.to_owned(),
            asked: Err(problem.to_string()),
        })
        .collect();
    let principals = (0..inputs.len()).map(move |index| {
        let arn = inputs.arn(index).map(str::to_owned);
        match inputs.principal(index) {
            Ok(principal) => of_principal(principal),
            Err(problem) => Found {
                name: arn.unwrap_or_else(|| problem.what().source.to_string()),
                asked: Err(problem.to_string()),
            },
        }
    });
    Box::new(problems.into_iter().chain(principals))
}

fn of_principal(principal: PrincipalInput) -> Found {
    let named = principal.arn.as_ref().or(principal.name.as_ref());
    let name = named.unwrap_or(&principal.source).clone();
    let caller = || -> Result<Option<Principal>, String> {
        let arn = principal.arn.as_deref().map(Principal::parse);
        arn.transpose().map_err(|error| error.to_string())
    };
    let asked = match principal.problems.first() {
        Some(problem) => Err(problem.to_string()),
        None => caller().and_then(|caller| {
            let policies = principal.policy_set().map_err(|error| error.to_string())?;
            Ok(Row { policies, caller })
        }),
    };
    // A policy that isn't there may deny anything: there is no decision without it.
    let asked = match principal.unknown_policies.first() {
        Some(unknown) => Err(format!("{unknown}: expected all policies of the principal")),
        None => asked,
    };
    Found { name, asked }
}

/// A policy a line, or an object with `name` and `policy`.
fn lines(source: String, mut from: impl BufRead + 'static) -> Box<dyn Iterator<Item = Found>> {
    let mut number = 0;
    let mut has_ended = false;
    Box::new(std::iter::from_fn(move || {
        while !has_ended {
            number += 1;
            let name = format!("{source}:{number}");
            let mut line = Vec::new();
            let read = from
                .by_ref()
                .take(LONGEST_LINE + 1)
                .read_until(b'\n', &mut line);
            let error = match read {
                Ok(0) => {
                    has_ended = true;
                    return None;
                }
                Ok(_) if line.len() as u64 > LONGEST_LINE => {
                    format!("found a line of more than {LONGEST_LINE} bytes, expected a policy")
                }
                Ok(_) if line.iter().all(u8::is_ascii_whitespace) => continue,
                Ok(_) => return Some(of_line(name, &line)),
                Err(error) => error.to_string(),
            };
            has_ended = true;
            return Some(Found {
                name,
                asked: Err(error),
            });
        }
        None
    }))
}

#[derive(serde::Deserialize)]
struct Named<'l> {
    name: String,
    #[serde(borrow, alias = "document")]
    policy: &'l RawValue,
}

fn of_line(place: String, line: &[u8]) -> Found {
    let named: Option<Named<'_>> = serde_json::from_slice(line).ok();
    let (name, text) = match named {
        Some(named) => (named.name, named.policy.get().as_bytes().to_vec()),
        None => (place.clone(), line.to_vec()),
    };
    let policy = parse_policy(PolicyKind::Identity, &place, text);
    let policies = policy.map_err(|problem| problem.to_string());
    let policies = policies.and_then(|policy| {
        PolicySet::new()
            .with(policy)
            .map_err(|error| error.to_string())
    });
    Found {
        name,
        asked: policies.map(|policies| Row {
            policies,
            caller: None,
        }),
    }
}
