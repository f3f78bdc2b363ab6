/**
 * What holds for any list that a user may declare. These tests alone read shared/datasets.ts and access/grantees.ts; to
 * all others jest.config.json gives tests/fixtures in their place.
 */

import { execFileSync } from "node:child_process";
import { expect, test } from "@jest/globals";
import { defineGrantees, type Grantee } from "../../access/grantee.ts";
import { readDeployment } from "../../deploy/deployment.ts";
import { templateOf } from "../../deploy/resources.ts";
import { terraformModule } from "../../deploy/terraform/module.ts";
import { startEmulator } from "../../emulator/index.ts";
import { deployStage } from "../../local/deployment.ts";
import { defineDatasets } from "../../shared/datasets/define-datasets.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { databaseName, granteeRoleName } from "../../shared/runtime/names.ts";
import { PROJECT } from "../repository/sources.ts";

/** In a process of its own: to all that jest imports jest.config.json gives the frozen lists, to the list of grantees, too. */
const { datasets, grantees } = JSON.parse(
  execFileSync(
    process.execPath,
    [
      ...["--import", "tsx", "--input-type=module", "--eval"],
      `const { datasets } = await import("./shared/datasets.ts");
       const { grantees } = await import("./access/grantees.ts");
       console.log(JSON.stringify({ datasets, grantees }));`,
    ],
    { cwd: PROJECT, encoding: "utf8" },
  ),
) as { datasets: readonly DeclaredDataset[]; grantees: readonly Grantee[] };

const DEPLOYMENTS = [
  { stage: "dev", bucket: "", alarmEmail: "" },
  { stage: "prod", bucket: "any-bucket", alarmEmail: "" },
];

test("datasets and grantees break no rule", () => {
  expect(defineDatasets(datasets)).toEqual(datasets);
  expect(defineGrantees(grantees, datasets)).toEqual(grantees);
});

test.each(DEPLOYMENTS)(
  "the template of $stage has every dataset's table, and every grantee's role",
  (input) => {
    const { Outputs, Resources } = templateOf(datasets, readDeployment(input), grantees);
    const told = Object.values(Outputs).map(({ Value }) => Value);
    const tables = datasets.map(({ database, table }) => `${databaseName(database, input.stage)}.${table}`);
    expect(told).toEqual(expect.arrayContaining(tables));
    const names = Object.values(Resources).map(({ Properties }) => Properties.RoleName);
    const roles = grantees.map(({ user }) => granteeRoleName(input.stage, user));
    expect(names).toEqual(expect.arrayContaining(roles));
  },
);

test("Terraform's module says where every dataset lies", () => {
  const said = JSON.stringify(terraformModule(datasets, "prod"));
  expect(datasets.filter(({ prefix }) => !said.includes(prefix))).toEqual([]);
});

test("the local stack takes what follows from them", async () => {
  const stack = await startEmulator();
  try {
    const { bucket } = await deployStage(stack, "dev", datasets);
    expect(stack.s3.store.list(bucket)).toEqual([]);
    const made = datasets.filter(({ strategy }) => strategy !== "crawl");
    const keys = made.map(({ database, table }) =>
      stack.glue.store
        .table(databaseName(database, "dev"), table)
        .record.PartitionKeys?.map(({ Name }) => Name),
    );
    expect(keys).toEqual(made.map((dataset) => dataset.keys.map(({ name }) => name)));
  } finally {
    await stack.close();
  }
});
