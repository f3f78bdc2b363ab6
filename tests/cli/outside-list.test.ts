/** A list of datasets outside of the checkout, as REGISTRAR_DATASETS or --datasets names it. */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { PROJECT } from "../repository/sources.ts";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "registrar-list-"));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
  mkdirSync(join(folder, "folder"));
});

afterAll(() => rmSync(folder, { recursive: true }));

const ORDERS = `{ name: "orders", database: "shop", table: "orders", prefix: "shop/orders/", strategy: "register",
  keys: [{ name: "dt", kind: "day" }], columns: [{ name: "order_id", type: "string" }],
  quality: { calendar: "daily", sla: { at: "07:00", on: "next day" } } }`;

const FILES = {
  "right.ts": `import { orders } from "./orders.ts";
export const naming = { service: "shop-partitions", resultsDatabase: "shop_quality", recordsPrefix: "lake/registrar/" };
export const datasets = [orders];
export const grantees = [{ user: "analyst", tables: ["orders"], maxSessionMinutes: 60, until: "2030-01-01" }];
`,
  "orders.ts": `export const orders = ${ORDERS};\n`,
  "ruled.ts": `import { orders } from "./orders.ts";
const rules = [{ name: "id_form", wrong: "order_id NOT LIKE 'o-%'", warn: { share: 0.015 }, fail: null }];
export const datasets = [{ ...orders, quality: { ...orders.quality, rows: { kind: "generic" }, rules } }];
`,
  "syntax.ts": 'export const datasets = [\n  { name: "a"\n    database: "b" }];\n',
  "undefined-name.ts": "export const datasets = [\n  { name: orders }];\n",
  "no-datasets.ts": "export const dataset = [];\n",
  "nothing.ts": "",
  "broken.json": "[}",
  "words.txt": "a list",
  "import.ts": 'import { orders } from "./order.ts";\nexport const datasets = [orders];\n',
  "naming.ts":
    'export const datasets = [];\nexport const naming = { servce: "a", service: "A", resultsDatabase: 5, recordsPrefix: "/a" };\n',
  "long.ts": `export const datasets = [];\nexport const naming = { service: "${"a".repeat(24)}" };\n`,
} as const;

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly notes: string;
}

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const options = { cwd: folder, env: { PATH: process.env.PATH, ...env } };
  return new Promise((resolve) => {
    execFile(process.execPath, args, options, (error, out, notes) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, notes });
    });
  });
}

const LAUNCHER = join(PROJECT, "cli/registrar.mjs");
const MINUTE = 60_000;

/** In one process, for each costs a second: what is told of each of these files. */
async function problemsOf(files: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const script = `
    const { goBy } = await import(${JSON.stringify(join(PROJECT, "deploy/outside-list.ts"))});
    const told = {};
    for (const file of ${JSON.stringify(files)}) {
      try { goBy(file); told[file] = "taken"; } catch (error) { told[file] = error.code + " " + error.message; }
    }
    console.log(JSON.stringify(told));`;
  const tsx = join(PROJECT, "node_modules/tsx/dist/loader.mjs");
  const { out, notes } = await run(["--import", tsx, "--input-type=module", "--eval", script]);
  expect(notes).toBe("");
  return JSON.parse(out);
}

