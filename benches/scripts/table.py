#!/usr/bin/env python3
"""Writes the tables of docs/performance.md from benches/results. Standard library only.

A table is between `<!-- NAME -->` and `<!-- end of NAME -->`; the text around them is written by hand.
"""

import json
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
RESULTS = ROOT / "benches" / "results"
PAGE = ROOT / "docs" / "performance.md"


def load(name):
    return json.loads((RESULTS / name).read_text())


def nanoseconds(value):
    if value >= 100_000:
        return f"{value / 1_000_000:.3g} ms"
    if value >= 1_000:
        return f"{value / 1_000:.3g} µs"
    return f"{value:.3g} ns"


def times(value):
    return f"{value:,.0f} ×" if value >= 10 else f"{value:.2f} ×"


def reached(yes):
    return "reached" if yes else "**not reached**"


def table(rows):
    head = ["workload", "target", "measured", ""]
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def targets(benchmarks, w7):
    def each(name):
        return benchmarks[name]["nanosecondsEach"]

    def whole(name):
        return benchmarks[name]["nanoseconds"]

    rows = []

    def row(workload, target, measured, yes):
        rows.append([workload, target, measured, reached(yes)])

    def beside(workload, most, of, name, other):
        """The ratio of two times of one run; empty if they are not in the results yet."""
        target = f"≤ {most} × {of}"
        if name not in benchmarks or other not in benchmarks:
            rows.append([workload, target, "", "not recorded yet"])
            return
        ratio = whole(name) / whole(other)
        row(workload, target, f"{ratio:.2f} ×", ratio <= most)

    value = "`serde_json::Value`"
    w1 = each("W1/72 actions on *")
    row("W1: one decision of 72", "≤ 40 ns, no allocation", f"{nanoseconds(w1)}, none", w1 <= 40)
    names = "W1/std HashSet, lower-cased"
    beside("W1: beside a look-up of the name alone", 1.5, "a `HashSet`", "W1/72 actions on *", names)
    one = each("W2/one decision, 72 actions")
    row("W2: one decision over the managed policies", "≤ 50 ns", nanoseconds(one), one <= 50)
    for universe, least in (("72 actions", 5), ("catalogue", 10)):
        billions = 1 / each(f"W2/matrix, {universe}, no conditions")
        row(
            f"W2: matrix, {universe}, statements without conditions",
            f"≥ {least} billion a second",
            f"{billions:.1f} billion",
            billions >= least,
        )
    for universe in ("72 actions", "catalogue"):
        billions = 1 / each(f"W2/matrix, {universe}")
        rows.append([f"W2: matrix, {universe}, all policies", "", f"{billions:.1f} billion a second", ""])
    text = "W2/text to matrix, 72 actions"
    beside("W2: parse and compile", 1.0, value, "W2/parse and compile", "W2/serde_json::Value")
    beside("W2: from text to the whole matrix", 1.2, value, text, "W2/serde_json::Value")
    w3 = each("W3/1,000 requests")
    row("W3: 50 statements with conditions", "≤ 400 ns", nanoseconds(w3), w3 <= 400)
    explained = "W3/1,000 requests, explained"
    beside("W3: with reasons", 10, "without", explained, "W3/1,000 requests")
    for policy in ("W1's policy", "W3's policy"):
        name, other = f"W4/parse and compile/{policy}", f"W4/serde_json::Value/{policy}"
        beside(f"W4: parse and compile {policy}", 1.0, value, name, other)
    w5 = each("W5/1,000 requests")
    row("W5: all layers", "≤ 400 ns", nanoseconds(w5), w5 <= 400)
    kinds = ("b at the end", "b in between", "with ?")
    worst = max(whole(f"W6/{kind}/2000") for kind in kinds)
    row("W6: hostile wildcards of 2,000 bytes", "≤ 3 µs", nanoseconds(worst), worst <= 3_000)
    of_files = {r["roles"]: r for r in w7 if r["input"] == "files" and r["output"] == "quiet"}
    threads = of_files[10_000]["threads"]
    seconds, megabytes = threads["1"]["seconds"], max(threads[count]["megabytes"] for count in threads)
    row("W7: 10,000 role files, one thread", "≤ 0.5 s", f"{seconds:.2f} s", seconds <= 0.5)
    faster = seconds / threads["2"]["seconds"]
    row("W7: two threads", "≥ 1.7 × faster", f"{faster:.2f} ×", faster >= 1.7)
    beside_cat = "W7: 5,000 role files, two threads"
    if "cat" in of_files.get(5_000, {}):
        ratio = of_files[5_000]["threads"]["2"]["seconds"] / of_files[5_000]["cat"]
        row(beside_cat, "≤ 1.5 × `cat`", f"{ratio:.2f} ×", ratio <= 1.5)
    else:
        rows.append([beside_cat, "≤ 1.5 × `cat`", "", "not recorded yet"])
    row("W7: memory", "≤ 150 MB", f"{megabytes:.0f} MB", megabytes <= 150)
    return table(rows)


