"""The same engine inside Apache Spark: whole Arrow batches go in and come out by ``mapInArrow``.

Every function takes a data frame and gives one. A row that cannot be answered is a row with an ``error``; only a call
that no row could be answered for, such as one without a column that is needed, raises, and does so at once.

The package must be installed where the workers are: see ``docs/spark.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import iam_eval

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from .types import Context, Document

__all__ = ["evaluate", "matrix", "principals", "restore_check"]

#: The columns of policies, which answers mostly need not repeat.
_LAYERS = ("policies", "boundary", "session", "scps", "resource_policy", "trust_policy", "rcps", "vpc_endpoint")

#: So many decisions are made before they are handed on.
_DECISIONS = 500_000

_Batches = Iterator[Any]


def evaluate(df: DataFrame, *, keep: Sequence[str] | None = None, statements: bool = True) -> DataFrame:
    """Answers each row's request: adds ``decision``, ``statement`` and ``error``.

    The columns are those of :func:`iam_eval.evaluate_batch`. Each worker compiles each distinct text once.

    Args:
        keep: the columns that the answer repeats; by default all but those of policies.
        statements: whether to name a statement on which the decision rests.
    """
    _require(df, ["policies", "principal", "action", "resource"])
    kept = _kept(df, keep, ["decision", "statement", "error"])

    def answer(batches: _Batches) -> _Batches:
        import pyarrow

        evaluator = iam_eval.BatchEvaluator(statements=statements)
        for batch in batches:
            answers = pyarrow.record_batch(evaluator.evaluate(batch))
            columns = [batch.column(name) for name in kept]
            columns.append(answers.column("decision").cast(pyarrow.string()))
            if statements:
                columns.append(answers.column("statement").cast(pyarrow.string()))
            columns.append(answers.column("error").cast(pyarrow.string()))
            yield pyarrow.RecordBatch.from_arrays(columns, names=names)

    added = ["decision", "statement", "error"] if statements else ["decision", "error"]
    names = [*kept, *added]
    return _map(df, answer, kept, [(name, "string") for name in added])


def matrix(
    df: DataFrame,
    actions: Iterable[str],
    *,
    principal: str | None = None,
    resource: str = "*",
    context: Context | None = None,
    keep: Sequence[str] | None = None,
) -> DataFrame:
    """Decides every action for every row of policies: a row for each, with ``action``, ``decision`` and ``error``.

    The columns are those of :func:`iam_eval.matrix`; a row that cannot be answered gives one row, without an action.

    Args:
        keep: the columns that the answer repeats; by default all but those of policies.
    """
    wanted = list(actions)
    _require(df, ["policies"] if principal else ["policies", "principal"])
    # What is wrong with the actions or the request is said here, and not by a worker.
    iam_eval.matrix([], wanted, principal=principal or "*", resource=resource, context=context)
    kept = _kept(df, keep, ["action", "decision", "error"])
    rows = max(1, _DECISIONS // max(1, len(wanted)))

    def answer(batches: _Batches) -> _Batches:
        import pyarrow

        for whole in batches:
            for start in range(0, whole.num_rows, rows):
                batch = whole.slice(start, rows)
                compiled = iam_eval.Matrix(batch, wanted)
                decided = pyarrow.record_batch(compiled.decide(principal, resource, context))
                columns = [batch.column(name).take(decided.column("row")) for name in kept]
                for name in ("action", "decision", "error"):
                    columns.append(decided.column(name).cast(pyarrow.string()))
                yield pyarrow.RecordBatch.from_arrays(columns, names=names)

    added = ["action", "decision", "error"]
    names = [*kept, *added]
    return _map(df, answer, kept, [(name, "string") for name in added])


def principals(df: DataFrame, document: str = "document", *, keep: Sequence[str] | None = None) -> DataFrame:
    """The roles and users of account dumps and bundles, a row for each, as :func:`matrix` takes them.

    Args:
        document: the column with the texts, such as ``value`` of ``spark.read.text(folder, wholetext=True)``.
        keep: the columns that the answer repeats; by default all but that one.
    """
    _require(df, [document])
    texts = "array<string>"
    levels = "array<array<string>>"
    added = [
        ("principal", "string"),
        ("policies", texts),
        ("boundary", "string"),
        ("session", texts),
        ("scps", levels),
        ("rcps", levels),
        ("trust", "string"),
        ("error", "string"),
    ]
    kept = _kept(df, keep, [name for name, _ in added], but=[document])

    def read(text: str | None) -> Any:
        import pyarrow

        text_type = pyarrow.string()
        list_type = pyarrow.list_(text_type)
        types = {"string": text_type, texts: list_type, levels: pyarrow.list_(list_type)}
        if text is None:
            rows = [{"error": "found null as the document, expected a text"}]
            return pyarrow.table(
                {name: pyarrow.array([row.get(name) for row in rows], types[kind]) for name, kind in added}
            )
        table = pyarrow.table(iam_eval.read_principals(text))
        return pyarrow.table({name: table.column(name).cast(types[kind]) for name, kind in added})

    return _map(df, _each_document(document, kept, read), kept, added)


def restore_check(
    df: DataFrame,
    document: str = "document",
    sets: Sequence[Document] | None = None,
    *,
    keep: Sequence[str] | None = None,
    **options: Any,
) -> DataFrame:
    """Judges the roles and users of account dumps and bundles: a row for each, and one for each problem.

    Adds ``principal``, ``verdict`` (``pass``, ``conditional`` or ``fail``), ``not_granted`` (the actions that are
    not granted everywhere), ``report`` (the principal's part of the report, as JSON) and ``error``.

    Args:
        document: the column with the texts.
        sets, options: as :func:`iam_eval.restore_check` takes them.
        keep: the columns that the answer repeats; by default all but that of the texts.
    """
    _require(df, [document])
    # What is wrong with the options is said here, and not by a worker.
    iam_eval.restore_check("{}", sets, **options)
    added = [
        ("principal", "string"),
        ("verdict", "string"),
        ("not_granted", "array<string>"),
        ("report", "string"),
        ("error", "string"),
    ]
    kept = _kept(df, keep, [name for name, _ in added], but=[document])

    def read(text: str | None) -> Any:
        import json

        import pyarrow

        rows: list[dict[str, Any]] = []
        if text is None:
            rows.append({"error": "found null as the document, expected a text"})
        else:
            report = iam_eval.restore_check(text, sets, **options).to_dict()
            for found in report["principals"]:
                answers = (action for of_set in found["sets"] for action in of_set["actions"])
                rows.append(
                    {
                        "principal": found["principal"],
                        "verdict": found["verdict"],
                        "not_granted": sorted({a["action"] for a in answers if a["status"] != "granted"}),
                        "report": json.dumps(found),
                    }
                )
            rows.extend(
                {"principal": error.get("principal"), "error": error["message"]} for error in report.get("errors", [])
            )
            if not rows:
                rows.append({"error": "found no role, user or policy to judge"})
        types = {"string": pyarrow.string(), "array<string>": pyarrow.list_(pyarrow.string())}
        return pyarrow.table(
            {name: pyarrow.array([row.get(name) for row in rows], types[kind]) for name, kind in added}
        )

    return _map(df, _each_document(document, kept, read), kept, added)


def _each_document(document: str, kept: Sequence[str], read: Callable[[str | None], Any]) -> Callable[[_Batches], _Batches]:
    """Reads document after document; each row that comes of one repeats the columns that are kept."""

    def answer(batches: _Batches) -> _Batches:
        import pyarrow

        for batch in batches:
            for row in range(batch.num_rows):
                table = read(batch.column(document)[row].as_py())
                first = pyarrow.array([row] * table.num_rows, pyarrow.int64())
                columns = [batch.column(name).take(first) for name in kept]
                combined = table.combine_chunks().to_batches() or []
                for part in combined:
                    names = [*kept, *part.schema.names]
                    yield pyarrow.RecordBatch.from_arrays([*columns, *part.columns], names=names)

    return answer


def _map(
    df: DataFrame,
    answer: Callable[[_Batches], _Batches],
    kept: Sequence[str],
    added: Sequence[tuple[str, str]],
) -> DataFrame:
    """The data frame of the answers: the columns that are kept, as they are, and the others by their types."""
    from pyspark.sql.types import StructType

    schema = StructType([df.schema[name] for name in kept])
    for name, kind in added:
        schema = schema.add(name, _type(kind), True)
    return df.mapInArrow(answer, schema)


def _type(kind: str) -> Any:
    from pyspark.sql.types import ArrayType, StringType

    if kind == "string":
        return StringType()
    return ArrayType(_type(kind[len("array<") : -1]), True)


def _require(df: DataFrame, names: Sequence[str]) -> None:
    missing = [name for name in names if name not in df.columns]
    if missing:
        found = ", ".join(df.columns) or "none"
        message = f"found the columns {found}, expected one called `{missing[0]}`"
        raise iam_eval.InputError(message, code="columns")


def _kept(
    df: DataFrame, keep: Sequence[str] | None, added: Sequence[str], but: Sequence[str] = _LAYERS
) -> list[str]:
    """The columns that an answer repeats: none of them may have the name of one that it adds."""
    kept = list(keep) if keep is not None else [name for name in df.columns if name not in but and name not in added]
    _require(df, kept)
    twice = [name for name in kept if name in added]
    if twice:
        message = f"found the column `{twice[0]}` to keep, expected none that the answer adds"
        raise iam_eval.InputError(message, code="columns")
    return kept
