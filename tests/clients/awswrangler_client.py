"""Calls AWS SDK for pandas."""

import datetime
import decimal
import types

import awswrangler
import boto3
import pandas
from client import serve

# Without it every call loads the descriptions of the services anew.
boto3.setup_default_session()
awswrangler.config.athena_query_wait_polling_delay = 0.02


def call(function, rows=None, partition_filter=None, **asked):
    """A function of the library ("s3.to_parquet"); rows become a DataFrame, and DataFrames rows; values that partitions
    shall have become a function."""
    if rows is not None:
        asked["df"] = pandas.DataFrame(rows)
    if partition_filter is not None:
        asked["partition_filter"] = lambda values: values | partition_filter == values
    callee = awswrangler
    for name in function.split("."):
        callee = getattr(callee, name)
    return plain(callee(**asked))


def plain(answer):
    """As JSON has it: a generator, such as chunks, is a list."""
    if isinstance(answer, pandas.DataFrame):
        return answer.astype(object).where(answer.notna(), None).to_dict("records")
    if isinstance(answer, (types.GeneratorType, list, tuple)):
        return [plain(item) for item in answer]
    if isinstance(answer, dict):
        return {name: plain(item) for name, item in answer.items()}
    return answer


def typed(path, database, table, **asked):
    """Writes a row with a value of each type, and reads it by a query."""
    frame = pandas.DataFrame(
        {
            "id": pandas.Series([1], dtype="int64"),
            "b": [True],
            "i": pandas.Series([2], dtype="int32"),
            "f": pandas.Series([1.5], dtype="float32"),
            "d": [2.5],
            "s": ['é,"'],
            "n": pandas.Series([None], dtype="string"),
            "c": [decimal.Decimal("6.70")],
            "day": [datetime.date(2026, 1, 2)],
            "ts": [datetime.datetime(2026, 1, 2, 3, 4, 5, 678000)],
            "x": [b"\n~"],
        }
    )
    awswrangler.s3.to_parquet(
        df=frame,
        path=path,
        dataset=True,
        mode="overwrite",
        database=database,
        table=table,
        dtype={"c": "decimal(10,2)", "x": "binary"},
    )
    read = awswrangler.athena.read_sql_query(f"SELECT * FROM {table}", database=database, **asked)
    return {
        "types": awswrangler.catalog.get_table_types(database=database, table=table),
        "rows": plain(read),
    }


serve(call, typed)
