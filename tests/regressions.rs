//! What once went wrong, kept: vectors of differences between the engine and the reference, and
//! inputs that a fuzzer found.

use workspace_tests::{compare, vectors};

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
