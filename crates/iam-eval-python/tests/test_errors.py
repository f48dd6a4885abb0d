"""What cannot be understood is an exception with a place, what was found and what was expected."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import iam_eval
import pytest
from conftest import ALICE, allow
from iam_eval import PolicySet


def test_a_policy_that_is_not_valid() -> None:
    text = '{"Version": "2012-10-17",\n "Statement": {"Effect": "allow", "Action": "*", "Resource": "*"}}'
    with pytest.raises(iam_eval.PolicyError) as raised:
        PolicySet([allow("*"), text])
    error = raised.value
    assert isinstance(error, ValueError)
    assert (error.source, error.line, error.column, error.code) == ("identity[1]", 2, 27, "effect")
    assert error.found == "the effect `allow`"
    assert str(error) == f"identity[1]:2:27: found {error.found}, expected {error.expected}"
    with pytest.raises(iam_eval.PolicyError) as raised:
        PolicySet(allow("*"), scps=[[allow("*")], [allow("*"), "{"]])
    assert raised.value.source == "scps[1][1]"
    assert raised.value.code == "json"


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (("alice", "s3:GetObject", "*"), "principal"),
        ((ALICE, "GetObject", "*"), "action"),
        ((ALICE, "s3:*", "*"), "actionPattern"),
        ((ALICE, "s3:GetObject", "bucket"), "resource"),
    ],
)
def test_a_request_that_is_malformed(request_: tuple[str, str, str], code: str) -> None:
    policies = PolicySet(allow("*"))
    for ask in (policies.evaluate, policies.explain):
        with pytest.raises(iam_eval.RequestError) as raised:
            ask(*request_)  # type: ignore[operator]
        assert raised.value.code == code


def test_exceptions_are_copied_and_pickled() -> None:
    with pytest.raises(iam_eval.PolicyError) as raised:
        PolicySet("{}")
    for again in (copy.copy(raised.value), pickle.loads(pickle.dumps(raised.value))):
        assert type(again) is iam_eval.PolicyError
        assert vars(again) == vars(raised.value)
        assert str(again) == str(raised.value)


def test_bytes_that_are_not_utf8() -> None:
    with pytest.raises(iam_eval.InputError, match="UTF-8"):
        PolicySet(b"\xff\xfe")


@pytest.mark.parametrize(
    "call",
    [
        lambda: iam_eval.validate("{}", kind="identitypolicy"),  # type: ignore[arg-type]
        lambda: iam_eval.validate("{}", resource_kind="bucket-policy"),
        lambda: iam_eval.validate("{}", suppressions="[7]"),
        lambda: iam_eval.restore_check("{}", ["ec2-restor"]),
        lambda: iam_eval.restore_check("{}").render("pdf"),  # type: ignore[arg-type]
        lambda: iam_eval.restore_check("{}", scps="{"),
        lambda: iam_eval.matrix([], [], principal=ALICE, form="wide"),
        lambda: iam_eval.matrix([], []),
    ],
)
def test_options_that_are_not_understood(call: Any) -> None:
    with pytest.raises(iam_eval.InputError, match="expected"):
        call()


def test_wrong_types_are_type_errors() -> None:
    calls: list[Any] = [
        lambda: PolicySet(allow("*")).evaluate(7, "s3:GetObject"),  # type: ignore[arg-type]
        lambda: iam_eval.compare(PolicySet(), "{}"),
        lambda: iam_eval.restore_check("{}", "ec2-restore"),
        lambda: iam_eval.matrix(["{}"], []),  # type: ignore[list-item]
        lambda: bool(iam_eval.compare(allow("*"), allow("*"))),
    ]
    for call in calls:
        with pytest.raises(TypeError):
            call()


def test_documents_without_a_text() -> None:
    within: dict[str, Any] = {}
    within["within"] = within
    deep: dict[str, Any] = {}
    for _ in range(100_000):
        deep = {"deeper": deep}
    for document in (within, deep, {"Id": float("nan")}):
        with pytest.raises(iam_eval.InputError) as error:
            iam_eval.PolicySet(document)
        assert error.value.code == "document"
    while deep:
        # Or else the interpreter frees them one within the other.
        deep = deep.pop("deeper")
    with pytest.raises(UnicodeEncodeError):
        iam_eval.PolicySet('{"Id": "\ud800"}')
    with pytest.raises(TypeError, match="documents of the type int"):
        iam_eval.PolicySet(5)  # type: ignore[arg-type]


def test_a_message_quotes_no_megabytes() -> None:
    policies = iam_eval.PolicySet([])
    for ask in (
        lambda long: policies.evaluate(long, "s3:GetObject"),
        lambda long: policies.evaluate(ALICE, long),
        lambda long: policies.evaluate(ALICE, "s3:GetObject", long),
    ):
        with pytest.raises(iam_eval.RequestError) as error:
            ask("x" * 10_000_000)
        assert len(str(error.value)) < 2000
