import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "@jest/globals";
import { type FolderDataset, readParquetFolder } from "../../cli/from-folder/parquet-folder.ts";
import { ConfigurationError } from "../../shared/errors.ts";
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
    await write(folder, files);
    return readParquetFolder(join(folder), () => {});
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
  expect(notes).toEqual(["not in every file, NULL where missing: tags, note"]);
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

test("a folder without Parquet is refused", async () => {
  expect(await problems({ "readme.txt": "x", _SUCCESS: "" })).toEqual([
    "there is no Parquet in it (2 files, none of them data)",
  ]);
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

test("files outside name=value folders are refused", async () => {
  const [problem] = await problems({ "2025/a.parquet": "SELECT 1 AS n" });
  expect(problem).toContain("2025/a.parquet lies in no name=value folder");
});

test("a column of NULLs only has the type that other files tell, or none", async () => {
  await withFolder(async (folder) => {
    await write(folder, {
      "day=2025-11-26/a.parquet": "SELECT 'x' AS note, 1::BIGINT AS n",
      "day=2025-11-28/a.parquet": "SELECT 'x' AS note, 1::BIGINT AS n",
      "day=2025-11-27/b.parquet": "",
    });
    await writeFile(join(folder, "day=2025-11-27/b.parquet"), PARQUET_OF_NULLS);
    const { dataset, notes } = await readParquetFolder(folder, () => {});
    expect(dataset.columns).toEqual([
      { name: "note", type: "string" },
      { name: "n", type: "bigint" },
    ]);
    expect(notes).toEqual([
      "the column note of day=2025-11-27/b.parquet has only NULLs and no type, string elsewhere: Athena may refuse " +
        "to read it (HIVE_BAD_DATA); write it with its type",
    ]);
  });
  await withFolder(async (folder) => {
    await mkdir(join(folder, "day=2025-11-26"));
    await writeFile(join(folder, "day=2025-11-26/b.parquet"), PARQUET_OF_NULLS);
    const { dataset, notes } = await readParquetFolder(folder, () => {});
    expect(dataset.columns).toEqual([{ name: "n", type: "bigint" }]);
    expect(notes).toEqual(["left out, since all their values are NULL and tell of no type: note"]);
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

test("broken files, mixed keys and mixed schemas are named together", async () => {
  const found = await problems({
    "day=2025-11-26/a.parquet": "SELECT 1::INT AS n",
    "day=2025-11-26/b.parquet": "PAR1 is how it starts, and that is all",
    "day=2025-11-26/c.parquet": "",
    "day=2025-11-27/d.parquet": "SELECT 'one' AS n",
    "day=2025-11-27/hour=4/e.parquet": "SELECT 1::INT AS n",
  });
  expect(found).toEqual([
    expect.stringMatching(/^day=2025-11-26\/b\.parquet is not readable as Parquet: /),
    expect.stringMatching(/^day=2025-11-26\/c\.parquet is not readable as Parquet: /),
    "day=2025-11-27/hour=4/e.parquet has keys [day,hour], day=2025-11-26/a.parquet has [day]",
    "mixed schemas: column n is int in day=2025-11-26/a.parquet and string in day=2025-11-27/d.parquet",
  ]);
});

test("of many problems of a kind, the first few and their number are told", async () => {
  const files = Object.fromEntries(Array.from({ length: 8 }, (_, n) => [`day=2025-11-2${n}/x`, "broken"]));
  const found = await problems(files);
  expect(found).toHaveLength(6);
  expect(found.at(-1)).toBe("… and 3 more of the kind");
});
