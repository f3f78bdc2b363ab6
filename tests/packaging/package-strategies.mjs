// node tests/packaging/package-strategies.mjs <folder>: packages datasets of every strategy, few and a hundred, and writes
// the templates there, for whoever wants to lint them.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { register } from "tsx/esm/api";

register();
const { packageDatasets } = await import("./packaged.ts");
const { strategies } = await import("../deploy/strategies.ts");
const { manyDatasets } = await import("../deploy/many-datasets.ts");

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("name a folder for the templates");
mkdirSync(folder, { recursive: true });
const lists = { "": strategies, "100-": manyDatasets(100) };
for (const [name, datasets] of Object.entries(lists)) {
  for (const [stage, ...parameters] of [["dev"], ["prod", "--param=bucket=example-data-bucket"]]) {
    const { template } = await packageDatasets(datasets, "--stage", stage, ...parameters);
    // As osls uploads it: of a template with white space cfn-lint counts that, too.
    writeFileSync(join(folder, `${name}${stage}.json`), JSON.stringify(template));
  }
}
