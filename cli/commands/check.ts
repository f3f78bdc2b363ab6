import { isNear, usageText } from "../../deploy/limits/usage.ts";
import { withCheckedRules } from "../../deploy/rules/checked-rules.ts";
import { listInForce } from "../../operate/other-list.ts";
import { crawlTarget, type Dataset } from "../../shared/datasets/dataset.ts";
import { layoutOf } from "../../shared/datasets/placing.ts";
import { amount } from "../../shared/quality/amounts.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { CHECK_RESULTS } from "../../shared/quality/results/table.ts";
import type { RowLimit } from "../../shared/quality/row-limits.ts";
import { ruleIdOf, thresholdsOfRule } from "../../shared/quality/rules/rule.ts";
import { databaseName } from "../../shared/runtime/names.ts";
import { SESSION_CHANGES } from "../../shared/sessions/table.ts";
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
    const rules = await rulesOf(datasets);
    if (values.json === true) {
      terminal.out(JSON.stringify({ ok: true, stage, datasets, rules, grantees, limits }, null, 2));
      return EXIT.ok;
    }
    terminal.note(listInForce());
    const rows = datasets.map((dataset) => [
      dataset.name,
      `${databaseName(dataset.database, stage)}.${dataset.table}`,
      strategyOf(dataset),
      layoutOf(dataset),
    ]);
    terminal.out(
      renderTable(["dataset", `table in ${stage}`, "strategy", "objects lie under"], rows, terminal.columns),
    );
    if (datasets.some(({ name }) => name === CHECK_RESULTS.name)) terminal.note(ABOUT_RESULTS);
    if (rules.length > 0) {
      const told = rules.map(({ dataset, check, warn, fail, sql }) => {
        return [dataset, check, shownLimit(warn), shownLimit(fail), sql];
      });
      terminal.out("");
      terminal.out(
        renderTable(
          ["dataset", "rule", "warns above", "fails above", "counts rows of which"],
          told,
          terminal.columns,
        ),
      );
    }
    for (const usage of limits.filter(isNear)) terminal.out(`near a limit of AWS: ${usageText(usage)}`);
    return EXIT.ok;
  },
});

const ABOUT_RESULTS = `${CHECK_RESULTS.name} and ${SESSION_CHANGES.name} hold what the checks of the others find: docs/results.md`;

/** As a scan counts them. */
async function rulesOf(datasets: readonly DeclaredDataset[]) {
  return (await withCheckedRules(datasets)).flatMap(({ name: dataset, quality }) =>
    (quality?.rules ?? []).map((rule) => ({
      dataset,
      check: ruleIdOf(rule),
      ...thresholdsOfRule(rule),
      owner: rule.owner ?? quality?.owner ?? null,
      sql: typeof rule.wrong === "string" ? rule.wrong : rule.wrong.sql,
    })),
  );
}

function shownLimit(limit: RowLimit): string {
  if (limit === null) return "never";
  if (typeof limit === "number") return String(limit);
  return "rows" in limit ? String(limit.rows) : amount(limit.share, "ratio");
}

function strategyOf(dataset: Dataset): string {
  if (dataset.strategy !== "crawl") return dataset.strategy;
  return `crawl (${{ s3: "its folder", catalog: "its table" }[crawlTarget(dataset)]})`;
}
