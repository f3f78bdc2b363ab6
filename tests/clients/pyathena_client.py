"""Calls PyAthena: its cursors, plain, with futures, in asyncio; its catalog; its dialects of SQLAlchemy."""

import asyncio
import functools
import importlib
import os
import urllib.parse

import boto3
import pyarrow.fs
import sqlalchemy
from client import serve
from pyathena import connect
from pyathena.aio.connection import AioConnection

# Seconds between two looks at a query.
POLL = 0.02

# Without it every connection loads the descriptions of the services anew.
SESSION = boto3.Session()

# pyarrow takes the address of S3 from no variable, and PyAthena gives it none.
pyarrow.fs.S3FileSystem = functools.partial(
    pyarrow.fs.S3FileSystem,
    endpoint_override=urllib.parse.urlsplit(os.environ["AWS_ENDPOINT_URL"]).netloc,
    scheme="http",
)

CURSORS = {
    "default": "cursor.Cursor",
    "dict": "cursor.DictCursor",
    "pandas": "pandas.cursor.PandasCursor",
    "arrow": "arrow.cursor.ArrowCursor",
    "polars": "polars.cursor.PolarsCursor",
    "s3fs": "s3fs.cursor.S3FSCursor",
    "async": "async_cursor.AsyncCursor",
    "async dict": "async_cursor.AsyncDictCursor",
    "async pandas": "pandas.async_cursor.AsyncPandasCursor",
    "async arrow": "arrow.async_cursor.AsyncArrowCursor",
    "async polars": "polars.async_cursor.AsyncPolarsCursor",
    "async s3fs": "s3fs.async_cursor.AsyncS3FSCursor",
    "aio": "aio.cursor.AioCursor",
    "aio dict": "aio.cursor.AioDictCursor",
    "aio pandas": "aio.pandas.cursor.AioPandasCursor",
    "aio arrow": "aio.arrow.cursor.AioArrowCursor",
    "aio polars": "aio.polars.cursor.AioPolarsCursor",
    "aio s3fs": "aio.s3fs.cursor.AioS3FSCursor",
}


def cursor_class(name):
    module, _, kind = CURSORS[name].rpartition(".")
    return getattr(importlib.import_module(f"pyathena.{module}"), kind)


def options_of(database, results):
    """Of a connection. Without a place for results it is the workgroup's matter."""
    where = {"s3_staging_dir": results} if results else {"s3_staging_dir": "", "work_group": "primary"}
    return {"schema_name": database, "poll_interval": POLL, "session": SESSION, **where}


def query(cursor, sql, database, results, parameters=None, options={}, execution={}):
    """Names, types and rows of a statement, by a cursor of that name."""
    kind, where = cursor_class(cursor), options_of(database, results)
    if cursor.startswith("aio"):
        return asyncio.run(query_aio(kind, sql, where, parameters, options, execution))
    with connect(**where) as connection, connection.cursor(kind, **options) as opened:
        done = opened.execute(sql, parameters, **execution)
        if cursor.startswith("async"):
            done = done[1].result()
        return answer(done.description, done.fetchall())


async def query_aio(kind, sql, where, parameters, options, execution):
    async with await AioConnection.create(**where) as connection, connection.cursor(kind, **options) as cursor:
        await cursor.execute(sql, parameters, **execution)
        return answer(cursor.description, await cursor.fetchall())


def answer(description, rows):
    return {
        "columns": [[column[0], column[1]] for column in description or ()],
        "rows": [row if isinstance(row, dict) else [plain(cell) for cell in row] for row in rows],
    }


def plain(cell):
    """numpy's numbers as Python's."""
    return cell.item() if hasattr(cell, "item") else cell


def frame(cursor, sql, database, results, options={}):
    """The rows as the library of the cursor has them."""
    with connect(**options_of(database, results)) as connection:
        with connection.cursor(cursor_class(cursor), **options) as opened:
            opened.execute(sql)
            if cursor == "pandas":
                return opened.as_pandas().to_dict("records")
            if cursor == "arrow":
                return opened.as_arrow().to_pylist()
            return opened.as_polars().to_dicts()


def chunks(cursor, sql, database, results, chunksize):
    """How many rows each piece of a result has."""
    with connect(**options_of(database, results)) as connection:
        with connection.cursor(cursor_class(cursor), chunksize=chunksize) as opened:
            opened.execute(sql)
            return [len(chunk) for chunk in opened.iter_chunks()]


def execution(sql, database, results):
    """What a cursor tells of the query that it has run."""
    with connect(**options_of(database, results)) as connection, connection.cursor() as cursor:
        cursor.execute(sql)
        return {"state": cursor.state, "output": cursor.output_location, "kind": cursor.statement_type}


def many(sql, rows, database, results):
    with connect(**options_of(database, results)) as connection, connection.cursor() as cursor:
        cursor.executemany(sql, rows)


def metadata(database, results, table):
    """What the browser of a tool asks for: no query is run."""
    with connect(**options_of(database, results)) as connection, connection.cursor() as cursor:
        described = cursor.get_table_metadata(table)
        return {
            "databases": [one.name for one in cursor.list_databases("AwsDataCatalog")],
            "tables": [[one.name, one.table_type] for one in cursor.list_table_metadata()],
            "columns": [[column.name, column.type] for column in described.columns],
            "partition_keys": [[column.name, column.type] for column in described.partition_keys],
            "location": described.location,
        }


def engine_of(dialect, database, results):
    """As a connection string gives it; the address of the stack is in the environment."""
    url = sqlalchemy.make_url(f"awsathena+{dialect}://athena.us-east-1.amazonaws.com:443/{database}")
    asked = {"s3_staging_dir": results, "poll_interval": str(POLL)}
    return sqlalchemy.create_engine(url.update_query_dict(asked))


def reflect(database, results, table, view):
    engine = engine_of("rest", database, results)
    inspector = sqlalchemy.inspect(engine)
    reflected = sqlalchemy.Table(table, sqlalchemy.MetaData(schema=database), autoload_with=engine)
    return {
        "schemas": inspector.get_schema_names(),
        "tables": inspector.get_table_names(database),
        "views": inspector.get_view_names(database),
        "has": [inspector.has_table(table, schema=database), inspector.has_table("nothing", schema=database)],
        "columns": [[column.name, str(column.type)] for column in reflected.columns],
        "partition_keys": [
            column["name"]
            for column in inspector.get_columns(table, database)
            if column["dialect_options"]["awsathena_partition"]
        ],
        "options": {
            name: str(value)
            for name, value in inspector.get_table_options(table, database).items()
            if name in ("awsathena_location", "awsathena_file_format")
        },
        "view": inspector.get_view_definition(view, database),
        "view_columns": [column["name"] for column in inspector.get_columns(view, database)],
    }


def select(dialect, database, results, table, day):
    """Rows of a day, by a statement that SQLAlchemy has built."""
    engine = engine_of(dialect, database, results)
    orders = sqlalchemy.Table(table, sqlalchemy.MetaData(schema=database), autoload_with=engine)
    statement = sqlalchemy.select(orders).where(orders.c.day == day).order_by(orders.c.id)
    with engine.connect() as connection:
        rows = connection.execute(statement)
        return [{name: plain(cell) for name, cell in row._mapping.items()} for row in rows]


serve(query, frame, chunks, execution, many, metadata, reflect, select)
