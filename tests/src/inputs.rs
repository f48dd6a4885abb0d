//! Properties of the readers of accounts, for any file: what they read depends on what it says, not
//! on how it is laid out, and each problem has its place.

use iam_account::{Inputs, LayerInput, PrincipalInput, read_text};
use iam_eval::Policy;
use serde_json::Value;

/// How often a file was read without a problem in each layout.
#[derive(Debug, Default, Clone, Copy)]
pub struct Layouts {
    /// As JSON, indented.
    pub indented: usize,
    /// As YAML.
    pub yaml: usize,
}

/// A file of any kind that the readers recognise: the first line is its name, the rest its content.
///
/// # Panics
/// If the same values in another layout are read as something else, or a problem has no place.
pub fn check(data: &[u8]) -> Layouts {
    let mut layouts = Layouts::default();
    let line = data.iter().position(|byte| *byte == b'\n');
    let Some((name, rest)) = line.and_then(|end| data.split_at_checked(end)) else {
        return layouts;
    };
    let Ok(name) = std::str::from_utf8(name) else {
        return layouts;
    };
    let text = rest.get(1..).unwrap_or_default();
    let inputs = read_text(name, text);
    problems_have_places(name, &inputs, text);
    let read = described(&inputs);
    assert_eq!(read, described(&read_text(name, text)), "read twice");
    let Some(read) = read else {
        return layouts;
    };
    let Ok(value) = serde_json::from_slice::<Value>(text) else {
        return layouts;
    };
    let pretty = serde_json::to_vec_pretty(&value).unwrap_or_default();
    assert_eq!(
        Some(&read),
        described(&read_text(name, pretty)).as_ref(),
        "with the same values, indented"
    );
    layouts.indented += 1;
    // A YAML parser may refuse what JSON has: it never reads something else.
    if let Some(yaml) = as_yaml(&value)
        && let Some(other) = described(&read_text("input.yaml", yaml.as_str()))
    {
        assert_eq!(read, other, "as YAML: {yaml}");
        layouts.yaml += 1;
    }
    layouts
}

fn problems_have_places(name: &str, inputs: &Inputs, text: &[u8]) {
    let lines = 1 + text.iter().filter(|byte| **byte == b'\n').count();
    let is_json = matches!(text.trim_ascii_start().first(), Some(b'{' | b'['));
    let of_principals = inputs.principals().flat_map(|principal| match principal {
        Ok(principal) => principal.problems,
        Err(problem) => vec![problem],
    });
    for problem in inputs.problems().into_iter().chain(of_principals) {
        let what = problem.what();
        assert!(
            !what.found.is_empty(),
            "{problem}: says nothing of what is there"
        );
        // A decoded text, such as a URL-encoded document, has lines of its own, and the YAML parser
        // ends lines at more characters.
        if &*what.source != name || !is_json {
            continue;
        }
        let line = what.position.map_or(1, |position| position.line as usize);
        assert!(line <= lines, "{problem}: outside the text");
    }
}

/// What was read, in no particular order; `None` if there is a problem.
fn described(inputs: &Inputs) -> Option<Vec<String>> {
    if !inputs.problems().is_empty() {
        return None;
    }
    let principals = inputs.principals().map(|principal| match principal {
        Ok(principal) if principal.problems.is_empty() => Some(description(&principal)),
        _ => None,
    });
    let mut principals = principals.collect::<Option<Vec<_>>>()?;
    principals.sort_unstable();
    Some(principals)
}

fn description(principal: &PrincipalInput) -> String {
    // Every policy of a principal that could be read is one of its layer.
    assert!(principal.policy_set().is_ok(), "{principal:?}");
    let levels = |levels: &LayerInput<Vec<Vec<Policy>>>| {
        let levels = levels.as_ref().into_iter().flatten();
        let levels = levels.map(|level| documents(level)).collect::<Vec<_>>();
        levels.join(" / ")
    };
    let layer = |policies: Option<&[Policy]>| documents(policies.unwrap_or_default());
    let boundary = principal.boundary.as_ref().map(std::slice::from_ref);
    let trust = principal.trust.as_ref().map(std::slice::from_ref);
    format!(
        "{:?} {:?} {:?} {:?}\nidentity {}\nboundary {}\nsession {}\nscps {}\nrcps {}\ntrust {}\nunknown {:?}",
        principal.arn,
        principal.name,
        principal.kind,
        principal.identity_is_known,
        documents(&principal.identity),
        layer(boundary),
        layer(principal.session.as_ref().map(Vec::as_slice)),
        levels(&principal.scps),
        levels(&principal.rcps),
        layer(trust),
        principal.unknown_policies.len(),
    )
}

/// Documents as values: their members may be in another order.
fn documents(policies: &[Policy]) -> String {
    let values = policies.iter().map(|policy| {
        let value = serde_json::to_value(policy.document()).unwrap_or_default();
        format!("{} {value}", policy.document().kind().name())
    });
    let mut values: Vec<String> = values.collect();
    values.sort_unstable();
    values.join(", ")
}

/// An object as YAML: a line for each member, whose value is in flow style.
fn as_yaml(value: &Value) -> Option<String> {
    let members = value.as_object()?;
    let is_plain = |key: &str| key.bytes().all(|byte| byte.is_ascii_alphabetic());
    let lines = members.iter().map(|(key, value)| {
        let is_name = !key.is_empty() && is_plain(key);
        is_name.then(|| format!("{key}: {value}\n"))
    });
    lines.collect()
}
