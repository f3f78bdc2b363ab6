import { problemsOfFile } from "../../operate/report-file.ts";
import { usageError } from "../../shared/runtime/errors.ts";
import type { Values } from "../arguments.ts";
import { defineCommand, JSON_OPTION, type LIST_OPTION } from "../command.ts";
import { SHELL_OPTION } from "../local-environment.ts";
import { tryData } from "../own-data/try-data.ts";

export const command = defineCommand({
  name: "try",
  synopsis:
    "<folder or s3://…> [--write] [--html <file>] [--crawl] [--keep] [--port <n>] [--shell <name>] [--json]",
  details:
    "Reads a folder of Parquet, or a sample of one in a bucket, registers, queries and checks copies on a local\n" +
    "stack, and prints the entry that declares it. Asks nothing; writes a report, and with --write the entry into the list of datasets.",
  positionals: [1, 1],
  options: {
    write: {
      type: "boolean",
      help: "add the entry to the list, a new one if there is none (default ../platform/datasets.ts)",
    },
    html: {
      type: "string",
      placeholder: "<file>",
      help: "where the report of the checks goes (default .cache/try/report.html)",
    },
    crawl: { type: "boolean", help: "the table is kept by a crawler, and not checked" },
    keep: { type: "boolean", help: "leave the stack up afterwards, until Ctrl-C or SIGTERM" },
    port: { type: "string", placeholder: "<n>", help: "of the stack; default: any free one" },
    ...SHELL_OPTION,
    ...JSON_OPTION,
  },
  async run({ values, positionals: [source], terminal }) {
    const { html, crawl } = values;
    const problems = html === undefined ? [] : await problemsOfFile("--html", html);
    if (html !== undefined && crawl === true)
      problems.push("--html goes without --crawl: nothing is checked there");
    if (problems.length > 0) throw usageError("try", problems);
    const { datasets: list } = values as Values<typeof LIST_OPTION>;
    return tryData("try", { ...values, source: source!, list }, terminal);
  },
});
