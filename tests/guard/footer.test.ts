import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parquetMetadata, parquetSchema } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { hiveColumns } from "../../emulator/index.ts";
import { wordsOf } from "../../shared/file-checks/file-fault.ts";
import { columnsOf } from "../../shared/guard/file-columns.ts";
import { faultsOf } from "../../shared/guard/file-faults.ts";
import type { FileMetadata } from "../../shared/guard/file-metadata.ts";
import { MOST_FOOTER, readFooter } from "../../shared/guard/footer.ts";
import { RegistrarError } from "../../shared/runtime/errors.ts";
import { type ParquetWriter, parquetWriter } from "../support/duckdb-parquet.ts";
import { PARQUET_IN_TWO_CASES, PARQUET_OF_NULLS } from "../support/parquet-files.ts";
import { MemoryFiles } from "./memory-files.ts";

const KEY = "raw/trades/day=2026-11-20/part-0.parquet";
const signal = new AbortController().signal;

let duckdb: ParquetWriter;
let files: MemoryFiles;

beforeAll(async () => {
  duckdb = await parquetWriter();
});
afterAll(() => duckdb.close());
beforeEach(() => {
  files = new MemoryFiles();
});

async function read(bytes: Uint8Array) {
  files.put(KEY, bytes);
  return (await readFooter("lake", KEY, files, signal))!;
}

/** Why the bytes are no Parquet, if so. */
async function unreadable(bytes: Uint8Array): Promise<string | undefined> {
  const { found } = await read(bytes);
  return "unreadable" in found ? found.unreadable : undefined;
}

async function metadata(bytes: Uint8Array): Promise<FileMetadata> {
  const { found } = await read(bytes);
  if ("unreadable" in found) throw new Error(found.unreadable);
  return found;
}

/** What is wrong with a file of a table whose columns are these, each as "name type". */
async function faults(bytes: Uint8Array, ...columns: string[]): Promise<string[]> {
  const table = columns.map((column) => {
    const [name = "", type = ""] = column.split(" ");
    return { name, type };
  });
  return faultsOf(await read(bytes), table).map(
    (fault) => `${fault.breaks ? "breaks" : "odd"}: ${wordsOf(fault)}`,
  );
}

/** The end of a file whose footer is these bytes, behind so many others. */
function withFooter(footer: Uint8Array, length = footer.length, before = 4): Buffer {
  const trailer = Buffer.alloc(8, "PAR1");
  trailer.writeUInt32LE(length, 0);
  return Buffer.concat([Buffer.alloc(before, "PAR1"), footer, trailer]);
}

const ALL_TYPES = `SELECT true AS a, 1::TINYINT AS b, 1::SMALLINT AS c, 1::INTEGER AS d, 1::BIGINT AS e, 1::FLOAT AS f,
  1::DOUBLE AS g, 1::DECIMAL(12, 2) AS h, 1::DECIMAL(30, 4) AS i, 'x' AS j, 'x'::BLOB AS k, DATE '2026-11-20' AS l,
  TIMESTAMP '2026-11-20 14:30:00' AS m, TIMESTAMP_NS '2026-11-20 14:30:00' AS n, 1::UTINYINT AS o, 1::UINTEGER AS p,
  1::UBIGINT AS q, TIME '14:30:00' AS r, uuid() AS s, [1, 2] AS t, MAP {'k': 1} AS u, {'B': 1, 'c': ['x']} AS v,
  [[1]] AS w, [{'x': 1.5::DOUBLE}] AS "X", 'e'::ENUM ('e') AS y, TIMESTAMPTZ '2026-11-20 14:30:00+00' AS z`;

