"""Tables of requests, of any library that speaks the Arrow C data interface."""

from __future__ import annotations

import json
from typing import Any

import iam_eval
import pytest
from conftest import ALICE, ROLE, allow, text, vectors

pyarrow = pytest.importorskip("pyarrow", reason="pyarrow is not installed")

GET = text(allow("s3:Get*"))
KEY = "arn:aws:s3:::bucket/key"


def table(rows: list[dict[str, Any]]) -> Any:
    return pyarrow.Table.from_pylist(rows)


def row(policies: Any = GET, principal: Any = ALICE, action: Any = "s3:GetObject", resource: Any = KEY, **more: Any) -> Any:
    return {"policies": policies, "principal": principal, "action": action, "resource": resource, **more}


def decisions(data: Any) -> list[str | None]:
    return [answer["decision"] for answer in iam_eval.evaluate_batch(data).to_pylist()]


def test_a_row_that_fails_is_a_row_with_an_error() -> None:
    rows = [
        row(),
        row(policies="{"),
        row(policies=None),
        row(policies=""),
        row(principal="alice"),
        row(principal=None),
        row(action="s3:*"),
        row(action=None),
        row(resource="bucket"),
        row(resource=None),
        row(action="s3:PutObject"),
    ]
    answers = iam_eval.evaluate_batch(table(rows)).to_pylist()
    assert [answer["decision"] for answer in answers] == ["allowed", *[None] * 9, "implicitDeny"]
    for answer in answers:
        assert (answer["decision"] is None) == (answer["error"] is not None), answer
    assert "expected" in answers[1]["error"]
    assert answers[0]["statement"] == "statement 0, policies:1:40"
    assert answers[-1]["statement"] is None


ENCODINGS = {
    "string": lambda column: column.cast(pyarrow.string()),
    "large_string": lambda column: column.cast(pyarrow.large_string()),
    "string_view": lambda column: column.cast(pyarrow.string_view()),
    "dictionary": lambda column: column.dictionary_encode(),
    "dictionary of large_string": lambda column: column.cast(pyarrow.large_string()).dictionary_encode(),
    "small dictionary": lambda column: column.dictionary_encode().cast(
        pyarrow.dictionary(pyarrow.int8(), pyarrow.string())
    ),
}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_texts_in_every_encoding(encoding: str) -> None:
    rows = [
        row(policies=policies, principal=principal, action=action, resource=resource)
        for policies in (GET, text(allow("s3:Put*")), "{", None)
        for principal in (ALICE, ROLE, "x", None)
        for action in ("s3:GetObject", "s3:PutObject", None)
        for resource in (KEY, "*", "x", None)
    ]
    plain = table(rows)
    expected = iam_eval.evaluate_batch(plain).to_pylist()
    encoded = pyarrow.table({name: ENCODINGS[encoding](plain.column(name)) for name in plain.column_names})
    assert iam_eval.evaluate_batch(encoded).to_pylist() == expected
    for parts in (encoded.slice(5), encoded.slice(7, 20)):
        start = encoded.num_rows - parts.num_rows if parts.num_rows > 20 else 7
        assert iam_eval.evaluate_batch(parts).to_pylist() == expected[start : start + parts.num_rows]


def test_a_stream_of_batches_is_one_table() -> None:
    batches = [
        pyarrow.RecordBatch.from_pylist([row(), row(action="s3:PutObject")]),
        pyarrow.RecordBatch.from_pylist([row(policies=text(allow("s3:Put*")))]),
        pyarrow.RecordBatch.from_pylist([], schema=pyarrow.RecordBatch.from_pylist([row()]).schema),
    ]
    expected = ["allowed", "implicitDeny", "implicitDeny"]
    assert decisions(pyarrow.Table.from_batches(batches)) == expected
    reader = pyarrow.RecordBatchReader.from_batches(batches[0].schema, iter(batches))
    assert decisions(reader) == expected
    assert decisions(batches[0]) == expected[:2]
    assert decisions(pyarrow.Table.from_batches(batches[2:])) == []


