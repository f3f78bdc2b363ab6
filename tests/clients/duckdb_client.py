"""DuckDB with its extension httpfs.

A package of PyPI has the extension, so that nothing is fetched while this runs; DuckDB loads it only with the signature
of its makers.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

import duckdb
import duckdb_extension_httpfs
import pyarrow as pa

from client import serve

connection = duckdb.connect(config={"autoinstall_known_extensions": False})
extensions = Path(duckdb_extension_httpfs.__file__).parent / "extensions"
connection.execute(f"LOAD '{extensions / f'v{duckdb.__version__}' / 'httpfs.duckdb_extension'}'")
connection.execute(
    f"""CREATE SECRET (TYPE s3, PROVIDER config, URL_STYLE 'path', USE_SSL false,
        ENDPOINT '{urlsplit(os.environ["AWS_ENDPOINT_URL"]).netloc}', REGION '{os.environ["AWS_REGION"]}',
        KEY_ID '{os.environ["AWS_ACCESS_KEY_ID"]}', SECRET '{os.environ["AWS_SECRET_ACCESS_KEY"]}')"""
)


def write(folder, rows):
    connection.register("orders", pa.Table.from_pylist(rows))
    options = "FORMAT parquet, PARTITION_BY (day, region), OVERWRITE_OR_IGNORE"
    connection.execute(f"COPY (FROM orders) TO 's3://{folder}' ({options})")


def read(folder, day):
    source = f"read_parquet('s3://{folder}/*/*/*.parquet', hive_partitioning = true, hive_types_autocast = false)"
    asked = f"SELECT id, amount, note, day, region FROM {source} WHERE day = ? ORDER BY id"
    return connection.execute(asked, [day]).to_arrow_table().to_pylist()


def write_big(key, count):
    # A ten-thousandth of this is a part, if that is not less than S3's five mebibytes.
    connection.execute("SET s3_uploader_max_filesize = '50GB'")
    rows = f"SELECT range AS id FROM range({count})"
    connection.execute(f"COPY ({rows}) TO 's3://{key}' (FORMAT parquet, COMPRESSION uncompressed)")


def sum_of(key):
    return int(connection.execute(f"SELECT sum(id) FROM 's3://{key}'").fetchone()[0])


serve(write, read, write_big, sum_of)
