"""Polars: its S3 is the object_store crate of Rust."""

import os

# Bytes, S3's least; by default an object of less than 64 MiB goes in one request.
os.environ["POLARS_UPLOAD_CHUNK_SIZE"] = str(5 * 1024 * 1024)

import polars as pl

from client import serve

STORE = {"aws_endpoint_url": os.environ["AWS_ENDPOINT_URL"], "aws_allow_http": "true"}


def write(folder, rows):
    frame = pl.DataFrame(rows)
    frame.write_parquet(f"s3://{folder}", partition_by=["day", "region"], storage_options=STORE)


def read(folder, day):
    frame = pl.scan_parquet(f"s3://{folder}/", hive_partitioning=True, try_parse_hive_dates=False, storage_options=STORE)
    wanted = frame.filter(pl.col("day") == day).select("id", "amount", "note", "day", "region")
    return wanted.sort("id").collect().to_dicts()


def write_big(key, count):
    frame = pl.DataFrame({"id": range(count)})
    frame.write_parquet(f"s3://{key}", compression="uncompressed", storage_options=STORE)


def sum_of(key):
    return pl.scan_parquet(f"s3://{key}", storage_options=STORE).select(pl.col("id").sum()).collect().item()


serve(write, read, write_big, sum_of)
