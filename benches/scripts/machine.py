"""The machine of a measurement, which is part of every committed result."""

import datetime
import os
import platform
import subprocess


def tell(*command):
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        return done.stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def processor():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            facts = [line.split(":", 1) for line in file if ":" in line]
    except OSError:
        return platform.processor() or "unknown"
    wanted = {key.strip(): value.strip() for key, value in reversed(facts)}
    name = wanted.get("model name", "unknown")
    if "cpu family" in wanted:
        name += f" (family {wanted['cpu family']}, model {wanted.get('model', '?')})"
    return name


def describe():
    return {
        "processor": processor(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.release()}",
        "rustc": tell("rustc", "--version"),
        "commit": tell("git", "rev-parse", "--short", "HEAD"),
        "date": datetime.date.today().isoformat(),
        "load": [round(load, 1) for load in os.getloadavg()],
    }
