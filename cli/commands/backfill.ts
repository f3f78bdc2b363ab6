import { datasets } from "../../shared/declared-datasets.ts";
import { defineCommand, JSON_OPTION, STAGE_OPTION } from "../command.ts";
import { DAY_OPTIONS } from "../day-options.ts";
import { requestOf } from "../reconcile/request.ts";
import { SHOWN } from "../reconcile/tell.ts";
import { runReconcile } from "./reconcile.ts";

export const command = defineCommand({
  name: "backfill",
  synopsis: "--dataset <name> [--from YYYY-MM-DD] [--to YYYY-MM-DD] [--apply] [--all] [--stage dev] [--json]",
  details:
    "reconcile of one dataset that only adds: tells what it would register, and --apply does it. Running it again changes nothing. Exit code 1 if something is left to register.",
  options: {
    dataset: { type: "string", placeholder: "<name>", help: datasets.map(({ name }) => name).join(", ") },
    ...DAY_OPTIONS,
    apply: { type: "boolean", help: "register the partitions in Glue" },
    all: { type: "boolean", help: `list all that differs, not the first ${SHOWN} of each kind` },
    ...STAGE_OPTION,
    ...JSON_OPTION,
  },
  run: ({ values, terminal }) => runReconcile(requestOf("backfill", values), terminal),
});
