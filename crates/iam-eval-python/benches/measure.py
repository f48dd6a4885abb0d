#!/usr/bin/env python3
"""Measures the package beside the engine, on the same workloads, in the same run.

    VENV/bin/python benches/measure.py [--rows ROWS] [--others] [--output FILE]

The engine's side is `cargo run --release -p workspace-benches --example python_counterpart`. Needs pyarrow. With
`--others`, PyPI's moto (in the same virtual environment) and npm's iam-simulate (in a temporary folder) answer W1 too,
as black boxes. Times are the fastest of several runs: the machine may be shared. For tables, it is
the processor's time: one thread reads them.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import iam_eval
import pyarrow

CRATE = pathlib.Path(__file__).resolve().parent.parent
ROOT = CRATE.parent.parent
sys.path.insert(0, str(ROOT / "benches" / "scripts"))
import machine  # noqa: E402

ROLE = "arn:aws:iam::111122223333:role/veeam-restore"
SETS = ROOT / "crates" / "restore-check" / "data" / "sets"
SIMULATE = "@cloud-copilot/iam-simulate@0.1.173"


def w1_actions() -> list[str]:
    actions = []
    for name in ("ec2-restore", "worker-deployment"):
        statements = json.loads((SETS / f"{name}.json").read_text())["Statement"]
        first = statements[0] if isinstance(statements, list) else statements
        actions += first["Action"]
    return actions


def w1_policy(number: int) -> str:
    statement = {"Sid": f"Restore{number}", "Effect": "Allow", "Action": w1_actions(), "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=2)


def fastest(runs: int, work: Callable[[], Any], clock: Callable[[], float] = time.perf_counter) -> float:
    times = []
    for _ in range(runs):
        begin = clock()
        work()
        times.append(clock() - begin)
    return min(times)


def processor(runs: int, work: Callable[[], Any]) -> float:
    """The processor's time, for what one thread does for so long that others interrupt it."""
    return fastest(runs, work, time.process_time)


def engine() -> dict[str, Any]:
    command = ["cargo", "run", "--quiet", "--release", "-p", "workspace-benches", "--example", "python_counterpart"]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def calls() -> dict[str, float]:
    """Nanoseconds for one call, and for what Python itself takes to make a call that does nothing."""
    policies = iam_eval.PolicySet(w1_policy(0))
    # Short runs, and many: some of them are not interrupted by other programs.
    actions = w1_actions() * 25
    evaluate = policies.evaluate
    context = {"aws:SourceIp": "203.0.113.7", "aws:SecureTransport": True}

    def plain() -> None:
        for action in actions:
            evaluate(ROLE, action)

    def with_context() -> None:
        for action in actions:
            evaluate(ROLE, action, "*", context)

    def nothing() -> None:
        for action in actions:
            str.isascii(action)

    def explained() -> None:
        for action in actions:
            policies.explain(ROLE, action)

    many = w1_actions() * 2_000

    def alone() -> None:
        for action in many:
            evaluate(ROLE, action)

    def in_threads() -> None:
        half = many[: len(many) // 2]
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda _: [evaluate(ROLE, action) for action in half], range(2)))

    arns = [f"arn:aws:ec2:eu-west-1:111122223333:instance/i-{number}" for number in range(len(actions))]

    def other_resources() -> None:
        for action, arn in zip(actions, arns, strict=True):
            evaluate(ROLE, action, arn)

    each = 1e9 / len(actions)
    return {
        "evaluate_ns": fastest(300, plain) * each,
        "evaluate_another_resource_each_time_ns": fastest(300, other_resources) * each,
        "evaluate_with_two_keys_ns": fastest(300, with_context) * each,
        "python_call_of_nothing_ns": fastest(300, nothing) * each,
        "explain_ns": fastest(50, explained) * each,
        "many_calls_in_one_thread_ns": fastest(7, alone) * 1e9 / len(many),
        "many_calls_in_two_threads_ns": fastest(7, in_threads) * 1e9 / len(many),
    }


def w1_table(rows: int, policies: int, *, as_dictionary: bool) -> pyarrow.Table:
    actions = w1_actions()
    numbers = pyarrow.array([(row * 7919) % policies for row in range(rows)], pyarrow.int32())
    texts = pyarrow.DictionaryArray.from_arrays(numbers, [w1_policy(number) for number in range(policies)])
    if not as_dictionary:
        texts = pyarrow.chunked_array([part.cast(pyarrow.large_string()) for part in [texts]])
    columns = {
        "policies": texts,
        "principal": [ROLE] * rows,
        "action": [actions[row % len(actions)] for row in range(rows)],
        "resource": ["*"] * rows,
    }
    return pyarrow.table(columns)


