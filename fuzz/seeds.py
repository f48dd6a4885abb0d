#!/usr/bin/env python3
"""Generates the seed corpus of the fuzz targets from the vectors in tests/: fuzz/corpus/TARGET/seed-…

CHANGED_COPIES=N adds N changed copies of each seed, always the same ones.
"""

import hashlib
import json
import os
import pathlib
import random

FUZZ = pathlib.Path(__file__).resolve().parent
TESTS = FUZZ.parent / "tests"
# The order of the kinds in tests/src/checks.rs.
KINDS = ["identity", "permissionsBoundary", "session", "scps", "rcps", "resource", "trust", "vpcEndpoint"]
OPERATORS = (
    "StringEquals StringNotEquals StringEqualsIgnoreCase StringNotEqualsIgnoreCase StringLike StringNotLike "
    "NumericEquals NumericNotEquals NumericLessThan NumericLessThanEquals NumericGreaterThan "
    "NumericGreaterThanEquals DateEquals DateNotEquals DateLessThan DateLessThanEquals DateGreaterThan "
    "DateGreaterThanEquals Bool BinaryEquals IpAddress NotIpAddress ArnEquals ArnNotEquals ArnLike ArnNotLike Null"
).split()


def keep(target, data):
    folder = FUZZ / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    name = "seed-" + hashlib.sha256(data).hexdigest()[:16]
    (folder / name).write_bytes(data)


def changed(data, words, numbers):
    """A copy with one to three parts removed, repeated, replaced by a word of the dictionary, or moved."""
    data = bytearray(data)
    for _ in range(numbers.randint(1, 3)):
        start = numbers.randrange(len(data) + 1)
        part = data[start : start + numbers.choice([0, 1, 1, 2, 8, 32])]
        other = numbers.choice([b"", part * 2, numbers.choice(words), numbers.randbytes(1)])
        data[start : start + len(part)] = other
        if numbers.randrange(4) == 0:
            place = numbers.randrange(len(data) + 1)
            data[place:place] = part
    return bytes(data)


def keep_changed_copies(count):
    """Of the targets whose inputs are text."""
    lines = (FUZZ / "policy.dict").read_text(encoding="utf-8").splitlines()
    words = [json.loads(line).encode() for line in lines if line.startswith('"') and "\\x" not in line]
    numbers = random.Random(2026)
    for target in ("parse", "wildcard", "condition_values", "jsonl"):
        seeds = sorted((FUZZ / "corpus" / target).glob("seed-*"))
        for data in [seed.read_bytes() for seed in seeds]:
            for _ in range(count):
                keep(target, changed(data, words, numbers))


def documents(scenario):
    """Every document of a scenario, as (kind, text)."""
    policies = scenario["policies"]
    if not isinstance(policies, dict):
        return
    request = scenario["request"]
    trust = isinstance(request, dict) and request["action"].lower() in ("sts:assumerole", "sts:tagsession")
    for layer, value in policies.items():
        kind = "trust" if layer == "resource" and trust else layer
        pending = [value]
        while pending:
            item = pending.pop()
            if isinstance(item, list):
                pending.extend(item)
            elif item is not None:
                yield kind, item if isinstance(item, str) else json.dumps(item, ensure_ascii=False)


def strings(value):
    """The members of a string or list of scalars, as text."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str):
            yield item
        elif isinstance(item, (int, float, bool)):
            yield json.dumps(item)


def comparisons(scenario):
    """Every (operator, request value, policy value) of a scenario."""
    request = scenario["request"]
    context = (request.get("context") if isinstance(request, dict) else None) or {}
    context = {key.lower(): value for key, value in context.items()}
    for _, text in documents(scenario):
        try:
            statements = json.loads(text)["Statement"]
        except (ValueError, KeyError, TypeError):
            continue
        for statement in statements if isinstance(statements, list) else [statements]:
            condition = statement.get("Condition") if isinstance(statement, dict) else None
            for operator, keys in condition.items() if isinstance(condition, dict) else ():
                name = operator.rsplit(":", 1)[-1].removesuffix("IfExists")
                if name not in OPERATORS or not isinstance(keys, dict):
                    continue
                for key, wanted in keys.items():
                    for given in strings(context.get(key.lower(), "")):
                        for value in strings(wanted):
                            yield name, given, value


def main():
    for file in sorted(TESTS.glob("conformance*/*.jsonl")) + sorted(TESTS.glob("regressions/*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            keep("jsonl", line.encode())
            scenario = json.loads(line)
            for kind, text in documents(scenario):
                keep("parse", bytes([KINDS.index(kind)]) + text.encode("utf-8", "surrogatepass"))
            for operator, given, wanted in comparisons(scenario):
                number = OPERATORS.index(operator)
                keep("condition_values", bytes([number]) + f"{given}\n{wanted}".encode())
                if operator in ("StringLike", "StringNotLike"):
                    keep("wildcard", f"{wanted}\n{given}".encode())
    for pattern, text in [("*", ""), ("a*a*a*b", "a" * 40), ("?*?", "é"), ("**a?*", "ba/:x"), ("", "x")]:
        keep("wildcard", f"{pattern}\n{text}".encode())
    for file in sorted(TESTS.glob("fixtures/*/bundle.json")) + sorted(FUZZ.parent.glob("examples/*.json")):
        keep("checker", b"\0" + file.read_bytes())
        keep("inputs", b"bundle.json\n" + file.read_bytes())
    for file in sorted((FUZZ.parent / "crates/restore-check/tests").glob("**/*")):
        if file.suffix in (".json", ".yaml", ".yml", ".tf", ".template", ".txt") and file.stat().st_size < 8192:
            keep("inputs", file.name.encode() + b"\n" + file.read_bytes())
    numbers = random.Random(1)
    for _ in range(64):
        keep("checker", b"\1" + numbers.randbytes(40))
    for _ in range(2048):
        keep("evaluate_vs_reference", numbers.randbytes(2 + 4 * numbers.randrange(4)))
    keep_changed_copies(int(os.environ.get("CHANGED_COPIES", "0")))


if __name__ == "__main__":
    main()
