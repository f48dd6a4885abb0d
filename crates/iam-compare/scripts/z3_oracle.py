#!/usr/bin/env python3
"""Z3 as an oracle for `iam-eval diff`: an encoding of its own, of a part of the language, in Z3's theory of strings.

    python3 -m venv /tmp/z3 && /tmp/z3/bin/pip install z3-solver
    cargo build --release -p iam-eval-cli
    /tmp/z3/bin/python crates/iam-compare/scripts/z3_oracle.py --iam-eval target/release/iam-eval --random 500 --seed 1
    /tmp/z3/bin/python crates/iam-compare/scripts/z3_oracle.py --iam-eval target/release/iam-eval pairs.jsonl

Each line of a file is {"id": ..., "old": ..., "new": ...}, two identity-based policies. Both ways of each pair are asked:
of Z3 here, and of `iam-eval diff OLD_FOLDER NEW_FOLDER --format json`. Printed is how often both say the same, how often
one of them doesn't know, and each pair of which they say different things: then the exit status is 1.

What is encoded: Effect; Action and NotAction, with * and ?; Resource and NotResource: `*`, or a pattern with six parts;
the operators StringEquals, StringNotEquals, StringLike, StringNotLike, Numeric..., Bool, Null, IpAddress and NotIpAddress
(IPv4), each also with IfExists; keys have one value or none. Pairs with anything else (set operators, variables, dates,
ARN operators, keys that follow from the caller or the resource, other elements) are counted and left out. Nothing of the
encoding is taken from the crate: it is written from docs/semantics.md (S2, S3, S5).
"""

import argparse
import collections
import ipaddress
import json
import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
import time

import z3


class Unsupported(Exception):
    """What is outside of the part that is encoded."""


def as_list(value):
    return value if isinstance(value, list) else [value]


# Patterns as regular expressions.

# Printable ASCII: the policies here name no other character, so that one of these can stand for any.
ANY = z3.Range(" ", "~")
COLON = z3.Re(":")
NO_COLON = z3.Union(z3.Range(" ", "9"), z3.Range(";", "~"))
# Of those without capitals, colons and wildcards.
ACTION = z3.Union(*[z3.Range(first, last) for first, last in ("!)", "+9", ";>", "@@", "[~")])


def concat(parts):
    parts = [part for part in parts]
    if not parts:
        return z3.Re("")
    return parts[0] if len(parts) == 1 else z3.Concat(*parts)


def union(parts):
    return parts[0] if len(parts) == 1 else z3.Union(*parts)


def wildcard(pattern):
    """S2.2, S5.4: `*` is any run of characters, `?` one."""
    symbols = {"*": z3.Star(ANY), "?": ANY}
    return concat([symbols[c] if c in symbols else z3.Re(z3.StringVal(c)) for c in pattern])


def resource_pattern(pattern):
    """S3: wildcards stay in their part, but a `*` that ends its part and those of the last part."""
    if pattern == "*":
        return z3.Star(ANY)
    if not pattern.startswith("arn:") or pattern.count(":") < 5:
        raise Unsupported("a resource of fewer than six parts")
    parts = pattern.split(":", 5)
    symbols = []
    for number, part in enumerate(parts):
        if number:
            symbols.append(COLON)
        for at, c in enumerate(part):
            is_free = number == 5 or (c == "*" and at == len(part) - 1)
            one = ANY if is_free else NO_COLON
            symbols.append({"*": z3.Star(one), "?": one}.get(c, z3.Re(z3.StringVal(c))))
    return concat(symbols)


def no_variables(texts):
    if any("${" in text for text in texts):
        raise Unsupported("a variable")
    return texts


# S9: their values are functions of other parts of the request, which isn't encoded.
DERIVED = {
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalisawsservice",
    "aws:principalservicename",
    "aws:principalservicenameslist",
    "aws:principaltype",
    "aws:resourceaccount",
    "aws:userid",
    "aws:username",
    "kms:calleraccount",
}


