"""The conformance vectors, through the wheel."""

from __future__ import annotations

import json

import iam_eval
from conftest import vectors


def test_every_vector_is_answered_as_expected() -> None:
    wrong = []
    count = 0
    for file, line in vectors():
        answer = iam_eval.evaluate_scenario(line)
        if answer.as_expected is None:
            continue
        count += 1
        if not answer.as_expected:
            wrong.append((file, answer))
    assert count > 1_500, count
    assert wrong == []


def test_a_vector_as_a_dict_is_the_same_question() -> None:
    for file, line in vectors():
        vector = json.loads(line)
        # A dict has each member once, and a lone surrogate is no text: such documents are texts only.
        if vector.get("expect", {}).get("error"):
            continue
        answer = iam_eval.evaluate_scenario(vector)
        assert answer.as_expected in (True, None), (file, answer)


def test_policy_sets_answer_the_vectors_too() -> None:
    """The same by the arguments of PolicySet, and with explanations."""
    names = {
        "identity": "identity",
        "permissionsBoundary": "boundary",
        "session": "session",
        "scps": "scps",
        "rcps": "rcps",
        "vpcEndpoint": "vpc_endpoint",
    }
    count = 0
    for file, line in vectors():
        vector = json.loads(line)
        expected = vector.get("expect", {}).get("decision")
        if expected is None:
            continue
        request = vector["request"]
        layers = {name: documents for name, documents in vector["policies"].items() if documents is not None}
        is_trust = request["action"].lower().startswith("sts:") and "resource" in layers
        arguments = {}
        for name, documents in layers.items():
            argument = names.get(name, "trust" if is_trust else "resource")
            arguments[argument] = documents
        try:
            policies = iam_eval.PolicySet(**arguments)
        except iam_eval.PolicyError:
            # A policy of an STS action that isn't a trust policy.
            assert is_trust, (file, vector["id"])
            continue
        asked = (request["principal"], request["action"], request["resource"], request.get("context"))
        account = request.get("resourceAccount")
        decision = policies.evaluate(*asked, resource_account=account)
        assert decision == expected, (file, vector["id"])
        explanation = policies.explain(*asked, resource_account=account)
        assert explanation.decision is decision
        assert str(explanation).startswith(expected)
        count += 1
    assert count > 1_000, count


def test_scenarios_are_answered_lazily() -> None:
    def lines() -> object:
        yield '{"id": "first"}'
        raise RuntimeError("asked for a second one")

    answers = iam_eval.evaluate_scenarios(lines())  # type: ignore[arg-type]
    first = next(answers)
    assert first.id == "first"
    assert first.decision is None
    assert isinstance(first.error, iam_eval.InputError)
    assert not first
