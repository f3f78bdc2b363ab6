import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundlesOf } from "./bundles.mjs";

const project = fileURLToPath(new URL("../../", import.meta.url));

/** What the functions import and these commands do not judge: the list of datasets, and names of validation's metrics. */
const OTHER_SUBJECTS = /^shared\/(datasets\.ts|validation\/)/;

/** Tests of other code that merely passes through what is mutated here, and one that reads a real clock. */
const OTHER_TESTS =
  /^tests\/core\/(athena|backfill|calendar|emptying|exploration|glue-patience|grants|query|report|scheduled|sqs-queues|stack|sts|two-valued|type|validation)/;

/** Every file of shared/ that the functions `register` and `crawl` are made of. */
export async function subjects() {
  const functions = await bundlesOf(project, ["functions/register.ts", "functions/crawl.ts"]);
  const sources = new Set(functions.flatMap((bundle) => bundle.sources));
  return [...sources].filter((file) => file.startsWith("shared/") && !OTHER_SUBJECTS.test(file)).sort();
}

/** The tests in memory that import one of `files`. */
export async function testsOf(files) {
  const tests = ["tests/core", "tests/properties"].flatMap((folder) =>
    readdirSync(join(project, folder))
      .filter((name) => name.endsWith(".test.ts"))
      .map((name) => `${folder}/${name}`),
  );
  const bundles = await bundlesOf(
    project,
    tests.filter((file) => !OTHER_TESTS.test(file)),
  );
  return bundles
    .filter(({ sources }) => files.some((file) => sources.includes(file)))
    .map(({ file }) => file);
}
