"""Asks an Athena through PyAthena, as Superset does: reads what to ask from standard input, writes what came of it.

In:  {"endpoint", "region", "work_group", "queries": [{"name", "database", "sql"}], "databases": ["..."]}
Out: {"queries": {name: {"columns": [[name, type]], "rows": [[cell]]} | {"error"}}, "tables": {database: [name]}}
"""

import json
import sys

from botocore.config import Config
from pyathena import connect
from pyathena.error import Error

asked = json.load(sys.stdin)
connection = connect(
    # Not None: that would look for a place in the environment.
    s3_staging_dir="",
    work_group=asked["work_group"],
    region_name=asked["region"],
    endpoint_url=asked["endpoint"],
    aws_access_key_id="contract",
    aws_secret_access_key="contract",
    poll_interval=0.05,
    # Seconds. Nothing here takes them; a stack that hangs shall not be waited for.
    config=Config(connect_timeout=5, read_timeout=30, retries={"max_attempts": 1}),
)


def answer(query):
    cursor = connection.cursor(schema_name=query["database"])
    try:
        cursor.execute(query["sql"])
        columns = [[column[0], column[1]] for column in cursor.description]
        return {"columns": columns, "rows": [list(row) for row in cursor.fetchall()]}
    except Error as error:
        return {"error": str(error)}
    finally:
        cursor.close()


def tables(database):
    return sorted(table.name for table in connection.cursor().list_table_metadata(schema_name=database))


told = {
    "queries": {query["name"]: answer(query) for query in asked["queries"]},
    "tables": {database: tables(database) for database in asked["databases"]},
}
json.dump(told, sys.stdout, default=str)
