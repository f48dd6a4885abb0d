//! What once went wrong, kept: vectors of differences between the engine and the reference, and
//! inputs that a fuzzer found.

use workspace_tests::{checks, compare, vectors};

#[test]
fn differences_stay_decided() {
    let mut wrong = Vec::new();
    for file in vectors::files("regressions") {
        for line in vectors::lines_of(&file) {
            wrong.extend(vectors::mistake(&line));
            wrong.extend(compare::difference(&line));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_a_fuzzer_found_stays_right() {
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
