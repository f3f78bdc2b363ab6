import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { importBlocks } from "../../deploy/terraform/imports.ts";
import { terraformModule } from "../../deploy/terraform/module.ts";
import { datasets } from "../fixtures/datasets.ts";
import { registrar, withFolder } from "./run.ts";

test("export prints the module of a stage, and nothing else, for a file or a pipe", async () => {
  const { code, out, notes } = await registrar("export", "terraform", "--stage", "prod");
  expect({ code, notes }).toEqual({ code: 0, notes: "" });
  expect(JSON.parse(out)).toEqual(terraformModule(datasets, "prod"));
});

test("export prints import blocks for the root module", async () => {
  const { out } = await registrar("export", "terraform", "--import", "module.lake");
  expect(JSON.parse(out)).toEqual(importBlocks(datasets, "dev", "module.lake"));
});

test("export writes the same text to a file, and tells what is in it", async () => {
  await withFolder(async (folder) => {
    const file = join(folder, "main.tf.json");
    const printed = await registrar("export", "terraform");
    const told = await registrar("export", "terraform", "--out", file);
    expect(readFileSync(file, "utf8")).toBe(printed.out);
    expect(told).toMatchObject({ code: 0, notes: "" });
    expect(told.out).toMatch(/^\d+ resources of stage dev written to .*main\.tf\.json\n$/);
  });
});

test("export tells a program what it wrote", async () => {
  await withFolder(async (folder) => {
    const [module, imports] = ["main.tf.json", "imports.tf.json"].map((name) => join(folder, name));
    const written = async (...args: string[]) =>
      JSON.parse((await registrar("export", "terraform", "--stage", "prod", "--json", ...args)).out);
    const told = await written("--out", module!);
    expect(told).toMatchObject({ file: module, stage: "prod", imports: 0 });
    expect(told.resources.aws_glue_catalog_database).toBe(3);
    const toldOfImports = await written("--out", imports!, "--import", ".");
    expect(toldOfImports).toMatchObject({ file: imports, resources: {} });
    expect(toldOfImports.imports).toBe(JSON.parse(readFileSync(imports!, "utf8")).import.length);
  });
});
