"""Findings about documents, comparisons, and restore permissions."""

from __future__ import annotations

import json
from typing import Any

import iam_eval
import pytest
from conftest import ALICE, ROOT, allow, text


def test_findings_have_places_in_the_text() -> None:
    document = '{"Version": "2012-10-17", "Statement": {"Sid": "Ä", "Effect": "Allow", "Action": "s3:GetObjct", "Resource": "*"}}'
    [finding] = [found for found in iam_eval.validate(document) if found.code == "INVALID_ACTION"]
    assert document[finding.start : finding.end] == "GetObjct"
    assert finding.column == finding.start + 1
    assert (finding.severity, finding.line, finding.statement) == ("ERROR", 1, 0)
    assert str(finding).startswith("1:") and "INVALID_ACTION" in str(finding)


def test_a_text_that_is_no_policy_has_findings() -> None:
    for document in ("", "{", "[]", "7", "{}", '{"Statement": 7}'):
        assert any(found.severity == "ERROR" for found in iam_eval.validate(document)), document
    assert iam_eval.validate(allow("s3:GetObject", Resource="arn:aws:s3:::b/*")) == []


def test_fixes_are_applied() -> None:
    document = text({"Version": "2012-10-17", "Statement": {"Effect": "allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}})
    assert any(found.fixable for found in iam_eval.validate(document))
    fixed = iam_eval.apply_fixes(document)
    assert json.loads(fixed)["Statement"]["Effect"] == "Allow"
    assert not any(found.fixable for found in iam_eval.validate(fixed))


def test_the_kind_of_document() -> None:
    document = allow("s3:GetObject", Resource="arn:aws:s3:::b/*", Principal="*")
    codes = {found.code for found in iam_eval.validate(document, kind="identity")}
    assert "UNSUPPORTED_ELEMENT" in codes or any("PRINCIPAL" in code for code in codes), codes


def test_comparisons() -> None:
    wide, narrow = allow("s3:Get*"), allow("s3:GetObject")
    assert iam_eval.compare(wide, narrow).is_none
    found = iam_eval.compare(narrow, wide)
    assert (found.answer, found.is_none, found.reason) == ("new", False, None)
    witness = found.witness
    assert witness is not None
    asked: Any = (witness.principal, witness.action, witness.resource, witness.context)
    account = witness.resource_account
    assert iam_eval.PolicySet(wide).evaluate(*asked, resource_account=account)
    assert not iam_eval.PolicySet(narrow).evaluate(*asked, resource_account=account)
    assert witness.action in repr(found)
    assert iam_eval.compare(narrow, wide, actions=["s3:GetObject"]).is_none
    by_alice = iam_eval.compare(narrow, wide, principal=ALICE).witness
    assert by_alice is not None and by_alice.principal == ALICE
    assert iam_eval.compare(narrow, wide, budget=1).answer in ("undecided", "new")


def test_comparisons_of_sets() -> None:
    old = iam_eval.PolicySet(allow("s3:*"), boundary=allow("s3:Get*"))
    new = iam_eval.PolicySet(allow("s3:*"), boundary=allow("s3:List*"))
    assert iam_eval.compare(old, old).is_none
    found = iam_eval.compare(old, new)
    assert found.witness is not None
    assert found.witness.action.lower().startswith("s3:list")


def test_the_example_role_lacks_two_permissions() -> None:
    document = (ROOT / "examples" / "role.json").read_text()
    report = iam_eval.restore_check(document, name="role.json")
    assert report.verdict == "fail"
    assert not report
    [principal] = report.to_dict()["principals"]
    missing = [
        action["action"]
        for of_set in principal["sets"]
        for action in of_set["actions"]
        if action["status"] in ("missing", "denied")
    ]
    assert len(missing) == 2
    for action in missing:
        assert action in str(report)
        assert action in report.render("markdown")
    assert "srcdoc" in report._repr_html_()
    assert json.loads(report.render("json")) == report.to_dict()


def test_a_role_that_may_do_everything_passes() -> None:
    role = {"arn": "arn:aws:iam::111122223333:role/r", "identity": [allow("*")]}
    report = iam_eval.restore_check(role, ["ec2-restore", "worker-deployment"])
    assert report.verdict in ("pass", "conditional"), str(report)
    own = {"Statement": {"Effect": "Allow", "Action": ["sqs:SendMessage"], "Resource": "*"}}
    assert iam_eval.restore_check(role, [own])
    narrow = {**role, "identity": [allow("sqs:Get*")]}
    assert not iam_eval.restore_check(narrow, [own])
    denied = iam_eval.restore_check(role, [own], scps=[[allow("s3:*")]])
    assert denied.verdict == "fail"


def test_what_cannot_be_read_never_passes() -> None:
    role = {"arn": "arn:aws:iam::111122223333:role/r", "identity": [allow("*")]}
    own = {"Statement": {"Effect": "Allow", "Action": ["sqs:SendMessage"], "Resource": "*"}}
    for documents in ([role, "{"], ["{}"], [], [{**role, "identity": ["{"]}]):
        report = iam_eval.restore_check(documents, [own])
        assert report.verdict is None
        assert not report
    assert iam_eval.restore_check([role, "{"], [own]).errors
    both = iam_eval.restore_check({**role, "scps": [[allow("*")]]}, [own], scps=[[allow("*")]])
    assert both.errors


def test_the_sets_are_named() -> None:
    assert iam_eval.restore_sets()[:2] == ["ec2-restore", "worker-deployment"]


def test_the_trust_of_an_appliance() -> None:
    trust = {"Statement": {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/Impersonation"}, "Action": "sts:AssumeRole"}}
    role = {"arn": "arn:aws:iam::111122223333:role/r", "identity": [allow("*")], "trustPolicy": trust}
    own = [{"Statement": {"Effect": "Allow", "Action": ["sqs:SendMessage"], "Resource": "*"}}]
    ask = iam_eval.restore_check
    assert ask(role, own, appliances=["arn:aws:iam::111122223333:role/Impersonation"])
    assert ask(role, own, appliances=["arn:aws:iam::111122223333:role/Other"]).verdict == "fail"
    with pytest.raises(iam_eval.RequestError):
        ask(role, own, appliances=[ALICE])
