"""Does what Superset does with a connection to Athena: its statements are built by SQLAlchemy 1.4, and a cursor runs them."""

import sqlalchemy
from client import serve
from sqlalchemy.sql import column, literal_column, table, text

ENGINES = {}


def engine_of(url):
    """The address of the stack is in the environment."""
    if url not in ENGINES:
        ENGINES[url] = sqlalchemy.create_engine(url)
    return ENGINES[url]


def versions():
    import pyathena

    return [pyathena.__version__, sqlalchemy.__version__]


def ping(url):
    """The button "Test connection"."""
    engine = engine_of(url)
    connection = engine.raw_connection()
    try:
        return bool(engine.dialect.do_ping(connection))
    finally:
        connection.close()


def browse(url, schema, name):
    """What the panes of SQL Lab and a new dataset show."""
    inspector = sqlalchemy.inspect(engine_of(url))
    return {
        "schemas": inspector.get_schema_names(),
        "tables": inspector.get_table_names(schema),
        "views": inspector.get_view_names(schema),
        "columns": [[one["name"], str(one["type"])] for one in inspector.get_columns(name, schema)],
        "indexes": inspector.get_indexes(name, schema),
        "primary_key": inspector.get_pk_constraint(name, schema),
        "foreign_keys": inspector.get_foreign_keys(name, schema),
        "comment": inspector.get_table_comment(name, schema)["text"],
    }


def keys(url, schema, name):
    """The partition keys, as the dialect marks them."""
    columns = sqlalchemy.inspect(engine_of(url)).get_columns(name, schema)
    return [one["name"] for one in columns if (one.get("dialect_options") or {}).get("awsathena_partition")]


def run(url, sql):
    """A statement of SQL Lab, or of a chart: names, types and rows."""
    connection = engine_of(url).raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(sql)
        return {
            "columns": [[one[0], one[1]] for one in cursor.description],
            "rows": [list(row) for row in cursor.fetchall()],
        }
    finally:
        connection.close()


def compiled(url, statement):
    return str(statement.compile(engine_of(url), compile_kwargs={"literal_binds": True}))


def preview(url, schema, name):
    """The first rows of a table."""
    columns = [column(one["name"]) for one in sqlalchemy.inspect(engine_of(url)).get_columns(name, schema)]
    return run(url, compiled(url, sqlalchemy.select(columns).select_from(table(name, schema=schema)).limit(100)))


def chart(url, schema, name, since, until, virtual=None):
    """Amounts by day and region, of a time range on a column of text; of a virtual dataset if its statement is given."""
    day = column("day")
    grain = literal_column("date_trunc('day', CAST(day AS TIMESTAMP))").label("__timestamp")
    total = sqlalchemy.func.sum(column("amount")).label("sum(amount)")
    source = table(name, schema=schema) if virtual is None else text(f"({virtual}) AS virtual_table")
    statement = (
        sqlalchemy.select([grain, column("region"), total])
        .select_from(source)
        .where(sqlalchemy.and_(day >= since, day < until))
        .group_by(literal_column("date_trunc('day', CAST(day AS TIMESTAMP))"), column("region"))
        .order_by(sqlalchemy.desc(total))
        .limit(10000)
    )
    return run(url, compiled(url, statement))


def choices(url, schema, name):
    """The values that a filter offers."""
    region = column("region")
    statement = sqlalchemy.select([region]).select_from(table(name, schema=schema)).distinct().order_by(region).limit(1000)
    return run(url, compiled(url, statement))


serve(versions, ping, browse, keys, run, preview, chart, choices)
