import { beforeAll, expect, test } from "@jest/globals";
import { hasOwner } from "../../deploy/owner.ts";
import { terraformModule } from "../../deploy/terraform/module.ts";
import { evaluated } from "../deploy/terraform/evaluated.ts";
import { saidByTemplate, saidByTerraform, type TableValues } from "../deploy/terraform/tables-said.ts";
import { datasets } from "../fixtures/datasets.ts";
import { type Packaged, packageService } from "./packaged.ts";

const BUCKET = "market-data-lake";

let stack: Packaged;
let external: Packaged;

beforeAll(async () => {
  const prod = ["--stage", "prod", `--param=bucket=${BUCKET}`];
  [stack, external] = await Promise.all([
    packageService(...prod),
    packageService(...prod, "--param=tables=external"),
  ]);
}, 120_000);

test("the module says of every table what the packaged template says", () => {
  const { aws_glue_catalog_table: tables } = evaluated(terraformModule(datasets, "prod"), BUCKET);
  const said = Object.entries(tables as unknown as Record<string, TableValues>).map(
    ([id, values]) => [id, saidByTerraform(values)] as const,
  );
  expect(Object.fromEntries(said)).toEqual(saidByTemplate(stack.template));
});

/** Whoever has the tables makes their partition indexes. */
const isOfIndexes = (id: string) => /^(PartitionIndexes$|Indexes)/.test(id);

test("with external tables the packaged template lacks what has an owner, and what makes partition indexes, and nothing else", () => {
  const others = Object.entries(stack.template.Resources).filter(
    ([id, resource]) => !hasOwner(resource) && !isOfIndexes(id),
  );
  expect(Object.keys(external.template.Resources)).toEqual(others.map(([id]) => id));
});

test("with external tables the other functions are the same: their settings, roles and code", () => {
  const those = ({ template }: Packaged) =>
    Object.entries(template.Resources)
      .filter(([id, { Type }]) => /^AWS::(Lambda::Function|IAM::Role)$/.test(Type) && !isOfIndexes(id))
      // osls puts the time of packaging into the key of the code.
      .map(
        ([
          ,
          {
            Properties: { Code: _, ...others },
          },
        ]) => others,
      );
  expect(those(external)).toEqual(those(stack));
  for (const [file, code] of external.code) expect(code.equals(stack.code.get(file)!)).toBe(true);
});
