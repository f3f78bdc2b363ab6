import { requireRegion } from "../../access/region.ts";
import { type BackfillRange, findArrivals, planBackfill } from "../../operate/backfill.ts";
import { compareWithGlue, type PlanComparison } from "../../operate/preview.ts";
import { glueCatalog } from "../../shared/catalog/glue-catalog-adapter.ts";
import { datasets } from "../../shared/datasets.ts";
import type { MessageResult } from "../../shared/events/batch.ts";
import { createRegistrar } from "../../shared/register/apply.ts";
import type { RegistrationPlan } from "../../shared/register/plan.ts";
import { deadlinesWithin, signalAfter } from "../../shared/runtime/deadlines.ts";
import { usageError } from "../../shared/runtime/errors.ts";
import { chunked } from "../../shared/runtime/parallel.ts";
import { printable } from "../../shared/runtime/text.ts";
import { s3Store } from "../../shared/store/s3-store-adapter.ts";
import {
  defineCommand,
  EXIT,
  type ExitCode,
  exitCodeOf,
  JSON_OPTION,
  STAGE_OPTION,
  stageOf,
} from "../command.ts";
import { problemOfDataset } from "../dataset-option.ts";
import { DAY_OPTIONS, problemsOfDays, uselessDays } from "../day-options.ts";
import { bucketOfTable, noParking, refuseUnregistered, STEP_TIMEOUT } from "../stage-ports.ts";
import type { Terminal } from "../terminal.ts";

/** Partitions registered in one step, between two lines of progress. */
const PARTITIONS_PER_STEP = 1000;
/** Milliseconds that the listing of one folder may take: ten million keys are ten thousand pages. */
const LISTING_TIMEOUT = 3_600_000;
/** Troubles printed; --json prints all. */
const TROUBLES_SHOWN = 10;

export const command = defineCommand({
  name: "backfill",
  synopsis: "--dataset <name> [--from YYYY-MM-DD] [--to YYYY-MM-DD] [--apply] [--stage dev] [--json]",
  details: "Tells what it would register; --apply does it. Running it again changes nothing.",
  options: {
    dataset: { type: "string", placeholder: "<name>", help: datasets.map(({ name }) => name).join(", ") },
    ...DAY_OPTIONS,
    apply: { type: "boolean", help: "register the partitions in Glue" },
    ...STAGE_OPTION,
    ...JSON_OPTION,
  },
  async run({ values, terminal }) {
    const stage = stageOf("backfill", values.stage);
    const { dataset, from, until } = rangeOf(values);
    refuseUnregistered("backfill", [dataset], stage);
    await requireRegion();
    const catalog = glueCatalog();
    const range = { dataset, from, until, bucket: await bucketOfTable(dataset, stage, catalog) };
    const listing = () => signalAfter(LISTING_TIMEOUT);
    const arrivals = await findArrivals(range, s3Store(), listing, (progress) => {
      terminal.progress(`listing ${dataset.name}: ${progress.listed} folders, ${progress.found} with data`);
    });
    const plan = planBackfill(arrivals, range);
    if (values.apply === true) return apply(arrivals, range, stage, values.json === true, terminal);
    const partitions = plan.tables.reduce((sum, table) => sum + table.partitions.length, 0);
    const comparing = (compared: number) =>
      terminal.progress(`comparing ${dataset.name} with Glue: ${compared} of ${partitions} partitions`);
    comparing(0);
    const reading = () => signalAfter(STEP_TIMEOUT);
    const comparison = await compareWithGlue(plan, stage, catalog, reading, comparing);
    tellPreview(plan, comparison, values.json === true, terminal);
    return EXIT.ok;
  },
});

function rangeOf(values: { readonly dataset?: string; readonly from?: string; readonly to?: string }) {
  const problems: string[] = [];
  const problem = problemOfDataset(values.dataset, datasets);
  if (problem !== undefined) problems.push(problem);
  const dataset = datasets.find(({ name }) => name === values.dataset);
  problems.push(...problemsOfDays(values));
  if (dataset !== undefined && problems.length === 0) problems.push(...uselessDays(dataset, values));
  if (dataset === undefined || problems.length > 0) throw usageError("backfill", problems);
  return { dataset, from: values.from, until: values.to };
}

function tellPreview(
  plan: RegistrationPlan,
  comparison: PlanComparison,
  json: boolean,
  terminal: Terminal,
): void {
  const unusable = plan.messages.flatMap(({ message, records }) =>
    records.flatMap((record) =>
      "resolved" in record && "reason" in record.resolved
        ? [{ key: message.id, outcome: record.resolved.kind, reason: record.resolved.reason }]
        : [],
    ),
  );
  if (json) {
    terminal.out(JSON.stringify({ applied: false, ...comparison, unusable }, null, 2));
    return;
  }
  const { absent, present, conflicting } = comparison;
  terminal.out(`${absent.length} partitions would be registered, ${present} are there already.`);
  for (const { location } of absent.slice(0, TROUBLES_SHOWN)) terminal.out(`  + ${printable(location)}`);
  if (absent.length > TROUBLES_SHOWN) terminal.out(`  … and ${absent.length - TROUBLES_SHOWN} more`);
  tellTroubles(
    "in conflict",
    conflicting.map(({ location, held }) => `${location} (Glue has ${held})`),
    terminal,
  );
  tellTroubles(
    "in folders that are no partition",
    unusable.map(({ key, reason }) => `${key}: ${reason}`),
    terminal,
  );
  terminal.note("Nothing was written; --apply registers.");
}

function tellTroubles(what: string, lines: readonly string[], terminal: Terminal): void {
  if (lines.length === 0) return;
  terminal.out(terminal.style("yellow", `${lines.length} ${what}:`));
  for (const line of lines.slice(0, TROUBLES_SHOWN)) terminal.out(`  ! ${printable(line)}`);
  if (lines.length > TROUBLES_SHOWN)
    terminal.out(`  … and ${lines.length - TROUBLES_SHOWN} more (--json lists all)`);
}

async function apply(
  arrivals: Awaited<ReturnType<typeof findArrivals>>,
  range: BackfillRange,
  stage: string,
  json: boolean,
  terminal: Terminal,
): Promise<ExitCode> {
  const registrar = createRegistrar(stage, { catalog: glueCatalog(), parking: noParking, clock: Date });
  const results: MessageResult[] = [];
  let glueCalls = 0;
  for (const step of chunked(arrivals, PARTITIONS_PER_STEP)) {
    const report = await registrar.apply(planBackfill(step, range), deadlinesWithin(STEP_TIMEOUT));
    results.push(...report.results);
    glueCalls += report.glueCalls;
    terminal.progress(`registering ${range.dataset.name}: ${results.length} of ${arrivals.length} folders`);
  }
  const of = (...kinds: string[]) => results.filter(({ outcome }) => kinds.includes(outcome.kind));
  const counts = Object.fromEntries(
    [...new Set(results.map(({ outcome }) => outcome.kind))].map((kind) => [kind, of(kind).length]),
  );
  const troubles = of("failed", "conflict", "unplaceable", "rejected");
  if (json) terminal.out(JSON.stringify({ applied: true, glueCalls, counts, troubles }, null, 2));
  else {
    terminal.out(
      `${of("registered").length} partitions registered, ${of("already there").length} were there already.`,
    );
    const lines = troubles.map(
      ({ id, outcome }) => `${id}: ${"reason" in outcome ? outcome.reason : outcome.kind}`,
    );
    tellTroubles("could not be registered", lines, terminal);
    terminal.note(`${glueCalls} Glue calls.`);
  }
  return exitCodeOf(results);
}
