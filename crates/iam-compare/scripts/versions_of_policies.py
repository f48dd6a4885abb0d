#!/usr/bin/env python3
"""Extracts pairs of consecutive versions of policies from a git repository with their history.

    versions_of_policies.py GIT_DIRECTORY [FOLDER] > pairs.jsonl

FOLDER (`policies` unless given) holds one JSON file a policy: a document, or what `aws iam get-policy-version`
prints. Each line of the output is {"id": …, "old": …, "new": …}. The repository zoph-io/MAMIP has the history of the
policies that AWS manages; its data is not part of this project.
"""

import json
import subprocess
import sys


def git(directory, *arguments):
    return subprocess.run(["git", "-C", directory, *arguments], check=True, capture_output=True, text=True).stdout


def versions(directory, folder):
    """The blobs of each file, oldest first."""
    log = git(directory, "log", "--reverse", "--no-renames", "--raw", "--no-abbrev", "--format=", "--", folder)
    found = {}
    for line in log.splitlines():
        if not line.startswith(":"):
            continue
        fields, path = line.split("\t", 1)
        blob = fields.split()[3]
        if set(blob) != {"0"}:
            blobs = found.setdefault(path, [])
            if not blobs or blobs[-1] != blob:
                blobs.append(blob)
    return found


def documents(directory, blobs):
    """The document of each blob that contains one."""
    asked = "".join(blob + "\n" for blob in blobs)
    process = subprocess.run(["git", "-C", directory, "cat-file", "--batch"], input=asked.encode(), capture_output=True, check=True)
    output, at, found = process.stdout, 0, {}
    while at < len(output):
        end = output.index(b"\n", at)
        parts, at = output[at:end].split(), end + 1
        if len(parts) < 3:
            continue
        size = int(parts[2])
        try:
            value = json.loads(output[at : at + size])
            document = value.get("PolicyVersion", {}).get("Document", value)
            if "Statement" in document:
                found[parts[0].decode()] = document
        except (ValueError, AttributeError):
            pass
        at += size + 1
    return found


def main():
    directory, folder = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "policies"
    history = versions(directory, folder)
    by_blob = documents(directory, sorted({blob for blobs in history.values() for blob in blobs}))
    seen = set()
    for path, blobs in sorted(history.items()):
        kept = [by_blob[blob] for blob in blobs if blob in by_blob]
        for number, (old, new) in enumerate(zip(kept, kept[1:])):
            pair = json.dumps([old, new], sort_keys=True)
            if old != new and pair not in seen:
                seen.add(pair)
                name = path.rsplit("/", 1)[-1]
                print(json.dumps({"id": f"{name}/{number}", "old": old, "new": new}))


main()
