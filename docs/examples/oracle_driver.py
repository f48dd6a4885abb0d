#!/usr/bin/env python3
"""Compares two IAM policy evaluators and minimizes the scenarios in which they differ.

    oracle_driver.py --first "iam-eval evaluate -" --second "./mine" tests/conformance/*.jsonl
    oracle_driver.py --first "iam-eval evaluate -" --second "./mine" --mutants 10000 --seed 7 *.jsonl

Each evaluator is a command that reads a scenario a line and writes an answer a line, flushed:
{"id": …, "decision": "allowed" | "implicitDeny" | "explicitDeny"} or {"id": …, "error": "…"}.
The scenarios in the files are evaluated unchanged; with --mutants, more are generated from them by
recombination and mutation. Every difference is printed as a line of JSON with both answers.

Exit status: 0 no difference, 1 differences, 2 an evaluator failed. Needs only Python 3.8.
"""

import argparse
import copy
import json
import queue
import random
import shlex
import subprocess
import sys
import threading


class Failed(Exception):
    """An evaluator ended, timed out, or wrote something that is not an answer."""


class Evaluator:
    """A long-lived process that evaluates one scenario after the other."""

    def __init__(self, command, seconds):
        self.command = command
        self.seconds = seconds
        self.process = subprocess.Popen(
            shlex.split(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self.lines = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line)
        self.lines.put(None)

    def ask(self, scenario):
        """The decision, or "error"."""
        line = json.dumps(scenario)
        try:
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
            answer = self.lines.get(timeout=self.seconds)
        except queue.Empty:
            raise Failed(f"{self.command}: no answer in {self.seconds} s to {line}") from None
        except OSError as error:
            raise Failed(f"{self.command}: {error}, asked {line}") from None
        if answer is None:
            raise Failed(f"{self.command}: ended, asked {line}")
        try:
            answer = json.loads(answer)
            return "error" if "error" in answer else answer["decision"]
        except (ValueError, KeyError, TypeError):
            raise Failed(f"{self.command}: no answer: {answer!r}, asked {line}") from None


# --- shrinking -----------------------------------------------------------------------------------


def places(value, path=()):
    """The paths to everything inside a value, outermost first."""
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    else:
        return
    for key, member in items:
        yield path + (key,)
        yield from places(member, path + (key,))


def get(value, path):
    for key in path:
        value = value[key]
    return value


def changed(scenario, path, new):
    """A copy in which the value at `path` is `new`."""
    result = copy.deepcopy(scenario)
    get(result, path[:-1])[path[-1]] = new
    return result


def without(scenario, path):
    """A copy without the value at `path`."""
    result = copy.deepcopy(scenario)
    del get(result, path[:-1])[path[-1]]
    return result


def smaller(scenario):
    """Scenarios that are one step smaller, the largest steps first."""
    scenario = {key: value for key, value in scenario.items() if key in ("id", "request", "policies")}
    found = [path for path in places(scenario) if path[0] != "id"]
    found.sort(key=lambda path: -len(json.dumps(get(scenario, path))))
    for path in found:
        if len(path) > 1:
            yield without(scenario, path)
    for path in found:
        value = get(scenario, path)
        if path[0] == "policies" and isinstance(value, str) and len(path) < 5:
            try:
                yield changed(scenario, path, json.loads(value))
            except ValueError:
                pass
        if isinstance(value, list) and len(value) == 1 and not isinstance(value[0], list):
            yield changed(scenario, path, value[0])
        if isinstance(value, str):
            for simple in ("*", "s3:*"):
                if len(simple) < len(value):
                    yield changed(scenario, path, simple)
            for cut in (len(value) // 2, len(value) // 4, 1):
                for at in range(0, len(value), cut or 1):
                    yield changed(scenario, path, value[:at] + value[at + cut :])


def shrink(scenario, differs):
    """A minimal scenario for which `differs` still holds, found by removing parts as long as possible."""
    steps = 0
    while True:
        size = len(json.dumps(scenario))
        for candidate in smaller(scenario):
            steps += 1
            if steps > 20_000:
                return scenario
            if len(json.dumps(candidate)) < size and differs(candidate):
                scenario = candidate
                break
        else:
            return scenario


# --- generating scenarios from scenarios ---------------------------------------------------------


def mutant(scenarios, numbers):
    """A scenario generated from two: parts are exchanged, removed, inserted or corrupted."""
    scenario = copy.deepcopy(numbers.choice(scenarios))
    for _ in range(numbers.randrange(1, 5)):
        other = numbers.choice(scenarios)
        paths = [path for path in places(scenario) if path[0] in ("request", "policies") and len(path) > 1]
        if not paths:
            break
        path = numbers.choice(paths)
        what = numbers.randrange(5)
        if what == 0:
            part = numbers.choice(("request", "policies"))
            scenario[part] = copy.deepcopy(other[part])
        elif what == 1:
            name = numbers.choice(list(other["policies"]) or ["identity"])
            scenario["policies"][name] = copy.deepcopy(other["policies"].get(name))
        elif what == 2:
            scenario = without(scenario, path)
        elif what == 3:
            same = [place for place in places(other) if type(get(other, place)) is type(get(scenario, path))]
            if same:
                scenario = changed(scenario, path, copy.deepcopy(get(other, numbers.choice(same))))
        elif isinstance(get(scenario, path), str):
            text = get(scenario, path)
            at = numbers.randrange(len(text) + 1)
            scenario = changed(scenario, path, text[:at] + numbers.choice("*?:/${}aA0 ") + text[at:])
        if not isinstance(scenario.get("policies"), dict) or "request" not in scenario:
            break
    return scenario


def read(files):
    """The scenarios of the files that have a request and policies."""
    scenarios = []
    for name in files:
        with open(name, encoding="utf-8") as file:
            for line in file:
                if line.strip():
                    scenarios.append(json.loads(line))
    return [scenario for scenario in scenarios if isinstance(scenario.get("policies"), dict)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--first", required=True, metavar="COMMAND", help="an evaluator")
    parser.add_argument("--second", required=True, metavar="COMMAND", help="the other one")
    parser.add_argument("--mutants", type=int, default=0, metavar="N", help="the number of scenarios to generate from those in the files")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="the same seed generates the same mutants")
    parser.add_argument("--at-most", type=int, default=10, metavar="N", help="stop after this number of differences")
    parser.add_argument("--decisions-only", action="store_true", help="an error and a decision are not a difference")
    parser.add_argument("--timeout", type=float, default=10, metavar="SECONDS", help="for one answer")
    parser.add_argument("files", nargs="+", metavar="FILE", help="scenarios, one per line")
    options = parser.parse_args()

    scenarios = read(options.files)
    numbers = random.Random(options.seed)
    asked = 0
    minimal = set()
    try:
        evaluators = [Evaluator(command, options.timeout) for command in (options.first, options.second)]

        def difference(scenario):
            answers = tuple(evaluator.ask(scenario) for evaluator in evaluators)
            if answers[0] == answers[1] or (options.decisions_only and "error" in answers):
                return None
            return answers

        def questions():
            yield from scenarios
            for _ in range(options.mutants if scenarios else 0):
                yield mutant(scenarios, numbers)

        for scenario in questions():
            asked += 1
            answers = difference(scenario)
            if answers is None:
                continue
            small = shrink(scenario, lambda candidate: difference(candidate) == answers)
            small["id"] = f"difference-{len(minimal) + 1}"
            key = json.dumps([small["request"], small["policies"], answers], sort_keys=True)
            if key in minimal:
                continue
            minimal.add(key)
            print(json.dumps({**small, "first": answers[0], "second": answers[1], "from": scenario.get("id")}), flush=True)
            if len(minimal) >= options.at_most:
                break
    except (Failed, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{asked} scenarios evaluated, {len(minimal)} differences", file=sys.stderr)
    return 1 if minimal else 0


if __name__ == "__main__":
    sys.exit(main())
