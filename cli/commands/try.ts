import { defineCommand, JSON_OPTION } from "../command.ts";
import { SHELL_OPTION } from "../local-environment.ts";
import { tryData } from "../own-data/try-data.ts";

export const command = defineCommand({
  name: "try",
  synopsis: "<folder> [--crawl] [--keep] [--port <n>] [--shell <name>] [--json]",
  details:
    "Reads a folder of Parquet, registers and queries it on a local stack, and prints the entry that declares it.\n" +
    "Asks nothing, and writes nothing.",
  positionals: [1, 1],
  options: {
    crawl: { type: "boolean", help: "the table is kept by a crawler" },
    keep: { type: "boolean", help: "leave the stack up afterwards, until Ctrl-C or SIGTERM" },
    port: { type: "string", placeholder: "<n>", help: "of the stack; default: any free one" },
    ...SHELL_OPTION,
    ...JSON_OPTION,
  },
  run: ({ values, positionals: [source], terminal }) =>
    tryData("try", { ...values, source: source! }, terminal),
});