def others(benchmarks, foreign):
    ours = {name: benchmarks[f"beside {name}/iam-eval/decisions"]["nanosecondsEach"] for name in ("W1", "W3")}
    aims = {("W1", "iam-rs 0.8.0"): 250, ("W3", "iam-rs 0.8.0"): 100, ("W1", "iam-simulate 0.1.173"): 4_000}
    found = []
    for name in ("W1", "W3"):
        for evaluator in ("iam-rs 0.8.0", "aws-iam 0.2.2"):
            row = benchmarks.get(f"beside {name}/{evaluator}/decisions")
            if row:
                found.append((name, evaluator, row["nanosecondsEach"]))
    for row in foreign:
        evaluator = re.sub(r".*/", "", row["evaluator"]).replace("@", " ").replace("==", " ")
        found.append((row["workload"], evaluator, row["nanosecondsEach"]))
    lines = ["| workload | evaluator | a decision | iam-eval is faster by | target |", "|---|---|---|---|---|"]
    for name, evaluator, each in found:
        ratio, aim = each / ours[name], aims.get((name, evaluator))
        target = f"≥ {aim:,} ×: {reached(ratio >= aim)}" if aim else ""
        lines.append(f"| {name} | {evaluator} | {nanoseconds(each)} | {times(ratio)} | {target} |")
    for length in (100, 2_000):
        theirs = benchmarks[f"beside W6/iam-rs 0.8.0/{length}"]["nanoseconds"]
        own = benchmarks[f"beside W6/iam-eval/{length}"]["nanoseconds"]
        lines.append(
            f"| W6, {length:,} bytes | iam-rs 0.8.0 | {nanoseconds(theirs)} | {times(theirs / own)} | |"
        )
    return "\n".join(lines)


def growth(w7):
    lines = ["| input | roles | one thread | two threads | memory |", "|---|---|---|---|---|"]
    for row in (row for row in w7 if row["output"] == "quiet"):
        one, two = row["threads"]["1"], row["threads"]["2"]
        what = "files" if row["input"] == "files" else "one dump"
        lines.append(
            f"| {what}, {row['bytes'] / 1e6:,.1f} MB | {row['roles']:,} | {one['seconds']:.3g} s "
            f"| {two['seconds']:.3g} s | {max(one['megabytes'], two['megabytes']):.0f} MB |"
        )
    return "\n".join(lines)


def globset(benchmarks):
    lines = ["| | building | one look-up |", "|---|---|---|"]
    for group in ("globset, 72 actions", "globset, 50 ARNs"):
        what = group.removeprefix("globset, ")
        for name, build, look_up in (
            ("globset", "build, globset", "look up, globset"),
            ("iam-eval, a whole decision", "build, engine (from the text)", "look up, engine (a whole decision)"),
        ):
            built = benchmarks[f"{group}/{build}"]["nanoseconds"]
            found = benchmarks[f"{group}/{look_up}"]["nanosecondsEach"]
            lines.append(f"| {what}, {name} | {nanoseconds(built)} | {nanoseconds(found)} |")
    return "\n".join(lines)


def machine(results):
    about = results["machine"]
    return (
        f"{about['processor']}, {about['cores']} cores, {about['system']}, {about['rustc']}; {about['date']}, "
        f"commit {about['commit']}."
    )


def main():
    results, w7 = load("criterion.json"), load("w7.json")["rows"]
    benchmarks = results["benchmarks"]
    page = PAGE.read_text()
    for name, text in (
        ("machine", machine(results)),
        ("targets", targets(benchmarks, w7)),
        ("others", others(benchmarks, load("others.json")["rows"])),
        ("growth", growth(w7)),
        ("globset", globset(benchmarks)),
    ):
        begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
        before, rest = page.split(begin)
        page = before + begin + text + "\n" + end + rest.split(end, 1)[1]
    PAGE.write_text(page)


if __name__ == "__main__":
    main()
