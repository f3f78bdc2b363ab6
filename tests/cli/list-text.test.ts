import { expect, test } from "@jest/globals";
import { withEntry } from "../../cli/own-data/list-text.ts";

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
