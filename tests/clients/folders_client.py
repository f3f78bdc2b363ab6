"""Folders of Parquet as PyArrow, pandas, Polars and DuckDB write them, and as people leave them behind. One function a kind."""

import datetime
import decimal
from pathlib import Path

import duckdb
import pandas
import polars
import pyarrow
import pyarrow.dataset
import pyarrow.parquet

from client import serve

ROWS = pyarrow.table({"id": [1, 2, 3], "price": [1.5, 2.5, None], "name": ["a", "b", "ü"]})
WHEN = datetime.datetime(2026, 11, 20, 10, 30)


def put(folder, path, table=ROWS, **options):
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    pyarrow.parquet.write_table(table, file, **options)


def leave(folder, path, content=b""):
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def by_pyarrow(folder):
    rows = ROWS.append_column("day", [["2026-11-19", "2026-11-20", "2026-11-20"]])
    flavour = pyarrow.dataset.partitioning(pyarrow.schema([("day", pyarrow.string())]), flavor="hive")
    pyarrow.dataset.write_dataset(rows, folder, format="parquet", partitioning=flavour)


def by_pandas(folder):
    frame = ROWS.to_pandas().assign(kind=pandas.Categorical(["x", "y", "x"]), at=WHEN, day="2026-11-20")
    frame.to_parquet(folder, partition_cols=["day", "kind"])


def by_polars(folder):
    folder.mkdir(parents=True)
    frame = polars.from_arrow(ROWS).with_columns(region=polars.Series(["eu", "eu", "us"]), day=polars.lit("2026-11-20"))
    frame.write_parquet(folder, partition_by=["day", "region"])


def by_duckdb(folder):
    rows = "SELECT i AS id, DATE '2026-11-01' + (i % 5)::INT AS day, i * 1.5 AS price FROM range(1000) AS t(i)"
    duckdb.sql(f"COPY ({rows}) TO '{folder}' (FORMAT parquet, PARTITION_BY (day))")


def leftovers_of_jobs(folder):
    put(folder, "day=2026-11-20/part-0.parquet")
    for path in ("_SUCCESS", ".part-0.crc", "_temporary/0/part-1.parquet", "README.md", "day=2026-11-20/rows.csv"):
        leave(folder, path, b"x")


def parts_of_dates(folder):
    for day in (5, 20):
        put(folder, f"year=2026/month=11/day={day}/hour=07/a.parquet")


def compact_days(folder):
    put(folder, "date=20261120/a.parquet")


def paths_without_names(folder):
    put(folder, "2026/11/20/a.parquet")
    put(folder, "2026/11/21/a.parquet")


def upper_case_keys(folder):
    put(folder, "Day=2026-11-20/Symbol=A/a.parquet")


def escaped_values(folder):
    for value in ("100%25", "10%3A00", "a b", "ü", "__HIVE_DEFAULT_PARTITION__"):
        put(folder, f"t={value}/a.parquet")


def key_in_the_files(folder):
    put(folder, "symbol=A/a.parquet", ROWS.append_column("symbol", [["A", "A", "A"]]))


def a_column_added(folder):
    put(folder, "day=2026-11-19/a.parquet")
    put(folder, "day=2026-11-20/a.parquet", ROWS.append_column("added", [[1, 2, 3]]))


def types_that_athena_reads(folder):
    columns = {
        "small": pyarrow.array([1], pyarrow.int8()),
        "unsigned": pyarrow.array([4_000_000_000], pyarrow.uint32()),
        "money": pyarrow.array([decimal.Decimal("1.25")], pyarrow.decimal128(18, 2)),
        "date": pyarrow.array([datetime.date(2026, 11, 20)]),
        "at": pyarrow.array([WHEN], pyarrow.timestamp("us", "UTC")),
        "raw": pyarrow.array([b"\0\1"]),
        "list": pyarrow.array([[1, 2]]),
        "struct": pyarrow.array([{"a": 1, "b": "x"}]),
        "map": pyarrow.array([[("k", 1)]], pyarrow.map_(pyarrow.string(), pyarrow.int32())),
        "text": pyarrow.array(["x"]).dictionary_encode(),
    }
    put(folder, "day=2026-11-20/a.parquet", pyarrow.table(columns))


