"""Decides many actions for many policies with PMapper: arguments and output as those of `examples/matrix.rs`."""

import collections
import collections.abc
import json
import sys
import time

# The package was written for versions of Python that had these names here.
for name in ("Mapping", "MutableMapping"):
    if not hasattr(collections, name):
        setattr(collections, name, getattr(collections.abc, name))

from principalmapper.common import Node, Policy  # noqa: E402
from principalmapper.querying.query_interface import local_check_authorization  # noqa: E402

PRINCIPAL = "arn:aws:iam::111122223333:role/example"
RESOURCE = "arn:aws:ec2:eu-west-1:111122223333:instance/i-0123456789abcdef0"

policies, actions, step = sys.argv[1:]
with open(policies, encoding="utf-8") as file:
    documents = [json.loads(json.loads(line)["document"]) for line in list(file)[:: int(step)]]
with open(actions, encoding="utf-8") as file:
    actions = file.read().split()
start = time.perf_counter()
decisions = allowed = failed = 0
for document in documents:
    policy = Policy(PRINCIPAL, "policy", document)
    trust = {"Version": "2012-10-17", "Statement": []}
    node = Node(PRINCIPAL, "AROAEXAMPLEEXAMPLE", [policy], [], trust, None, 0, False, False, None, False, {})
    for action in actions:
        decisions += 1
        try:
            allowed += local_check_authorization(node, action, RESOURCE, {})
        except Exception:  # Questions that it cannot answer are counted.
            failed += 1
seconds = time.perf_counter() - start
print(json.dumps({"documents": len(documents), "decisions": decisions, "seconds": seconds, "allowed": allowed, "unread": 0, "failed": failed}))
