import { checkpointFile } from "../../operate/reconcile/checkpoint-file.ts";
import { glueCatalog } from "../../shared/catalog/glue-catalog-adapter.ts";
import { REMOVAL_DEFAULTS } from "../../shared/datasets/on-empty.ts";
import { datasets } from "../../shared/declared-datasets.ts";
import { glueColumnKeeper } from "../../shared/reconcile/glue-column-keeper-adapter.ts";
import { gluePartitionReader } from "../../shared/removal/glue-partition-reader-adapter.ts";
import { gluePartitionRemover } from "../../shared/removal/glue-partition-remover-adapter.ts";
import { randomId } from "../../shared/removal/random-id.ts";
import { s3KeyListing } from "../../shared/removal/s3-key-listing-adapter.ts";
import { signalAfter } from "../../shared/runtime/deadlines.ts";
import { s3Records } from "../../shared/store/s3-records-adapter.ts";
import { s3Store } from "../../shared/store/s3-store-adapter.ts";
import { defineCommand, EXIT, type ExitCode, JSON_OPTION, STAGE_OPTION } from "../command.ts";
import { DAY_OPTIONS } from "../day-options.ts";
import { checkpointPath } from "../reconcile/checkpoints.ts";
import { type CommandPorts, reconcileDataset } from "../reconcile/reconcile-dataset.ts";
import { type ReconcileRequest, requestOf } from "../reconcile/request.ts";
import { isLeft, SHOWN, type Told, tellReconciliation, tellRepairs } from "../reconcile/tell.ts";
import { STEP_TIMEOUT } from "../stage-ports.ts";
import type { Terminal } from "../terminal.ts";
import { sayWhere } from "../whereabouts.ts";

export const command = defineCommand({
  name: "reconcile",
  synopsis:
    "[--dataset <name>] [--from YYYY-MM-DD] [--to YYYY-MM-DD] [--columns] [--apply [--prune [--max-deletes <n>]]] [--all] [--stage dev] [--json]",
  details:
    "Compares S3 with Glue and tells what differs; --apply registers what is missing, --prune removes partitions without data. Exit code 1 if something differs. docs/reconcile.md says more.",
  options: {
    dataset: { type: "string", placeholder: "<name>", help: "default: every dataset that is registered" },
    ...DAY_OPTIONS,
    columns: {
      type: "boolean",
      help: "compare the partitions' columns with the table's, too; --apply adds new ones",
    },
    apply: { type: "boolean", help: "register what is missing" },
    prune: { type: "boolean", help: "with --apply: remove partitions of which S3 has no data any more" },
    "max-deletes": {
      type: "string",
      placeholder: "<n>",
      help: `partitions of a dataset that may be removed on one day, UTC (default: removal.perDay of the dataset, else ${REMOVAL_DEFAULTS.perDay})`,
    },
    all: { type: "boolean", help: `list all that differs, not the first ${SHOWN} of each kind` },
    ...STAGE_OPTION,
    ...JSON_OPTION,
  },
  run: ({ values, terminal }) => runReconcile(requestOf("reconcile", values), terminal),
});

/** Reconciles what is asked for, and tells of it. */
export async function runReconcile(request: ReconcileRequest, terminal: Terminal): Promise<ExitCode> {
  await sayWhere(terminal);
  const ports: CommandPorts = {
    datasets,
    catalog: glueCatalog(),
    reader: gluePartitionReader(),
    remover: gluePartitionRemover(),
    columns: glueColumnKeeper(),
    listing: s3KeyListing(),
    store: s3Store(),
    records: s3Records(),
    checkpoints: (scope) => checkpointFile(checkpointPath(scope)),
    random: randomId,
    clock: Date,
    callTimeout: () => signalAfter(STEP_TIMEOUT),
  };
  const all: Told[] = [];
  for (const dataset of request.datasets) {
    const told = await reconcileDataset(dataset, request, ports, terminal);
    all.push(told);
    terminal.progress("");
    if (request.isJson) continue;
    tellReconciliation(told, terminal);
    tellRepairs(told, request, terminal);
  }
  const drift = all.some((told) => isLeft(told, request));
  if (request.isJson) {
    const { apply, prune } = request;
    terminal.out(JSON.stringify({ applied: apply, pruned: apply && prune, drift, datasets: all }, null, 2));
  } else if (drift && !request.apply) {
    const removing = request.addsOnly ? "" : ", --prune --apply removes orphans, too";
    terminal.note(`Nothing was written; --apply registers what is missing${removing}.`);
  }
  return drift ? EXIT.no : EXIT.ok;
}
