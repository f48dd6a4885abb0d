//! Every output format, for a small report with one of everything and for a hostile one.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may, and so may its helpers"
)]

#[path = "access/sample.rs"]
mod sample;
#[path = "access/schema.rs"]
mod schema;

use iam_access::report::Report;
use iam_report::access::{Format, Options, Verbosity, render};
use serde_json::Value;

fn options() -> Options {
    let mut options = Options::default();
    options.wording = sample::wording();
    options
}

fn rendered(report: &Report, format: Format, options: Options) -> String {
    let mut out = Vec::new();
    render(report, format, options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn plain(format: Format) -> String {
    rendered(&sample::report(), format, options())
}

fn text(verbosity: Verbosity, width: usize) -> String {
    let mut options = options();
    options.verbosity = verbosity;
    options.width = width;
    rendered(&sample::report(), Format::Text, options)
}

fn report_schema() -> Value {
    let schema = include_str!("../../../docs/schema/restore-check-report-1.schema.json");
    serde_json::from_str(schema).unwrap()
}

const FORMATS: [Format; 7] = [
    Format::Text,
    Format::Json,
    Format::Sarif,
    Format::Junit,
    Format::Csv,
    Format::Markdown,
    Format::Html,
];

#[test]
fn text_of_80_columns() {
    insta::assert_snapshot!(text(Verbosity::Normal, 80));
}

#[test]
fn verbose_text_of_80_columns() {
    insta::assert_snapshot!(text(Verbosity::Verbose, 80));
}

#[test]
fn quiet_text() {
    insta::assert_snapshot!(text(Verbosity::Quiet, 80));
}

#[test]
fn markdown() {
    insta::assert_snapshot!(plain(Format::Markdown));
}

#[test]
fn csv() {
    insta::assert_snapshot!(plain(Format::Csv).replace("\r\n", "\n"));
}

#[test]
fn sarif() {
    insta::assert_snapshot!(plain(Format::Sarif));
}

#[test]
fn junit() {
    insta::assert_snapshot!(plain(Format::Junit));
}

#[test]
fn json() {
    insta::assert_snapshot!(plain(Format::Json));
}

#[test]
fn the_json_conforms_to_the_schema_and_can_be_read_back() {
    for report in [
        sample::report(),
        sample::hostile(),
        Report::new(Vec::new(), Vec::new()),
    ] {
        let json = rendered(&report, Format::Json, options());
        let value: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(schema::problems(&report_schema(), &value), [""; 0]);
        assert_eq!(serde_json::from_str::<Report>(&json).unwrap(), report);
    }
}

#[test]
fn the_schema_rejects_wrong_types() {
    let good: Value = serde_json::from_str(&plain(Format::Json)).unwrap();
    let wrong = [
        ("/schemaVersion", Value::from(2)),
        ("/summary/pass", Value::from(-1)),
        ("/summary/fail", Value::from("1")),
        ("/tool/version", Value::Null),
        ("/principals/0/verdict", Value::from("ok")),
        ("/principals/0/kind", Value::from("group")),
        ("/principals/0/trust/status", Value::from("limited")),
        ("/principals/0/sets/0/counts/granted", Value::from(1.5)),
        (
            "/principals/0/sets/0/actions/0/status",
            Value::from("allowed"),
        ),
        (
            "/principals/0/sets/0/actions/0/reasons/0/line",
            Value::from(0),
        ),
        (
            "/principals/0/sets/0/actions/1/coverage/0/coverage",
            Value::from("all"),
        ),
        ("/principals/0/sets/0/actions/3/ignored", Value::from("why")),
        ("/principals/0/fix/policies/0/document", Value::from("{}")),
        (
            "/principals/0/leastPrivilege/byAccessLevel/Read",
            Value::from("12"),
        ),
        ("/errors/0/line", Value::from("3")),
        ("/catalog/date", Value::from("today")),
    ];
    for (place, value) in wrong {
        let mut report = good.clone();
        *report
            .pointer_mut(place)
            .unwrap_or_else(|| panic!("{place}")) = value;
        assert!(
            !schema::problems(&report_schema(), &report).is_empty(),
            "{place}"
        );
    }
}

#[test]
fn the_example_of_the_first_schema_is_still_valid() {
    let example = serde_json::json!({
        "schemaVersion": 1,
        "summary": {"principals": 1, "pass": 0, "conditional": 0, "fail": 1},
        "principals": [{
            "principal": null, "source": "examples/role.json", "verdict": "fail",
            "layersNotSupplied": ["permissionsBoundary", "scps", "rcps", "trust"],
            "trust": {"status": "notSupplied", "reasons": []},
            "sets": [{"set": "ec2-restore", "verdict": "fail", "actions": [{
                "action": "kms:ReEncryptTo", "status": "denied",
                "reasons": [{"layer": "identity", "policy": "examples/role.json", "statement": 1,
                    "sid": "NoReEncrypt", "line": 31, "column": 5, "effect": "Deny", "why": "denies it"}],
            }]}],
        }],
    });
    assert_eq!(schema::problems(&report_schema(), &example), [""; 0]);
    serde_json::from_value::<Report>(example).unwrap();
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    for format in FORMATS {
        assert_eq!(plain(format), plain(format), "{format:?}");
    }
}

#[test]
fn colour_is_written_only_on_request() {
    let mut options = options();
    options.color = true;
    assert!(rendered(&sample::report(), Format::Text, options).contains("\u{1b}["));
    for format in FORMATS {
        assert!(!plain(format).contains('\u{1b}'), "{format:?}");
    }
}

#[test]
fn lines_of_text_keep_to_the_width() {
    for width in [40, 60, 80, 120] {
        for line in text(Verbosity::Verbose, width).lines() {
            let words = line.split_whitespace().count();
            let longest = line
                .split_whitespace()
                .map(|word| word.chars().count())
                .max();
            let fits = line.chars().count() <= width.max(42);
            let cannot = words <= 2 || longest.is_some_and(|longest| longest + 18 > width);
            assert!(fits || cannot, "{width}: {line}");
        }
    }
    assert!(text(Verbosity::Verbose, 40).contains("examples/role.json:31:5"));
}

#[test]
fn hostile_names_are_escaped() {
    let report = sample::hostile();
    for format in FORMATS {
        for verbosity in [Verbosity::Quiet, Verbosity::Normal, Verbosity::Verbose] {
            let mut options = options();
            options.verbosity = verbosity;
            let out = rendered(&report, format, options);
            let out = out.replace("\r\n", "\n");
            let obeyed = |c: char| c.is_control() && !"\n\t".contains(c);
            assert!(!out.contains(obeyed), "{format:?}: {out:?}");
            if matches!(format, Format::Html | Format::Junit) {
                assert!(!out.contains("<img"), "{format:?}");
            }
            if format == Format::Text {
                assert!(!out.contains('\u{202e}'));
            }
        }
    }
}

#[test]
fn csv_contains_no_formula() {
    let csv = rendered(&sample::hostile(), Format::Csv, options());
    let cells = csv.split("\",\"").filter(|cell| cell.contains("=cmd"));
    for cell in cells {
        let start = cell.find("=cmd").unwrap();
        let before = &cell[..start];
        assert!(!before.is_empty() || cell.starts_with('\''), "{cell}");
    }
    assert!(csv.contains("\"'=cmd|"));
}

#[test]
fn a_conditional_case_fails_only_when_strict() {
    let mut strict = options();
    strict.strict = true;
    let report = sample::report();
    let failures = |options| {
        rendered(&report, Format::Junit, options)
            .matches("<failure ")
            .count()
    };
    assert_eq!(failures(options()) + 3, failures(strict));
}

#[test]
fn sarif_points_into_the_files() {
    let log: Value = serde_json::from_str(&plain(Format::Sarif)).unwrap();
    let results = log.pointer("/runs/0/results").unwrap().as_array().unwrap();
    let denied = results
        .iter()
        .find(|result| result["ruleId"] == "RC002")
        .unwrap();
    let place = &denied["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "examples/role.json");
    assert_eq!(
        place["region"],
        serde_json::json!({"startLine": 31, "startColumn": 5})
    );
    let rules = log
        .pointer("/runs/0/tool/driver/rules")
        .unwrap()
        .as_array()
        .unwrap();
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
    let suppressed = results
        .iter()
        .filter(|result| result.get("suppressions").is_some());
    assert_eq!(suppressed.count(), 1);
    assert_eq!(
        log.pointer("/runs/0/invocations/0/executionSuccessful")
            .unwrap(),
        false
    );
}
