import { glueCatalog } from "../../shared/aws/glue-catalog.ts";
import { datasets } from "../../shared/datasets.ts";
import { signalAfter } from "../../shared/deadlines.ts";
import { type Explanation, explainKey, type GlueState } from "../../shared/explanation.ts";
import { defineCommand, EXIT, type ExitCode, JSON_OPTION, STAGE_OPTION, stageOf, usage } from "../command.ts";
import type { Terminal } from "../terminal.ts";

/** Milliseconds that Glue may take to answer a person. */
const PATIENCE = 20_000;

export const command = defineCommand({
  name: "explain",
  synopsis: "s3://<bucket>/<key> [--stage dev] [--offline] [--json]",
  summary: "which dataset, partition and Location an object has, or why not, and what Glue holds now",
  details:
    "The key is the literal one, as `aws s3 ls` prints it. Exit code 0: registered, and where it should be.",
  options: {
    ...STAGE_OPTION,
    offline: { type: "boolean", help: "do not ask Glue" },
    ...JSON_OPTION,
  },
  positionals: [1, 1],
  async run({ values, positionals, terminal }) {
    const stage = stageOf("explain", values.stage);
    const match = /^s3[an]?:\/\/([^/]+)\/(.+)$/s.exec(positionals[0]!);
    if (match === null)
      throw usage("explain", [`expected s3://<bucket>/<key>, got ${JSON.stringify(positionals[0])}`]);
    const catalog = values.offline === true ? undefined : glueCatalog();
    const place = { stage, datasets, bucket: match[1]!, key: match[2]! };
    const explanation = await explainKey(place, catalog, signalAfter(PATIENCE));
    if (values.json === true) terminal.out(JSON.stringify(explanation, null, 2));
    else print(explanation, terminal);
    return exitCode(explanation);
  },
});

function exitCode({ verdict, glue }: Explanation): ExitCode {
  if (glue?.state === "unknown") return EXIT.unavailable;
  return verdict === "partition" && (glue === undefined || glue.state === "registered") ? EXIT.ok : EXIT.no;
}

function print(explanation: Explanation, terminal: Terminal): void {
  const { dataset, table, layout, verdict, reason, values, location, glue, hint } = explanation;
  const lines: [string, string | undefined][] = [
    [
      "dataset",
      dataset === undefined ? "none: no dataset has a prefix of this key" : `${dataset} (${layout})`,
    ],
    ["table", table],
    ["verdict", reason === undefined ? verdict : `${verdict}: ${reason}`],
    [
      "values",
      values &&
        Object.entries(values)
          .map(([key, value]) => `${key}=${value}`)
          .join("  "),
    ],
    ["Location", location],
    ["Glue now", glue && wordsFor(glue, terminal)],
    ["hint", hint],
  ];
  for (const [label, text] of lines) {
    if (text !== undefined) terminal.out(`${terminal.style("dim", label.padEnd(9))} ${text}`);
  }
}

function wordsFor(glue: GlueState, terminal: Terminal): string {
  switch (glue.state) {
    case "registered": {
      const since =
        glue.registeredAt === undefined ? "" : `, at ${glue.registeredAt} for ${glue.registeredFor}`;
      return terminal.style("green", "registered, and points here") + since;
    }
    case "conflict":
      return `${terminal.style("red", "conflict")}: points to ${glue.location}`;
    case "absent":
      return terminal.style("yellow", "not registered");
    case "unknown":
      return `${terminal.style("red", glue.code)}: ${glue.reason}`;
  }
}
