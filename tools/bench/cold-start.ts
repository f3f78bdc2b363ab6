/** How long the register bundle takes to import, against the least that a function with a Glue client could take. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { LOCAL_STAGE } from "../../local/functions.ts";
import type { Bundles } from "./bundles.ts";
import { type Entry, judged } from "./goal.ts";
import { lambdaEnvironment } from "./lambda-environment.ts";
import { median } from "./median.ts";
import type { Scale } from "./scale.ts";

const run = promisify(execFile);

/** Nothing of it is called while importing. */
const ENVIRONMENT = {
  ...lambdaEnvironment(LOCAL_STAGE, {
    bucket: "no-bucket",
    parkingQueueUrl: "http://127.0.0.1:1/0/parking",
    lookQueueUrl: "http://127.0.0.1:1/0/look",
  }),
  AWS_REGION: "us-east-1",
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
};

export async function measureColdStart(bundles: Bundles, { processes }: Scale): Promise<Entry> {
  const samples = { bareGlue: [] as number[], leanGlue: [] as number[], register: [] as number[] };
  const names = ["bareGlue", "leanGlue", "register"] as const;
  // Once untimed, so that both files are in the page cache.
  for (let round = -1; round < processes; round++) {
    const order = round % 2 === 0 ? names : names.toReversed();
    for (const name of order) {
      const milliseconds = await importTime(bundles[name]);
      if (round >= 0) samples[name].push(milliseconds);
    }
  }
  const values = {
    bareGlue: median(samples.bareGlue),
    leanGlue: median(samples.leanGlue),
    register: median(samples.register),
  };
  return judged({
    name: "import time of the register bundle",
    unit: "ms",
    values,
    ratio: values.register / values.bareGlue,
    ratioOf: "register / bareGlue",
    goal: { of: "ratio", atMost: 1.2 },
    method:
      "wall time of import() in fresh processes that take turns, files in the page cache; bareGlue: a bundle with " +
      "the same options that makes a GlueClient and holds BatchCreatePartitionCommand, the SDK as it comes; leanGlue: the " +
      "same with the credentials of Lambda alone; medians",
    details: { processes, samples },
  });
}

async function importTime(bundle: string): Promise<number> {
  const { stdout } = await run(process.execPath, [TIMER, bundle], { env: ENVIRONMENT });
  return Number(stdout);
}

const TIMER = fileURLToPath(new URL("import-timer.mjs", import.meta.url));
