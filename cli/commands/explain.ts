import { type Explanation, explainKey, type GlueState } from "../../operate/explanation.ts";
import { glueCatalog } from "../../shared/catalog/glue-catalog-adapter.ts";
import { glueCrawlers } from "../../shared/crawl/glue-crawlers-adapter.ts";
import { STRATEGIES, type Strategy } from "../../shared/datasets/dataset.ts";
import { datasets } from "../../shared/declared-datasets.ts";
import { signalAfter } from "../../shared/runtime/deadlines.ts";
import { usageError } from "../../shared/runtime/errors.ts";
import { printable } from "../../shared/runtime/text.ts";
import { defineCommand, EXIT, type ExitCode, JSON_OPTION, STAGE_OPTION, stageOf } from "../command.ts";
import { type Terminal, wrapped } from "../terminal.ts";
import { sayWhere } from "../whereabouts.ts";

/** Milliseconds that Glue may take to answer a person. */
const TIMEOUT = 20_000;

export const command = defineCommand({
  name: "explain",
  synopsis: "s3://<bucket>/<key> [--stage dev] [--offline] [--json]",
  details:
    "The key is the literal one, as `aws s3 ls` prints it. Exit code 0: Athena sees it, where it should be.",
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
      throw usageError("explain", [`expected s3://<bucket>/<key>, got ${JSON.stringify(positionals[0])}`]);
    if (values.offline !== true) await sayWhere(terminal);
    const ports =
      values.offline === true ? undefined : { catalog: glueCatalog(), crawlers: glueCrawlers(), clock: Date };
    const place = { stage, datasets, bucket: match[1]!, key: match[2]! };
    const explanation = await explainKey(place, ports, signalAfter(TIMEOUT));
    if (values.json === true) terminal.out(JSON.stringify(explanation, null, 2));
    else print(explanation, terminal);
    return exitCode(explanation);
  },
});

function exitCode({ placement, glue }: Explanation): ExitCode {
  if (glue?.state === "unknown") return EXIT.unavailable;
  const isSeen = glue === undefined || glue.state === "registered" || glue.state === "computed";
  return placement === "partition" && isSeen ? EXIT.ok : EXIT.no;
}

const LABEL = 9;

function print(explanation: Explanation, terminal: Terminal): void {
  const { dataset, strategy, table, layout, placement, reason, values, location, glue, crawler, hint } =
    explanation;
  const lines: [string, string | undefined][] = [
    [
      "dataset",
      dataset === undefined ? "none: no dataset has a prefix of this key" : `${dataset} (${layout})`,
    ],
    ["strategy", strategy && `${strategy}: ${STRATEGIES[strategy]}`],
    ["table", table],
    ["placement", reason === undefined ? placement : `${placement}: ${reason}`],
    [
      "values",
      values &&
        Object.entries(values)
          .map(([key, value]) => `${key}=${value}`)
          .join("  "),
    ],
    ["Location", location],
    ["Glue now", glue && wordsFor(glue, strategy, terminal)],
    ["crawler", crawler && crawlerInWords(crawler, terminal)],
    ["hint", hint],
  ];
  for (const [label, text] of lines) {
    if (text === undefined) continue;
    const margin = " ".repeat(LABEL + 1);
    const [first, ...others] = text.split("\n").flatMap((line) => wrapped(line, terminal.columns, margin));
    terminal.out(`${terminal.style("dim", label.padEnd(LABEL))}${first!.slice(LABEL)}`);
    for (const line of others) terminal.out(line);
  }
}

function wordsFor(glue: GlueState, strategy: Strategy | undefined, terminal: Terminal): string {
  switch (glue.state) {
    case "registered": {
      const since =
        glue.registeredAt === undefined ? "" : `, since ${glue.registeredAt} for ${glue.registeredFor}`;
      return (
        terminal.style("green", `${strategy === "crawl" ? "in the table" : "registered"}, and points here`) +
        since
      );
    }
    case "conflict":
      return strategy === "project"
        ? `${terminal.style("red", "conflict")}: Athena looks in ${glue.location}`
        : `${terminal.style("red", "conflict")}: points to ${glue.location}`;
    case "absent":
      return terminal.style("yellow", strategy === "crawl" ? "not in the table" : "not registered");
    case "computed":
      return terminal.style("green", "Athena computes it, and looks here");
    case "out of range":
      return `${terminal.style("yellow", "not computed")}: ${glue.reason}`;
    case "unknown":
      return `${terminal.style("red", glue.code)}: ${glue.reason}`;
  }
}

function crawlerInWords(
  { name, now, problems }: NonNullable<Explanation["crawler"]>,
  terminal: Terminal,
): string {
  const last = now?.last && `, last crawl ${new Date(now.last.startedAt).toISOString()} ${now.last.status}`;
  const state = now === undefined ? [] : [`${now.state}${last ?? ", no crawl yet"}`];
  const troubles = problems.map(({ code, reason }) => `${terminal.style("red", code)}: ${printable(reason)}`);
  return [name, ...state, ...troubles].join("\n");
}
