import { expect, test } from "@jest/globals";
import { readDeployment } from "../../deploy/deployment.ts";
import { templateOf } from "../../deploy/resources.ts";
import { datasets } from "../fixtures/datasets.ts";
import { readable } from "./readable.ts";

// For whoever reviews a change: what it does to CloudFormation is in the diff of the snapshot. Renew it with
// `-u` after reading. The other tests of this folder say which parts of it matter, and why.
test.each([
  ["dev, with a bucket of its own", { stage: "dev", bucket: "", alarmEmail: "" }],
  [
    "prod, with an existing bucket",
    { stage: "prod", bucket: "market-data-lake", alarmEmail: "ops@example.com" },
  ],
])("the template of %s is the one reviewed", (_, input) => {
  expect(readable(templateOf(datasets, readDeployment(input)))).toMatchSnapshot();
});

test("no two schedules have one name, by which alone CloudFormation tells them apart", () => {
  const { Resources } = templateOf(datasets, readDeployment({ stage: "dev", bucket: "", alarmEmail: "" }));
  const names = Object.values(Resources)
    .filter(({ Type }) => Type === "AWS::Scheduler::Schedule")
    .map(({ Properties }) => Properties.Name);
  expect(names.length).toBeGreaterThan(3);
  expect(new Set(names).size).toBe(names.length);
});