describe("the columns of a file", () => {
  test.each([
    ["by DuckDB, of every type", () => duckdb.write(ALL_TYPES)],
    [
      "by DuckDB, of several row groups",
      () => duckdb.write("SELECT range AS n FROM range(9000)", "ROW_GROUP_SIZE 2048"),
    ],
    ["by DuckDB, with dictionaries", () => duckdb.write("SELECT 'ABCDEF' AS s FROM range(5000)")],
    [
      "by hyparquet-writer",
      async () =>
        Buffer.from(
          parquetWriteBuffer({
            columnData: [
              { name: "s", data: ["x"], type: "STRING" },
              { name: "t", data: [new Date(0)], type: "TIMESTAMP" },
              { name: "f", data: [1.5], type: "FLOAT" },
            ],
          }),
        ),
    ],
    ["by pyarrow, in two cases", async () => PARQUET_IN_TWO_CASES],
  ])("%s, are those that the emulator reads with hyparquet", async (_, make) => {
    const bytes = await make();
    const own = await metadata(bytes);
    const theirs = parquetMetadata(bytes);
    expect(columnsOf(own.columns).map(({ name, type }) => ({ name, type }))).toEqual(
      hiveColumns(parquetSchema(theirs)),
    );
    expect(own.rows).toBe(Number(theirs.num_rows));
    expect(own.rowGroups).toBe(theirs.row_groups.length);
  });
});

describe("a footer is read", () => {
  const wide = `SELECT ${Array.from({ length: 3000 }, (_, index) => `${index} AS column_${index}`).join(", ")}`;

  test("by one request if it is within the last 64 KB", async () => {
    await read(await duckdb.write("SELECT range AS n FROM range(100000)"));
    expect(files.reads).toEqual([`tail ${KEY}`]);
  });

  test("by one more for exactly the rest if it is longer", async () => {
    const bytes = await duckdb.write(wide);
    const length = bytes.readUInt32LE(bytes.length - 8);
    expect(length).toBeGreaterThan(65_536);
    expect((await metadata(bytes)).columns).toHaveLength(3000);
    expect(files.reads[1]).toBe(`range ${KEY} ${bytes.length - 8 - length}-${bytes.length - 65_536 - 1}`);
  });

  test("anew if the object is written anew between the two", async () => {
    const bytes = await duckdb.write(wide);
    const other = await duckdb.write("SELECT 1 AS n");
    files.afterTail = () => {
      files.afterTail = () => {};
      files.put(KEY, other);
    };
    expect((await metadata(bytes)).columns.map(({ name }) => name)).toEqual(["n"]);
  });

  test("not for ever if it is written anew again and again", async () => {
    const bytes = await duckdb.write(wide);
    files.afterTail = () => files.put(KEY, bytes);
    await expect(read(bytes)).rejects.toThrow(
      expect.objectContaining({ code: "STORE_REFUSED", retryable: true }),
    );
  });

  test("not of an object that is not there, and not of an archived one", async () => {
    expect(await readFooter("lake", "other", files, signal)).toBeUndefined();
    files.fate = () => "archived";
    expect(await unreadable(Buffer.alloc(0))).toBe("it is archived, and so not read");
  });
});

