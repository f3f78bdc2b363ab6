import { copyFile, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "@jest/globals";
import { ownData } from "../../local/own-data/own-data.ts";
import { type FolderDataset, readParquetFolder } from "../../local/own-data/parquet-folder.ts";
import { ConfigurationError } from "../../shared/runtime/errors.ts";
import { printable } from "../../shared/runtime/text.ts";
import { CORPUS } from "../support/object-corpus.ts";
import { PARQUET_IN_TWO_CASES, PARQUET_OF_NULLS } from "../support/parquet-files.ts";
import { withFolder } from "./run.ts";

/** Writes files below a folder: Parquet of a query, or the text itself when it does not start with SELECT. */
async function write(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  const connection = await (await DuckDBInstance.create()).connect();
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    if (content.startsWith("SELECT")) await connection.run(`COPY (${content}) TO '${path}' (FORMAT PARQUET)`);
    else await writeFile(path, content);
  }
  connection.closeSync();
}

function reading(files: Readonly<Record<string, string>>): Promise<FolderDataset> {
  return withFolder(async (folder) => {
    await mkdir(join(folder, "lake"));
    await write(join(folder, "lake"), files);
    return readParquetFolder(join(folder, "lake"), () => {});
  });
}

async function problems(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const error = await reading(files).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ConfigurationError);
  return (error as ConfigurationError).problems;
}

test("keys come from the folders, columns from the footers", async () => {
  const { dataset, files, notes } = await reading({
    "Day=2025-11-26/region=eu/a.parquet":
      "SELECT 1::BIGINT AS Id, 2.5::DECIMAL(9,2) AS price, [1, 2]::INT[] AS tags",
    "Day=2025-11-28/region=us%2Fwest/b": "SELECT 2::BIGINT AS Id, 2.5::DECIMAL(9,2) AS price, 'x' AS note",
    "Day=2025-11-28/_SUCCESS": "",
    "_temporary/c.parquet": "not finished",
    "README.txt": "about this",
  });
  expect(dataset.keys).toEqual([
    { name: "day", kind: "day" },
    { name: "region", kind: "text" },
  ]);
  expect(dataset.columns).toEqual([
    { name: "id", type: "bigint" },
    { name: "price", type: "decimal(9,2)" },
    { name: "tags", type: "array<int>" },
    { name: "note", type: "string" },
  ]);
  expect(files.map(({ key }) => key.slice(dataset.prefix.length))).toEqual([
    "Day=2025-11-26/region=eu/a.parquet",
    "Day=2025-11-28/region=us%2Fwest/b",
  ]);
  expect(notes).toEqual([
    "left out: 2 hidden (_… and .…), which Athena passes over too: Day=2025-11-28/_SUCCESS, _temporary",
    "left out: README.txt: suffix .txt",
    "not in every file, NULL where missing: tags, note",
  ]);
});

test("folders that are days need no name=value, and what lies above them is left out", async () => {
  const { dataset, files, notes } = await reading({
    "2025/11/26/a.parquet": "SELECT 1 AS n",
    "2025/11/28/a.parquet": "SELECT 2 AS n",
    "a.parquet": "SELECT 3 AS n",
  });
  expect(dataset.keys).toEqual([{ name: "day", kind: "day" }]);
  expect(dataset.layout).toBe("{day:yyyy/MM/dd}/");
  expect(files).toHaveLength(2);
  expect(notes).toEqual(["left out: a.parquet: lies in no folder of the layout {day:yyyy/MM/dd}/"]);
});

test("keys that differ by file are told, with how many files have them", async () => {
  const { dataset, notes } = await reading({
    "date=2025-11-26/a": "SELECT 1 AS n",
    "dt=2025-11-26/a": "SELECT 1 AS n",
  });
  expect(dataset.keys.map(({ name }) => name)).toEqual(["date"]);
  expect(notes).toContain(
    "files have different partition keys: date (1 file); dt (1 file). The table takes the first",
  );
});

