"""The interpreter is free while Rust works, and sets may be shared."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import iam_eval
import pytest
from conftest import ALICE, allow, text


@contextmanager
def only_voluntary_switches() -> Iterator[None]:
    """Threads that hold the interpreter keep it, unless they give it away."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(60)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def others_run_during(work: Callable[[], object]) -> bool:
    """Whether another thread gets the interpreter between the beginning of the work and its end."""
    seen = threading.Event()
    at_work = False

    def look() -> None:
        while not seen.is_set():
            if at_work:
                seen.set()
            # Gives the interpreter away.
            threading.Event().wait(0.0005)

    with only_voluntary_switches():
        other = threading.Thread(target=look)
        other.start()
        at_work = True
        work()
        ran = seen.is_set()
        at_work = False
        seen.set()
        other.join()
    return ran


def test_the_measure_can_fail() -> None:
    assert not others_run_during(lambda: sum(range(20_000_000)))


def test_others_run_while_a_batch_is_answered() -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    rows = 400_000
    policy = text(allow([f"s3:Action{index}" for index in range(100)]))
    table = pyarrow.table(
        {
            "policies": pyarrow.array([policy]).dictionary_encode().take(pyarrow.array([0] * rows)),
            "principal": [ALICE] * rows,
            "action": ["s3:GetObject"] * rows,
            "resource": [f"arn:aws:s3:::bucket/{index}" for index in range(rows)],
        }
    )
    assert others_run_during(lambda: iam_eval.evaluate_batch(table))


def test_others_run_while_policies_are_compiled_and_compared() -> None:
    statements = [
        {"Effect": "Allow", "Action": f"s3:Get{index}*", "Resource": f"arn:aws:s3:::b{index}/*"} for index in range(20_000)
    ]
    big = text({"Version": "2012-10-17", "Statement": statements})
    assert others_run_during(lambda: iam_eval.PolicySet(big))
    assert others_run_during(lambda: iam_eval.validate(big))


def test_threads_share_a_set_and_an_evaluator() -> None:
    policies = iam_eval.PolicySet(allow("s3:Get*"))
    pyarrow = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    evaluator = iam_eval.BatchEvaluator()

    def ask(index: int) -> bool:
        action = "s3:GetObject" if index % 2 else "s3:PutObject"
        single = policies.evaluate(ALICE, action, "arn:aws:s3:::b/k")
        own = text(allow(f"s3:{'Get' if index % 3 else 'List'}*"))
        table = pyarrow.table(
            {"policies": [own], "principal": [ALICE], "action": [action], "resource": ["arn:aws:s3:::b/k"]}
        )
        [row] = evaluator.evaluate(table).to_pylist()
        expected = "allowed" if index % 2 and index % 3 else "implicitDeny"
        return bool(single) == bool(index % 2) and row["decision"] == expected

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(2_000)))
