use super::{ColumnKind, Driver, Finding, Level, Location, Log, Run, Tool, file_uri};
use std::cell::Cell;
use std::io;

/// A writer with limited capacity.
#[derive(Debug)]
struct Full(usize);

impl io::Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self
            .0
            .checked_sub(bytes.len())
            .ok_or(io::ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn findings_are_made_while_they_are_written() {
    let made = Cell::new(0);
    let finding = |_| {
        made.set(made.get() + 1);
        Finding {
            rule_id: "R1".to_owned(),
            rule_index: 0,
            level: Level::Note,
            message: "something".into(),
            locations: vec![Location::in_file("a", None, None)],
            related_locations: Vec::new(),
            partial_fingerprints: [("key/v1", "1".to_owned())].into(),
            baseline_state: None,
            suppressions: Vec::new(),
        }
    };
    let driver = Driver {
        name: "t".to_owned(),
        version: "1".to_owned(),
        information_uri: None,
        rules: Vec::new(),
    };
    let log = Log::new(Run {
        tool: Tool { driver },
        column_kind: ColumnKind::UnicodeCodePoints,
        invocations: Vec::new(),
        results: (0..1_000_000).map(finding),
    });
    assert!(serde_json::to_writer(Full(10_000), &log).is_err());
    assert!(made.get() < 100, "{}", made.get());
}

#[test]
fn a_uri_contains_only_valid_characters() {
    let uri = file_uri("a:b?#%\"\n\u{e9}<>.json");
    assert_eq!(uri, "a%3Ab%3F%23%25%22%0A%C3%A9%3C%3E.json");
}

#[test]
fn positions_count_from_one() {
    let place = Location::in_file("a", None, Some(7))
        .physical_location
        .region;
    assert_eq!((place.start_line, place.start_column), (1, None));
    let place = Location::in_file("a", Some(3), Some(0))
        .physical_location
        .region;
    assert_eq!((place.start_line, place.start_column), (3, Some(1)));
}
