"""Single requests."""

from __future__ import annotations

import copy
import json
import pickle
from collections import OrderedDict
from types import MappingProxyType
from typing import Any

import iam_eval
import pytest
from conftest import ALICE, ROLE, allow, text
from iam_eval import Decision, PartialDecision, PolicySet


def test_documents_are_texts_bytes_or_mappings() -> None:
    document = allow("s3:Get*")
    for given in (
        text(document),
        "\ufeff" + text(document),
        text(document).encode(),
        document,
        OrderedDict(document),
        MappingProxyType(document),
    ):
        for identity in (given, [given], (given,)):
            decision = PolicySet(identity).evaluate(ALICE, "s3:GetObject", "arn:aws:s3:::b/k")
            assert decision is Decision.ALLOWED


@pytest.mark.parametrize("document", [7, None, object(), ["a"], [None]])
def test_something_else_is_no_document(document: Any) -> None:
    with pytest.raises((TypeError, iam_eval.PolicyError)):
        PolicySet([document])


def test_levels_are_lists_of_lists() -> None:
    everything = allow("*")
    policies = PolicySet(everything, scps=[[everything], [everything, allow("s3:*")], []])
    assert policies.evaluate(ALICE, "s3:ListAllMyBuckets") is Decision.IMPLICIT_DENY
    policies = PolicySet(everything, scps=[[everything], [allow("s3:*")]])
    assert policies.evaluate(ALICE, "s3:ListAllMyBuckets") is Decision.ALLOWED
    assert policies.evaluate(ALICE, "ec2:RunInstances") is Decision.IMPLICIT_DENY
    for flat in (everything, text(everything), [everything], [text(everything)]):
        with pytest.raises(TypeError, match="a list of levels"):
            PolicySet(everything, scps=flat)


