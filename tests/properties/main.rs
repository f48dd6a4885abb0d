//! Properties that hold for every policy and every request, tested with generated ones.
//!
//! `IAM_EVAL_CASES_TIMES=20 cargo test -p workspace-tests --test properties` runs twenty times as
//! many cases; `IAM_EVAL_SEED=fresh` uses new ones (`.ci/fresh-seeds`).

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod agreement;
mod census;
mod checker;
mod documents;
mod inputs;
mod laws;
mod matrix;
mod partial;
mod reach;
mod resources;
mod wildcards;
