//! A catalogue file that isn't one gives an error, never a panic.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use iam_catalog::{Catalog, CatalogError};

const FILE: &[u8] = include_bytes!("../data/catalog.jsonl.gz");

fn pack(text: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_ref()).unwrap();
    encoder.finish().unwrap()
}

/// A small complete catalogue.
const SMALL: &str = concat!(
    r#"{"format":1,"source":"test","version":"1","updated":"2026-01-02","licence":"MIT","#,
    r#""keys":[["a:B","String"],["a:C","ArrayOfARN"]],"services":[["a","Aaa"]],"rcp":[]}"#,
    "\n",
    r#"{"keys":[0,1],"sets":[[],[1]],"types":[["t",["arn:${Partition}:a:::t"],1]],"#,
    r#""actions":[["GetT","R",0,[[0,1,1]]],["ListT","L",0,[]]]}"#,
    "\n"
);

/// The small catalogue with one text in it replaced by another.
fn small(from: &str, to: &str) -> Result<Catalog, CatalogError> {
    assert_eq!(SMALL.matches(from).count(), 1, "{from}");
    Catalog::from_bytes(&pack(SMALL.replace(from, to)))
}

fn line_of(error: CatalogError) -> usize {
    match error {
        CatalogError::Malformed { line, .. } => line,
        other => panic!("{other}"),
    }
}

#[test]
fn a_small_catalogue_is_read() {
    let catalog = small("Aaa", "Aaa").unwrap();
    let action = catalog.action("A:gett").unwrap();
    assert_eq!(action.resource_types().next().unwrap().name(), "t");
    assert_eq!(catalog.date(), "2026-01-02");
}

#[test]
fn not_a_gzip_file() {
    for bytes in [
        &b""[..],
        b"\x1f",
        b"\x1f\x8b",
        b"{}",
        b"not a catalogue",
        &[0xff; 1000],
    ] {
        let error = Catalog::from_bytes(bytes).unwrap_err();
        assert!(matches!(error, CatalogError::Compression(_)), "{error}");
    }
}

#[test]
fn a_truncated_file() {
    for length in (0..FILE.len())
        .step_by(4_001)
        .chain(FILE.len() - 9..FILE.len())
    {
        let error = Catalog::from_bytes(&FILE[..length]).unwrap_err();
        assert!(
            matches!(error, CatalogError::Compression(_)),
            "{length}: {error}"
        );
    }
}

#[test]
fn bytes_after_the_end() {
    let error = Catalog::from_bytes(&[FILE, b"x"].concat()).unwrap_err();
    assert!(matches!(error, CatalogError::Compression(_)), "{error}");
}

#[test]
fn damaged_bytes() {
    // The checksum detects them unless the decoder does.
    for at in (10..FILE.len()).step_by(5_003) {
        let mut bytes = FILE.to_vec();
        bytes[at] ^= 0x55;
        assert!(Catalog::from_bytes(&bytes).is_err(), "{at}");
    }
}

#[test]
fn a_zip_bomb() {
    let bomb = pack(vec![b' '; 64 << 20]);
    assert!(bomb.len() < 1 << 20);
    let error = Catalog::from_bytes(&bomb).unwrap_err();
    assert_eq!(error, CatalogError::TooLarge { limit: 16 << 20 });
}

#[test]
fn text_that_is_not_a_catalogue() {
    let nested = "[".repeat(200_000);
    for text in [
        "",
        "\n",
        "{}",
        "[]",
        "null",
        "{\"format\":1}",
        "{\"format\":\"1\"}",
        &nested,
    ] {
        assert_eq!(
            line_of(Catalog::from_bytes(&pack(text)).unwrap_err()),
            1,
            "{text:.20}"
        );
    }
    assert_eq!(
        line_of(Catalog::from_bytes(&pack([0xff, 0xfe])).unwrap_err()),
        1
    );
}

#[test]
fn another_format() {
    let error = small("\"format\":1", "\"format\":2").unwrap_err();
    assert_eq!(
        error,
        CatalogError::UnsupportedFormat {
            found: 2,
            supported: 1
        }
    );
}