def test_lists_of_policies() -> None:
    deny = text({"Statement": {"Sid": "No", "Effect": "Deny", "Action": "*", "Resource": "*"}})
    rows = [row(policies=[GET]), row(policies=[]), row(policies=[GET, deny]), row(policies=None), row(policies=[GET, None])]
    answers = iam_eval.evaluate_batch(table(rows)).to_pylist()
    assert [answer["decision"] for answer in answers] == ["allowed", "implicitDeny", "explicitDeny", None, None]
    assert answers[2]["statement"] == 'statement "No", policies[1]:1:15'
    large = table(rows)
    column = large.column("policies").cast(pyarrow.large_list(pyarrow.large_string()))
    large = large.set_column(0, "policies", column)
    assert iam_eval.evaluate_batch(large).to_pylist() == answers


def test_contexts() -> None:
    policy = text(allow("s3:*", Condition={"ForAnyValue:StringEquals": {"aws:TagKeys": "a"}}))
    given = [None, '{"aws:TagKeys": ["b", "a"]}', '{"aws:TagKeys": "b"}', "{", '{"a": 1, "A": 2}', "[]"]
    expected = ["implicitDeny", "allowed", "implicitDeny", None, None, None]
    assert decisions(table([row(policies=policy, context=context) for context in given])) == expected

    def maps(value_type: Any, contexts: list[Any]) -> list[str | None]:
        columns = table([row(policies=policy) for _ in contexts])
        column = pyarrow.array(contexts, pyarrow.map_(pyarrow.string(), value_type))
        return decisions(columns.append_column("context", column))

    assert maps(pyarrow.string(), [None, [], [("aws:tagkeys", "a")], [("aws:TagKeys", None)]]) == [
        "implicitDeny",
        "implicitDeny",
        "allowed",
        None,
    ]
    several = [[("aws:TagKeys", ["b", "a"])], [("aws:TagKeys", ["b"])], [("a", ["b"]), ("A", ["b"])], [("a", [None])]]
    assert maps(pyarrow.list_(pyarrow.string()), several) == ["allowed", "implicitDeny", None, None]


def test_the_other_layers() -> None:
    everything = text(allow("*"))
    narrow = text(allow("sqs:*"))
    bucket = text(allow("s3:*", Principal={"AWS": ALICE}))
    rows = [
        row(policies=everything, boundary=None),
        row(policies=everything, boundary=narrow),
        row(policies=everything, boundary="{"),
        row(policies=everything, session=[narrow]),
        row(policies=everything, scps=[[everything], [narrow]]),
        row(policies=everything, scps=[[everything], [everything]]),
        row(policies=everything, scps=[[everything], []]),
        row(policies=everything, scps=[[everything], None]),
        row(policies=[], resource_policy=bucket, resource_account="111122223333"),
        row(policies=[], resource_policy=bucket, resource_account="444455556666"),
        row(policies=[], resource_policy=bucket, resource_account="4"),
    ]
    for given in rows:
        given["policies"] = [given["policies"]] if isinstance(given["policies"], str) else given["policies"]
    answers = decisions(table(rows))
    yes, no = "allowed", "implicitDeny"
    # The first rows name the columns: the others' come from all rows.
    names = {name for given in rows for name in given}
    whole = table([{name: given.get(name) for name in names} for given in rows])
    answers = decisions(whole)
    assert answers == [yes, no, None, no, no, yes, no, None, yes, no, None]


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("policies", [7]),
        ("principal", [7]),
        ("action", [["s3:GetObject"]]),
        ("context", [7]),
        ("context", [["a"]]),
        ("boundary", [[GET]]),
        ("scps", [GET]),
        ("scps", [[GET]]),
        ("resource_account", [111122223333]),
    ],
)
def test_a_column_of_another_type_is_refused(column: str, values: list[Any]) -> None:
    with pytest.raises(iam_eval.InputError, match=f"column `{column}`"):
        iam_eval.evaluate_batch(table([row(**{column: values[0]})]))


@pytest.mark.parametrize("column", ["policies", "principal", "action", "resource"])
def test_a_column_that_is_missing_is_refused(column: str) -> None:
    with pytest.raises(iam_eval.InputError, match=f"called `{column}`"):
        iam_eval.evaluate_batch(table([row()]).drop_columns([column]))


def test_something_else_than_a_table_is_refused() -> None:
    for data in (7, [row()], {"policies": []}, pyarrow.array(["a"])):
        with pytest.raises((TypeError, ValueError)):
            iam_eval.evaluate_batch(data)