class Request:
    """The unknowns: an action, a resource, and for each key whether it is there and its value."""

    def __init__(self):
        self.action, self.resource = z3.String("action"), z3.String("resource")
        self.present, self.values, self.kinds = {}, {}, {}

    def key(self, name, kind):
        name = name.lower()
        if name in DERIVED:
            raise Unsupported("a key that follows from the caller or the resource")
        if self.kinds.setdefault(name, kind) != kind:
            if kind == "null":
                return name
            if self.kinds[name] != "null":
                raise Unsupported("values of different types")
            self.kinds[name] = kind
        if name not in self.present:
            self.present[name] = z3.Bool(f"has {name}")
        makers = {"string": z3.String, "number": z3.Real, "bool": z3.Bool}
        if kind == "address":
            self.values.setdefault(name, (z3.Bool(f"v6 {name}"), z3.BitVec(f"v4 {name}", 32)))
        elif kind != "null":
            self.values.setdefault(name, makers[kind](f"value {name}"))
        return name

    def space(self):
        """What docs/compare.md says that an answer is about: an action of printable ASCII without capitals, an ARN of six
        parts or no resource."""
        action = concat([z3.Plus(ACTION), COLON, z3.Plus(ACTION)])
        filled, part = z3.Plus(NO_COLON), z3.Star(NO_COLON)
        arn = concat([z3.Re("arn:"), filled, COLON, filled, COLON, part, COLON, part, COLON, z3.Plus(ANY)])
        texts = [value for value in self.values.values() if z3.is_expr(value) and z3.is_string(value)]
        return [
            z3.InRe(self.action, action),
            z3.Or(self.resource == "*", z3.InRe(self.resource, arn)),
            *[z3.InRe(text, z3.Star(ANY)) for text in texts],
        ]


COMPARISONS = {
    "Equals": lambda a, b: a == b,
    "NotEquals": lambda a, b: a != b,
    "LessThan": lambda a, b: a < b,
    "LessThanEquals": lambda a, b: a <= b,
    "GreaterThan": lambda a, b: a > b,
    "GreaterThanEquals": lambda a, b: a >= b,
}


def condition(request, operator, key, values):
    """S5.1, S5.2, S5.12: values are an OR; a negated operator is true where none matches, also where the key is absent."""
    values = [json.dumps(v) if isinstance(v, (bool, int, float)) else v for v in as_list(values)]
    if not values:
        raise Unsupported("no values")
    if_exists = operator.endswith("IfExists")
    operator = operator.removesuffix("IfExists")
    if operator == "Null":
        name = request.key(key, "null")
        wanted = {value.lower() for value in values}
        if not wanted <= {"true", "false"}:
            raise Unsupported("Null of something else")
        has = request.present[name]
        return z3.Or([z3.Not(has) if value == "true" else has for value in sorted(wanted)])
    if operator.startswith("String") and operator[6:] in ("Equals", "NotEquals", "Like", "NotLike"):
        no_variables(values)
        name = request.key(key, "string")
        value = request.values[name]
        is_negated = operator.startswith("StringNot")
        if operator.endswith("Like"):
            matches = z3.InRe(value, union([wildcard(text) for text in values]))
        else:
            matches = z3.Or([value == z3.StringVal(text) for text in values])
    elif operator.startswith("Numeric") and operator[7:] in COMPARISONS:
        name = request.key(key, "number")
        is_negated = operator == "NumericNotEquals"
        compare = COMPARISONS["Equals" if is_negated else operator[7:]]
        try:
            matches = z3.Or([compare(request.values[name], z3.RealVal(text)) for text in values])
        except z3.Z3Exception:
            raise Unsupported("a number that is none") from None
    elif operator == "Bool":
        name = request.key(key, "bool")
        is_negated = False
        if not {value.lower() for value in values} <= {"true", "false"}:
            raise Unsupported("Bool of something else")
        matches = z3.Or([request.values[name] == (value.lower() == "true") for value in values])
    elif operator in ("IpAddress", "NotIpAddress"):
        name = request.key(key, "address")
        is_negated = operator == "NotIpAddress"
        is_v6, bits = request.values[name]
        ranges = []
        for text in values:
            network = ipaddress.ip_network(text, strict=False)
            if network.version != 4:
                raise Unsupported("IPv6")
            first, last = int(network.network_address), int(network.broadcast_address)
            ranges.append(z3.And(z3.UGE(bits, first), z3.ULE(bits, last)))
        matches = z3.And(z3.Not(is_v6), z3.Or(ranges))
    else:
        raise Unsupported(f"the operator {operator}")
    has = request.present[name]
    if is_negated:
        return z3.Or(z3.Not(has), z3.Not(matches))
    return z3.Or(z3.Not(has), matches) if if_exists else z3.And(has, matches)


