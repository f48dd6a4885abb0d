#!/usr/bin/env python3
"""W1 and W3 with evaluators that aren't written in Rust: iam-simulate (npm) and PMapper (PyPI).

    benches/comparison/others.py            writes benches/results/others.json

Both are installed, pinned, into a temporary folder and used through their public interfaces, as black
boxes. Needs npm and Node, and Python with venv and pip. Questions that one of them cannot answer are counted,
as are answers that differ from those of this project's engine.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / "benches" / "scripts"))
import machine  # noqa: E402

SIMULATE = "@cloud-copilot/iam-simulate@0.1.173"
PMAPPER = "principalmapper==1.1.5"


def workload(name):
    command = ["cargo", "run", "--quiet", "--release", "-p", "workspace-benches", "--example", "workload", "--", name]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)


def ask(command, folder, asked, **options):
    """Runs a driver, which reads the workload and prints its medians and the number of agreeing answers."""
    done = subprocess.run(
        command, cwd=folder, input=json.dumps(asked), stdout=subprocess.PIPE, text=True, check=True, **options
    )
    return json.loads(done.stdout.splitlines()[-1])


def main():
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "init", "--yes"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["npm", "install", "--silent", SIMULATE], cwd=folder, check=True)
        subprocess.run([sys.executable, "-m", "venv", "venv"], cwd=folder, check=True)
        python = os.path.join(folder, "venv", "bin", "python")
        subprocess.run([python, "-m", "pip", "install", "--quiet", PMAPPER], cwd=folder, check=True)
        driver = pathlib.Path(folder, "simulate.mjs")
        driver.write_text((HERE / "others" / "simulate.mjs").read_text())
        for name in ("W1", "W3"):
            asked = workload(name)
            for evaluator, command in (
                (SIMULATE, ["node", str(driver)]),
                (PMAPPER, [python, str(HERE / "others" / "pmapper.py")]),
            ):
                row = {"workload": name, "evaluator": evaluator, **ask(command, folder, asked)}
                rows.append(row)
                print(json.dumps(row))
    result = {"machine": machine.describe(), "rows": rows}
    output = ROOT / "benches" / "results" / "others.json"
    output.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
