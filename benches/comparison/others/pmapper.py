"""Runs a workload, read from standard input as JSON, with PMapper."""

import collections
import collections.abc
import json
import statistics
import sys
import time

# The package was written for versions of Python that had these names here.
for name in ("Mapping", "MutableMapping"):
    if not hasattr(collections, name):
        setattr(collections, name, getattr(collections.abc, name))

from principalmapper.common import Node, Policy  # noqa: E402
from principalmapper.querying.query_interface import local_check_authorization  # noqa: E402

workload = json.load(sys.stdin)
document = workload["policy"]
if isinstance(document, str):
    document = json.loads(document)
principal = workload["principal"]
policy = Policy(principal, "policy", document)
trust = {"Version": "2012-10-17", "Statement": []}
node = Node(principal, "AROAEXAMPLEEXAMPLE", [policy], [], trust, None, 0, False, False, None, False, {})

times, same, different, because = [], 0, 0, {}
for question in workload["questions"]:
    start = time.perf_counter_ns()
    try:
        answer = local_check_authorization(
            node, question["action"], question["resource"], question["context"]
        )
    except Exception as error:  # Questions that it cannot answer are counted.
        because[type(error).__name__] = because.get(type(error).__name__, 0) + 1
        continue
    times.append(time.perf_counter_ns() - start)
    if answer == question["allowed"]:
        same += 1
    else:
        different += 1
print(
    json.dumps(
        {
            "nanosecondsEach": statistics.median(times) if times else None,
            "same": same,
            "different": different,
            "cannot": sum(because.values()),
            "because": because,
        }
    )
)
