import { type Undone, undo } from "../../operate/reconcile/undo.ts";
import { isIdOfRun, type UndoEntry, undoEntries } from "../../operate/reconcile/undo-entries.ts";
import { glueCatalog } from "../../shared/catalog/glue-catalog-adapter.ts";
import { datasets } from "../../shared/declared-datasets.ts";
import { gluePartitionRemover } from "../../shared/removal/glue-partition-remover-adapter.ts";
import { signalAfter } from "../../shared/runtime/deadlines.ts";
import { usageError } from "../../shared/runtime/errors.ts";
import { count, printable, quoted } from "../../shared/runtime/text.ts";
import { s3Records } from "../../shared/store/s3-records-adapter.ts";
import { s3Store } from "../../shared/store/s3-store-adapter.ts";
import { defineCommand, EXIT, type ExitCode, JSON_OPTION, STAGE_OPTION, stageOf } from "../command.ts";
import { problemOfDataset } from "../dataset-option.ts";
import { bucketOfTable, STEP_TIMEOUT } from "../stage-ports.ts";
import { renderTable, type Terminal } from "../terminal.ts";
import { sayWhere } from "../whereabouts.ts";

/** Partitions and troubles printed; --json prints all. */
const SHOWN = 20;

export const command = defineCommand({
  name: "undo",
  synopsis: "--list [--dataset <name>] | <id> [--dataset <name>] [--apply] [--stage dev] [--json]",
  details: "`reconcile` prints the id of what it removed. Tells what it would bring back; --apply does it.",
  positionals: [0, 1],
  options: {
    list: { type: "boolean", help: "the runs that removed something, the latest first" },
    dataset: { type: "string", placeholder: "<name>", help: "default: the dataset that the id is of" },
    apply: { type: "boolean", help: "create the partitions again, as they were" },
    ...STAGE_OPTION,
    ...JSON_OPTION,
  },
  async run({ values, positionals: [id], terminal }) {
    const stage = stageOf("undo", values.stage);
    const problem = values.dataset === undefined ? undefined : problemOfDataset(values.dataset, datasets);
    if (problem !== undefined) throw usageError("undo", [problem]);
    if (values.list === true && id !== undefined) throw usageError("undo", ["give either --list or an id"]);
    if (values.list !== true && (id === undefined || !isIdOfRun(id))) {
      throw usageError("undo", [
        `expected --list, or an id as reconcile prints it, got ${quoted(id ?? "nothing")}`,
      ]);
    }
    await sayWhere(terminal);
    const asked = datasets.find(({ name }) => name === values.dataset) ?? datasets[0]!;
    const bucket = await bucketOfTable(asked, stage);
    const entries = await undoEntries(bucket, stage, values.dataset, s3Store(), signalAfter(STEP_TIMEOUT));
    if (values.list === true) return list(entries, values.json === true, terminal);
    const chosen = entries.filter((entry) => entry.id === id);
    if (chosen.length === 0)
      throw usageError("undo", [`nothing was removed under the id ${id}; --list tells what was`]);
    return bringBack(bucket, chosen, values.apply === true, values.json === true, terminal);
  },
});

function list(entries: readonly UndoEntry[], isJson: boolean, terminal: Terminal): ExitCode {
  if (isJson) {
    const told = entries.map(({ id, dataset, partitions }) => ({ id, dataset, partitions }));
    terminal.out(JSON.stringify({ runs: told }, null, 2));
  } else if (entries.length === 0) terminal.out("Nothing was removed.");
  else {
    const rows = entries.map(({ id, dataset, partitions }) => [
      id,
      dataset,
      partitions.toLocaleString("en-US"),
    ]);
    terminal.out(renderTable(["id", "dataset", "partitions"], rows, terminal.columns));
  }
  return EXIT.ok;
}

async function bringBack(
  bucket: string,
  entries: readonly UndoEntry[],
  isApplied: boolean,
  isJson: boolean,
  terminal: Terminal,
): Promise<ExitCode> {
  const tools = {
    catalog: glueCatalog(),
    remover: gluePartitionRemover(),
    records: s3Records(),
    callTimeout: () => signalAfter(STEP_TIMEOUT),
  };
  const all: Undone[] = [];
  for (const entry of entries) all.push(await undo(bucket, entry, isApplied, tools));
  const restored = all.flatMap((one) => one.restored.map(({ values, location }) => ({ values, location })));
  const troubles = all.flatMap((one) => one.troubles);
  const present = all.reduce((sum, one) => sum + one.present, 0);
  if (isJson) terminal.out(JSON.stringify({ applied: isApplied, restored, present, troubles }, null, 2));
  else {
    const verb = isApplied ? "were brought back" : "would be brought back";
    terminal.out(`${count(restored.length, "partition")} ${verb}, ${present} are there already.`);
    for (const { location } of restored.slice(0, SHOWN)) terminal.out(`  + ${printable(location)}`);
    if (restored.length > SHOWN) terminal.out(`  … and ${restored.length - SHOWN} more`);
    for (const { location, reason } of troubles.slice(0, SHOWN)) {
      terminal.out(terminal.style("yellow", `  ! ${printable(`${location}: ${reason}`)}`));
    }
    if (troubles.length > SHOWN) terminal.out(`  … and ${troubles.length - SHOWN} more`);
    if (!isApplied) terminal.note("Nothing was written; --apply brings them back.");
  }
  return troubles.length > 0 ? EXIT.no : EXIT.ok;
}
