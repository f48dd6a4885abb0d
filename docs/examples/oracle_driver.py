#!/usr/bin/env python3
"""Compares two IAM policy evaluators and minimizes the scenarios in which they differ.

    oracle_driver.py --first "iam-eval evaluate -" --second "./mine" tests/conformance/*.jsonl
    oracle_driver.py --first "iam-eval evaluate -" --second "./mine" --mutants 10000 --seed 7 *.jsonl

Each evaluator is a command that reads a scenario a line and writes an answer a line, flushed:
{"id": …, "decision": "allowed" | "implicitDeny" | "explicitDeny"} or {"id": …, "error": "…"}.
The scenarios in the files are evaluated unchanged; with --mutants, more are generated from them by
recombination and mutation. Every difference is printed as a line of JSON with both answers. It is reduced as long
as the deciding layer stays the same, where the first evaluator says which that is (--explain).

At the end, standard error has the differences by cause (the pair of answers, the deciding layer and the rule of the
scenario from which the difference was made), and for each rule of docs/semantics.md how many of the scenarios in
the files the second evaluator answers as they expect, or, where they expect nothing, as the first one does.

Exit status: 0 no difference, 1 differences, 2 an evaluator failed. Needs only Python 3.8.
"""

import argparse
import collections
import copy
import json
import queue
import random
import re
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
        return self.answer(scenario)[0]

    def answer(self, scenario):
        """The decision, or "error"; and the layers that decide, where the answer has a reason."""
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
            return ("error" if "error" in answer else answer["decision"]), deciding(answer)
        except (ValueError, KeyError, TypeError):
            raise Failed(f"{self.command}: no answer: {answer!r}, asked {line}") from None


def deciding(answer):
    """The layers that decide, of an answer of `iam-eval evaluate --explain`; none of an answer without a reason.

    Levels of an organization are one layer: which of them decides may change as levels are taken away.
    """
    explanation = answer.get("explanation") or {}
    decision = answer.get("decision")

    def decides(layer):
        if decision == "explicitDeny":
            return layer.get("denies") == "yes"
        if decision == "allowed":
            return layer.get("allows") == "yes"
        return layer.get("status") == "evaluated" and layer.get("allows") != "yes"

    def name(layer):
        return layer if isinstance(layer, str) else next(iter(layer), "")

    layers = explanation.get("layers") or []
    return frozenset(name(layer.get("layer", "")) for layer in layers if decides(layer))


def keeps(before, after):
    """Whether a smaller scenario is decided by layers that decided the larger one, and by no others."""
    return after <= before and (bool(after) or not before)


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


RULES = [f"S{number}" for number in range(1, 11)]


def rule(scenario):
    """The chapter of docs/semantics.md that a scenario is about: `S7`; what names none is `other`."""
    for text in (scenario.get("source"), scenario.get("id")):
        found = re.search(r"\bS(\d+)(?=[.\s-]|$)", text) if isinstance(text, str) else None
        if found and found.group(0) in RULES:
            return found.group(0)
    return "other"


def expected(scenario, first):
    """The answer that a scenario expects; where it expects none, that of the first evaluator."""
    expect = scenario.get("expect")
    if not isinstance(expect, dict):
        return first
    return "error" if "error" in expect else expect.get("decision", first)


def say(text):
    print(text, file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = " (default: %(default)s)"
    parser.add_argument("--first", required=True, metavar="COMMAND", help="an evaluator")
    parser.add_argument("--second", required=True, metavar="COMMAND", help="the other one")
    parser.add_argument("--mutants", type=int, default=0, metavar="N", help="the number of scenarios to generate from those in the files" + default)
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="the same seed generates the same mutants" + default)
    parser.add_argument("--at-most", type=int, default=10, metavar="N", help="reduce and print this number of differences, then generate no more mutants" + default)
    parser.add_argument("--decisions-only", action="store_true", help="an error and a decision are not a difference")
    parser.add_argument("--timeout", type=float, default=10, metavar="SECONDS", help="for one answer" + default)
    parser.add_argument("files", nargs="+", metavar="FILE", help="scenarios, one per line")
    options = parser.parse_args()

    scenarios = read(options.files)
    numbers = random.Random(options.seed)
    asked = 0
    minimal = set()
    causes = collections.Counter()
    passed = collections.Counter()
    counted = collections.Counter()
    try:
        first, second = (Evaluator(command, options.timeout) for command in (options.first, options.second))

        def answers(scenario):
            """Both answers, and the layers that decide."""
            decision, layers = first.answer(scenario)
            return (decision, second.ask(scenario)), layers

        def differ(pair):
            return pair[0] != pair[1] and not (options.decisions_only and "error" in pair)

        def shrunk(scenario, pair, layers):
            def same(candidate):
                found, deciding = answers(candidate)
                return found == pair and keeps(layers, deciding)

            return shrink(scenario, same)

        def examine(scenario, pair, layers):
            small = shrunk(scenario, pair, layers)
            small["id"] = f"difference-{len(minimal) + 1}"
            key = json.dumps([small["request"], small["policies"], pair], sort_keys=True)
            if key in minimal:
                return
            minimal.add(key)
            of_rule = rule(scenario)
            layers = answers(small)[1]
            causes[(of_rule, pair, ", ".join(sorted(layers)))] += 1
            more = {"layers": sorted(layers)} if layers else {}
            found = {"first": pair[0], "second": pair[1], **more, "rule": of_rule, "from": scenario.get("id")}
            print(json.dumps({**small, **found}), flush=True)

        for scenario in scenarios:
            asked += 1
            pair, layers = answers(scenario)
            of_rule = rule(scenario)
            wanted = expected(scenario, pair[0])
            counted[of_rule] += 1
            passed[of_rule] += pair[1] == wanted or (options.decisions_only and "error" in (pair[1], wanted))
            if differ(pair) and len(minimal) < options.at_most:
                examine(scenario, pair, layers)
        for _ in range(options.mutants if scenarios else 0):
            if len(minimal) >= options.at_most:
                break
            asked += 1
            scenario = mutant(scenarios, numbers)
            pair, layers = answers(scenario)
            if differ(pair):
                examine(scenario, pair, layers)
    except (Failed, OSError, ValueError) as error:
        say(error)
        return 2
    if causes:
        say("differences by rule, answers (first / second) and deciding layers:")
    for (of_rule, pair, layers), count in sorted(causes.items(), key=lambda cause: (-cause[1], cause[0])):
        say(f"  {count:>3}  {of_rule:<5}  {pair[0]} / {pair[1]}{'  ' + layers if layers else ''}")
    say("the second evaluator's answers that are as expected, by rule:")
    for of_rule in [*RULES, "other"]:
        if counted[of_rule]:
            share = 100 * passed[of_rule] / counted[of_rule]
            say(f"  {of_rule:<5}  {passed[of_rule]:>5} of {counted[of_rule]:>5}  {share:5.1f} %")
    if len(minimal) >= options.at_most:
        say(f"stopped after {options.at_most} differences (--at-most {options.at_most}): there may be more")
    say(f"{asked} scenarios evaluated, {len(minimal)} differences")
    return 1 if minimal else 0


if __name__ == "__main__":
    sys.exit(main())