def test_more_texts_than_are_kept() -> None:
    """What was compiled is forgotten and compiled again: answers stay the same, and those of one text too."""
    filler = " " * 200_000
    # 70 MB of distinct texts.
    rows = 400
    policies = [text(allow(f"s3:Get{index % 350}*")) + filler for index in range(rows)]
    data = pyarrow.table(
        {
            "policies": policies,
            "principal": [ALICE] * rows,
            "action": [f"s3:Get{index % 350}Object" for index in range(rows)],
            "resource": [KEY] * rows,
        }
    )
    evaluator = iam_eval.BatchEvaluator()
    for _ in range(3):
        answers = evaluator.evaluate(data).to_pyarrow()
        assert answers.column("decision").to_pylist() == ["allowed"] * rows
    other = pyarrow.table([*data.columns[:2], pyarrow.array(["sqs:SendMessage"] * rows), data.columns[3]], data.column_names)
    assert evaluator.evaluate(other).to_pyarrow().column("decision").to_pylist() == ["implicitDeny"] * rows


def test_without_statements() -> None:
    answer = iam_eval.evaluate_batch(table([row()]), statements=False)
    assert answer.column_names == ["decision", "error"]
    assert answer.to_pylist() == [{"decision": "allowed", "error": None}]


def test_it_agrees_with_single_requests_on_the_vectors() -> None:
    names = {
        "identity": "policies",
        "permissionsBoundary": "boundary",
        "session": "session",
        "scps": "scps",
        "rcps": "rcps",
        "vpcEndpoint": "vpc_endpoint",
    }
    rows, expected = [], []
    for _, line in vectors():
        vector = json.loads(line)
        decision = vector.get("expect", {}).get("decision")
        request = vector["request"]
        if decision is None or request["action"].lower().startswith("sts:"):
            continue
        given: dict[str, Any] = {"policies": []}
        for layer, documents in vector["policies"].items():
            as_text = json.dumps if isinstance(documents, dict) else lambda value: value
            given[names.get(layer, "resource_policy")] = _texts(documents) if isinstance(documents, list) else (
                None if documents is None else as_text(documents)
            )
        context = request.get("context")
        given["context"] = None if context is None else json.dumps(context)
        given["resource_account"] = request.get("resourceAccount")
        rows.append({**{key: request[key] for key in ("principal", "action", "resource")}, **given})
        expected.append(decision)
    assert len(rows) > 1_000
    columns = {name for given in rows for name in given}
    whole = [{name: given.get(name) for name in columns} for given in rows]
    assert decisions(table(whole)) == expected


def _texts(documents: list[Any]) -> list[Any]:
    return [
        _texts(document) if isinstance(document, list) else document if isinstance(document, str) else json.dumps(document)
        for document in documents
    ]


def test_the_answer_goes_to_every_library() -> None:
    answer = iam_eval.evaluate_batch(table([row(), row(policies="{")]))
    assert len(answer) == answer.num_rows == 2
    assert answer.nbytes > 0
    assert "2 rows" in repr(answer)
    for taken in (pyarrow.table(answer), pyarrow.record_batch(answer)):
        assert taken.column("decision").to_pylist() == ["allowed", None]
    reader = pyarrow.RecordBatchReader.from_stream(answer)
    assert reader.read_all().num_rows == 2
    assert pyarrow.schema(answer).names == ["decision", "statement", "error"]


def test_polars() -> None:
    polars = pytest.importorskip("polars", reason="polars is not installed")
    frame = polars.DataFrame([row(), row(action="s3:PutObject"), row(policies="{")])
    expected = ["allowed", "implicitDeny", None]
    categorical = frame.with_columns(polars.col("policies", "principal").cast(polars.Categorical))
    for given in (frame, categorical):
        answer = iam_eval.evaluate_batch(given).to_polars()
        assert answer["decision"].cast(polars.String).to_list() == expected
        both = polars.concat([given, answer], how="horizontal")
        assert both.filter(polars.col("error").is_not_null()).height == 1
    lists = polars.DataFrame([row(policies=[GET, GET])])
    assert iam_eval.evaluate_batch(lists).to_polars()["decision"].cast(polars.String).to_list() == ["allowed"]