test("a key that is not a day everywhere is text", async () => {
  const { dataset } = await reading({
    "dt=2025-11-26/a": "SELECT 1 AS n",
    "dt=unknown/a": "SELECT 1 AS n",
  });
  expect(dataset.keys).toEqual([{ name: "dt", kind: "text" }]);
});

test("a column that a key hides is told", async () => {
  const { dataset, notes } = await reading({ "day=2025-11-26/a": "SELECT 1 AS n, '2025-11-26' AS day" });
  expect(dataset.columns).toEqual([{ name: "n", type: "int" }]);
  expect(notes).toEqual(["the column day of the files is hidden by the partition key of the same name"]);
});

test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
  ["nothing", {}, ["it is empty"]],
  [
    "no Parquet",
    {
      "readme.txt": "x",
      _SUCCESS: "",
      "day=2025-11-26/a.parquet": "",
      "day=2025-11-26/b.parquet": "not any",
    },
    [
      "there is no readable Parquet in it",
      "1 hidden (_… and .…), which Athena passes over too: _SUCCESS",
      "day=2025-11-26/a.parquet: 0 bytes",
      expect.stringMatching(/^day=2025-11-26\/b\.parquet: not readable as Parquet: /) as unknown as string,
      "readme.txt: suffix .txt",
    ],
  ],
  [
    "files that lie flat",
    { "a.parquet": "SELECT 1 AS n" },
    [
      expect.stringMatching(/^its files lie flat: a table without partitions/) as unknown as string,
      "a.parquet: lies in no name=value folder, and so in no partition",
    ],
  ],
  [
    "folders that may be values or tables",
    { "eu/a.parquet": "SELECT 1 AS n", "us/a.parquet": "SELECT 1 AS n" },
    [
      expect.stringMatching(
        /^no folder of it is name=value, as in .*, or a day, as in /,
      ) as unknown as string,
      expect.stringMatching(
        /^its layout cannot be told: eu, us may be values of a partition key .*, or tables of their own /,
      ) as unknown as string,
      "eu/a.parquet: lies in no name=value folder, and so in no partition",
      "us/a.parquet: lies in no name=value folder, and so in no partition",
    ],
  ],
  [
    "tables of other columns, by day",
    { "orders/2025/11/26/a": "SELECT 1 AS n", "users/2025/11/26/a": "SELECT 'x' AS name" },
    [
      expect.stringMatching(/^no folder of it is name=value/) as unknown as string,
      expect.stringMatching(
        /^its folders hold different columns; name one table of it: .*orders, .*users$/,
      ) as unknown as string,
      "orders/2025/11/26/a: lies in no name=value folder, and so in no partition",
      "users/2025/11/26/a: lies in no name=value folder, and so in no partition",
    ],
  ],
  [
    "days that may be months",
    { "05/11/2025/a": "SELECT 1 AS n" },
    [
      'its layout cannot be told: the folders of 05/11/2025/a may be "{day:dd/MM/yyyy}/" or "{day:MM/dd/yyyy}/"; declare the one that they are',
    ],
  ],
  [
    "several tables",
    { "orders/day=2025-11-26/a": "SELECT 1 AS n", "users/day=2025-11-26/a": "SELECT 1 AS n" },
    [
      expect.stringMatching(
        /^its name=value folders lie deeper: name one table of it: .*\/orders, .*\/users$/,
      ) as unknown as string,
    ],
  ],
])("a folder of %s is refused once, with what was found", async (_, files, expected) => {
  expect(await problems(files)).toEqual(expected);
});

test("a partition in place of its table is refused, and the folder of the table is named", async () => {
  await withFolder(async (folder) => {
    await write(folder, { "orders/year=2026/month=11/a": "SELECT 1 AS n" });
    for (const part of ["orders/year=2026", "orders/year=2026/month=11/"]) {
      const table = /is that of a partition: name the folder of the table, .*\/orders$/;
      await expect(readParquetFolder(join(folder, part), () => {})).rejects.toThrow(table);
    }
    const copy = { shown: "s3://lake/raw/orders/year=2026/" };
    await expect(readParquetFolder(join(folder, "orders"), () => {}, copy)).rejects.toThrow(
      "name the folder of the table, s3://lake/raw/orders",
    );
  });
});