KNOWN = {"Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"}


def applies(request, statement):
    if set(statement) - KNOWN:
        raise Unsupported("the element " + ", ".join(sorted(set(statement) - KNOWN)))
    parts = []
    for element, negated in (("Action", False), ("NotAction", True)):
        if element in statement:
            patterns = [wildcard(text.lower()) for text in as_list(statement[element])]
            matches = z3.InRe(request.action, union(patterns))
            parts.append(z3.Not(matches) if negated else matches)
    for element, negated in (("Resource", False), ("NotResource", True)):
        if element in statement:
            patterns = [resource_pattern(text) for text in no_variables(as_list(statement[element]))]
            matches = z3.InRe(request.resource, union(patterns))
            parts.append(z3.Not(matches) if negated else matches)
    for operator, keys in statement.get("Condition", {}).items():
        parts += [condition(request, operator, key, values) for key, values in keys.items()]
    return z3.And(parts)


def allowed(request, policy):
    statements = as_list(policy["Statement"])
    by_effect = {"Allow": [], "Deny": []}
    for statement in statements:
        by_effect[statement["Effect"]].append(applies(request, statement))
    return z3.And(z3.Or(by_effect["Allow"]), z3.Not(z3.Or(by_effect["Deny"])))


def new_access(old, new, seconds):
    """`new`, `none`, or `timeout`."""
    request = Request()
    formula = z3.And(allowed(request, new), z3.Not(allowed(request, old)))
    solver = z3.Solver()
    solver.set("timeout", int(seconds * 1000))
    solver.add(*request.space(), formula)
    answer = solver.check()
    return {"sat": "new", "unsat": "none"}.get(str(answer), "timeout")


def both_ways(task):
    pair, seconds = task
    try:
        start = time.monotonic()
        answers = [new_access(pair["old"], pair["new"], seconds), new_access(pair["new"], pair["old"], seconds)]
        return answers, time.monotonic() - start
    except Unsupported as reason:
        return str(reason), 0


# Random pairs: few words, so that they meet.


class Random:
    ACTIONS = ["s3:Get*", "s3:*", "s3:GetObject", "*", "s3:?etObject", "sqs:*", "*:Get*", "s3:*Object", "s3:Put*", "sqs:SendMessage"]
    RESOURCES = ["*", "arn:aws:s3:::a*", "arn:aws:s3:::a/*", "arn:aws:s3:::?/b", "arn:aws:s3:::*/b", "arn:aws:s3:::*",
                 "arn:aws:sqs:*:111122223333:q", "arn:aws:sqs:us-*-1:*:q*", "arn:aws:s3:::ab/*", "arn:aws:sqs:*:*:?"]
    TEXTS = ["a", "b", "ab", "a*", "*b", "A", "", "?", "*", "a?"]

    def __init__(self, seed):
        self.random = random.Random(seed)

    def some(self, of, most):
        return [self.random.choice(of) for _ in range(self.random.randint(1, most))]

    def condition(self):
        pick = self.random.choice
        suffix = pick(["", "", "IfExists"])
        kind = self.random.randrange(5)
        if kind == 0:
            operator = pick(["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"])
            return f"Numeric{operator}{suffix}", "s3:max-keys", self.some(["1", "2", "2.0", "2.5", "3"], 2)
        if kind == 1:
            return f"Bool{suffix}", "aws:SecureTransport", self.some(["true", "false"], 1)
        if kind == 2:
            ranges = ["10.0.0.0/8", "10.1.0.0/16", "192.0.2.7", "0.0.0.0/1", "128.0.0.0/1"]
            return pick(["IpAddress", "NotIpAddress"]) + suffix, "aws:SourceIp", self.some(ranges, 2)
        if kind == 3:
            keys = ["s3:prefix", "aws:PrincipalTag/t", "s3:max-keys", "aws:SecureTransport", "aws:SourceIp"]
            return "Null", pick(keys), pick(["true", "false"])
        operator = pick(["StringEquals", "StringNotEquals", "StringLike", "StringNotLike"]) + suffix
        return operator, pick(["s3:prefix", "aws:PrincipalTag/t"]), self.some(self.TEXTS, 2)

    def statement(self):
        chance = self.random.random
        statement = {
            "Effect": "Deny" if chance() < 0.3 else "Allow",
            "NotAction" if chance() < 0.2 else "Action": self.some(self.ACTIONS, 3),
            "NotResource" if chance() < 0.2 else "Resource": self.some(self.RESOURCES, 3),
        }
        conditions = {}
        for _ in range(self.random.randrange(3)):
            operator, key, values = self.condition()
            conditions.setdefault(operator, {})[key] = values
        if conditions:
            statement["Condition"] = conditions
        return statement

    def pair(self, number):
        """Two versions that share statements, so that each answer is common."""
        shared = [self.statement() for _ in range(self.random.randint(1, 3))]
        sides = []
        for _ in range(2):
            kept = [s for s in shared if self.random.random() < 0.8]
            own = [self.statement() for _ in range(self.random.randrange(2))]
            statements = kept + own or [self.statement()]
            sides.append({"Version": "2012-10-17", "Statement": statements})
        return {"id": f"random-{number}", "old": sides[0], "new": sides[1]}


