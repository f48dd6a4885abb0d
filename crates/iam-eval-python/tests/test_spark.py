"""Apache Spark in local mode, end to end."""

from __future__ import annotations

import json
import os
import pathlib
import shutil
from collections.abc import Iterator
from typing import Any

import iam_eval
import pytest
from conftest import ALICE, ROLE, ROOT, allow, text

pytest.importorskip("pyspark", reason="pyspark is not installed: pip install 'pyspark>=3.5' pyarrow")
if shutil.which("java") is None:
    pytest.skip("there is no Java, which Spark needs (17 or later)", allow_module_level=True)

from iam_eval import spark as iam_spark  # noqa: E402

KEY = "arn:aws:s3:::bucket/key"


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").appName("iam-eval tests")
    builder = builder.config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "2")
    built = builder.config("spark.driver.bindAddress", "127.0.0.1").getOrCreate()
    yield built
    built.stop()


def requests(session: Any, rows: list[tuple[Any, ...]]) -> Any:
    schema = "id int, policies string, principal string, action string, resource string, context map<string,string>"
    return session.createDataFrame([(number, *row) for number, row in enumerate(rows)], schema)


def test_requests(session: Any) -> None:
    policy = text(allow("s3:Get*", Condition={"Bool": {"aws:SecureTransport": "true"}}))
    rows = [
        (policy, ALICE, "s3:GetObject", KEY, {"aws:SecureTransport": "true"}),
        (policy, ALICE, "s3:GetObject", KEY, None),
        ("{", ALICE, "s3:GetObject", KEY, None),
        (None, ALICE, "s3:GetObject", KEY, None),
        (policy, "alice", "s3:GetObject", KEY, None),
        (policy, ALICE, None, KEY, None),
    ] * 50
    answers = iam_spark.evaluate(requests(session, rows)).orderBy("id").collect()
    assert len(answers) == 300
    assert [row.decision for row in answers[:6]] == ["allowed", "implicitDeny", None, None, None, None]
    assert all((row.decision is None) == (row.error is not None) for row in answers)
    assert answers[0].statement == "statement 0, policies:1:40"
    assert "policies" not in answers[0].asDict()
    assert answers[0].principal == ALICE
    few = iam_spark.evaluate(requests(session, rows), keep=["id"], statements=False)
    assert few.columns == ["id", "decision", "error"]


def test_requests_in_a_parquet_file(session: Any, tmp_path: pathlib.Path) -> None:
    """IAM_EVAL_SPARK_ROWS=1000000 tries as many."""
    import pyarrow
    import pyarrow.parquet

    rows = int(os.environ.get("IAM_EVAL_SPARK_ROWS", "20000"))
    policies = [text(allow(f"s3:Get{number}*")) for number in range(100)]
    columns = {
        "policies": [policies[row % 100] for row in range(rows)],
        "principal": [ALICE] * rows,
        "action": [f"s3:Get{row % 50}Object" for row in range(rows)],
        "resource": [KEY if row % 1000 else "bucket" for row in range(rows)],
    }
    path = str(tmp_path / "requests.parquet")
    pyarrow.parquet.write_table(pyarrow.table(columns), path, row_group_size=rows // 8)
    answers = iam_spark.evaluate(session.read.parquet(path), keep=["action", "resource"])
    counts = {row["decision"]: row["count"] for row in answers.groupBy("decision").count().collect()}
    # `s3:Get1*` is about `s3:Get10Object`, too.
    allowed = sum(
        1 for row in range(rows) if row % 1000 and f"s3:Get{row % 50}Object".startswith(f"s3:Get{row % 100}")
    )
    failed = len(range(0, rows, 1000))
    assert counts == {"allowed": allowed, "implicitDeny": rows - failed - allowed, None: failed}


def test_the_matrix(session: Any) -> None:
    schema = "name string, principal string, policies array<string>, boundary string"
    everything, s3 = text(allow("*")), text(allow("s3:*"))
    rows = [("a", ALICE, [everything], None), ("b", ALICE, [s3, everything], s3), ("c", ALICE, ["{"], None)]
    frame = session.createDataFrame(rows, schema)
    answers = iam_spark.matrix(frame, ["s3:GetObject", "ec2:RunInstances"]).orderBy("name", "action").collect()
    found = [(row.name, row.action, row.decision) for row in answers]
    assert found == [
        ("a", "ec2:RunInstances", "allowed"),
        ("a", "s3:GetObject", "allowed"),
        ("b", "ec2:RunInstances", "implicitDeny"),
        ("b", "s3:GetObject", "allowed"),
        ("c", None, None),
    ]
    assert "policies[0]:1:2" in answers[-1].error or "policies:1:2" in answers[-1].error
    assert answers[0].asDict().keys() == {"name", "principal", "action", "decision", "error"}


def test_from_a_folder_of_dumps_to_a_matrix(session: Any, tmp_path: pathlib.Path) -> None:
    role = {"arn": ROLE, "identity": [allow("ec2:*")]}
    (tmp_path / "one.json").write_text(json.dumps(role))
    (tmp_path / "two.json").write_text("{")
    texts = session.read.text(str(tmp_path), wholetext=True).selectExpr("value as document", "_metadata.file_name as file")
    people = iam_spark.principals(texts)
    found = {row.file: row for row in people.collect()}
    assert set(found) == {"one.json", "two.json"}
    assert found["two.json"].error
    assert found["one.json"].error is None
    answers = iam_spark.matrix(people.drop("error"), ["ec2:RunInstances"]).collect()
    by_file = {row.file: row for row in answers}
    single = iam_eval.PolicySet(found["one.json"].policies)
    assert by_file["one.json"].decision == single.evaluate(ROLE, "ec2:RunInstances") == "allowed"
    assert by_file["two.json"].decision is None


def test_restore_permissions(session: Any) -> None:
    role = (ROOT / "examples" / "role.json").read_text()
    frame = session.createDataFrame([("a", role), ("b", "{"), ("c", None)], "file string, document string")
    answers = {row.file: row for row in iam_spark.restore_check(frame, sets=["ec2-restore"]).collect()}
    assert answers["a"].verdict == "fail"
    assert len(answers["a"].not_granted) >= 2
    assert json.loads(answers["a"].report)["verdict"] == "fail"
    assert answers["b"].verdict is None and answers["b"].error
    assert answers["c"].verdict is None and answers["c"].error


def test_a_call_that_no_row_could_be_answered_for_is_refused_at_once(session: Any) -> None:
    frame = session.createDataFrame([(text(allow("*")), ALICE)], "policies string, principal string")
    with pytest.raises(iam_eval.InputError, match="called `action`"):
        iam_spark.evaluate(frame)
    with pytest.raises(iam_eval.RequestError):
        iam_spark.matrix(frame, ["s3:*"])
    with pytest.raises(iam_eval.RequestError):
        iam_spark.matrix(frame, ["s3:GetObject"], resource="bucket")
    with pytest.raises(iam_eval.InputError):
        iam_spark.restore_check(frame, "policies", sets=["nothing"])
    with pytest.raises(iam_eval.InputError, match="to keep"):
        iam_spark.matrix(frame.withColumnRenamed("principal", "action"), ["s3:GetObject"], principal=ALICE, keep=["action"])
