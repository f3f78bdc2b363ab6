/** A list of datasets outside of the checkout, as its owner writes it: in a folder of its own, with types from here. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import ts from "typescript";
import { PROJECT } from "../repository/sources.ts";
import { type Packaged, packageList, refusalOf } from "./packaged.ts";

const LIST = `import type { DeclaredDataset, Grantee, Naming } from "${PROJECT}/deploy/outside-list.ts";
import { orderColumns } from "./columns.ts";

export const naming: Partial<Naming> = {
  service: "shop-partitions",
  resultsDatabase: "shop_quality",
  recordsPrefix: "shop-registrar/",
};

export const datasets: readonly DeclaredDataset[] = [
  {
    name: "orders",
    database: "shop",
    table: "orders",
    prefix: "shop/orders/",
    strategy: "register",
    keys: [{ name: "dt", kind: "day", from: "2020-01-01" }],
    columns: orderColumns,
    quality: {
      calendar: "daily",
      sla: { at: "07:00", on: "next day" },
      rows: { kind: "generic", key: ["order_id"] },
      rules: [{ name: "id_form", wrong: "order_id NOT LIKE 'o-%' /* as the shop writes them */" }],
    },
  },
];

export const grantees: readonly Grantee[] = [
  { user: "analyst", tables: ["orders"], maxSessionMinutes: 60, until: "2030-01-01" },
];
`;

const COLUMNS = 'export const orderColumns = [{ name: "order_id", type: "string" }];\n';

let folder: string;
let list: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "registrar-list-"));
  list = join(folder, "datasets.ts");
  writeFileSync(list, LIST);
  writeFileSync(join(folder, "columns.ts"), COLUMNS);
});

afterAll(() => rmSync(folder, { recursive: true }));

describe("a package of it", () => {
  let packaged: Packaged;
  const code = (name: string) => packaged.code.get(`functions/${name}.mjs`)!.toString();

  beforeAll(async () => {
    packaged = await packageList(list, "--stage", "dev");
  }, 120_000);

  test("has its names, and none of those that the project comes with", () => {
    const text = JSON.stringify(packaged.template);
    expect(text).toContain("shop-partitions-dev-register");
    expect(text).toContain("shop_quality_dev");
    expect(text).toContain("shop-registrar/quality/");
    expect(text).toContain("shop-registrar/reconcile/");
    expect(text).toContain("shop-partitions-dev-reader-analyst");
    expect(text.match(/stock[-_]trades.{20}/)).toBeNull();
  });

  test("says in an output which list it is of", () => {
    expect(packaged.template.Outputs.ListOfDatasets?.Value).toBe("datasets.ts");
  });

  test("has its datasets and its names in every function, and the project's own in none", () => {
    for (const name of packaged.code.keys()) {
      expect(packaged.code.get(name)!.toString()).not.toMatch(/stock[-_]trades/);
    }
    expect(code("register")).toContain("shop/orders/");
    expect(code("validate")).toContain("shop-registrar/");
    expect(code("validate")).toContain("check_results");
  });

  test("has its rules as they were written down again, and no parser", () => {
    expect(code("validate")).toContain(`(r."order_id" NOT LIKE 'o-%')`);
    expect(code("validate")).not.toContain("as the shop writes them");
    expect(code("validate")).not.toMatch(/antlr|TrinoSqlParser/);
  });
});

test("a rule that does not parse is said once, with all that is wrong besides, and nothing is packaged", async () => {
  const wrong = join(folder, "wrong-rule.ts");
  writeFileSync(wrong, LIST.replace("order_id NOT LIKE", "order_id NOT").replace('"07:00"', '"7:00"'));
  const { exitCode, printed, written } = await refusalOf({ REGISTRAR_DATASETS: wrong }, "--stage", "dev");
  expect(exitCode).toBe(1);
  expect(printed.split("is not expected here, in an expression of Trino's SQL")).toHaveLength(2);
  expect(printed).toContain('sla at "7:00" is not a time HH:MM');
  expect(written).not.toContain(".serverless");
}, 60_000);

test("a list that is not there is said once, and nothing is packaged", async () => {
  const missing = join(folder, "dataset.ts");
  const { exitCode, printed, written } = await refusalOf({ REGISTRAR_DATASETS: missing }, "--stage", "dev");
  expect(exitCode).toBe(1);
  expect(printed.split(`${missing}: there is no such file`)).toHaveLength(2);
  expect(printed).not.toMatch(/^ +at /m);
  expect(written).not.toContain(".serverless");
}, 60_000);

test("the compiler finds the types from there, and with them what is mistyped", () => {
  const wrong = join(folder, "wrong.ts");
  writeFileSync(wrong, LIST.replace('strategy: "register"', 'strategy: "registr"'));
  const options: ts.CompilerOptions = {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    allowImportingTsExtensions: true,
    typeRoots: [join(PROJECT, "node_modules/@types")],
    types: ["node"],
  };
  const told = ts.getPreEmitDiagnostics(ts.createProgram([list, wrong], options));
  const texts = told.map(({ file, messageText }) => [
    file?.fileName,
    ts.flattenDiagnosticMessageText(messageText, "\n"),
  ]);
  expect(texts).toEqual([[wrong, expect.stringContaining("Type '\"registr\"' is not assignable")]]);
}, 60_000);
