//! Regression tests: vectors of differences between the engine and the reference, and inputs that a
//! fuzzer found.

use iam_eval::{
    ActionUniverse, Context, DecisionRow, PartialRequest, PolicyMatrix, Reach, ResourcePattern,
    UnknownKeys,
};
use iam_scenario::Scenario;
use workspace_tests::generate::universe::is_derived;
use workspace_tests::{checks, compare, vectors};

#[test]
fn differences_stay_fixed() {
    let mut wrong = Vec::new();
    for file in vectors::files("regressions") {
        for line in vectors::lines_of(&file) {
            wrong.extend(vectors::mistake(&line));
            wrong.extend(compare::difference(&line));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The context's values of keys derived from the caller or the resource (S9), which are never
/// unknown.
fn derived_keys(line: &str) -> Context {
    // Text that is not JSON has no context.
    let line: serde_json::Value = serde_json::from_str(line).unwrap_or_default();
    let entries = line["request"]["context"].as_object();
    let derived = entries
        .into_iter()
        .flatten()
        .filter(|(name, _)| is_derived(name));
    derived.fold(Context::new(), |context, (name, value)| match value {
        serde_json::Value::Array(values) => {
            let values = values.iter().filter_map(|value| value.as_str());
            context.with_list(name, values)
        }
        serde_json::Value::String(value) => context.with(name, value.as_str()),
        value => context.with(name, value.to_string()),
    })
}

/// The services' rules (S8) and all others apply in every kind of evaluation.
#[test]
fn vectors_have_the_same_answer_in_every_path() {
    let mut checked = 0;
    let folders = ["regressions", "conformance", "conformance-own"];
    let files = folders.iter().flat_map(|folder| vectors::files(folder));
    for line in files.flat_map(|file| vectors::lines_of(&file)) {
        let Ok(scenario) = Scenario::parse(&line) else {
            continue;
        };
        let (decision, policies) = (scenario.evaluate(), scenario.policies());
        assert_eq!(scenario.explain().decision, decision, "explain: {line}");

        let universe = ActionUniverse::new([scenario.action(), "a:First", "z:Last"]).unwrap();
        let mut matrix = PolicyMatrix::new(universe.clone());
        matrix.push(policies.clone());
        let mut row = DecisionRow::new();
        let request = scenario.request();
        let request = matrix.request_like(&request);
        request.evaluate(0, &mut row);
        let at = universe.position(scenario.action()).unwrap();
        assert_eq!(row.decision(at), decision, "matrix: {line}");

        let partial = PartialRequest::new(scenario.principal(), scenario.action()).unwrap();
        let (known, all) = (derived_keys(&line), UnknownKeys::all_but([]));
        let open_context = partial.with_context(&known).with_unknown_keys(&all);
        let admits = |request: &PartialRequest<'_>, what: &str| {
            let answer = policies.evaluate_partial(request);
            assert!(answer.admits(decision), "{what}: {answer:?} of {line}");
            assert_eq!(
                policies.explain_partial(request).decision,
                answer,
                "{what}: {line}"
            );
        };
        admits(&open_context, "anything open");
        admits(
            &open_context.clone().with_resource(scenario.resource()),
            "context open",
        );
        if let Ok(pattern) = ResourcePattern::parse(scenario.resource().as_str()) {
            let pattern = match scenario.resource().account() {
                Some(account) => pattern.owned_by(account),
                None => pattern,
            };
            let within = open_context.clone().with_resource_pattern(&pattern);
            admits(&within, "within the resource");
            match policies.reach(&within) {
                Reach::All => assert_eq!(decision.as_str(), "allowed", "reach: {line}"),
                Reach::Denied => assert_eq!(decision.as_str(), "explicitDeny", "reach: {line}"),
                _ => {}
            }
        }
        checked += 1;
    }
    assert!(checked > 600, "{checked}");
}

#[test]
fn fuzzer_findings_stay_fixed() {
    let folder = vectors::in_tests("../fuzz/regressions");
    let mut replayed = 0;
    for (name, check) in checks::ALL {
        let Ok(entries) = std::fs::read_dir(folder.join(name)) else {
            continue;
        };
        for entry in entries {
            let path = entry.unwrap().path();
            println!("{}", path.display());
            check(&std::fs::read(&path).unwrap());
            replayed += 1;
        }
    }
    assert!(replayed >= 3, "{replayed} inputs in {}", folder.display());
}