def test_every_layer_counts() -> None:
    everything = allow("*")
    deny = {"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}
    deny_all: Any = {"Statement": {"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}}
    asked = (ROLE, "sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:q")
    assert PolicySet(everything).evaluate(*asked)
    layers: list[dict[str, Any]] = [
        {"boundary": deny},
        {"session": [everything, deny]},
        {"session": deny},
        {"scps": [[everything, deny]]},
        {"rcps": [[{"Statement": {**deny_all["Statement"], "Action": "sqs:*"}}]]},
        {"resource": deny_all},
        {"vpc_endpoint": deny_all},
    ]
    for layer in layers:
        policies = PolicySet(everything, **layer)
        assert policies.evaluate(*asked) is Decision.EXPLICIT_DENY, layer
        [name] = layer
        assert policies.explain(*asked).deciding[0].policy.startswith(name)


def test_trust_policies() -> None:
    trust = {"Statement": {"Effect": "Allow", "Principal": {"AWS": ALICE}, "Action": "sts:AssumeRole"}}
    policies = PolicySet(trust=trust)
    assert policies.evaluate(ALICE, "sts:AssumeRole", ROLE)
    with pytest.raises(iam_eval.PolicyError, match="second"):
        PolicySet(trust=trust, resource=allow("s3:*", Principal="*"))


def test_the_truth_of_decisions() -> None:
    assert [bool(decision) for decision in Decision] == [True, False, False]
    assert [bool(decision) for decision in PartialDecision] == [True, False, False, False, False]
    assert f"{Decision.IMPLICIT_DENY:>14}" == "  implicitDeny"
    assert json.dumps(Decision.ALLOWED) == '"allowed"'
    assert pickle.loads(pickle.dumps(Decision.ALLOWED)) is Decision.ALLOWED


def test_contexts() -> None:
    def asked(operator: str, value: Any, given: Any) -> Decision:
        condition = {operator: {"aws:x": value}}
        return PolicySet(allow("*", Condition=condition)).evaluate(ALICE, "s3:ListAllMyBuckets", context={"AWS:X": given})

    assert asked("Bool", "true", True)
    assert not asked("Bool", "true", False)
    assert asked("NumericEquals", "10", 10)
    assert asked("NumericEquals", "1.5", 1.5)
    assert asked("StringEquals", "a", "a")
    for several in (["b", "a"], ("b", "a"), {"b", "a"}, frozenset(["b", "a"])):
        assert asked("ForAnyValue:StringEquals", "a", several)
        assert not asked("ForAllValues:StringEquals", "a", several)
    for wrong in (None, {"a": "b"}, object(), float("nan"), float("inf"), [["a"]], b"a"):
        with pytest.raises(iam_eval.RequestError) as raised:
            asked("StringEquals", "a", wrong)
        assert raised.value.code == "context"
    with pytest.raises(iam_eval.RequestError, match="second time"):
        PolicySet(allow("*")).evaluate(ALICE, "s3:ListAllMyBuckets", context={"aws:x": "a", "AWS:X": "b"})
    with pytest.raises(iam_eval.RequestError, match="dict"):
        PolicySet(allow("*")).evaluate(ALICE, "s3:ListAllMyBuckets", context=[("a", "b")])  # type: ignore[arg-type]


def test_the_owner_of_a_resource() -> None:
    bucket = allow("s3:*", Principal={"AWS": ALICE})
    asked = (ALICE, "s3:GetObject", "arn:aws:s3:::b/k")
    assert PolicySet(resource=bucket).evaluate(*asked, resource_account="111122223333")
    assert not PolicySet(resource=bucket).evaluate(*asked, resource_account="444455556666")
    with pytest.raises(iam_eval.RequestError, match="12 digits"):
        PolicySet(resource=bucket).evaluate(*asked, resource_account="4444")


def test_partial_evaluation() -> None:
    condition = {"Bool": {"aws:SecureTransport": "true"}}
    policies = PolicySet(allow("s3:*", Condition=condition))
    asked = (ALICE, "s3:GetObject", "arn:aws:s3:::b/k")
    assert policies.evaluate_partial(*asked) is PartialDecision.DEPENDS
    assert policies.evaluate_partial(*asked, unknown=["aws:SecureTransport"]) is PartialDecision.DEPENDS
    assert policies.evaluate_partial(*asked, unknown=["aws:SourceIp"]) is PartialDecision.IMPLICIT_DENY
    assert policies.evaluate_partial(*asked, unknown=[]) is PartialDecision.IMPLICIT_DENY
    known = {"aws:SecureTransport": True}
    assert policies.evaluate_partial(*asked, context=known) is PartialDecision.ALLOWED
    explanation = policies.explain_partial(*asked)
    assert explanation.residual == "when aws:SecureTransport is true"
    assert not explanation
    assert policies.explain_partial(*asked, context=known).residual is None
    with pytest.raises(TypeError, match="a list of condition keys"):
        policies.evaluate_partial(*asked, unknown="aws:SourceIp")


def test_partial_evaluation_of_resources() -> None:
    policies = PolicySet({"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::logs/*"}})
    ask = policies.evaluate_partial
    own = "111122223333"
    assert ask(ALICE, "s3:GetObject") is PartialDecision.DEPENDS
    assert ask(ALICE, "s3:GetObject", "arn:aws:s3:::logs/2026/*") is PartialDecision.ALLOWED
    assert ask(ALICE, "s3:GetObject", "arn:aws:s3:::logs/2026/*", resource_account=own) is PartialDecision.ALLOWED
    assert ask(ALICE, "s3:GetObject", "arn:aws:s3:::logs/2026") is PartialDecision.ALLOWED
    assert ask(ALICE, "s3:GetObject", resource_account=own) is PartialDecision.DEPENDS
    assert ask(ALICE, "s3:GetObject", "arn:aws:s3:::logs/2026", resource_account="444455556666") is PartialDecision.IMPLICIT_DENY
    assert ask(ALICE, "s3:GetObject", "arn:aws:s3:::data/*") is PartialDecision.IMPLICIT_DENY


def test_explanations() -> None:
    document = {
        "Statement": [
            {"Sid": "All", "Effect": "Allow", "Action": "s3:*", "Resource": "*"},
            {"Sid": "No", "Effect": "Deny", "Action": "s3:Delete*", "Resource": "*"},
        ]
    }
    explanation = PolicySet([document]).explain(ALICE, "s3:DeleteObject", "arn:aws:s3:::b/k")
    assert explanation.decision is Decision.EXPLICIT_DENY
    [statement] = explanation.deciding
    assert (statement.policy, statement.index, statement.sid, statement.effect) == ("identity[0]", 1, "No", "Deny")
    assert json.dumps(document, indent=2).splitlines()[statement.line - 1].strip() == "{"
    assert [other.sid for other in explanation.statements] == ["All", "No"]
    assert "explicitDeny" in str(explanation)
    assert explanation.to_dict()["decision"] == "explicitDeny"
    html = explanation._repr_html_()
    assert "explicitDeny" in html
    assert "<pre" in html


def test_words_of_policies_are_cleaned() -> None:
    sid = {"Sid": "Ok", "Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    hostile = {**sid, "Condition": {"StringEquals": {"aws:x": "<script>\x1b[31m\u202e"}}}
    explanation = PolicySet({"Statement": hostile}).explain(ALICE, "s3:ListAllMyBuckets", context={"aws:x": "y"})
    assert "\x1b" not in str(explanation)
    assert "\u202e" not in str(explanation)
    assert "<script>" not in explanation._repr_html_()


def test_sets_are_copied_and_pickled() -> None:
    everything = text(allow("*"))
    arguments: dict[str, Any] = {
        "identity": [everything, everything],
        "boundary": everything,
        "scps": [[everything], [everything, everything]],
        "trust": text({"Statement": {"Effect": "Allow", "Principal": {"AWS": ALICE}, "Action": "sts:AssumeRole"}}),
    }
    policies = PolicySet(**arguments)
    assert policies.documents == arguments
    for copied in (copy.deepcopy(policies), pickle.loads(pickle.dumps(policies))):
        assert copied.documents == arguments
        assert copied.evaluate(ALICE, "s3:ListAllMyBuckets")
    assert repr(policies) == "<PolicySet identity: 2, boundary: 1, scps[0]: 1, scps[1]: 2, trust: 1>"


def test_a_set_without_policies_allows_nothing() -> None:
    assert PolicySet().evaluate(ALICE, "s3:ListAllMyBuckets") is Decision.IMPLICIT_DENY
    assert PolicySet([]).evaluate(ALICE, "s3:ListAllMyBuckets") is Decision.IMPLICIT_DENY
