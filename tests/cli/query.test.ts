/** `query` against the emulator: what it prints of an answer, and what it refuses before Athena is asked. */
import { writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { parquetWriteBuffer } from "hyparquet-writer";
import { type Emulator, startEmulator, VirtualClock } from "../../emulator/index.ts";
import { deployStage } from "../../local/deployment.ts";
import { databaseName } from "../../shared/runtime/names.ts";
import { datasets } from "../fixtures/datasets.ts";
import { exporting, registrar, withFolder } from "./run.ts";

jest.unstable_mockModule("../../shared/declared-datasets.ts", () => ({ datasets }));

let stack: Emulator;
let restore: () => void;

beforeAll(async () => {
  stack = await startEmulator();
  const { bucket } = await deployStage(stack, "dev", datasets);
  restore = exporting(stack.env);
  const { database, table: name, prefix } = datasets.find((dataset) => dataset.name === "bars_5m")!;
  const table = stack.glue.store.table(databaseName(database, "dev"), name);
  const folder = `${prefix}day=2026-11-20/`;
  const columnData = [
    { name: "symbol", data: ["AAPL", "BRK,B"], type: "STRING" as const },
    { name: "close", data: [1.5, Number.NaN], type: "DOUBLE" as const },
  ];
  stack.s3.store.put(bucket, `${folder}a.parquet`, Buffer.from(parquetWriteBuffer({ columnData })));
  const StorageDescriptor = { ...table.record.StorageDescriptor, Location: `s3://${bucket}/${folder}` };
  stack.glue.store.createPartition(table, { Values: ["2026-11-20"], StorageDescriptor });
});

afterAll(async () => {
  restore();
  await stack.close();
});

const BARS = "SELECT symbol, close, day, CAST(NULL AS varchar) AS note FROM bars_5m ORDER BY symbol";

describe("the answer of a statement", () => {
  test("is a table, in the database of the declared table that the statement names; its cost is apart", async () => {
    const { code, out, notes } = await registrar("query", BARS);
    expect({ code, out }).toEqual({
      code: 0,
      out: [
        "symbol  close         day  note",
        "──────  ─────  ──────────  ────",
        "AAPL    1.5    2026-11-20  NULL",
        "BRK,B   NaN    2026-11-20  NULL",
        "",
      ].join("\n"),
    });
    expect(notes).toMatch(
      /2 rows; [\d.]+ (bytes|KB) scanned, \$0\.00005 at list price; \d+\.\d s; query \S+\n$/,
    );
  });

  test("is CSV, in which NULL is nothing and a comma is quoted", async () => {
    const { out } = await registrar("query", BARS, "--csv");
    expect(out).toBe('symbol,close,day,note\nAAPL,1.5,2026-11-20,\n"BRK,B",NaN,2026-11-20,\n');
  });

  test("is one JSON document, with what it cost", async () => {
    const { out } = await registrar("query", BARS, "--json");
    expect(JSON.parse(out)).toMatchObject({
      columns: [{ name: "symbol", type: "varchar" }, { name: "close" }, { name: "day" }, { name: "note" }],
      rows: [
        ["AAPL", 1.5, "2026-11-20", null],
        ["BRK,B", "NaN", "2026-11-20", null],
      ],
      costUsd: 0.00005,
    });
  });

  test("has whole numbers as JSON has them, and as text beyond", async () => {
    const { out } = await registrar("query", "SELECT BIGINT '7', BIGINT '9007199254740993'", "--json");
    expect(JSON.parse(out).rows).toEqual([[7, "9007199254740993"]]);
  });

  test("shows fifty rows, and says how many more there are", async () => {
    const { out } = await registrar("query", "SELECT n FROM UNNEST(sequence(1, 60)) AS t (n)");
    expect(out.trimEnd().split("\n")).toHaveLength(53);
    expect(out).toContain("… 10 rows more: --csv gives all");
  });

  test("of several pages is CSV with one header, and every row once", async () => {
    const { out, notes } = await registrar(
      "query",
      "SELECT n FROM UNNEST(sequence(1, 2500)) AS t (n) ORDER BY n",
      "--csv",
    );
    expect(out).toBe(`n\n${Array.from({ length: 2500 }, (_, n) => `${n + 1}\n`).join("")}`);
    expect(notes).toContain("2,500 rows; ");
  });

  test("of a statement in a file, and of what has no rows, is told as well", async () => {
    await withFolder(async (folder) => {
      await writeFile(`${folder}/one.sql`, "SELECT 1 AS one WHERE false");
      const { code, out } = await registrar("query", "--file", `${folder}/one.sql`);
      expect({ code, out }).toEqual({ code: 0, out: "one\n───\n" });
    });
  });
});

describe("what cannot be asked", () => {
  test("is named before Athena is asked, all of it at once", async () => {
    const wrong = ["SELECT 1", "--file", "nowhere.sql", "--csv", "--json", "--database", "stock_trades_ra"];
    const { code, out } = await registrar("query", ...wrong);
    expect(code).toBe(2);
    expect(JSON.parse(out).error.problems).toEqual([
      "expected one statement: as an argument in quotes, or in a --file",
      "--csv and --json exclude each other",
      expect.stringMatching(/^--file "nowhere.sql" cannot be read: ENOENT/),
      '--database "stock_trades_ra" is none of the stage; did you mean stock_trades_raw?',
    ]);
    expect(await registrar("query", " ")).toMatchObject({
      code: 2,
      notes: expect.stringContaining("is empty"),
    });
  });

  test("is what would change something: nothing is asked, and the table stays", async () => {
    const { code, notes } = await registrar("query", "/* tidy */ DROP TABLE bars_5m");
    expect({ code, table: (await registrar("query", BARS)).code }).toEqual({ code: 2, table: 0 });
    expect(notes).toContain(
      "- DROP changes something, and this command only asks: run it in Athena's console",
    );
  });

  test("is said by Athena in its own words, with the code of the failure", async () => {
    const { code, notes } = await registrar("query", "SELECT * FROM bars_5n");
    expect(code).toBe(3);
    expect(notes).toContain("bars_5n");
  });
});

describe("a mistake in a statement", () => {
  test.each([
    [
      "SELECT symbol,\n  nope\nFROM bars_5m",
      "line 2:3: Column 'nope' cannot be resolved",
      "      nope\n      ^\n",
    ],
    ["SELEC 1", "line 1:1: mismatched input 'SELEC' expecting {", "    SELEC 1\n    ^\n"],
    [`SELECT ${"1, ".repeat(200)}nope FROM bars_5m`, "line 1:608: Column 'nope'", " nope FROM bars_5m\n"],
  ])("is told once, at its place in what was typed: %j", async (sql, words, shown) => {
    const { code, notes } = await registrar("query", sql);
    expect(code).toBe(3);
    expect(notes).toContain(words);
    expect(notes).toContain(shown);
    // A typo is nothing that Glue or Lake Formation is to be asked about.
    expect(notes).not.toMatch(/Glue|Lake Formation/);
    expect(notes.length).toBeLessThan(500);
  });
});

test("Ctrl-C stops the query on Athena, and says so", async () => {
  // Its clock stands still, so no query ends by itself.
  const still = await startEmulator({ clock: new VirtualClock() });
  const back = exporting(still.env);
  try {
    await deployStage(still, "dev", datasets);
    const asked = registrar("query", "SELECT 1");
    while (!still.requests.some(({ operation }) => operation === "GetQueryExecution")) {
      await new Promise(setImmediate);
    }
    process.emit("SIGINT");
    const { code, notes } = await asked;
    expect(notes).toMatch(/^QUERY_CANCELLED {2}query: called off \(query \S+\)\./m);
    expect(code).toBe(3);
    expect(still.requests.map(({ operation }) => operation)).toContain("StopQueryExecution");
  } finally {
    back();
    await still.close();
  }
});

test.each([
  ["stock_trades_raw", "bars_5m"],
  ["stock_trades_raw_dev", "bars_5m"],
])("--database %s is the stage's, by either name", async (database) => {
  expect((await registrar("query", "SHOW TABLES", "--database", database)).out).toContain("trades");
});
