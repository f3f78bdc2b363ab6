import { isNear, usageText } from "../../deploy/limits/usage.ts";
import { crawlTarget, type Dataset } from "../../shared/datasets/dataset.ts";
import { layoutOf } from "../../shared/datasets/placing.ts";
import { databaseName } from "../../shared/runtime/names.ts";
import { defineCommand, EXIT, JSON_OPTION, STAGE_OPTION, stageOf } from "../command.ts";
import { readDeclarations } from "../declarations.ts";
import { renderTable } from "../terminal.ts";

export const command = defineCommand({
  name: "check",
  synopsis: "[--stage dev] [--json]",
  options: { ...STAGE_OPTION, ...JSON_OPTION },
  async run({ values, terminal }) {
    const stage = stageOf("check", values.stage);
    const { datasets, grantees, limits } = await readDeclarations(stage);
    if (values.json === true) {
      terminal.out(JSON.stringify({ ok: true, stage, datasets, grantees, limits }, null, 2));
      return EXIT.ok;
    }
    const rows = datasets.map((dataset) => [
      dataset.name,
      `${databaseName(dataset.database, stage)}.${dataset.table}`,
      strategyOf(dataset),
      layoutOf(dataset),
    ]);
    terminal.out(
      renderTable(["dataset", `table in ${stage}`, "strategy", "objects lie under"], rows, terminal.columns),
    );
    for (const usage of limits.filter(isNear)) terminal.out(`near a limit of AWS: ${usageText(usage)}`);
    return EXIT.ok;
  },
});

function strategyOf(dataset: Dataset): string {
  if (dataset.strategy !== "crawl") return dataset.strategy;
  return `crawl (${{ s3: "its folder", catalog: "its table" }[crawlTarget(dataset)]})`;
}
