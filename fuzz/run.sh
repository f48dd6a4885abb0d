#!/usr/bin/env bash
# Runs every fuzz target, or those named, for SECONDS_EACH seconds (60): a smoke test. A long run is
#   SECONDS_EACH=1200 fuzz/run.sh
# CORPUS_ONLY=1 only runs the corpus and the regressions: always the same inputs, since new ones depend on coverage, which
# differs from run to run.
# Needs a C++ compiler and stable Rust. The targets also work with cargo-fuzz, which can minimize findings
# but isn't needed to run them: these are its flags, without a sanitizer, since the engine has no unsafe
# code.
set -euo pipefail
cd "$(dirname "$0")"

targets=("$@")
if [ "${#targets[@]}" -eq 0 ]; then
  targets=(checker inputs parse evaluate_vs_reference wildcard condition_values jsonl)
fi
host="$(rustc -vV | sed -n 's/^host: //p')"
# With an explicit target, cargo doesn't instrument build scripts and macros.
RUSTFLAGS="--cfg fuzzing -Ccodegen-units=1 -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares -Cllvm-args=-simplifycfg-branch-fold-threshold=0" \
  cargo build --release --locked --bins --target "$host"
if command -v python3 >/dev/null; then
  python3 seeds.py
fi
for target in "${targets[@]}"; do
  printf '\n== %s\n' "$target"
  mkdir -p "corpus/$target" "artifacts/$target" "regressions/$target"
  seed="${IAM_EVAL_SEED:-2026}"
  if [ "$seed" = fresh ]; then
    seed=0
  fi
  if [ -n "${CORPUS_ONLY:-}" ]; then
    limit="-runs=0"
  else
    limit="-max_total_time=${SECONDS_EACH:-60}"
  fi
  "${CARGO_TARGET_DIR:-target}/$host/release/$target" -seed="$seed" "corpus/$target" "regressions/$target" \
    -artifact_prefix="artifacts/$target/" "$limit" -timeout=10 \
    -rss_limit_mb=2048 -max_len=8192 -dict=policy.dict -print_final_stats=1 -verbosity=0
done