def peak_megabytes_more(work: Callable[[], Any]) -> float | None:
    """How much more memory a piece of work takes, its result included; none where Linux doesn't say."""
    try:
        pathlib.Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return None

    def of(name: str) -> int:
        lines = pathlib.Path("/proc/self/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith(name)).split()[1])

    before = of("VmRSS:")
    result = work()
    after = of("VmHWM:")
    del result
    return (after - before) / 1024


def batches(rows: int) -> dict[str, Any]:
    found: dict[str, Any] = {"rows": rows, "distinct_policies": 100}
    table = w1_table(rows, 100, as_dictionary=True)
    found["input_bytes"] = table.nbytes
    found["peak_megabytes_more"] = peak_megabytes_more(lambda: iam_eval.evaluate_batch(table))
    answer = iam_eval.evaluate_batch(table)
    found["answer_bytes"] = answer.nbytes
    assert answer.to_pyarrow().column("decision").to_pylist() == ["allowed"] * rows
    per_second = {"dictionary": rows / processor(7, lambda: iam_eval.evaluate_batch(table))}
    without = processor(7, lambda: iam_eval.evaluate_batch(table, statements=False))
    per_second["dictionary, no statements"] = rows / without
    encoded = {name: table.column(name).combine_chunks() for name in table.column_names}
    for name in ("principal", "action", "resource"):
        encoded[name] = encoded[name].dictionary_encode()
    every = pyarrow.table(encoded)
    per_second["all columns dictionaries"] = rows / processor(7, lambda: iam_eval.evaluate_batch(every))
    few = rows // 10
    plain = w1_table(few, 100, as_dictionary=False)
    per_second["plain texts of 2.5 kB"] = few / processor(5, lambda: iam_eval.evaluate_batch(plain))
    distinct = table.slice(0, few).set_column(
        3, "resource", pyarrow.array([f"arn:aws:ec2:eu-west-1:111122223333:volume/vol-{row}" for row in range(few)])
    )
    per_second["a resource for each row"] = few / processor(5, lambda: iam_eval.evaluate_batch(distinct))
    found["rows_per_second"] = per_second
    return found


def matrices() -> dict[str, Any]:
    sample = (ROOT / "benches" / "data" / "managed-sample.jsonl").read_text().splitlines()
    sets = [iam_eval.PolicySet(json.loads(line)["document"]) for line in sample] * 30
    found = {}
    for name, actions in (("matrix_72", w1_actions()), ("matrix_catalogue", iam_eval.actions())):
        compiled = iam_eval.Matrix(sets, actions)
        decisions = len(compiled) * len(compiled.actions)
        of_form = {"rows": len(compiled)}
        of_form["bits"] = decisions / fastest(50, lambda m=compiled: m.decide(ROLE, form="bits"))
        if name == "matrix_72":
            of_form["long"] = decisions / fastest(25, lambda m=compiled: m.decide(ROLE))
        found[name] = of_form
    return found


def others() -> dict[str, Any]:
    """W1 by moto and by iam-simulate: nanoseconds for a decision, and how many answers agree."""
    from moto.iam.access_control import IAMPolicy, PermissionResult  # type: ignore[import-untyped]

    found: dict[str, Any] = {}
    document, actions = w1_policy(0), w1_actions()
    policies = iam_eval.PolicySet(document)
    policy = IAMPolicy({"policy_document": document, "policy_name": "policy"})
    answers = [policy.is_action_permitted(action, "*") == PermissionResult.PERMITTED for action in actions]
    agree = sum(answer == bool(policies.evaluate(ROLE, action)) for answer, action in zip(answers, actions, strict=True))
    seconds = fastest(5, lambda: [policy.is_action_permitted(action, "*") for action in actions])
    compiled_once = seconds * 1e9 / len(actions)
    whole = fastest(
        3,
        lambda: [
            IAMPolicy({"policy_document": document, "policy_name": "policy"}).is_action_permitted(action, "*")
            for action in actions
        ],
    )
    found["moto"] = {
        "ns": compiled_once,
        "ns_with_parsing": whole * 1e9 / len(actions),
        "same": agree,
        "of": len(actions),
    }
    workload = {
        "policy": document,
        "principal": ROLE,
        "questions": [{"action": action, "resource": "*", "context": {}, "allowed": True} for action in actions],
    }
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "init", "--yes"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["npm", "install", "--silent", SIMULATE], cwd=folder, check=True)
        driver = pathlib.Path(folder, "simulate.mjs")
        driver.write_text((ROOT / "benches" / "comparison" / "others" / "simulate.mjs").read_text())
        done = subprocess.run(
            ["node", str(driver)], cwd=folder, input=json.dumps(workload), stdout=subprocess.PIPE, text=True, check=True
        )
    answered = json.loads(done.stdout.splitlines()[-1])
    found["iam-simulate"] = {"ns": answered["nanosecondsEach"], "same": answered["same"], "of": len(actions)}
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--others", action="store_true")
    parser.add_argument("--output", type=pathlib.Path)
    arguments = parser.parse_args()
    result: dict[str, Any] = {"machine": {**machine.describe(), "python": platform.python_version()}}
    result["batches"] = batches(arguments.rows)
    result["engine"] = engine()
    result["calls"] = calls()
    result["matrices"] = matrices()
    if arguments.others:
        result["others"] = others()
    calls_, engine_ = result["calls"], result["engine"]
    ratios = {"call_above_engine_ns": calls_["evaluate_ns"] - engine_["w1_decision_ns"]}
    for name in ("matrix_72", "matrix_catalogue"):
        for kind in ("decisions_per_second", "kept_decisions_per_second"):
            ratios[f"{name}_bits_to_{kind}"] = result["matrices"][name]["bits"] / engine_[name][kind]
    result["ratios"] = ratios
    result["machine"]["load_after"] = machine.describe()["load"]
    text = json.dumps(result, indent=1)
    print(text)
    if arguments.output:
        arguments.output.write_text(text + "\n")


if __name__ == "__main__":
    main()
