import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { importBlocks } from "../../deploy/terraform/imports.ts";
import { type Document, terraformModule } from "../../deploy/terraform/module.ts";
import type { Emulator } from "../../emulator/index.ts";
import { deployStage } from "../../local/deployment.ts";
import { strategies } from "../deploy/strategies.ts";
import { all } from "./datasets.ts";
import { fitted, schemaOf } from "./provider.ts";
import { PROVIDER, type Workspace, workspace } from "./workspace.ts";

/**
 * moto knows no tags of workgroups, for which the provider asks, and makes no partition indexes. Named queries are not
 * imported in any case.
 */
const UNKNOWN_TO_MOTO = /aws_athena_|aws_glue_partition_index/;

interface Change {
  readonly type: string;
  readonly name: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly importing?: { readonly id: string };
    readonly before: object;
    readonly after: object;
  };
}

let work: Workspace;
let changes: readonly Change[];

beforeAll(async () => {
  const endpoint = process.env.AWS_ENDPOINT_URL!;
  // What the stack made, by the calls that CloudFormation would make.
  const moto = { endpoint, region: "us-east-1", accountId: "123456789012" } as Emulator;
  const { bucket } = await deployStage(moto, "dev", all, ["Custom::PartitionIndexes"]);
  const probe = workspace();
  const schema = await schemaOf(probe);
  probe.remove();
  work = workspace();
  work.write("lake/main.tf.json", withoutWorkGroups(fitted(terraformModule(all, "dev"), schema)));
  work.write("imports.tf.json", withoutWorkGroups(importBlocks(all, "dev", "module.lake")));
  work.write("main.tf.json", {
    module: { lake: { source: "./lake", bucket } },
    provider: {
      aws: {
        ...PROVIDER.aws,
        skip_requesting_account_id: false,
        endpoints: { glue: endpoint, sts: endpoint },
      },
    },
  });
  await work.init();
  const { exitCode, stderr } = await work.terraform("plan", "-input=false", "-out=plan");
  if (exitCode !== 0) throw new Error(stderr);
  const { stdout } = await work.terraform("show", "-json", "plan");
  changes = JSON.parse(stdout).resource_changes.filter(({ mode }: { mode: string }) => mode === "managed");
});

afterAll(() => work.remove());

function withoutWorkGroups(document: Document): Document {
  const {
    resource,
    output,
    import: imports,
    ...others
  } = document as {
    readonly resource?: Readonly<Record<string, object>>;
    readonly output?: Readonly<Record<string, object>>;
    readonly import?: readonly { readonly to: string }[];
  };
  return {
    ...others,
    ...(resource === undefined ? {} : { resource: known(resource) }),
    ...(output === undefined ? {} : { output: { ...output, workgroups: { value: {} } } }),
    ...(imports === undefined ? {} : { import: imports.filter(({ to }) => !UNKNOWN_TO_MOTO.test(to)) }),
  };
}

const known = (byType: Readonly<Record<string, object>>) =>
  Object.fromEntries(Object.entries(byType).filter(([type]) => !UNKNOWN_TO_MOTO.test(type)));

/** The arguments that would be changed in place. */
const changed = ({ change: { before, after } }: Change) =>
  Object.entries(after)
    .filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify((before as Record<string, unknown>)[name]),
    )
    .map(([name]) => name);

const isView = ({ name }: Change) => name.endsWith("View");

test("a live stage moves to Terraform without anything made, replaced or destroyed: all is imported", () => {
  expect(changes.filter(({ change }) => change.importing === undefined)).toEqual([]);
  expect(new Set(changes.flatMap(({ change }) => change.actions))).toEqual(new Set(["no-op", "update"]));
  expect(changes.length).toBeGreaterThan(strategies.length + 8);
});

test("databases and tables are found as the module has them: nothing changes", () => {
  const held = changes.filter((one) => one.type.startsWith("aws_glue_catalog_") && !isView(one));
  expect(held.filter(({ change }) => change.actions.join() !== "no-op")).toEqual([]);
});

test("of views only the SerDe changes, which means nothing to them", () => {
  const views = changes.filter(isView);
  expect(views.map(changed)).toEqual(views.map(() => ["storage_descriptor"]));
  for (const { change } of views) {
    const [before, after] = [change.before, change.after].map((values) => {
      const [{ ser_de_info: _, ...descriptor }] = (
        values as { storage_descriptor: [Record<string, unknown>] }
      ).storage_descriptor;
      return descriptor;
    });
    expect(after).toEqual(before);
  }
});

test("of crawlers only the role changes, of which moto gives the ARN and Glue the name", () => {
  const crawlers = changes.filter(({ type }) => type === "aws_glue_crawler");
  expect(crawlers.map(changed)).toEqual([["role"], ["role"], ["role"]]);
});