def int96_times(folder):
    put(folder, "day=2026-11-20/a.parquet", pyarrow.table({"at": [WHEN]}), use_deprecated_int96_timestamps=True)


def types_that_athena_lacks(folder):
    columns = {
        "id": [1],
        "half": pyarrow.array([1.5], pyarrow.float16()),
        "huge": pyarrow.array([1], pyarrow.uint64()),
        "time": pyarrow.array([datetime.time(10, 30)]),
        "nothing": pyarrow.nulls(1),
    }
    put(folder, "day=2026-11-20/a.parquet", pyarrow.table(columns))


def odd_names_of_columns(folder):
    put(folder, "day=2026-11-20/a.parquet", pyarrow.table({"id": [1], "order date": [2], "größe": [3], 'a"b': [4], "select": [5]}))


def every_codec(folder):
    for codec in ("none", "snappy", "gzip", "zstd", "lz4", "brotli"):
        put(folder, f"codec={codec}/a.parquet", compression=codec)


def files_without_rows(folder):
    put(folder, "day=2026-11-19/a.parquet", ROWS.slice(0, 0))
    put(folder, "day=2026-11-20/a.parquet")


def broken_files(folder):
    put(folder, "day=2026-11-20/a.parquet")
    leave(folder, "day=2026-11-21/empty.parquet")
    leave(folder, "day=2026-11-21/corrupt.parquet", b"PAR1 no footer")


def names_without_suffix(folder):
    put(folder, "day=2026-11-20/part-00000")


def a_loose_file(folder):
    put(folder, "day=2026-11-20/a.parquet")
    put(folder, "old.parquet")


def keys_that_differ_by_file(folder):
    put(folder, "day=2026-11-20/a.parquet")
    put(folder, "day=2026-11-20/b.parquet")
    put(folder, "dt=2026-11-21/a.parquet")
    put(folder, "day=2026-11-22/hour=07/a.parquet")


def a_delta_table(folder):
    put(folder, "day=2026-11-20/a.parquet")
    leave(folder, "_delta_log/00000000000000000000.json", b"{}")


def flat_files(folder):
    put(folder, "a.parquet")


def no_parquet(folder):
    leave(folder, "day=2026-11-20/a.csv", b"1,2")


def nothing_at_all(folder):
    folder.mkdir(parents=True)


def two_tables(folder):
    put(folder, "orders/day=2026-11-20/a.parquet")
    put(folder, "users/day=2026-11-20/a.parquet", pyarrow.table({"user": [1]}))


def a_column_of_two_types(folder):
    put(folder, "day=2026-11-19/a.parquet", pyarrow.table({"v": [1]}))
    put(folder, "day=2026-11-20/a.parquet", pyarrow.table({"v": ["x"]}))


def a_layout_that_may_be_two(folder):
    put(folder, "05/11/2026/a.parquet")


KINDS = [
    by_pyarrow, by_pandas, by_polars, by_duckdb, leftovers_of_jobs, parts_of_dates, compact_days, paths_without_names,
    upper_case_keys, escaped_values, key_in_the_files, a_column_added, types_that_athena_reads, int96_times,
    types_that_athena_lacks, odd_names_of_columns, every_codec, files_without_rows, broken_files, names_without_suffix,
    a_loose_file, keys_that_differ_by_file, a_delta_table, flat_files, no_parquet, nothing_at_all, two_tables,
    a_column_of_two_types, a_layout_that_may_be_two,
]  # fmt: skip


def write_all(root):
    """Each in a folder of its name below `root`. Answers the names."""
    for kind in KINDS:
        kind(Path(root) / kind.__name__)
    return [kind.__name__ for kind in KINDS]


serve(write_all)