#[test]
fn a_wrong_header() {
    for (from, to) in [
        ("[\"a:B\",\"String\"]", "[\"a:B\",\"Nonesuch\"]"),
        ("[\"a:B\",\"String\"]", "[\"a:Z\",\"String\"]"),
        ("[\"a:B\",\"String\"]", "[\"\",null]"),
        ("[\"a:B\",\"String\"]", "[\"a:\\u0007\",null]"),
        ("[\"a:B\",\"String\"]", "[\"a:B\"]"),
        ("[\"a\",\"Aaa\"]", "[\"A\",\"Aaa\"]"),
        ("[\"a\",\"Aaa\"]", "[\"a:b\",\"Aaa\"]"),
        ("[\"a\",\"Aaa\"]", "[\"a\",\"A\\u001baa\"]"),
        ("[\"a\",\"Aaa\"]", "[\"a\",\"Aaa\"],[\"a\",\"Aaa\"]"),
        ("\"2026-01-02\"", "\"2026\\n01\""),
        ("\"rcp\":[]", "\"rcp\":[\"b\",\"a\"]"),
        ("\"licence\"", "\"license\""),
    ] {
        assert_eq!(line_of(small(from, to).unwrap_err()), 1, "{to}");
    }
}

#[test]
fn a_wrong_service() {
    for (from, to) in [
        ("\"keys\":[0,1]", "\"keys\":[0,2]"),
        ("\"keys\":[0,1]", "\"keys\":[-1]"),
        ("\"keys\":[0,1]", "\"keys\":[4294967296]"),
        ("[[],[1]]", "[[],[2]]"),
        ("[[],[1]]", "[[]]"),
        ("[[],[1]]", "[]"),
        (
            "[\"arn:${Partition}:a:::t\"],1",
            "[\"arn:${Partition}:a:::t\"],2",
        ),
        ("\"arn:${Partition}:a:::t\"", "\"arn:a:b\""),
        ("\"arn:${Partition}:a:::t\"", "\"arn:\\u001b:a:::t\""),
        ("[\"t\",", "[\"\","),
        ("\"R\",0", "\"X\",0"),
        ("\"R\",0", "\"\",0"),
        ("\"R\",0", "\"RR\",0"),
        ("\"R\",0", "\"R\",2"),
        ("[[0,1,1]]", "[[1,1,1]]"),
        ("[[0,1,1]]", "[[0,1,2]]"),
        ("[[0,1,1]]", "[[0,1]]"),
        ("\"GetT\"", "\"Get T\""),
        ("\"GetT\"", "\"Get*\""),
        ("\"GetT\"", "\"\""),
        ("\"GetT\"", "\"listt\""),
        ("\"GetT\"", "\"Zzz\""),
        ("\"types\"", "\"kinds\""),
    ] {
        assert_eq!(line_of(small(from, to).unwrap_err()), 2, "{to}");
    }
}

#[test]
fn more_or_fewer_lines_than_services() {
    let one_more = "[\"a\",\"Aaa\"],[\"b\",\"Bbb\"]";
    assert_eq!(line_of(small("[\"a\",\"Aaa\"]", one_more).unwrap_err()), 3);
    assert_eq!(line_of(small("[\"a\",\"Aaa\"]", "").unwrap_err()), 2);
}

#[test]
fn errors_name_the_problem_and_the_line() {
    let error = small("\"R\",0", "\"X\",0").map(|_| ()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "line 2 of the catalogue: unknown access level"
    );
    let error = Catalog::from_bytes(b"text").unwrap_err().to_string();
    assert!(
        error.starts_with("the catalogue is not a complete gzip file: "),
        "{error}"
    );
}

#[test]
fn any_changed_byte_is_an_error_or_a_usable_catalogue() {
    let mut read = 0;
    for at in 0..SMALL.len() {
        for byte in *b"09\"\\[]{},:$*-eA \n\0\xff" {
            let mut text = SMALL.as_bytes().to_vec();
            text[at] = byte;
            let Ok(catalog) = Catalog::from_bytes(&pack(text)) else {
                continue;
            };
            read += 1;
            let mut seen = catalog.suggest_actions("a:Get", 3).len();
            for action in catalog.actions() {
                seen += action.all_condition_keys().len();
                for used in action.resource_types() {
                    seen += used.resource_type().arn_patterns(None, None, None).len();
                }
            }
            seen += usize::from(catalog.condition_key("a:BC").is_some());
            assert!(seen < 100);
        }
    }
    assert!(read > 0);
}
