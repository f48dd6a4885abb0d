"""The stubs are what the package is, for mypy and for pyright; and its documentation is true."""

from __future__ import annotations

import doctest
import inspect
import pathlib
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import iam_eval
import pytest
from conftest import CRATE

PACKAGE = pathlib.Path(iam_eval.__file__).parent


def run(*command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=CRATE, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_mypy() -> None:
    pytest.importorskip("mypy", reason="mypy is not installed")
    run("mypy", "--strict", "python/iam_eval", "tests/typed.py")


def test_stubtest() -> None:
    """Every name, argument and default of the stubs is that of the package, and no name is missing."""
    pytest.importorskip("mypy", reason="mypy is not installed")
    run("mypy.stubtest", "iam_eval._native", "--ignore-missing-stub", "--concise", "--mypy-config-file", "pyproject.toml")


def test_pyright() -> None:
    pytest.importorskip("pyright", reason="pyright is not installed")
    try:
        run("pyright", "python/iam_eval", "tests/typed.py")
    except AssertionError as error:
        if "nodeenv" in str(error) or "URLError" in str(error):
            pytest.skip("pyright could not get the Node that it needs")
        raise


def test_the_package_says_that_it_is_typed() -> None:
    assert (PACKAGE / "py.typed").exists()
    assert (PACKAGE / "_native.pyi").exists()


def documented() -> Iterator[tuple[str, Any]]:
    for name in iam_eval.__all__:
        item = getattr(iam_eval, name)
        yield name, item
        if inspect.isclass(item) and item.__module__ == "iam_eval":
            for member, value in vars(item).items():
                if not member.startswith("_"):
                    yield f"{name}.{member}", value


def test_everything_is_documented() -> None:
    plain = {"Statement.sid", "Statement.effect", "Statement.applies", "Statement.line", "Statement.column"}
    missing = [
        name
        for name, item in documented()
        if not inspect.getdoc(item) and name not in plain and "." not in name
    ]
    assert missing == []
    functions = [name for name, item in documented() if callable(item) and not inspect.getdoc(item)]
    assert set(functions) <= {
        "BatchEvaluator.evaluate",
        "Matrix.decide",
        "RecordBatch.to_polars",
        "RecordBatch.to_pyarrow",
        "RecordBatch.to_pylist",
        "RestoreReport.render",
        "WhoCan.render",
    }


def test_the_examples_of_the_documentation() -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner()
    tried = 0
    for name, item in [("iam_eval", iam_eval), *documented()]:
        text = inspect.getdoc(item) or ""
        example = parser.get_doctest(text, {"iam_eval": iam_eval}, name, None, None)
        if example.examples:
            report: list[str] = []
            runner.run(example, out=report.append)
            assert runner.failures == 0, "".join(report)
            tried += 1
    assert tried >= 10
