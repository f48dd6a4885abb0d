#!/usr/bin/env python3
"""Saves criterion's results: target/criterion -> benches/results/criterion.json.

    benches/scripts/record.py [TARGET_DIR …]

Medians in nanoseconds for one run of the benchmark's body, and for one element or byte if the benchmark
states their number. Several target folders are merged; later ones take precedence.
Standard library only.
"""

import json
import pathlib
import sys

import machine

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
OUTPUT = ROOT / "benches" / "results" / "criterion.json"


def measurements(target):
    """Every benchmark below a target folder, by its full name."""
    found = {}
    for path in sorted(pathlib.Path(target).glob("criterion/**/new/benchmark.json")):
        about = json.loads(path.read_text())
        estimates = json.loads((path.parent / "estimates.json").read_text())
        row = {"nanoseconds": round(estimates["median"]["point_estimate"], 2)}
        for unit, count in (about.get("throughput") or {}).items():
            row["unit"] = "byte" if unit.startswith("Bytes") else "element"
            row["count"] = count
            row["nanosecondsEach"] = round(row["nanoseconds"] / count, 4)
        found[about["full_id"]] = row
    return found


def main():
    targets = sys.argv[1:] or [ROOT / "target", ROOT / "benches" / "comparison" / "target"]
    rows = {}
    for target in targets:
        rows.update(measurements(target))
    if not rows:
        sys.exit("found no results of criterion: run `cargo bench` first")
    result = {"machine": machine.describe(), "benchmarks": rows}
    OUTPUT.parent.mkdir(exist_ok=True)
    OUTPUT.write_text(json.dumps(result, indent=1) + "\n")
    for name, row in rows.items():
        each = f"{row['nanosecondsEach']:12} ns a {row['unit']}" if "unit" in row else ""
        print(f"{row['nanoseconds']:16} ns {each:32} {name}")


if __name__ == "__main__":
    main()