describe("a file that is no Parquet", () => {
  let whole: Buffer;
  beforeAll(async () => {
    whole = await duckdb.write("SELECT range AS n FROM range(1000)");
  });

  test.each<readonly [string, () => Uint8Array, string]>([
    ["zero bytes", () => Buffer.alloc(0), "it is empty"],
    [
      "the magic alone",
      () => Buffer.from("PAR1"),
      "it begins as Parquet and ends in the middle: it is truncated",
    ],
    [
      "a truncated file",
      () => whole.subarray(0, 900),
      "it begins as Parquet and ends in the middle: it is truncated",
    ],
    [
      "a large truncated file",
      () => Buffer.concat([whole, Buffer.alloc(100_000)]),
      "it does not end as Parquet does: it is truncated, or of another format",
    ],
    ["CSV named .parquet", () => Buffer.from("a,b\n1,2\n"), "it is text, not Parquet"],
    ["ORC", () => Buffer.from("ORC\0\0\0\0ORC\x17", "latin1"), "it is ORC, not Parquet"],
    ["Avro", () => Buffer.from("Obj\x01\0\0\0\0\0\0\0\0\0", "latin1"), "it is Avro, not Parquet"],
    ["an encrypted footer", () => Buffer.from("PARE\0\0\0\0\0\0\0\0PARE"), "its footer is encrypted"],
    [
      "a footer that claims more than there is",
      () => withFooter(Buffer.alloc(8), 0xffff_fff0),
      "it has 20 bytes, and its footer claims to be 4294967280",
    ],
    [
      "a footer of zeros",
      () => withFooter(Buffer.alloc(8)),
      "its footer is damaged: its schema ends in the middle",
    ],
    [
      "a footer that ends in the middle",
      () => {
        const length = whole.readUInt32LE(whole.length - 8);
        const footer = whole.subarray(whole.length - 8 - length, whole.length - 8);
        return withFooter(footer.subarray(0, footer.length - 40));
      },
      "its footer is damaged: it ends in the middle",
    ],
    [
      // field 2, a list of 2,147,483,647 structures, and then nothing
      "a list that claims more elements than there are bytes",
      () => withFooter(Buffer.from([0x29, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x07])),
      "its footer is damaged: it ends in the middle",
    ],
    [
      "structures without end",
      () => withFooter(Buffer.alloc(1000, 0x1c)),
      "its footer is damaged: expected at most 32 structures within each other",
    ],
    [
      "an integer without end",
      () => withFooter(Buffer.alloc(1000, 0xf5)),
      "its footer is damaged: an integer has more than 64 bits",
    ],
  ])("is told by what it is: %s", async (_, make, expected) => {
    expect(await unreadable(make())).toBe(expected);
  });

  test("is told by what it is: a footer above 16 MB, which is not asked for", async () => {
    expect(await unreadable(withFooter(Buffer.alloc(0), MOST_FOOTER + 1, MOST_FOOTER + 100))).toBe(
      "its footer has 16,777,217 bytes: over 16777216 are not read",
    );
    expect(files.reads).toHaveLength(1);
  });

  test("16 MB of one-byte elements are read without being kept", async () => {
    const count = MOST_FOOTER - 20;
    // field 15, which Parquet does not have: a list of empty structures
    const head = [
      0xf9,
      0xfc,
      (count & 0x7f) | 0x80,
      ((count >> 7) & 0x7f) | 0x80,
      ((count >> 14) & 0x7f) | 0x80,
      count >> 21,
    ];
    const footer = Buffer.concat([Buffer.from(head), Buffer.alloc(count + 1)]);
    const before = process.memoryUsage().heapUsed;
    expect(await unreadable(withFooter(footer))).toBe("its footer is damaged: its schema ends in the middle");
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(50_000_000);
  });

  test("whatever the bytes of a footer are, it is read or refused", async () => {
    const length = whole.readUInt32LE(whole.length - 8);
    const footer = whole.subarray(whole.length - 8 - length, whole.length - 8);
    const spoilt = fc
      .array(fc.tuple(fc.nat(footer.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 })
      .map((changes) => {
        const bytes = Buffer.from(footer);
        for (const [at, byte] of changes) bytes[at] = byte;
        return bytes;
      });
    await fc.assert(
      fc.asyncProperty(fc.oneof(spoilt, fc.uint8Array({ maxLength: 300 })), async (bytes) => {
        const { found } = await read(withFooter(bytes));
        expect("unreadable" in found || found.rowGroups >= 0).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("beside its table, a file", () => {
  const BARS = ["symbol string", "bar_start timestamp", "close double", "volume bigint"] as const;
  const GOOD =
    "'AAPL' AS symbol, TIMESTAMP '2026-11-20 14:30:00' AS bar_start, 1.5::DOUBLE AS close, 7::BIGINT AS volume";
  const of = (select: string, options?: string) => duckdb.write(`SELECT ${select}`, options);

  test.each<readonly [string, string, readonly string[]]>([
    ["of its columns and types", GOOD, []],
    ["with more columns", `${GOOD}, 1 AS other`, []],
    ["with names in another case", GOOD.replaceAll("symbol", '"Symbol"'), []],
    [
      "with columns in another order",
      `1.5::DOUBLE AS close, ${GOOD.replace(", 1.5::DOUBLE AS close", "")}`,
      [],
    ],
    ["of narrower integers, which Athena widens,", GOOD.replace("BIGINT", "INTEGER"), []],
  ])("%s has no fault", async (_, select, expected) => {
    expect(await faults(await of(select), ...BARS)).toEqual(expected);
  });

  test.each<readonly [string, string, readonly string[]]>([
    [
      "of text where numbers are declared",
      GOOD.replace("1.5::DOUBLE", "'1.5'"),
      ["breaks: column close is string in the file and double in the table"],
    ],
    [
      "of decimals where doubles are declared, as Decimal of Python becomes",
      GOOD.replace("1.5::DOUBLE", "1.5::DECIMAL(10, 4)"),
      ["breaks: column close is decimal(10,4) in the file and double in the table"],
    ],
    [
      "of floats where integers are declared, as pandas makes of integers with gaps",
      GOOD.replace("7::BIGINT", "7::DOUBLE"),
      ["breaks: column volume is double in the file and bigint in the table"],
    ],
    [
      "of timestamps in nanoseconds, as pandas writes them",
      GOOD.replace("TIMESTAMP '", "TIMESTAMP_NS '"),
      ["breaks: column bar_start is timestamp in nanoseconds in the file and timestamp in the table"],
    ],
    [
      "without a column",
      GOOD.replace(", 7::BIGINT AS volume", ""),
      ["odd: column volume (bigint) is missing"],
    ],
    ["without rows", `${GOOD} WHERE false`, ["odd: it has no rows"]],
    ["of another table", "1 AS a, 2 AS b", ["breaks: it has no column of the table"]],
    [
      "of several faults, the worst first,",
      "'AAPL' AS symbol, '1.5' AS close, 7 AS volume",
      [
        "breaks: column close is string in the file and double in the table",
        "odd: column bar_start (timestamp) is missing",
      ],
    ],
  ])("has what is wrong told: %s", async (_, select, expected) => {
    expect(await faults(await of(select), ...BARS)).toEqual(expected);
  });

  test("of NULLs alone, which Arrow writes as integers, is wrong only where no number is declared", async () => {
    expect(await faults(PARQUET_OF_NULLS, "note string", "n bigint")).toEqual([
      "breaks: column note is int of NULLs alone in the file and string in the table",
    ]);
    expect(await faults(PARQUET_OF_NULLS, "note int", "n bigint")).toEqual([]);
  });

  test("of two columns whose names differ in case alone is odd", async () => {
    expect(await faults(PARQUET_IN_TWO_CASES, "price bigint")).toEqual([
      "odd: it has several columns price, in upper and lower case",
    ]);
  });

  test.each<readonly [string, string, readonly string[]]>([
    ["decimal(18,4)", "1::DECIMAL(12, 2)", []],
    [
      "decimal(10,2)",
      "1::DECIMAL(18, 4)",
      [
        "odd: column x is decimal(18,4) in the file and decimal(10,2) in the table, which has no room for all of its values",
      ],
    ],
    ["varchar(3)", "'abcdef'", []],
    ["array<bigint>", "[1, 2]", []],
    [
      "array<string>",
      "[1, 2]",
      ["breaks: column x is array<int> in the file and array<string> in the table"],
    ],
    ["struct<b:int,a:string>", "{'a': 'x', 'b': 1, 'c': 2}", []],
    ["struct<a:string,z:int>", "{'a': 'x'}", []],
    [
      "struct<a:int>",
      "{'a': 'x'}",
      ["breaks: column x is struct<a:string> in the file and struct<a:int> in the table"],
    ],
    ["map<string,bigint>", "MAP {'k': 1}", []],
    [
      "timestamp",
      "[TIMESTAMP_NS '2026-11-20 14:30:00'][1]",
      ["breaks: column x is timestamp in nanoseconds in the file and timestamp in the table"],
    ],
  ])("is read as %s, or not: %s", async (declared, value, expected) => {
    expect(await faults(await of(`${value} AS x`), `x ${declared}`)).toEqual(expected);
  });

  test("with empty row groups is told how many there are", async () => {
    const found = {
      columns: (await metadata(await of("1 AS n"))).columns,
      rows: 1,
      rowGroups: 3,
      emptyRowGroups: 2,
    };
    const looked = { size: 1, modified: "", found: { ...found, isEncrypted: false } };
    expect(faultsOf(looked, [{ name: "n", type: "int" }]).map(wordsOf)).toEqual([
      "2 of 3 row groups are empty",
    ]);
  });
});

test("a refusal of S3 is no fault of the file", async () => {
  files.fate = () => new RegistrarError("DECRYPT_DENIED", "not authorized to perform: kms:Decrypt");
  await expect(read(Buffer.from("PAR1"))).rejects.toThrow("kms:Decrypt");
});
