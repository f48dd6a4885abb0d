#!/usr/bin/env python3
"""Takes the AWS managed policies for the benchmark W2 from the PyPI package moto, pinned.

    benches/scripts/managed_policies.py            writes benches/data/managed/policies.jsonl
    benches/scripts/managed_policies.py --sample   writes the small sample that is committed
    benches/scripts/managed_policies.py --clone DIR
        takes them from a local clone of a repository with a file for each policy in `policies/`, as
        `aws iam get-policy-version` prints it, such as github.com/zoph-io/MAMIP (bare or with a work tree)

One line per policy: its name and its document, without white space. Needs pip; the package's hash is
checked. The package (Apache License 2.0) publishes the documents as AWS's API returns them.
"""

import argparse
import ast
import json
import pathlib
import subprocess
import sys
import tempfile
import zipfile

REQUIREMENT = (
    "moto==5.2.5 --hash=sha256:"
    "eef62cdcf3bfe73e0863743511ba042dfaba04ba3d5ecdcb896a196c693ad528\n"
)
MODULE = "moto/iam/aws_managed_policies.py"
VARIABLE = "aws_managed_policies_data"
DATA = pathlib.Path(__file__).resolve().parent.parent / "data"
# The sample has every nth policy by name: about thirty.
SAMPLE_STEP = 53


def package_module():
    """The text of the module that contains the policies."""
    with tempfile.TemporaryDirectory() as folder:
        requirements = pathlib.Path(folder, "requirements.txt")
        requirements.write_text(REQUIREMENT)
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--require-hashes", "--requirement", requirements, "--dest", folder]
        subprocess.run(command, check=True)
        (wheel,) = pathlib.Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            return archive.read(MODULE).decode()


def policies(module):
    """Name and document of each policy. The module is parsed as data, never run."""
    for node in ast.parse(module).body:
        names = getattr(node, "targets", [])
        if any(getattr(name, "id", None) == VARIABLE for name in names):
            found = json.loads(ast.literal_eval(node.value))
            return [(name, found[name]["Document"]) for name in sorted(found)]
    sys.exit(f"{MODULE} has no {VARIABLE}")


def cloned(folder):
    """Name and document of each policy of the newest commit of a clone."""
    git = ["git", "-C", folder]
    listed = subprocess.run([*git, "ls-tree", "--name-only", "-z", "HEAD", "policies/"], check=True, stdout=subprocess.PIPE)
    paths = [path for path in listed.stdout.decode().split("\0") if path]
    # One process for all files: a line with the length before each.
    asked = "".join(f"HEAD:{path}\n" for path in paths).encode()
    command = [*git, "cat-file", "--batch"]
    text = subprocess.run(command, check=True, input=asked, stdout=subprocess.PIPE).stdout
    found = []
    for path in paths:
        head, text = text.split(b"\n", 1)
        length = int(head.split()[-1])
        name = pathlib.PurePosixPath(path).name
        try:
            found.append((name, json.loads(text[:length])["PolicyVersion"]["Document"]))
        except (ValueError, KeyError):
            print(f"{path}: not a policy", file=sys.stderr)
        text = text[length + 1 :]
    return sorted(found)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sample", action="store_true")
    parser.add_argument("--clone", metavar="DIR")
    arguments = parser.parse_args()
    found = cloned(arguments.clone) if arguments.clone else policies(package_module())
    target = DATA / "managed" / "policies.jsonl"
    if arguments.sample:
        found = found[::SAMPLE_STEP]
        target = DATA / "managed-sample.jsonl"
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8") as file:
        for name, document in found:
            text = json.dumps(document, separators=(",", ":"))
            file.write(json.dumps({"name": name, "document": text}) + "\n")
    print(f"{len(found)} policies, {target.stat().st_size} bytes: {target}")


if __name__ == "__main__":
    main()
