import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@jest/globals";
import { clientConfig } from "../../emulator/index.ts";
import { withFolder } from "../cli/run.ts";
import { packageService } from "../packaging/packaged.ts";
import { readAwsCall, sendAwsCall } from "../support/aws-cli.ts";
import { standingInForJq } from "../support/jq.ts";
import { runScript, type Stand } from "../support/shell.ts";
import { makeMissingBucket } from "./plants.ts";
import type { SoundStage } from "./stage.ts";

/** Carries a command out in a shell whose `aws` asks the stage, and whose `sls package` is osls's. */
export const carryOut = (stage: SoundStage, command: string) =>
  withFolder(async (folder) => {
    const { code, stderr } = await runScript(command, folder, {
      aws: awsOf(stage),
      npx,
      jq: standingInForJq,
    });
    if (code !== 0) throw new Error(`${command} ended with ${code}: ${stderr}`);
  });

const awsOf =
  (stage: SoundStage): Stand =>
  async (words, folder) => {
    const call = readAwsCall(words, folder);
    if (call.operation === "request-service-quota-increase") {
      stage.account.unreserved = Number(String(call.input["desired-value"]));
    } else if (call.operation === "CreateBucket") {
      makeMissingBucket();
    } else if (!UNSPOKEN.has(call.operation)) {
      const answer = await sendAwsCall(call, clientConfig(stage.stack));
      return Object.keys(answer).length === 0 ? "" : JSON.stringify(answer);
    }
    return "";
  };

/** What the local S3 does not do. */
const UNSPOKEN = new Set(["PutBucketPolicy", "PutBucketLifecycleConfiguration"]);

const npx: Stand = async (words, folder) => {
  expect(words).toEqual(["sls", "package", "--stage", "dev"]);
  const { template } = await packageService("--stage", "dev");
  mkdirSync(join(folder, ".serverless"));
  const write = (name: string, text: string) => writeFileSync(join(folder, ".serverless", name), text);
  write("cloudformation-template-update-stack.json", JSON.stringify(template));
  write("stock-trades-partitions.zip", "code");
  return "";
};
