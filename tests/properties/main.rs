//! Properties that hold for every policy and every request, tried on generated ones.
//!
//! `IAM_EVAL_CASES_TIMES=20 cargo test -p workspace-tests --test properties` tries twenty times as
//! many; `IAM_EVAL_SEED=fresh` tries others than each time (`.ci/fresh-seeds`).

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod agreement;
mod census;
mod checker;
mod documents;
mod laws;
mod matrix;
mod partial;
mod reach;
mod resources;
mod wildcards;
