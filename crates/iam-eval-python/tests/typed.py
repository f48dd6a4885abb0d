"""How the package is used, for type checkers: this file is checked, and not run."""

from __future__ import annotations

from typing import Any

import iam_eval
import pyarrow


def use() -> None:
    policies = iam_eval.PolicySet(identity=[{"Statement": []}], scps=[["{}"], [b"{}"]], boundary="{}")
    decision: iam_eval.Decision = policies.evaluate("a", "s3:GetObject", context={"aws:TagKeys": ["a"], "b": True})
    partial: iam_eval.PartialDecision = policies.evaluate_partial("a", "s3:GetObject", unknown=["aws:SourceIp"])
    explanation = policies.explain("a", "s3:GetObject")
    sids: list[str | None] = [statement.sid for statement in explanation.deciding]
    codes: list[str] = [finding.code for finding in iam_eval.validate("{}", kind="resource")]
    witness = iam_eval.compare({}, {}).witness
    action: str | None = witness.action if witness else None
    answers: list[iam_eval.Decision | None] = [answer.decision for answer in iam_eval.evaluate_scenarios(["{}"])]
    table: Any = pyarrow.table({})
    batch: iam_eval.RecordBatch = iam_eval.evaluate_batch(table)
    again: iam_eval.RecordBatch = iam_eval.evaluate_batch(batch)
    bits = iam_eval.matrix([policies], ["s3:GetObject"], principal="a", form="bits")
    report: dict[str, Any] = iam_eval.restore_check({}, ["ec2-restore"]).to_dict()
    found = iam_eval.who_can(["{}", {}], "s3:GetObject", scps=[[{}]], add_policies={"a": [{}]}, without=["session"])
    chains: list[str | None] = [holder.chain.text if holder.chain else None for holder in found.principals]
    print(found.answer, chains)
    print(decision, partial, sids, codes, action, answers, again, bits, report)
