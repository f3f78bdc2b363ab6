import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { withEntry } from "../../cli/own-data/list-text.ts";
import { offerFor } from "../../cli/own-data/offer.ts";
import { refuseUnwritable, writeEntry } from "../../cli/own-data/write-entry.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { withFolder } from "./run.ts";

const ENTRY = '  {\n    name: "new",\n  },';
const ONE = '  { name: "a" }';

test.each([
  ["an empty list", "export const datasets = [];\n", `export const datasets = [\n${ENTRY}\n];\n`],
  [
    "a list of one with a comma",
    `export const datasets = [\n${ONE},\n];\n`,
    `export const datasets = [\n${ONE},\n${ENTRY}\n];\n`,
  ],
  [
    "a list of one without a comma, with a remark",
    `export const datasets = [\n${ONE} // mine\n];\n`,
    `export const datasets = [\n${ONE}, // mine\n${ENTRY}\n];\n`,
  ],
  [
    "a list on one line",
    'export const datasets = [{ name: "a" }, orders] as const;\n',
    `export const datasets = [{ name: "a" },\n${ENTRY}\norders] as const;\n`,
  ],
  [
    "a list that is checked, before names that come last",
    `const x = [];\nexport const datasets: readonly D[] = defineDatasets<D>([\n${ONE},\n  // last\n  RESULTS,\n]);\n`,
    `const x = [];\nexport const datasets: readonly D[] = defineDatasets<D>([\n${ONE},\n${ENTRY}\n  // last\n  RESULTS,\n]);\n`,
  ],
  [
    "tabs and line ends of Windows",
    "export const datasets = [\r\n\tone,\r\n];\r\n",
    'export const datasets = [\r\n\tone,\r\n\t{\r\n\t\tname: "new",\r\n\t},\r\n];\r\n',
  ],
  [
    "a comment and nothing else",
    "export const datasets = [\n  // none yet\n];\n",
    `export const datasets = [\n  // none yet\n${ENTRY}\n];\n`,
  ],
])("an entry comes into %s, and all else stays as it is", (_, before, after) => {
  expect(withEntry(before, ENTRY)).toBe(after);
});

test.each([
  "export const datasets = all();",
  "const datasets = [];",
  "export default { datasets: [] };",
  "][",
])("a file that does not write its datasets as a list has no place for an entry: %s", (text) =>
  expect(withEntry(text, ENTRY)).toBeUndefined(),
);

const ORDERS: DeclaredDataset = {
  name: "orders",
  database: "lake",
  table: "orders",
  prefix: "orders/",
  keys: [{ name: "day", kind: "day" }],
  strategy: "register",
  columns: [{ name: "id", type: "bigint" }],
};
const offerOf = (dataset: DeclaredDataset) =>
  offerFor({ dataset, files: [{ path: "a", key: "orders/day=2025-11-10/a" }], skipped: [], notes: [] });

test("a list that is not there is made, with folders above it, and then has the entry already", () =>
  withFolder(async (folder) => {
    const file = join(folder, "a/b/datasets.ts");
    await refuseUnwritable(file);
    expect(await writeEntry(file, offerOf(ORDERS), undefined)).toEqual({ file, outcome: "written" });
    const text = readFileSync(file, "utf8");
    expect(text).toContain('service: "orders-partitions"');
    expect(text).toContain(offerOf(ORDERS).text);
    const edited = { ...ORDERS, prefix: "elsewhere/", table: "other" };
    expect((await writeEntry(file, offerOf(ORDERS), [edited])).outcome).toBe("declared already");
    expect(readFileSync(file, "utf8")).toBe(text);
  }));

test("nothing is written beside a dataset of the same name or prefix, or where there is no list", () =>
  withFolder(async (folder) => {
    const file = join(folder, "datasets.ts");
    writeFileSync(file, "export const datasets = all();\n");
    const writing = (declared: DeclaredDataset) => writeEntry(file, offerOf(ORDERS), [declared]);
    await expect(writing({ ...ORDERS, columns: [] })).rejects.toThrow("a dataset orders with other columns");
    await expect(writing({ ...ORDERS, name: "x", table: "x" })).rejects.toThrow("overlapping prefixes");
    await expect(writing({ ...ORDERS, name: "x", table: "x", prefix: "x/" })).rejects.toThrow(
      "paste the entry",
    );
    expect(readFileSync(file, "utf8")).toBe("export const datasets = all();\n");
  }));

test("a place that cannot be written is refused before anything is read", () =>
  withFolder(async (folder) => {
    writeFileSync(join(folder, "file"), "");
    mkdirSync(join(folder, "datasets.ts"));
    await expect(refuseUnwritable(join(folder, "file/datasets.ts"))).rejects.toThrow(
      /nothing is written into .*\n.*ENOTDIR/,
    );
    await expect(writeEntry(join(folder, "datasets.ts"), offerOf(ORDERS), [])).rejects.toThrow("EISDIR");
  }));