test.each(["", " "])("no folder at all (%j) is refused", async (folder) => {
  await expect(readParquetFolder(folder, () => {})).rejects.toThrow("it names no folder");
});

test("a file instead of a folder is refused", async () => {
  await withFolder(async (folder) => {
    await write(folder, { "a.parquet": "x" });
    await expect(readParquetFolder(join(folder, "a.parquet"), () => {})).rejects.toThrow("it is a file");
  });
});

test("files are told apart as the functions tell objects apart", async () => {
  const corpus = CORPUS.filter(({ path }) => !path.endsWith("/"));
  await withFolder(async (folder) => {
    await write(folder, { parquet: "SELECT 1 AS price" });
    for (const [index, { path }] of corpus.entries()) {
      const target = join(folder, `lake/n=${index}/${path}`);
      await mkdir(dirname(target), { recursive: true });
      await copyFile(join(folder, "parquet"), target);
    }
    const { files } = await readParquetFolder(join(folder, "lake"), () => {});
    expect(files.map(({ path }) => relative(join(folder, "lake"), path)).sort()).toEqual(
      corpus.flatMap(({ path, ignored }, n) => (ignored === undefined ? [`n=${n}/${path}`] : [])).sort(),
    );
  });
});

test("a column that has only NULLs and no type in one file is left out, whatever type others tell", async () => {
  await withFolder(async (folder) => {
    await write(folder, {
      "day=2025-11-26/a.parquet": "SELECT 'x' AS note, 1::BIGINT AS n",
      "day=2025-11-28/a.parquet": "SELECT 'x' AS note, 1::BIGINT AS n",
      "day=2025-11-27/b.parquet": "",
    });
    await writeFile(join(folder, "day=2025-11-27/b.parquet"), PARQUET_OF_NULLS);
    const { dataset, notes } = await readParquetFolder(folder, () => {});
    expect(dataset.columns).toEqual([{ name: "n", type: "bigint" }]);
    expect(notes).toEqual([
      'the column "note" is left out: in day=2025-11-27/b.parquet it has only NULLs and no type, string elsewhere, and Athena ' +
        "may refuse to read that (HIVE_BAD_DATA); write it with its type",
    ]);
  });
  await withFolder(async (folder) => {
    await mkdir(join(folder, "day=2025-11-26"));
    await writeFile(join(folder, "day=2025-11-26/b.parquet"), PARQUET_OF_NULLS);
    const { dataset, notes } = await readParquetFolder(folder, () => {});
    expect(dataset.columns).toEqual([{ name: "n", type: "bigint" }]);
    expect(notes).toEqual(['the column "note" is left out: all its values are NULL and tell of no type']);
  });
});

test("columns that differ in case alone are told", async () => {
  await withFolder(async (folder) => {
    await mkdir(join(folder, "day=2025-11-26"));
    await writeFile(join(folder, "day=2025-11-26/a.parquet"), PARQUET_IN_TWO_CASES);
    const { dataset, notes } = await readParquetFolder(folder, () => {});
    expect(dataset.columns).toEqual([{ name: "price", type: "bigint" }]);
    expect(notes).toEqual([
      "the column Price of day=2025-11-26/a.parquet is hidden by price: they differ in case alone, which Athena does not tell apart",
    ]);
  });
});

/** What is left out of a folder that has one good file, "day=2025-11-26/good", besides these. */
async function leftOut(
  files: Readonly<Record<string, string>>,
  more: (folder: string) => Promise<void> = async () => {},
): Promise<readonly [path: string, reason: string][]> {
  return withFolder(async (folder) => {
    await write(folder, { "day=2025-11-26/good": "SELECT 1::INT AS n, 2 AS m", ...files });
    await more(folder);
    const { files: kept, skipped, notes } = await readParquetFolder(folder, () => {});
    expect(kept.map(({ path }) => relative(folder, path))).toContain("day=2025-11-26/good");
    // Told once, and nothing is both in the table and out of it.
    for (const { path, kind } of skipped.filter((one) => one.kind !== "hidden")) {
      expect({
        path,
        kind,
        told: notes.filter((note) => note.startsWith(`left out: ${printable(path)}: `)).length,
      }).toEqual({
        path,
        kind,
        told: 1,
      });
      expect(kept.map((file) => relative(folder, file.path))).not.toContain(path);
    }
    return skipped.map(({ path, reason }) => [path, reason.replaceAll(folder, "<folder>")] as const);
  });
}

