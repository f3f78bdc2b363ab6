import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { readDeployment } from "../../deploy/deployment.ts";
import { eventPipelinesOf } from "../../deploy/event-pipelines.ts";
import { consumerOf, functionsOf, queueVariables } from "../../deploy/functions.ts";
import { templateOf } from "../../deploy/resources.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { datasets } from "../fixtures/datasets.ts";
import { strategies } from "./strategies.ts";

const dev = readDeployment({ stage: "dev", bucket: "", alarmEmail: "" });
/** What has promises, one dataset that is crawled, one that is guarded, and one whose empty partitions are removed. */
const all: readonly DeclaredDataset[] = [
  ...datasets.map(
    (dataset, index): DeclaredDataset => (index === 0 ? { ...dataset, guard: "enforce" } : dataset),
  ),
  ...strategies.filter(({ name }) => name === "quotes"),
  { ...strategies[0]!, name: "fleeting", table: "fleeting", prefix: "fleeting/", onEmpty: "remove" },
];
const declared = functionsOf(all, "dev", { empty: true, indexes: true });

test("each file of functions/ is declared as one function, and no other function is", () => {
  const files = readdirSync(join(import.meta.dirname, "../../functions"));
  expect(
    Object.values(declared)
      .map(({ handler }) => handler)
      .sort(),
  ).toEqual(files.map((file) => `functions/${file.replace(/\.ts$/, ".handler")}`).sort());
});

test("each function has a role of its own, which the template makes", () => {
  const { Resources } = templateOf(all, dev);
  const roles = Object.values(declared).map(({ role }) => role);
  expect(new Set(roles).size).toBe(roles.length);
  expect(roles.map((role) => Resources[role]?.Type)).toEqual(roles.map(() => "AWS::IAM::Role"));
});

test("a function without work is not declared: crawl, deregister, guard, validate, empty and indexes", () => {
  const registered = all
    .filter(({ strategy, onEmpty }) => strategy === "register" && onEmpty === undefined)
    .map(({ quality: _, guard: __, ...dataset }) => dataset);
  expect(Object.keys(functionsOf(registered, "dev", { empty: false, indexes: false }))).toEqual([
    "register",
    "reconcile",
  ]);
});

test("a consumer is told its queues by variables, and reads its own queue alone", () => {
  for (const pipeline of eventPipelinesOf(all, "dev")) {
    const { environment, events } = consumerOf(pipeline);
    expect(Object.keys(environment).filter((name) => name !== "EVENT_BUS")).toEqual(
      Object.keys(queueVariables(pipeline)),
    );
    expect(events.map(({ sqs }) => sqs.arn)).toEqual([{ "Fn::GetAtt": [pipeline.queue.id, "Arn"] }]);
  }
});
