// node tests/packaging/package-strategies.mjs <folder>: packages datasets of every strategy, few and a hundred, and writes
// the templates there, for whoever wants to lint them.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { register } from "tsx/esm/api";

register();
const { packageDatasets } = await import("./packaged.ts");
const { laidOut, strategies } = await import("../deploy/strategies.ts");
const { manyDatasets } = await import("../deploy/many-datasets.ts");

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("name a folder for the templates");
mkdirSync(folder, { recursive: true });
/** Of registered ones empty partitions are removed, and files are looked into: each function has something to do. */
const every = [...strategies, ...laidOut].map((one) =>
  one.strategy === "register" ? { ...one, onEmpty: "remove", guard: "enforce" } : one,
);
const lists = { "": every, "100-": manyDatasets(100) };
for (const [name, datasets] of Object.entries(lists)) {
  const key = "--param=bucketKey=arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555";
  for (const [stage, ...parameters] of [["dev"], ["prod", "--param=bucket=example-data-bucket", key]]) {
    const { template } = await packageDatasets(datasets, "--stage", stage, ...parameters);
    // As osls uploads it: of a template with white space cfn-lint counts that, too.
    writeFileSync(join(folder, `${name}${stage}.json`), JSON.stringify(template));
  }
}
