"""Who may do something: the answers of the library, as objects."""

from __future__ import annotations

import json
import warnings
from typing import Any

import iam_eval
import pytest
from conftest import ROOT, allow

ACCOUNT = (ROOT / "crates" / "iam-eval-cli" / "tests" / "data" / "account.json").read_text(encoding="utf-8")
ROLES = "arn:aws:iam::111122223333:role/"


def role(name: str, *identity: Any, **more: Any) -> dict[str, Any]:
    return {"arn": ROLES + name, "identity": list(identity), **more}


def test_the_example_of_the_command() -> None:
    found = iam_eval.who_can(ACCOUNT, "iam:CreateUser", name="account.json")
    assert found.answer is True
    assert found.asked == 7
    admin, deploy, ann = found.principals
    assert (admin.principal, admin.kind, admin.extent) == (ROLES + "admin", "role", "all")
    assert admin.direct is not None and admin.chain is None
    [reason] = admin.direct.reasons
    assert (reason.layer, reason.sid, reason.line, reason.column) == ("identity", "Everything", 114, 11)
    assert deploy.chain is not None and deploy.direct is None
    assert [step.assumes for step in deploy.chain.steps] == [ROLES + "admin"]
    assert ann.extent == "conditional"
    assert ann.chain is not None
    assert str(ann.chain) == f"by assuming {ROLES}deploy, then {ROLES}admin"
    assert ann.chain.steps[0].by.keys == ["aws:MultiFactorAuthPresent"]
    assert ann.chain.steps[0].by.when == "when aws:MultiFactorAuthPresent is true"
    assert not found.outsiders and not found.errors
    assert "root users are not listed" in found.assumptions[-1]


def test_it_prints_what_the_command_prints() -> None:
    page = (ROOT / "docs" / "who-can.md").read_text(encoding="utf-8")
    found = iam_eval.who_can(ACCOUNT, "iam:CreateUser", name="account.json")
    assert f"$ iam-eval who-can iam:CreateUser account.json\n{found}" in page
    arn = "arn:aws:s3:::reports/salaries/may.csv"
    found = iam_eval.who_can(ACCOUNT, "s3:GetObject", arn, name="account.json", chain=0)
    assert f"account.json --chain 0\n{found}" in page
    without = iam_eval.who_can(ACCOUNT, "sqs:SendMessage", name="account.json", chain=0, without=["permissionsBoundary"])
    assert f"--without permissionsBoundary --chain 0\n{without}" in page
    assert json.loads(found.render("json")) == found.to_dict()
    assert found.to_dict()["schemaVersion"] == 1
    assert found.render("csv").startswith("principal,kind,action")
    assert "srcdoc" in found._repr_html_()
    assert repr(found) == "<WhoCan s3:GetObject: yes, 1 of 7 principals, 0 outsiders, 0 errors>"


def test_what_is_known_of_the_requests() -> None:
    ask = iam_eval.who_can
    nobody = {"Statement": {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}}
    extents = lambda **more: [it.extent for it in ask(ACCOUNT, "iam:CreateUser", **more).principals]  # noqa: E731
    assert extents(context={"aws:MultiFactorAuthPresent": True}) == ["all", "all", "all"]
    assert extents(absent=["aws:MultiFactorAuthPresent"]) == ["all", "all"]
    assert extents(scps=[[allow("s3:*")]]) == []
    assert extents(chain=1) == ["all", "all"]
    assert extents(replace={"admin/trust": nobody}) == ["all"]
    assert ask(ACCOUNT, "iam:CreateUser", scps=[[allow("s3:*")]]).answer is False
    bob = ask(ACCOUNT, "sns:Publish", add_policies={"bob": [allow("sns:*")]}).principals
    assert "arn:aws:iam::111122223333:user/bob" in [holder.principal for holder in bob]


def test_a_resource_with_its_policy() -> None:
    policy = {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}
    found = iam_eval.who_can(role("r"), "s3:GetObject", "arn:aws:s3:::b/k", resource_policy=policy, resource_account="111122223333")
    assert [holder.extent for holder in found.principals] == ["all"]
    [everyone] = found.outsiders
    assert (everyone.principal, everyone.kind, everyone.assumes) == ("*", "everyone", None)
    denied = {"Statement": {**policy["Statement"], "Effect": "Deny"}}
    found = iam_eval.who_can(role("r", allow("*")), "s3:GetObject", "arn:aws:s3:::b/k", resource_policy=denied)
    assert found.answer is False and found.principals == []


def test_what_cannot_be_read_is_never_no() -> None:
    unreadable = {**role("x"), "identity": ["{"]}
    for documents in ([role("r"), "{"], [role("r"), unreadable], [], "{}"):
        found = iam_eval.who_can(documents, "s3:GetObject")
        assert found.answer is None
        assert found.errors or found.asked == 0
    assert iam_eval.who_can([role("r", allow("*")), "{"], "s3:GetObject").answer is True
    assert iam_eval.who_can(role("r"), "s3:GetObject").answer is False
    both = iam_eval.who_can({**role("r", allow("*")), "scps": [[allow("*")]]}, "s3:GetObject", scps=[[allow("*")]])
    assert both.errors and both.answer is None


def test_calls_that_are_refused() -> None:
    ask = iam_eval.who_can
    bucket = {"Statement": {"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}}
    other = {**role("o"), "arn": "arn:aws:iam::444455556666:role/o"}
    for refused, code in [
        (lambda: ask(ACCOUNT, "CreateUser"), "action"),
        (lambda: ask(ACCOUNT, "s3:GetObject", "bucket"), "resource"),
        (lambda: ask([role("r"), other], "s3:GetObject", "arn:aws:s3:::b/k"), "account"),
        (lambda: ask(ACCOUNT, "s3:GetObject", resource_policy=bucket), "resource"),
        (lambda: ask(ACCOUNT, "s3:GetObject", resource_account="1"), "account"),
        (lambda: ask(ACCOUNT, "s3:GetObject", context={"aws:SourceIp": "::1"}, absent=["AWS:sourceip"]), "context"),
        (lambda: ask(ACCOUNT, "s3:GetObject", add_policies={"nemo": allow("s3:*")}), "principal"),
        (lambda: ask(ACCOUNT, "s3:GetObject", replace={"nemo": allow("s3:*")}), "replace"),
        (lambda: ask(ACCOUNT, "s3:GetObject", without=["keyPolicy"]), "without"),  # type: ignore[list-item]
        (lambda: ask(ACCOUNT, "s3:GetObject").render("pdf"), "format"),  # type: ignore[arg-type]
    ]:
        with pytest.raises(iam_eval.IamEvalError) as error:
            refused()
        assert error.value.code == code, str(error.value)
    with pytest.raises(iam_eval.IamEvalError):
        ask(ACCOUNT, "s3:GetObject", scps="{")
    for wrong in (
        lambda: ask(ACCOUNT, "s3:GetObject", add_policies=[{}]),  # type: ignore[arg-type]
        lambda: bool(ask(ACCOUNT, "s3:GetObject")),
        lambda: ask(1, "s3:GetObject"),  # type: ignore[arg-type]
    ):
        with pytest.raises(TypeError):
            wrong()
    with pytest.raises(OverflowError):
        ask(ACCOUNT, "s3:GetObject", chain=-1)


def test_an_action_that_is_unknown_is_a_warning() -> None:
    with pytest.warns(UserWarning, match="is it `s3:GetObject`"):
        iam_eval.who_can(ACCOUNT, "s3:GetObjct")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        iam_eval.who_can(ACCOUNT, "s3:GetObject")
