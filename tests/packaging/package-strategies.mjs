// node tests/packaging/package-strategies.mjs <folder>: packages datasets of every strategy and writes the templates there,
// for whoever wants to lint them.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { register } from "tsx/esm/api";

register();
const { packageDatasets } = await import("./packaged.ts");
const { strategies } = await import("../deploy/strategies.ts");

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("name a folder for the templates");
mkdirSync(folder, { recursive: true });
for (const [stage, ...parameters] of [["dev"], ["prod", "--param=bucket=example-data-bucket"]]) {
  const { template } = await packageDatasets(strategies, "--stage", stage, ...parameters);
  writeFileSync(join(folder, `${stage}.json`), JSON.stringify(template, null, 2));
}
