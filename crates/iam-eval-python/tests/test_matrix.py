"""Many sets of policies against many actions."""

from __future__ import annotations

from typing import Any

import iam_eval
import pytest
from conftest import ALICE, ROLE, ROOT, allow, text
from iam_eval import Matrix, PolicySet

pyarrow = pytest.importorskip("pyarrow", reason="pyarrow is not installed")

ACTIONS = [*iam_eval.actions("s3"), *iam_eval.actions("sqs"), "ec2:RunInstances"]


def sets() -> list[PolicySet]:
    deny = {"Statement": {"Effect": "Deny", "Action": "s3:Delete*", "Resource": "*"}}
    return [
        PolicySet(allow("s3:Get*")),
        PolicySet([allow("*"), deny]),
        PolicySet(allow("*"), boundary=allow("sqs:*"), scps=[[allow("*")], [allow(["sqs:Send*", "s3:*"])]]),
        PolicySet(allow("*", Condition={"Bool": {"aws:SecureTransport": "true"}})),
        PolicySet([]),
    ]


@pytest.mark.parametrize("context", [{}, {"aws:SecureTransport": True}])
def test_it_agrees_with_single_requests(context: dict[str, Any]) -> None:
    compiled = Matrix(sets(), ACTIONS)
    assert len(compiled) == 5
    assert sorted(compiled.actions) == sorted(set(ACTIONS))
    expected = [
        (number, action, policies.evaluate(ROLE, action, "*", context))
        for number, policies in enumerate(sets())
        for action in compiled.actions
    ]
    long = compiled.decide(ROLE, context=context).to_pylist()
    assert [(line["row"], line["action"], line["decision"]) for line in long] == expected
    assert all(line["error"] is None for line in long)

    bits = compiled.decide(ROLE, context=context, form="bits").to_pyarrow()
    assert bits.num_rows == 5
    unpacked = []
    for number in range(5):
        allowed, denied = (bits.column(name)[number].as_py() for name in ("allowed", "explicitly_denied"))
        for place, action in enumerate(compiled.actions):
            is_set = [bool(of[place // 8] >> (place % 8) & 1) for of in (allowed, denied)]
            word = {(True, False): "allowed", (False, True): "explicitDeny", (False, False): "implicitDeny"}[tuple(is_set)]
            unpacked.append((number, action, word))
    assert unpacked == expected


def test_a_table_with_principals() -> None:
    own = text({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::home/${aws:username}/*"}})
    table = pyarrow.table(
        {
            "policies": [own, own, "{", None, own, own],
            "principal": [ALICE, ALICE.replace("alice", "bob"), ALICE, ALICE, None, "x"],
        }
    )
    compiled = Matrix(table, ["s3:GetObject", "s3:PutObject"])
    answers = compiled.decide(resource="arn:aws:s3:::home/alice/notes").to_pylist()
    by_row: dict[int, list[Any]] = {}
    for line in answers:
        by_row.setdefault(line["row"], []).append(line["decision"] or line["error"])
        assert (line["action"] is None) == (line["error"] is not None)
    assert by_row[0] == ["allowed"] * 2
    assert by_row[1] == ["implicitDeny"] * 2
    assert [len(by_row[number]) for number in (2, 3, 4, 5)] == [1] * 4
    assert "policies:1:2" in by_row[2][0]
    assert "null as `policies`" in by_row[3][0]
    assert "null as `principal`" in by_row[4][0]
    assert "the principal `x`" in by_row[5][0]
    given = compiled.decide(ALICE, "arn:aws:s3:::home/alice/notes").to_pylist()
    assert [line["decision"] for line in given if line["row"] in (0, 4, 5)] == ["allowed"] * 6
    bits = compiled.decide(resource="arn:aws:s3:::home/alice/notes", form="bits").to_pylist()
    assert [row["allowed"] and row["allowed"][0] for row in bits] == [0b11, 0, None, None, None, None]
    assert [row["error"] is None for row in bits] == [True, True, False, False, False, False]


def test_an_account_becomes_a_matrix() -> None:
    document = (ROOT / "examples" / "role.json").read_text()
    table = iam_eval.read_principals(document, name="role.json")
    [role] = table.to_pylist()
    assert role["error"] is None
    assert role["policies"]
    wanted = ["ec2:RunInstances", "ec2:CreateTags"]
    # A policy's document says nothing of its principal.
    assert role["principal"] is None
    answers = iam_eval.matrix(table, wanted, principal=ROLE).to_pylist()
    single = PolicySet(role["policies"])
    assert [line["decision"] for line in answers] == [
        single.evaluate(ROLE, action) for action in sorted(wanted, key=str.lower)
    ]
    assert all("null as `principal`" in line["error"] for line in iam_eval.matrix(table, wanted).to_pylist())


def test_a_principal_that_is_not_complete_has_an_error() -> None:
    dump = {
        "RoleDetailList": [
            {
                "Path": "/",
                "RoleName": "r",
                "RoleId": "AROAEXAMPLE",
                "Arn": "arn:aws:iam::111122223333:role/r",
                "CreateDate": "2026-01-01T00:00:00Z",
                "RolePolicyList": [],
                "AttachedManagedPolicies": [
                    {"PolicyName": "Gone", "PolicyArn": "arn:aws:iam::111122223333:policy/Gone"}
                ],
                "InstanceProfileList": [],
                "AssumeRolePolicyDocument": {
                    "Statement": {
                        "Effect": "Allow",
                        "Principal": {"Service": "ec2.amazonaws.com"},
                        "Action": "sts:AssumeRole",
                    }
                },
            }
        ],
        "UserDetailList": [],
        "GroupDetailList": [],
        "Policies": [],
    }
    table = iam_eval.read_principals(dump)
    [role] = table.to_pylist()
    assert role["policies"] is None
    assert "Gone" in role["error"]
    [line] = iam_eval.matrix(table, ["s3:GetObject"]).to_pylist()
    assert line["decision"] is None
    assert line["error"]


def test_what_is_wrong_with_actions() -> None:
    with pytest.raises(iam_eval.RequestError):
        Matrix([], ["s3:*"])
    with pytest.raises(TypeError):
        Matrix([], [7])  # type: ignore[list-item]
    assert iam_eval.matrix([], [], principal=ALICE).num_rows == 0
    assert iam_eval.matrix(sets(), [], principal=ALICE).num_rows == 0
    assert iam_eval.matrix(sets(), [], principal=ALICE, form="bits").num_rows == 5
