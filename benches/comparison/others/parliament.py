"""Analyses the policies of a folder with Parliament, as a library: its command needs a terminal.

    python parliament.py FOLDER        prints the number of findings and of exceptions
"""

import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
# This file has the name of the package.
sys.path = [entry for entry in sys.path if pathlib.Path(entry or ".").resolve() != HERE]

from parliament import analyze_policy_string, enhance_finding  # noqa: E402

findings = exceptions = 0
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.json")):
    try:
        policy = analyze_policy_string(path.read_text(encoding="utf-8"), str(path))
        findings += len([enhance_finding(finding) for finding in policy.findings])
    except Exception:  # Documents on which it ends are counted.
        exceptions += 1
print(f"{findings} findings, {exceptions} exceptions")
