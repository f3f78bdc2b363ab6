/** `registrar try` of folders that others wrote, as a process, through the whole stack: what becomes of each kind. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { PROJECT } from "../repository/sources.ts";
import { type Python, startPython } from "./python.ts";

/** "keys: partitions/rows", and what else is told; or "refused: why", each problem from its beginning. */
const OUTCOMES: Readonly<Record<string, readonly string[]>> = {
  by_pyarrow: ["day: 2/3"],
  by_pandas: ["day, kind: 2/3"],
  by_polars: [
    "day, region: 2/3",
    "the column day of the files is hidden by the partition key",
    "the column region of the files is hidden by the partition key",
  ],
  by_duckdb: ["day: 5/1000"],
  leftovers_of_jobs: [
    "day: 1/3",
    "left out: 3 hidden (_… and .…), which Athena passes over too",
    "left out: README.md: suffix .md",
    "left out: day=2026-11-20/rows.csv: suffix .csv",
  ],
  parts_of_dates: ["year, month, day, hour: 2/6"],
  compact_days: ["date: 1/3"],
  paths_without_names: ["day: 2/6"],
  upper_case_keys: ["day, symbol: 1/3"],
  escaped_values: [
    "t: 4/12",
    'not registered: t is "__HIVE_DEFAULT_PARTITION__": NULL cannot be a partition here',
  ],
  key_in_the_files: ["symbol: 1/3", "the column symbol of the files is hidden by the partition key"],
  a_column_added: ["day: 2/6", "not in every file, NULL where missing: added"],
  types_that_athena_reads: ["day: 1/1"],
  int96_times: ["day: 1/1"],
  types_that_athena_lacks: [
    "day: 1/1",
    'the column "nothing" is left out: all its values are NULL and tell of no type',
    'the column "half" is left out: Athena has no type float16',
    'the column "huge" is left out: Athena has no type uint64',
    'the column "time" is left out: Athena has no type time',
  ],
  odd_names_of_columns: ["day: 1/1", 'undeclarable: order date, größe, a"b'],
  every_codec: ["codec: 6/18"],
  files_without_rows: ["day: 2/3"],
  broken_files: [
    "day: 1/3",
    "left out: day=2026-11-21/corrupt.parquet: not readable as Parquet",
    "left out: day=2026-11-21/empty.parquet: 0 bytes",
  ],
  names_without_suffix: ["day: 1/3"],
  a_loose_file: ["day: 1/3", "left out: old.parquet: lies in no name=value folder"],
  keys_that_differ_by_file: [
    "day: 1/6",
    "left out: day=2026-11-22/hour=07/a.parquet: has the keys day, hour; the table has day",
    "left out: dt=2026-11-21/a.parquet: has the keys dt; the table has day",
    "files have different partition keys: day (2 files); day, hour (1 file); dt (1 file)",
  ],
  a_delta_table: [
    "day: 1/3",
    "a table of Delta Lake: read as plain Parquet it shows rows that were deleted",
    "left out: 1 hidden (_… and .…), which Athena passes over too: _delta_log",
  ],
  flat_files: ["refused: its files lie flat", "refused: a.parquet: lies in no name=value folder"],
  no_parquet: ["refused: there is no readable Parquet in it", "refused: day=2026-11-20/a.csv: suffix .csv"],
  nothing_at_all: ["refused: it is empty"],
  two_tables: ["refused: its name=value folders lie deeper: name one table of it:"],
  a_column_of_two_types: ["refused: mixed schemas: column v is bigint in day=2026-11-19/a.parquet"],
  a_layout_that_may_be_two: [
    "refused: its layout cannot be told: the folders of 05/11/2026/a.parquet may be",
  ],
};

let root: string;
let python: Python;
let written: readonly string[];

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "foreign-folders-"));
  python = startPython("folders_client.py", {
    HOME: root,
    PATH: process.env.PATH ?? "",
    PYTHONDONTWRITEBYTECODE: "1",
  });
  written = await python.ask("write_all", { root });
});

afterAll(async () => {
  await python.close();
  rmSync(root, { recursive: true, force: true });
});

test("every kind of folder has its outcome here", () => {
  expect([...written].sort()).toEqual(Object.keys(OUTCOMES).sort());
});

test.each(Object.entries(OUTCOMES))("registrar try of %s ends as it should", async (kind, expected) => {
  const told = await outcomeOf(join(root, kind), join(root, "report.html"));
  expect(told).toEqual(expected.map((text) => expect.stringContaining(text)));
});

interface Tried {
  readonly datasets: readonly [
    { readonly keys: readonly string[]; readonly partitions: number; readonly rows: number },
  ];
  readonly notes: readonly string[];
  readonly partitions: { readonly refused: readonly { readonly reason: string }[] };
  readonly entry: { readonly undeclarable: readonly string[] };
}

async function outcomeOf(folder: string, report: string): Promise<string[]> {
  const args = [join(PROJECT, "cli/registrar.mjs"), "try", folder, "--json", "--html", report];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "ignore"] });
  let out = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    out += text;
  });
  const [code] = await once(child, "close");
  const told = JSON.parse(out) as Tried | { readonly error: { readonly problems: readonly string[] } };
  expect(code).toBe("error" in told ? 2 : 0);
  return "error" in told ? told.error.problems.map((problem) => `refused: ${problem}`) : [...linesOf(told)];
}

function* linesOf({ datasets: [table], notes, partitions, entry }: Tried): Generator<string> {
  yield `${table.keys.join(", ")}: ${table.partitions}/${table.rows}`;
  yield* notes;
  for (const { reason } of partitions.refused) yield `not registered: ${reason}`;
  if (entry.undeclarable.length > 0) yield `undeclarable: ${entry.undeclarable.join(", ")}`;
}
