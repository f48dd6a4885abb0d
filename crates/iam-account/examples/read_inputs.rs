//! Reads inputs, compiles every principal's policies one after the other, and counts: to measure
//! what reading alone takes, for example `/usr/bin/time -v target/release/examples/read_inputs
//! account.json`.

use iam_account::Inputs;
use std::time::Instant;

fn main() {
    let begin = Instant::now();
    let mut inputs = Inputs::default();
    for path in std::env::args().skip(1) {
        inputs.add_path(&path);
    }
    let scanned = begin.elapsed();
    let mut documents = inputs.shared_documents();
    let mut problems = inputs.problems().to_vec();
    for principal in inputs.principals() {
        match principal {
            Ok(principal) => {
                documents += principal.own_documents;
                problems.extend(principal.problems);
            }
            Err(problem) => problems.push(problem),
        }
    }
    for problem in problems.iter().take(5) {
        println!("{problem}");
    }
    println!(
        "{} files, {} principals, {documents} documents, {} problems; scanned in {scanned:.2?}, all in {:.2?}",
        inputs.files(),
        inputs.len(),
        problems.len(),
        begin.elapsed(),
    );
}
