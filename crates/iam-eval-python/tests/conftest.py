"""What the tests have in common."""

from __future__ import annotations

import json
import os
import pathlib
import sys
from collections.abc import Iterator
from typing import Any

import pytest

CRATE = pathlib.Path(__file__).resolve().parent.parent
ROOT = CRATE.parent.parent

ALICE = "arn:aws:iam::111122223333:user/alice"
ROLE = "arn:aws:iam::111122223333:role/backup"


def allow(action: str | list[str], **more: Any) -> dict[str, Any]:
    """A document with one statement."""
    statement = {"Effect": "Allow", "Action": action, "Resource": "*", **more}
    return {"Version": "2012-10-17", "Statement": statement}


def text(document: Any) -> str:
    return json.dumps(document)


def vectors() -> Iterator[tuple[str, str]]:
    """Every conformance vector and regression, with the name of its file."""
    for folder in ("conformance", "conformance-own", "regressions"):
        for path in sorted((ROOT / "tests" / folder).glob("*.jsonl")):
            for line in path.read_text(encoding="utf-8").splitlines():
                if line.strip():
                    yield path.name, line


@pytest.fixture(scope="session", autouse=True)
def _workers_use_this_python() -> None:
    # Spark's workers take the system's Python otherwise.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("PYSPARK_DRIVER_PYTHON", sys.executable)
