#!/usr/bin/env python3
"""`iam-eval validate`, Parliament and iam-policy-validator on the AWS managed policies, one after the other.

    benches/scripts/managed_policies.py     fetches the policies first
    benches/comparison/linters.py           writes benches/results/linters.json

The others are installed, pinned, into a temporary folder; --python names an interpreter that has them already. Each
tool is a process on one core, which reads one file per policy and writes its findings; the time includes its start.
iam-policy-validator gets this project's catalogue as its definitions, so that it needs no network.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / "benches" / "scripts"))
import machine  # noqa: E402
import process  # noqa: E402

PARLIAMENT = "parliament==1.6.4"
VALIDATOR = "iam-policy-validator==1.31.4"
# What these write last is the number of their findings.
TELLS = ("iam-eval validate --format text", PARLIAMENT)
POLICIES = ROOT / "benches" / "data" / "managed" / "policies.jsonl"


def build(*what):
    command = ["cargo", "build", "--quiet", "--release", *what]
    subprocess.run(command, cwd=ROOT, check=True)


def run(command, folder):
    """Wall and processor time of a process, in seconds, and what it wrote last to standard error or output."""
    with open(folder / "out", "w+", encoding="utf-8") as out, open(folder / "err", "w+", encoding="utf-8") as err:
        wall, processor = process.timed(command, cwd=folder, stdout=out, stderr=err, check=False)
        err.seek(0)
        out.seek(0)
        said = err.read().splitlines() or out.read().splitlines()
    return wall, processor, said[-1][:200] if said else ""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", help="an interpreter that has both packages")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    build("-p", "iam-eval-cli")
    build("-p", "workspace-benches", "--example", "service_reference")
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        python = arguments.python or process.python_with(folder, PARLIAMENT, VALIDATOR)
        services = folder / "services"
        subprocess.run([ROOT / "target/release/examples/service_reference", services], check=True)
        policies = folder / "policies"
        policies.mkdir()
        files = []
        for line in POLICIES.read_text(encoding="utf-8").splitlines():
            policy = json.loads(line)
            file = policies / f"{policy['name']}.json"
            file.write_text(policy["document"], encoding="utf-8")
            files.append(str(file))
        ours = [str(ROOT / "target/release/iam-eval"), "validate", "--kind", "identity", "--format"]
        validator = [str(pathlib.Path(python).parent / "iam-validator"), "validate", "--path", str(policies)]
        validator += ["--policy-type", "IDENTITY_POLICY", "--format", "json", "--output", str(folder / "report.json")]
        commands = {
            "iam-eval validate --format json": [*ours, "json", *files],
            "iam-eval validate --format text": [*ours, "text", *files],
            PARLIAMENT: [python, str(HERE / "others" / "parliament.py"), str(policies)],
            VALIDATOR: [*validator, "--aws-services-dir", str(services)],
        }
        times = {name: [] for name in commands}
        said = {}
        for _ in range(arguments.rounds):
            for name, command in commands.items():
                wall, processor, said[name] = run(command, folder)
                times[name].append({"wall": round(wall, 3), "processor": round(processor, 3)})
                print(name, times[name][-1], said[name], flush=True)
        rows = [
            {
                "tool": name,
                "runs": runs,
                "leastWall": min(one["wall"] for one in runs),
                "leastProcessor": min(one["processor"] for one in runs),
                **({"said": said[name]} if name in TELLS else {}),
            }
            for name, runs in times.items()
        ]
    result = {"machine": machine.describe(), "policies": len(files), "rows": rows}
    output = ROOT / "benches" / "results" / "linters.json"
    output.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