def ask(iam_eval, pairs):
    """What iam-eval says of each pair, both ways; None where it refuses a document."""
    with tempfile.TemporaryDirectory() as folder:
        for side in ("old", "new"):
            os.mkdir(os.path.join(folder, side))
            for number, pair in enumerate(pairs):
                with open(os.path.join(folder, side, f"{number}.json"), "w", encoding="utf-8") as file:
                    json.dump(pair[side], file)
        command = [iam_eval, "diff", "--format", "json", os.path.join(folder, "old"), os.path.join(folder, "new")]
        lines = subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()
    found = {line["file"]: [line["answer"], line["lostAnswer"]] for line in map(json.loads, lines)}
    return [found.get(f"{number}.json") for number in range(len(pairs))]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", help="pairs, a line of JSON each")
    parser.add_argument("--iam-eval", required=True, help="the program")
    parser.add_argument("--random", type=int, default=0, help="how many random pairs")
    parser.add_argument("--seed", type=int, default=1, help="of the random pairs")
    parser.add_argument("--seconds", type=float, default=10, help="how long Z3 may take for an answer")
    parser.add_argument("--jobs", type=int, default=1, help="how many processes ask Z3")
    parser.add_argument("--sample", type=int, help="so many of the pairs of the files, evenly spread")
    arguments = parser.parse_args()
    pairs = []
    for name in arguments.files:
        with open(name, encoding="utf-8") as file:
            lines = [json.loads(line) for line in file if line.strip()]
        fits = [pair for pair in lines if pair.get("kind", "identity") == "identity" and pair.get("old") and pair.get("new")]
        pairs += [{"id": pair["id"], "old": pair["old"], "new": pair["new"]} for pair in fits]
    if arguments.sample and len(pairs) > arguments.sample:
        pairs = [pairs[number * len(pairs) // arguments.sample] for number in range(arguments.sample)]
    generator = Random(arguments.seed)
    pairs += [generator.pair(number) for number in range(arguments.random)]

    answers = ask(arguments.iam_eval, pairs)
    counts, left_out, wrong, seconds = collections.Counter(), collections.Counter(), [], 0.0
    tasks = [(pair, arguments.seconds) for pair in pairs]
    with multiprocessing.Pool(arguments.jobs) as pool:
        for pair, answer, (oracle, took) in zip(pairs, answers, pool.imap(both_ways, tasks, chunksize=4)):
            seconds += took
            if answer is None:
                left_out["iam-eval refuses a document"] += 1
            elif isinstance(oracle, str):
                left_out[oracle] += 1
            else:
                for way, mine, theirs in zip(("forth", "back"), answer, oracle):
                    if theirs == "timeout":
                        counts["timeouts of Z3"] += 1
                    elif mine == "undecided":
                        counts["undecided by iam-eval"] += 1
                    elif mine == theirs:
                        counts[f"agreed: {mine}"] += 1
                    else:
                        counts["DISAGREED"] += 1
                        wrong.append(f"{pair['id']} {way}: iam-eval says {mine}, Z3 {theirs}\n{json.dumps(pair)}")
    print(f"{2 * (len(pairs) - sum(left_out.values()))} comparisons of {len(pairs)} pairs; Z3 {z3.get_version_string()} took {seconds:.0f} s")
    for name, count in sorted(counts.items()):
        print(f"  {name}: {count}")
    for name, count in left_out.most_common():
        print(f"  left out, {name}: {count} pairs")
    print("\n".join(wrong))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