test.each<[string, Readonly<Record<string, string>>, readonly (readonly [string, unknown])[]]>([
  ["of zero bytes", { "day=2025-11-26/a.parquet": "" }, [["day=2025-11-26/a.parquet", "0 bytes"]]],
  [
    "that is no Parquet",
    { "day=2025-11-26/a.parquet": "PAR1 is how it starts, and that is all", "day=2025-11-27/b": "PAR1" },
    [
      ["day=2025-11-26/a.parquet", expect.stringMatching(/^not readable as Parquet: /)],
      ["day=2025-11-27/b", expect.stringMatching(/^not readable as Parquet: /)],
    ],
  ],
  [
    "that lies loose",
    { "a.parquet": "SELECT 1 AS n", "copy/day=2025-11-26/a": "SELECT 1 AS n" },
    [
      ["a.parquet", "lies in no name=value folder, and so in no partition"],
      ["copy/day=2025-11-26/a", "lies in no name=value folder, and so in no partition"],
    ],
  ],
  [
    "at another depth",
    { "day=2025-11-27/a": "SELECT 1 AS n", "day=2025-11-27/hour=4/b": "SELECT 1 AS n" },
    [["day=2025-11-27/hour=4/b", "has the keys day, hour; the table has day"]],
  ],
  [
    "under other keys, or one key twice",
    {
      "date=2025-11-27/a": "SELECT 1 AS n",
      "day=2025-11-28/b": "SELECT 1 AS n",
      "day=2025-11-27/Day=2025-11-28/b": "SELECT 1 AS n",
      "d\u202ey=2025-11-27/c": "SELECT 1 AS n",
    },
    [
      ["date=2025-11-27/a", "has the keys date; the table has day"],
      ["day=2025-11-27/Day=2025-11-28/b", "has a key twice: day, day"],
      ["d\u202ey=2025-11-27/c", "has a key whose name cannot be printed, or is too long"],
    ],
  ],
  [
    "of another format",
    { "README.md": "x", "day=2025-11-26/a.csv.gz": "x" },
    [
      ["README.md", "suffix .md"],
      ["day=2025-11-26/a.csv.gz", "suffix .csv.gz"],
    ],
  ],
])("a file %s is left out and told, and the rest goes on", async (_, files, expected) => {
  expect(await leftOut(files)).toEqual(expected);
});

test("symbolic links are left out and told: to files, round in circles, out of the folder, to nothing", async () => {
  const linked = leftOut({ "day=2025-11-26/a": "SELECT 1 AS n" }, async (folder) => {
    await symlink(join(folder, "day=2025-11-26/a"), join(folder, "day=2025-11-26/link"));
    await symlink(folder, join(folder, "loop"));
    await symlink("/", join(folder, "day=2025-11-27"));
    await symlink("nowhere", join(folder, "day=2025-11-28"));
  });
  expect(await linked).toEqual([
    ["day=2025-11-26/link", "a symbolic link (to <folder>/day=2025-11-26/a), which is not followed"],
    ["day=2025-11-27", "a symbolic link (to /), which is not followed"],
    ["day=2025-11-28", "a symbolic link (to nowhere), which is not followed"],
    ["loop", "a symbolic link (to <folder>), which is not followed"],
  ]);
});

test("the folder itself may be a symbolic link", async () => {
  await withFolder(async (folder) => {
    await write(folder, { "table/day=2025-11-26/a": "SELECT 1 AS n" });
    await symlink(join(folder, "table"), join(folder, "link"));
    expect((await readParquetFolder(join(folder, "link"), () => {})).files).toHaveLength(1);
  });
});

