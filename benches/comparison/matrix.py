#!/usr/bin/env python3
"""`iam-eval matrix`, iam-rs and PMapper on the AWS managed policies and the actions of the catalogue, in one run.

    benches/scripts/managed_policies.py    fetches the policies first
    benches/comparison/matrix.py           writes benches/results/matrix.json

PMapper is installed, pinned, into a temporary folder; --python names an interpreter that has it already. Every tool
uses one core. `iam-eval` decides all actions of the catalogue for all policies, and writes the table; iam-rs every 50th
policy and PMapper every 100th, of these every 100th action: what they would take for all is extrapolated. All are asked
about the same resource, without condition keys. What a subset allows is compared.
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

PMAPPER = "principalmapper==1.1.5"
POLICIES = ROOT / "benches" / "data" / "managed" / "policies.jsonl"
RESOURCE = "arn:aws:ec2:eu-west-1:111122223333:instance/i-0123456789abcdef0"
STEPS = {"iam-rs 0.8.0": 50, PMAPPER: 100}
EVERY = 100


def timed(command, out):
    return process.timed(command, stdout=out, stderr=subprocess.DEVNULL, check=True)


def row(tool, documents, decisions, times, **more):
    wall, processor = min(wall for wall, _ in times), min(processor for _, processor in times)
    return {
        "tool": tool,
        "documents": documents,
        "decisions": decisions,
        "leastWall": round(wall, 3),
        "leastProcessor": round(processor, 3),
        "decisionsASecond": round(decisions / processor),
        **more,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", help="an interpreter that has the package")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--features", default="", help="of iam-eval-cli: `arrow` also measures that format")
    arguments = parser.parse_args()
    release = ["cargo", "build", "--quiet", "--release"]
    subprocess.run([*release, "-p", "iam-eval-cli", "--features", arguments.features], cwd=ROOT, check=True)
    subprocess.run([*release, "-p", "workspace-benches", "--example", "service_reference"], cwd=ROOT, check=True)
    subprocess.run([*release, "--example", "matrix"], cwd=HERE, check=True)
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        python = arguments.python or process.python_with(folder, PMAPPER)
        services = folder / "services"
        subprocess.run([ROOT / "target/release/examples/service_reference", services], check=True)
        actions = []
        for file in sorted(services.glob("*.json")):
            service = json.loads(file.read_text(encoding="utf-8"))
            if isinstance(service, dict):
                actions += [f"{service['Name']}:{action['Name']}" for action in service["Actions"]]
        some = folder / "actions.txt"
        some.write_text("\n".join(actions[::EVERY]) + "\n", encoding="utf-8")
        (folder / "actions.json").write_text(json.dumps(actions[::EVERY]), encoding="utf-8")
        policies = [json.loads(line) for line in POLICIES.read_text(encoding="utf-8").splitlines()]

        def lines(step):
            path = folder / f"every-{step}.jsonl"
            named = [{"name": one["name"], "policy": json.loads(one["document"])} for one in policies[::step]]
            path.write_text("".join(json.dumps(one) + "\n" for one in named), encoding="utf-8")
            return path

        ours = [str(ROOT / "target/release/iam-eval"), "matrix", "--resource", RESOURCE]
        formats = ["csv", "jsonl", *(["arrow"] if "arrow" in arguments.features else [])]
        all_lines = str(lines(1))
        commands = {name: [*ours, all_lines, "--format", name] for name in formats}
        others = {
            "iam-rs 0.8.0": [str(HERE / "target/release/examples/matrix")],
            PMAPPER: [python, str(HERE / "others" / "pmapper_matrix.py")],
        }
        times = {name: [] for name in [*formats, *others]}
        said = {}
        for number in range(arguments.rounds):
            for name, command in commands.items():
                with open(folder / f"matrix.{name}", "wb") as out:
                    times[name].append(timed(command, out))
            for name, command in others.items():
                with open(folder / "said", "w+", encoding="utf-8") as out:
                    _, processor = timed([*command, str(POLICIES), str(some), str(STEPS[name])], out)
                    out.seek(0)
                    said[name] = json.loads(out.read().splitlines()[-1])
                # Without the start of the interpreter, which the tool itself measures.
                seconds = said[name]["seconds"]
                times[name].append((seconds, min(seconds, processor)))
            print(f"round {number + 1}: {({name: runs[-1] for name, runs in times.items()})}", flush=True)
        all_decisions = len(policies) * len(actions)
        rows = []
        for name in formats:
            found = row(f"iam-eval --format {name}", len(policies), all_decisions, times[name])
            rows.append({**found, "documentsASecond": round(found["documents"] / found["leastProcessor"])})
        for name, found in said.items():
            wanted = [*ours, str(lines(STEPS[name])), "--actions", str(folder / "actions.json")]
            wanted += ["--format", "jsonl", "--decisions", "allow"]
            answers = subprocess.run(wanted, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            allowed = sum(len(json.loads(line)["allowed"]) for line in answers.stdout.splitlines())
            more = {"allowed": found["allowed"], "weAllow": allowed, "unread": found["unread"], "failed": found["failed"]}
            found = row(name, found["documents"], found["decisions"], times[name], **more)
            rows.append({**found, "secondsForAll": round(all_decisions / found["decisionsASecond"])})
    result = {"machine": machine.describe(), "policies": len(policies), "actions": len(actions), "rows": rows}
    output = ROOT / "benches" / "results" / "matrix.json"
    output.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
