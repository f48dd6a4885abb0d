#!/usr/bin/env bash
# Runs every fuzz target, or those named, for SECONDS_EACH seconds (60): a smoke test. A long run is
#   SECONDS_EACH=1200 fuzz/run.sh
# Needs cargo-fuzz and a C++ compiler; stable Rust does (no sanitizer: the engine has no unsafe code).
set -euo pipefail
cd "$(dirname "$0")"

targets=("$@")
if [ "${#targets[@]}" -eq 0 ]; then
  targets=(parse evaluate_vs_reference wildcard condition_values jsonl)
fi
python3 seeds.py
for target in "${targets[@]}"; do
  printf '\n== %s\n' "$target"
  cargo fuzz run -s none "$target" "corpus/$target" -- \
    -max_total_time="${SECONDS_EACH:-60}" -timeout=10 -rss_limit_mb=2048 -max_len=8192 \
    -dict=policy.dict -print_final_stats=1 -verbosity=0
done