test(
  "is refused with one message that says what is wrong, and where",
  async () => {
    const told = await problemsOf([...Object.keys(FILES), "missing.ts", "folder"]);
    const at = (file: string) => join(folder, file);
    const unreadable = (...problems: readonly string[]) =>
      ["INVALID_DATASETS What is declared cannot be read:", ...problems].join("\n  - ");
    expect(told).toEqual({
      "right.ts": "taken",
      "ruled.ts": "taken",
      "orders.ts": unreadable(
        `${at("orders.ts")} exports no datasets, expected: export const datasets = […]; it exports orders`,
      ),
      "syntax.ts": unreadable(`${at("syntax.ts")}:3:4: Expected "}" but found "database"`),
      "undefined-name.ts": unreadable(`${at("undefined-name.ts")}:2:11: orders is not defined`),
      "no-datasets.ts": unreadable(
        `${at("no-datasets.ts")} exports no datasets, expected: export const datasets = […]; it exports dataset; did you mean "datasets"?`,
      ),
      "nothing.ts": unreadable(
        `${at("nothing.ts")} exports no datasets, expected: export const datasets = […]; it exports nothing`,
      ),
      "import.ts": unreadable(`${at("import.ts")}: Cannot find module './order.ts'`),
      "naming.ts": unreadable(
        'naming: there is no field "servce"; fields: service, resultsDatabase, recordsPrefix',
        "naming: resultsDatabase must be a text, got 5",
        'naming: service "A" must be a letter of a-z, then at most 22 of a-z, 0-9 and -, and end with no -',
        'naming: recordsPrefix "/a" must be folders of A-Z a-z 0-9 _ . = -, each of which ends with "/"',
      ),
      "long.ts": unreadable(
        `naming: service "${"a".repeat(24)}" must be a letter of a-z, then at most 22 of a-z, 0-9 and -, and end with no -`,
      ),
      "broken.json": unreadable(`${at("broken.json")}: Unexpected token '}', "[}" is not valid JSON`),
      "words.txt": unreadable(`${at("words.txt")}: Unexpected identifier 'list'`),
      "missing.ts": unreadable(
        `${at("missing.ts")}: there is no such file (REGISTRAR_DATASETS or --datasets)`,
      ),
      folder: unreadable(
        `${at("folder")} is no file: name the list itself, such as ${at("folder/datasets.ts")}`,
      ),
    });
  },
  MINUTE,
);

describe("a command", () => {
  test(
    "goes by the list that --datasets names, by its grantees and by its names",
    async () => {
      const { code, out, notes } = await run([LAUNCHER, "check", "--json", "--datasets", "right.ts"]);
      expect({ code, notes }).toEqual({ code: 0, notes: "" });
      const { datasets, grantees } = JSON.parse(out) as {
        datasets: readonly { name: string; database: string; prefix: string }[];
        grantees: readonly { user: string }[];
      };
      expect(datasets.map(({ name, database, prefix }) => `${name} ${database} ${prefix}`)).toEqual([
        "orders shop shop/orders/",
        "check_results shop_quality lake/registrar/quality/check_results/",
        "session_changes shop_quality lake/registrar/quality/session_changes/",
      ]);
      expect(grantees.map(({ user }) => user)).toEqual(["analyst"]);
    },
    MINUTE,
  );

  test(
    "shows rules as they are counted, and when they warn and fail",
    async () => {
      const { code, out, notes } = await run([LAUNCHER, "check", "--datasets", "ruled.ts"]);
      expect(code).toBe(0);
      expect(notes).toContain(`the list is ${join(folder, "ruled.ts")}\n`);
      expect(out).toMatch(/^orders +rule\.id_form +1\.5 % +never/m);
      expect(out).toContain(`(r."order_id" NOT LIKE 'o-%')`);
    },
    MINUTE,
  );

  test(
    "goes by the one that REGISTRAR_DATASETS names, and ends with exit code 2 if there is none",
    async () => {
      const explain = [LAUNCHER, "explain", "--offline", "s3://lake/shop/orders/dt=2026-11-20/a"];
      const [right, missing] = await Promise.all([
        run(explain, { REGISTRAR_DATASETS: "right.ts" }),
        run(explain, { REGISTRAR_DATASETS: "missing.ts" }),
      ]);
      expect(right).toMatchObject({ code: 0, out: expect.stringContaining("values    dt=2026-11-20") });
      expect(missing).toMatchObject({ code: 2, notes: expect.stringContaining("there is no such file") });
    },
    MINUTE,
  );
});
