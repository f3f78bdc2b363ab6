import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { foreignFormats } from "../../local/own-data/foreign-formats.ts";
import { registrar } from "./run.ts";

let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "formats-"));
  const put = (path: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), "{}");
  };
  for (const version of ["0", "1"]) put(`delta/_delta_log/0000000000000000000${version}.json`);
  put("iceberg/trades/metadata/00000-x.metadata.json");
  put("iceberg/trades/data/day=2026-11-20/part-0.avro");
  put("plain/day=2026-11-20/part-0.parquet");
});

afterAll(() => rmSync(root, { recursive: true }));

test.each([
  ["delta", "delta", "Delta Lake"],
  ["iceberg", "iceberg/trades/", "Apache Iceberg"],
])("a folder with a table of another format is told of once: %s", async (folder, place, format) => {
  const told = await foreignFormats(join(root, folder));
  const start = `${join(root, place)} is a table of ${format}: read as plain Parquet it shows rows that`;
  expect(told).toEqual([expect.stringContaining(start)]);
});

test.each(["plain", "nowhere"])("there is nothing to tell of a folder without one: %s", async (folder) => {
  expect(await foreignFormats(join(root, folder))).toEqual([]);
});

test("demo --from tells of it, although there is nothing in the folder to demonstrate", async () => {
  const { code, notes } = await registrar("demo", "--from", join(root, "delta"));
  expect(code).toBe(2);
  expect(notes).toContain("is a table of Delta Lake");
});
