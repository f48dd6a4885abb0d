#!/usr/bin/env python3
"""Reads a folder of account dumps with Spark, and writes the matrix of roles and actions as Parquet.

    python examples/roles_by_actions.py FOLDER OUTPUT [ACTION ...]

FOLDER holds the outputs of `aws iam get-account-authorization-details`, a file for each account. Without actions,
those of EC2 are asked about. What cannot be read is in the column `error` of the output.
"""

from __future__ import annotations

import sys

import iam_eval
from iam_eval import spark as iam_spark
from pyspark.sql import SparkSession
from pyspark.sql.functions import col, count_if


def main() -> None:
    folder, output, *wanted = sys.argv[1:]
    session = SparkSession.builder.appName("roles by actions").getOrCreate()
    texts = session.read.text(folder, wholetext=True)
    texts = texts.selectExpr("value as document", "_metadata.file_name as file")
    principals = iam_spark.principals(texts)
    unread = principals.where(col("error").isNotNull()).select("file", "principal", "error")
    matrix = iam_spark.matrix(
        principals.where(col("error").isNull()).drop("error", "trust"),
        wanted or iam_eval.actions("ec2"),
    )
    columns = ["file", "principal", "action", "decision", "error"]
    empty = unread.selectExpr("file", "principal", "null as action", "null as decision", "error")
    matrix.select(columns).unionByName(empty).write.mode("overwrite").parquet(output)
    summary = session.read.parquet(output).groupBy("file").agg(
        count_if(col("decision") == "allowed").alias("allowed"),
        count_if(col("decision").isNotNull()).alias("decided"),
        count_if(col("error").isNotNull()).alias("errors"),
    )
    summary.orderBy("file").show(truncate=False)


if __name__ == "__main__":
    main()
