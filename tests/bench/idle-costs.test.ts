import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { readDeployment } from "../../deploy/deployment.ts";
import { templateOf } from "../../deploy/resources.ts";
import { idleCosts } from "../../tools/bench/idle-costs.ts";
import { idleQueue, inDollars } from "../../tools/bench/monthly-costs.ts";
import { datasets } from "../fixtures/datasets.ts";

const costs = idleCosts(templateOf(datasets, readDeployment({ stage: "dev", bucket: "", alarmEmail: "" })));

const template = (...resources: readonly (readonly [string, object])[]) => ({
  Resources: Object.fromEntries(resources.map(([Type, Properties], at) => [`R${at}`, { Type, Properties }])),
});

test("README tells what a stage costs that is idle", () => {
  const readme = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8").replace(/\s+/g, " ");
  const { alarms, queues, schedules, dashboards } = costs;
  expect(schedules.dollars).toBeLessThan(0.005);
  expect(readme).toContain(
    `a stage costs ${inDollars(alarms.dollars + queues.dollars)}: ${alarms.number} alarms ${inDollars(alarms.dollars)}, ` +
      `${queues.number} polled queues ${inDollars(queues.dollars)}, ${schedules.number} schedules with ${Math.round(schedules.runs)} ` +
      `runs less than a cent; its dashboard is ${inDollars(dashboards.dollars)}`,
  );
});

test("an alarm is billed for each of its metrics, a queue if messages are taken from it, a schedule for its runs", () => {
  const alarm = "AWS::CloudWatch::Alarm";
  const found = idleCosts(
    template(
      [alarm, {}],
      [alarm, { Metrics: [{ MetricStat: {} }, { MetricStat: {} }, { Expression: "a / b" }] }],
      ["AWS::SQS::Queue", { RedrivePolicy: {} }],
      ["AWS::SQS::Queue", {}],
      ["AWS::Scheduler::Schedule", { ScheduleExpression: "cron(0/30 10-15 ? * MON,TUE *)" }],
      ["AWS::Scheduler::Schedule", { ScheduleExpression: "cron(0,15 7 * * ? *)" }],
    ) as never,
  );
  expect(found.alarms.number).toBe(2);
  expect(found.alarms.dollars).toBeCloseTo(0.3);
  expect(found.queues).toEqual({ number: 1, dollars: idleQueue() });
  expect(found.schedules.runs).toBeCloseTo((2 * 6 * 2 + 2 * 7) * (30 / 7));
  expect(found.dashboards.number).toBe(0);
});
