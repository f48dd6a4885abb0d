#!/usr/bin/env python3
"""Measures Spark in local mode beside one core without it: ROWS (policy, action) rows of Parquet, W1's with 100
distinct policies.

    VENV/bin/python benches/spark_rows.py [ROWS]

Needs pyspark and a Java. Prints JSON: rows a second, reading and counting the answers included; the fastest of several
runs.
"""

from __future__ import annotations

import collections
import json
import os
import pathlib
import sys
import tempfile
import time
from typing import Any

os.environ.setdefault("PYSPARK_PYTHON", sys.executable)

import iam_eval
import pyarrow
import pyarrow.parquet
from iam_eval import spark as iam_spark
from measure import w1_actions, w1_policy, w1_table
from pyspark.sql import SparkSession


def seconds(work: Any) -> tuple[float, Any]:
    begin = time.perf_counter()
    answer = work()
    return time.perf_counter() - begin, answer


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    found: dict[str, Any] = {"rows": rows}
    with tempfile.TemporaryDirectory() as folder:
        path = str(pathlib.Path(folder, "requests.parquet"))
        table = w1_table(rows, 100, as_dictionary=True)
        pyarrow.parquet.write_table(table, path, row_group_size=rows // 8)
        found["parquet_bytes"] = os.path.getsize(path)

        def one_core() -> dict[str, int]:
            counts: collections.Counter[str] = collections.Counter()
            evaluator = iam_eval.BatchEvaluator()
            file = pyarrow.parquet.ParquetFile(path, read_dictionary=["policies"])
            for batch in file.iter_batches(65_536):
                answers = pyarrow.record_batch(evaluator.evaluate(batch))
                for entry in answers.column("decision").value_counts().to_pylist():
                    counts[entry["values"]] += entry["counts"]
            return dict(counts)

        pyarrow.set_cpu_count(1)
        time_, counts = min((seconds(one_core) for _ in range(5)), key=lambda timed: timed[0])
        found["one core, pyarrow"] = {"rows_per_second": rows / time_, "counts": counts}
        for cores in (1, 2):
            builder = SparkSession.builder.master(f"local[{cores}]").config("spark.ui.enabled", "false")
            builder = builder.config("spark.driver.memory", "6g").config("spark.sql.shuffle.partitions", "2")
            builder = builder.config("spark.sql.files.maxPartitionBytes", str(max(1, found["parquet_bytes"] // 8)))
            session = builder.config("spark.driver.bindAddress", "127.0.0.1").getOrCreate()
            session.sparkContext.setLogLevel("ERROR")

            def evaluate(session: Any = session) -> dict[str, int]:
                answers = iam_spark.evaluate(session.read.parquet(path), keep=[])
                return {row["decision"]: row["count"] for row in answers.groupBy("decision").count().collect()}

            def matrix(session: Any = session) -> dict[str, int]:
                policies = [(number, w1_policy(number)) for number in range(rows // 72)]
                frame = session.createDataFrame(pyarrow.Table.from_pylist(
                    [{"id": number, "policies": text} for number, text in policies]
                ).to_pandas())
                answers = iam_spark.matrix(frame, w1_actions(), principal="arn:aws:iam::111122223333:role/r", keep=["id"])
                return {row["decision"]: row["count"] for row in answers.groupBy("decision").count().collect()}

            first, counts = seconds(evaluate)
            again = min(seconds(evaluate)[0] for _ in range(5))
            of_matrix, of_counts = min((seconds(matrix) for _ in range(3)), key=lambda timed: timed[0])
            found[f"local[{cores}]"] = {
                "first_rows_per_second": rows / first,
                "rows_per_second": rows / again,
                "counts": counts,
                "matrix_decisions_per_second": sum(of_counts.values()) / of_matrix,
            }
            session.stop()
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
