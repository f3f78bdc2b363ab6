"""PyArrow: its S3FileSystem is AWS's SDK for C++."""

import os

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from pyarrow.fs import S3FileSystem

from client import serve

s3 = S3FileSystem(endpoint_override=os.environ["AWS_ENDPOINT_URL"], region=os.environ["AWS_REGION"])
HIVE = ds.partitioning(pa.schema([("day", pa.string()), ("region", pa.string())]), flavor="hive")


def write(folder, rows):
    table = pa.Table.from_pylist(rows)
    options = {"format": "parquet", "partitioning": HIVE, "existing_data_behavior": "delete_matching"}
    ds.write_dataset(table, folder, filesystem=s3, **options)


def read(folder, day):
    dataset = ds.dataset(folder, filesystem=s3, partitioning=HIVE)
    return dataset.to_table(filter=ds.field("day") == day).sort_by("id").to_pylist()


def write_big(key, count):
    pq.write_table(pa.table({"id": pa.array(range(count), pa.int64())}), key, filesystem=s3, compression="none")


def sum_of(key):
    return sum(pq.read_table(key, filesystem=s3)["id"].to_pylist())


serve(write, read, write_big, sum_of)