def test_duckdb() -> None:
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")
    connection = duckdb.connect()
    connection.execute("create table requests (policies varchar, principal varchar, action varchar, resource varchar)")
    for given in (row(), row(action="s3:PutObject"), row(policies="{")):
        connection.execute("insert into requests values (?, ?, ?, ?)", list(given.values()))
    relation = connection.sql("select * from requests")
    answer = iam_eval.evaluate_batch(relation)
    answers = connection.from_arrow(answer.to_pyarrow())
    counted = connection.sql("select decision::varchar as decision, count(*) from answers group by all order by all").fetchall()
    assert sorted(counted, key=str) == sorted([("allowed", 1), ("implicitDeny", 1), (None, 1)], key=str)
    assert answers.columns == ["decision", "statement", "error"]


def test_pandas() -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    frame = pandas.DataFrame([row(), row(action="s3:PutObject")])
    assert decisions(frame) == ["allowed", "implicitDeny"]


def test_bytes_that_are_not_text_are_the_error_of_their_row() -> None:
    """What reads Parquet files doesn't check that their texts are UTF-8."""
    offsets = pyarrow.array([0, 3, 6, 9], pyarrow.int32()).buffers()[1]
    # The second and the third text are UTF-8 together, and not each by itself.
    broken = pyarrow.Array.from_buffers(pyarrow.string(), 3, [None, offsets, pyarrow.py_buffer(b"s3:ab\xc3\xa4cd")])
    whole = {name: [value] * 3 for name, value in row().items()}
    lists = pyarrow.ListArray.from_arrays(pyarrow.array([0, 1, 2, 3], pyarrow.int32()), broken)
    levels = pyarrow.ListArray.from_arrays(pyarrow.array([0, 1, 2, 3], pyarrow.int32()), lists)
    context = pyarrow.MapArray.from_arrays(pyarrow.array([0, 1, 2, 3], pyarrow.int32()), ["a", "b", "c"], broken)
    for name in ("policies", "principal", "action", "resource", "resource_account", "boundary", "context"):
        for column in (broken, broken.dictionary_encode(), broken.cast(pyarrow.large_string())):
            answers = iam_eval.evaluate_batch(pyarrow.table({**whole, name: column})).to_pylist()
            assert [answer["decision"] for answer in answers[1:]] == [None, None], name
            assert "not UTF-8" in answers[1]["error"], answers
    for name, column in (("policies", lists), ("session", lists), ("scps", levels), ("context", context)):
        answers = iam_eval.evaluate_batch(pyarrow.table({**whole, name: column})).to_pylist()
        assert ["not UTF-8" in answer["error"] for answer in answers[1:]] == [True, True], name
    data = b"".join([b"\x0b\x00\x00\x00s3:GetObject"[:4] + b"s3:G" + b"\xff" * 8])
    assert len(data) == 16
    views = pyarrow.Array.from_buffers(pyarrow.string_view(), 1, [None, pyarrow.py_buffer(data)])
    one = {name: [value] for name, value in row().items()}
    answers = iam_eval.evaluate_batch(pyarrow.table({**one, "action": views})).to_pylist()
    assert "not UTF-8" in answers[0]["error"]
    arabic = {**whole, "resource": ["arn:aws:s3:::b/\u0639", KEY, KEY]}
    assert decisions(pyarrow.table(arabic)) == ["allowed"] * 3


def test_a_key_of_a_dictionary_that_it_doesn_t_have_is_no_text() -> None:
    for key in (-1, 1, 100):
        keys = pyarrow.array([0, key], pyarrow.int8())
        actions = pyarrow.DictionaryArray.from_arrays(keys, ["s3:GetObject"], safe=False)
        data = pyarrow.table({**{name: [value] * 2 for name, value in row().items()}, "action": actions})
        assert decisions(data) == ["allowed", None]


def test_which_of_two_columns_is_meant_is_not_guessed() -> None:
    columns = row()
    names = [*columns, "scps", "scps"]
    values = [*columns.values(), [["{}"]], [[GET]]]
    data = pyarrow.table([pyarrow.array([value]) for value in values], names=names)
    with pytest.raises(iam_eval.InputError, match="several columns called `scps`"):
        iam_eval.evaluate_batch(data)