test("of many files of a kind, the first few and their number are told; all are listed", async () => {
  const names = Array.from({ length: 25 }, (_, n) => `day=2025-11-26/${String(n).padStart(2, "0")}.parquet`);
  await withFolder(async (folder) => {
    await write(folder, { "day=2025-11-26/good": "SELECT 1 AS n" });
    for (const name of names) await writeFile(join(folder, name), "");
    const { skipped, notes } = await readParquetFolder(folder, () => {});
    expect(skipped.map(({ path }) => path)).toEqual(names);
    expect(notes).toHaveLength(11);
    expect(notes.at(-1)).toBe("left out: … and 15 more of the kind");
  });
});

test("a name that could forge a line is told on one", async () => {
  expect((await problems({ "a\nforged\u009b2K.parquet": "SELECT 1 AS n" })).at(-1)).toBe(
    "a\\u000aforged\\u009b2K.parquet: lies in no name=value folder, and so in no partition",
  );
});

test("the keys that most files have make the table, in whatever order their folders come", async () => {
  const { dataset, files } = await reading({
    "day=2025-11-26/a": "SELECT 1 AS n",
    "day=2025-11-26/hour=1/a": "SELECT 1 AS n",
    "hour=2/day=2025-11-26/a": "SELECT 1 AS n",
  });
  expect(dataset.keys.map(({ name }) => name)).toEqual(["day", "hour"]);
  expect(files).toHaveLength(2);
});

test("names of columns and keys may be any, and are quoted where they are asked for", async () => {
  const found = await reading({
    "Trade Day=2025-11-26/a": `SELECT 1 AS "Order Date", 2 AS "größe", 3 AS "a.b", 4 AS "select", 5 AS "a""b", 6 AS "x\ty"`,
  });
  expect(found.dataset.columns.map(({ name }) => name)).toEqual([
    "order date",
    "größe",
    "a.b",
    "select",
    'a"b',
  ]);
  expect(found.dataset.keys).toEqual([{ name: "trade day", kind: "day" }]);
  expect(found.notes).toEqual([
    expect.stringMatching(/^the column "x\\ty" is left out: its name has characters that cannot be printed/),
  ]);
  expect(ownData(found).questions[0]?.sql).toBe(
    'SELECT "trade day", count(*) AS "rows" FROM "lake" GROUP BY "trade day" ORDER BY "trade day"',
  );
});

test("a column of two types is refused, for Athena reads no such table; both files are named", async () => {
  expect(
    await problems({
      "day=2025-11-26/a.parquet": "SELECT 1::INT AS n",
      "day=2025-11-26/b.parquet": "",
      "day=2025-11-27/d.parquet": "SELECT 'one' AS n",
    }),
  ).toEqual([
    "mixed schemas: column n is int in day=2025-11-26/a.parquet and string in day=2025-11-27/d.parquet",
  ]);
});

test("of many problems of a kind, the first few and their number are told", async () => {
  const columns = (value: string) => Array.from({ length: 8 }, (_, n) => `${value} AS c${n}`).join(", ");
  const found = await problems({
    "day=2025-11-26/a": `SELECT ${columns("1")}`,
    "day=2025-11-27/a": `SELECT ${columns("'x'")}`,
  });
  expect(found).toHaveLength(6);
  expect(found.at(-1)).toBe("… and 3 more of the kind");
});

test("a file that ends too early is left out, however it looks from its beginning", async () => {
  await withFolder(async (folder) => {
    await write(folder, { "day=2025-11-26/good": "SELECT range AS n FROM range(1000)" });
    const whole = await readFile(join(folder, "day=2025-11-26/good"));
    await writeFile(join(folder, "day=2025-11-26/short"), whole.subarray(0, -40));
    const { files, skipped } = await readParquetFolder(folder, () => {});
    expect(files).toHaveLength(1);
    expect(skipped.map(({ path, kind }) => [path, kind])).toEqual([["day=2025-11-26/short", "broken"]]);
  });
});
