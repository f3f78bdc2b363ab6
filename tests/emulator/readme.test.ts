import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { actions as athena } from "../../emulator/athena/actions.ts";
import { actions as cloudFormation } from "../../emulator/cloudformation/actions.ts";
import { actions as events } from "../../emulator/events/actions.ts";
import { actions as glue } from "../../emulator/glue/actions.ts";
import { actions as iam } from "../../emulator/iam/actions.ts";
import { actions as lambda } from "../../emulator/lambda/actions.ts";
import { actions as s3 } from "../../emulator/s3/actions.ts";
import { actions as sns } from "../../emulator/sns/actions.ts";
import { actions as sqs } from "../../emulator/sqs/actions.ts";
import { actions as sts } from "../../emulator/sts/actions.ts";

const README = readFileSync(new URL("../../emulator/README.md", import.meta.url), "utf8");

test.each([
  ["S3", s3],
  ["SQS", sqs],
  ["SNS", sns],
  ["IAM", iam],
  ["STS", sts],
  ["CloudFormation", cloudFormation],
  ["Glue", glue],
  ["Athena", athena],
  ["Lambda", lambda],
  ["EventBridge", events],
])("the README lists the operations of %s that the code has", (service, actions) => {
  const [, section = ""] = README.split(`\n### ${service}\n`);
  const list = /^Operations: ([^.]*)\.$/m.exec(section)?.[1] ?? "";
  const listed = [...list.matchAll(/`(\w+)`/g)].map(([, operation]) => operation);
  expect(listed).toEqual(Object.keys(actions).sort());
});
