/** The files that users write, as `check` and every other command take them: in a project of their own. */
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { PROJECT } from "../repository/sources.ts";

let project: string;

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), "registrar-declared-"));
  for (const name of ["access", "cli", "deploy", "emulator", "local", "operate", "shared"]) {
    cpSync(join(PROJECT, name), join(project, name), { recursive: true });
  }
  for (const name of ["node_modules", "package.json"]) symlinkSync(join(PROJECT, name), join(project, name));
  // Whoever is declared a grantee here reads other datasets than these.
  writeFileSync(join(project, "access/grantees.ts"), "export const grantees = [];\n");
});

afterAll(() => rmSync(project, { recursive: true }));

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly notes: string;
}

function registrar(...args: readonly string[]): Promise<Ended> {
  const command = [join(project, "cli/registrar.mjs"), ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, command, { env: { PATH: process.env.PATH } }, (error, out, notes) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, notes });
    });
  });
}

/** shared/datasets.ts with this list in it. */
function declare(list: string): void {
  const source = `import { defineDatasets } from "./datasets/define-datasets.ts";\nexport const datasets = defineDatasets([\n${list}\n]);\n`;
  writeFileSync(join(project, "shared/datasets.ts"), source);
}

const ORDERS = `{ name: "orders", database: "shop", table: "orders", prefix: "shop/orders/", strategy: "register",
  keys: [{ name: "dt", kind: "day", from: "2020-01-01" }],
  columns: [{ name: "order_id", type: "string" }, { name: "amount", type: "double" }],
  quality: { calendar: "daily", sla: { at: "07:00", on: "next day" } } },`;

const MINUTE = 60_000;

describe("a list that is wrong", () => {
  test.each<[string, string, readonly string[]]>([
    [
      "a comma that is missing",
      `{ name: "orders"\n  database: "shop" },`,
      ['shared/datasets.ts:4:2: Expected "}" but found "database"'],
    ],
    ["a name that is none", "{ name: orders },", ["shared/datasets.ts:3:9: orders is not defined"]],
    ["no dataset", "", ["there is no dataset"]],
    [
      "mistakes of all kinds, in fields and in promises",
      `${ORDERS.replace("prefix", "perfix").replace("calendar", "calender")}
       ${ORDERS.replaceAll("orders", "returns").replace("double", "duble").replace("07:00", "7 am")}`,
      [
        'dataset "orders": there is no field "perfix"; did you mean "prefix"?',
        'dataset "returns": column "amount": "duble" is not a Hive type; did you mean "double"?',
        'dataset "orders": quality: there is no field "calender"; did you mean "calendar"?',
        'dataset "returns": quality: sla at "7 am" is not a time HH:MM',
      ],
    ],
    [
      "names that do not go into one template",
      `${ORDERS}\n${ORDERS.replace(`"orders"`, `"orders_"`).replace(`"orders"`, `"orders2"`).replace("shop/orders", "shop/more")}`,
      ["dataset orders and dataset orders_ would both be OrdersTable in the template; rename one"],
    ],
  ])(
    "ends check with exit code 2 and one message for each mistake: %s",
    async (_, list, problems) => {
      declare(list);
      const { code, out, notes } = await registrar("check");
      expect(notes.match(/^ {2}- .*$/gm)).toEqual(problems.map((problem) => `  - ${problem}`));
      expect(notes).toMatch(/^INVALID_DATASETS {2}/);
      expect(notes).not.toMatch(/^ +at /m);
      expect({ code, out }).toEqual({ code: 2, out: "" });
    },
    MINUTE,
  );

  test(
    "ends any other command so, too, for nothing can be known without it",
    async () => {
      declare(`{ name: "orders"\n  database: "shop" },`);
      const { code, notes } = await registrar("status");
      expect(notes).toContain("shared/datasets.ts:4:2");
      expect({ code, stack: /^ +at /m.test(notes) }).toEqual({ code: 2, stack: false });
    },
    MINUTE,
  );
});

test(
  "days cannot choose among partitions that have none",
  async () => {
    declare(
      ORDERS.replace(', kind: "day", from: "2020-01-01"', ', kind: "text"').replace(/quality: .*\n?/, "},"),
    );
    const { code, notes } = await registrar(
      "backfill",
      "--dataset",
      "orders",
      "--from",
      "2026-01-01",
      "--to",
      "2026-01-02",
    );
    expect(notes).toContain("--from and --to: orders has no keys that are a day; leave them out");
    expect(code).toBe(2);
  },
  MINUTE,
);

describe("a list without any dataset that the project comes with", () => {
  beforeAll(() => declare(ORDERS));

  test(
    "is right, and nobody is a grantee of it",
    async () => {
      const { code, out } = await registrar("check", "--json");
      expect(code).toBe(0);
      const { datasets, grantees } = JSON.parse(out);
      expect(datasets.map((dataset: { name: string }) => dataset.name)).toEqual(["orders"]);
      expect(grantees).toEqual([]);
    },
    MINUTE,
  );

  test.each<[string, number, string]>([
    ["explain s3://lake/shop/orders/dt=2025-11-26/a.parquet --offline", 0, "placement partition"],
    ["replay events-of-nobody.json", 2, "events-of-nobody.json: ENOENT"],
    ["export terraform", 0, "shop_dev"],
    ["calendar explain 2026-11-27", 0, "closes early"],
    ["backfill --dataset trades", 2, '--dataset must be one of orders, got "trades"'],
    ["validate --dataset trades", 2, '--dataset must be one of orders, got "trades"'],
    ["status --dataset trades", 2, '--dataset must be one of orders, got "trades"'],
    ["parked list --dataset trades", 2, '--dataset must be one of orders, got "trades"'],
    ["grant --user userX", 2, "access/grantees.ts declares no grantee"],
    ["grant revoke --user userX", 2, "access/grantees.ts declares no grantee"],
    ["status", 2, "no AWS Region is set"],
    ["doctor", 2, "no AWS Region is set"],
    ["parked list", 2, "no AWS Region is set"],
    ["validate", 2, "no AWS Region is set"],
    ["grant list", 2, "no AWS Region is set"],
  ])(
    "is what %s goes by",
    async (args, code, says) => {
      const ended = await registrar(...args.split(" "));
      expect(ended.out + ended.notes).toContain(says);
      expect(ended.notes).not.toMatch(/^ +at /m);
      expect(ended.code).toBe(code);
    },
    MINUTE,
  );
});
