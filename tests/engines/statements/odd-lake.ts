/** `odd`: a table with a column of every type, whose rows hold what engines are apt to differ about. */
import type { Lake } from "../../emulator/athena-lake.ts";

const COLUMNS = {
  id: "bigint",
  b: "boolean",
  t: "tinyint",
  s: "smallint",
  i: "int",
  l: "bigint",
  r: "float",
  x: "double",
  dec: "decimal(12,4)",
  name: "string",
  d: "date",
  ts: "timestamp",
  arr: "array<bigint>",
  texts: "array<string>",
  m: "map<string,double>",
  rec: "struct<a:bigint,b:string>",
  j: "string",
};

/** In DuckDB's words, a line a column in the order of COLUMNS; "NULL" in each column, somewhere. */
const ROWS = [
  [
    "1, true, 1, 1, 1, 1, 1.5, 1.5, 1.10, 'alpha', '2025-11-26', '2025-11-26 14:30:00'",
    `[1, 2, 3], ['a', 'b', 'a'], MAP {'bid': 1.5, 'ask': 2.5}, {'a': 1, 'b': 'one'}, '{"symbol": "AAPL", "size": 100, "legs": [1, 2]}'`,
  ],
  [
    "2, false, -128, -32768, -1, -9223372036854775808, 'NaN', 'NaN', -0.0005, 'a_b', '1969-12-31', '1969-12-31 23:59:59.999'",
    `[], [], MAP {}, {'a': 2, 'b': NULL}, '{"symbol": null, "size": 0.5}'`,
  ],
  ["3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL", "NULL, NULL, NULL, NULL, NULL"],
  [
    "4, true, 127, 32767, 2147483647, 9223372036854775807, 0.1, -0.0, 99999999.9999, '', '2024-02-29', '2024-02-29 00:00:00'",
    `[NULL], [NULL, 'x'], MAP {'bid': NULL}, {'a': NULL, 'b': ''}, '[]'`,
  ],
  [
    "5, false, 0, 0, 0, 0, 0, 0.0, 0, 'ä', '2025-11-26', '2025-11-26 00:00:00.001'",
    `[5, 5], ['ä', '日'], MAP {'bid': 'NaN'::DOUBLE, 'last': 0}, {'a': 0, 'b': 'ä'}, '"text"'`,
  ],
  [
    "6, true, 5, 300, 12, 9007199254740993, 'Infinity', 'Infinity', 12.3456, 'Alpha', '9999-12-31', '2025-03-09 02:30:00'",
    `[9007199254740993], ['A'], MAP {'ask': 'Infinity'::DOUBLE}, {'a': 9007199254740993, 'b': 'Alpha'}, 'not json'`,
  ],
  [
    "7, NULL, -5, -300, -2147483648, -9007199254740993, '-Infinity', '-Infinity', -12.3456, '  padded ', '0001-01-01', '2025-11-02 01:30:00'",
    `[-1, NULL, 1], ['', ' '], MAP {'bid': -1.0}, {'a': -7, 'b': ' '}, '{"a": {"b": [true, null]}}'`,
  ],
  [
    "8, false, 1, 1, 1, 1, 1e10, 1e-7, 1.10, 'alpha', '2025-11-26', '2025-11-26 14:30:00'",
    `[3, 2, 1], ['b', 'a'], MAP {'bid': 1e-7}, {'a': 1, 'b': 'one'}, '{"symbol": "AAPL", "size": "7", "legs": []}'`,
  ],
  [
    "9, true, 2, 2, 2, 2, 16777216, 123456789012345680, 0.0001, '日本', '2000-02-29', '2100-01-01 00:00:00'",
    `[2], ['日本'], MAP {'日': 1e17}, {'a': 2, 'b': '日本'}, '{"symbol": "日本", "size": 1e3}'`,
  ],
].map((row) => row.join(", "));

/** Row → the partition in which it is. */
const PARTITIONS = [
  { day: "2025-11-26", symbol: "AAPL", rows: [0, 1, 2] },
  { day: "2025-11-26", symbol: "MSFT", rows: [3, 4] },
  { day: "2025-11-28", symbol: "AAPL", rows: [5, 6] },
  { day: "2025-11-28", symbol: "BRK.B", rows: [7, 8] },
];

/** DuckDB's name of a type of COLUMNS. */
const duckType = (type: string): string =>
  type
    .replace(/^array<(.*)>$/, (_, inner: string) => `${duckType(inner)}[]`)
    .replace(
      /^map<(.*),(.*)>$/,
      (_, key: string, value: string) => `MAP(${duckType(key)}, ${duckType(value)})`,
    )
    .replace(/^struct<a:bigint,b:string>$/, "STRUCT(a BIGINT, b VARCHAR)")
    .replace(/^string$/, "VARCHAR");

export async function createOdd(lake: Lake): Promise<void> {
  lake.table("odd", COLUMNS, { keys: { day: "string", symbol: "string" } });
  const names = Object.keys(COLUMNS);
  const casts = Object.entries(COLUMNS).map(
    ([name, type]) => `CAST(${name} AS ${duckType(type)}) AS ${name}`,
  );
  for (const { day, symbol, rows } of PARTITIONS) {
    const folder = `odd/day=${day}/symbol=${symbol}`;
    for (const row of rows) {
      const values = `(SELECT ${ROWS[row]}) AS v(${names.join(", ")})`;
      await lake.write(`${folder}/${row + 1}.parquet`, `SELECT ${casts.join(", ")} FROM ${values}`);
    }
    lake.partition("odd", [day, symbol], `s3://lake/${folder}/`);
  }
}
