#!/usr/bin/env python3
"""W7: role files on disk to verdicts by restore-check, cold process, warm cache. Standard library only.

    benches/scripts/end_to_end.py                    all sizes, into benches/results/w7.json
    benches/scripts/end_to_end.py --sizes 100,1000   a smaller round

Each run is a separate process, measured from its start to its end; its peak memory is reported by the
kernel (wait4). Runs with one and two threads alternate, so that other load affects both. The median
of the runs is used. The inputs come from generate_account.py: the same
arguments always give the same account.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, HERE)
import machine  # noqa: E402

GENERATE = os.path.join(ROOT, "crates", "restore-check", "scripts", "generate_account.py")
LARGE = 50_000


def build():
    """Builds the release binary. Returns its path."""
    cargo = ["cargo", "build", "--release", "--locked", "-p", "restore-check", "--message-format=json"]
    done = subprocess.run(cargo, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    messages = (json.loads(line) for line in done.stdout.splitlines())
    return [message["executable"] for message in messages if message.get("executable")][-1]


def generate(folder, roles, as_files):
    path = os.path.join(folder, f"{roles}" if as_files else f"{roles}.json")
    command = [sys.executable, GENERATE, "--roles", str(roles)]
    if as_files:
        subprocess.run(command + ["--files", path], check=True)
        return path
    with open(path, "wb") as file:
        subprocess.run(command, check=True, stdout=file)
    return path


def warm(path):
    """Reads everything once. Returns the number of bytes."""
    if os.path.isfile(path):
        files = [path]
    else:
        files = [entry.path for entry in os.scandir(path)]
    total = 0
    for file in files:
        with open(file, "rb") as opened:
            while block := opened.read(1 << 20):
                total += len(block)
    return total


def run(command, threads):
    environment = {**os.environ, "RAYON_NUM_THREADS": str(threads)}
    start = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    # 2: some of the generated documents are broken on purpose.
    if process.returncode not in (0, 1, 2):
        sys.exit(f"{command} ended with {process.returncode}")
    return {
        "seconds": seconds,
        "user": usage.ru_utime,
        "system": usage.ru_stime,
        "megabytes": usage.ru_maxrss / 1024,
    }


def cat(folder, repeat):
    """The seconds that `cat` takes to read all files of a folder: the lower limit for reading them."""
    files = sorted(entry.path for entry in os.scandir(folder))
    return round(statistics.median(run(["cat", *files], 1)["seconds"] for _ in range(repeat)), 4)


def measure(command, repeat, threads=(1, 2)):
    runs = {count: [] for count in threads}
    for _ in range(repeat):
        for count in threads:
            runs[count].append(run(command, count))
    # The maximum of the memory, the median of the time.
    return {
        str(count): {
            "seconds": round(statistics.median(each["seconds"] for each in of), 4),
            "fastest": round(min(each["seconds"] for each in of), 4),
            "user": round(statistics.median(each["user"] for each in of), 4),
            "system": round(statistics.median(each["system"] for each in of), 4),
            "megabytes": round(max(each["megabytes"] for each in of), 1),
        }
        for count, of in runs.items()
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="100,1000,5000,10000,100000")
    parser.add_argument("--repeat", type=int, default=9, help="runs of each kind; a third of that for large inputs")
    parser.add_argument("--restore-check", metavar="PATH", help="the program; built if it isn't given")
    parser.add_argument("--work", metavar="DIR", help="the folder of the generated inputs, which are kept")
    parser.add_argument("--output", default=os.path.join(ROOT, "benches", "results", "w7.json"))
    arguments = parser.parse_args()
    program = arguments.restore_check or build()
    sizes = [int(size) for size in arguments.sizes.split(",")]
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.work or temporary
        os.makedirs(folder, exist_ok=True)
        rows = []
        for as_files in (True, False):
            for size in sizes:
                path = generate(folder, size, as_files)
                size_in_bytes = warm(path)
                repeat = max(3, arguments.repeat // 3) if size >= LARGE else arguments.repeat
                for output in ["quiet"] if size != 10_000 else ["quiet", "text", "json"]:
                    how = ["--quiet"] if output == "quiet" else ["--format", output]
                    row = {
                        "input": "files" if as_files else "dump",
                        "roles": size,
                        "bytes": size_in_bytes,
                        "output": output,
                        "threads": measure([program, path, *how], repeat),
                    }
                    # More names would exceed the limit of one call.
                    if as_files and size <= 10_000 and output == "quiet":
                        row["cat"] = cat(path, repeat)
                    rows.append(row)
                    print(json.dumps(row), file=sys.stderr)
        result = {"machine": machine.describe(), "rows": rows}
        with open(arguments.output, "w", encoding="utf-8") as file:
            json.dump(result, file, indent=1)
            file.write("\n")


if __name__ == "__main__":
    main()
