import type { Catalog, Table, TableFormat } from "../catalog/port.ts";
import type { Dataset } from "../datasets/dataset.ts";
import { guardOf } from "../datasets/guard-mode.ts";
import { type ClaimOutcomes, completeBatch, type MessageResult, type Parking } from "../events/batch.ts";
import { type FileFinding, findingKey } from "../file-checks/file-finding.ts";
import { createRegistrar } from "../register/apply.ts";
import { planArrivals } from "../register/plan.ts";
import type { Report } from "../register/report.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Deadlines } from "../runtime/deadlines.ts";
import { RegistrarError } from "../runtime/errors.ts";
import { databaseName } from "../runtime/names.ts";
import { inParallel } from "../runtime/parallel.ts";
import type { ObjectWriter } from "../store/port.ts";
import { brokenBy, type Decision, decide, decideUnread } from "./decision.ts";
import { type InspectedFile, type InspectionPorts, inspect } from "./inspect.ts";
import type { GuardPlan, PlannedCheck } from "./plan.ts";

export interface GuardPorts extends InspectionPorts {
  readonly catalog: Catalog;
  readonly formatOf: (table: Table) => TableFormat;
  /** Where findings are kept. */
  readonly findings: Pick<ObjectWriter, "put">;
  readonly parking: Parking;
  readonly clock: Clock;
}

/** What a batch of the guard function came to. */
export interface GuardReport extends Report {
  readonly filesRead: number;
  /** Of those read: files that queries fail on or read wrongly. */
  readonly unfitFiles: number;
}

export interface Guard {
  /** Carries a plan out. A message is done with when what follows from its file is in Glue, kept or parked. */
  apply(plan: GuardPlan, deadlines: Deadlines): Promise<GuardReport>;
}

/** Files at once. A footer may have 16 MB, and is held twice for a moment. */
const FILES_AT_ONCE = 8;

/** Nothing is parked by the registrar inside: the guard parks what comes of its messages, once. */
const NO_PARKING: Parking = { park: async () => new Map() };

/** A check, and what was read and decided. A refusal of S3 or Glue is an outcome, too. */
interface DecidedCheck {
  readonly check: PlannedCheck;
  readonly file: InspectedFile | undefined;
  readonly decision: Decision;
}

type TableOf = (dataset: Dataset) => Promise<Table>;

function findingOf(
  { dataset, partition }: PlannedCheck,
  { object, size, modified, faults }: InspectedFile,
  heldBack: boolean,
  now: number,
): FileFinding {
  return {
    schemaVersion: 1,
    dataset: dataset.name,
    values: partition.values,
    key: object.key,
    size,
    modified,
    checkedAt: new Date(now).toISOString(),
    heldBack,
    faults,
  };
}

/** The guard of one stage. It remembers nothing. */
export function createGuard(stage: string, ports: GuardPorts): Guard {
  const registrar = createRegistrar(stage, {
    catalog: ports.catalog,
    parking: NO_PARKING,
    clock: ports.clock,
  });

  async function decideOne(
    check: PlannedCheck,
    tableOf: TableOf,
    signal: AbortSignal,
  ): Promise<DecidedCheck> {
    if (guardOf(check.dataset) === "off") return { check, file: undefined, decision: decideUnread(check) };
    try {
      const { columns } = ports.formatOf(await tableOf(check.dataset));
      const file = await inspect(check, columns, ports, signal);
      const decision = decide(check, file);
      // Kept before anything else is done: a message whose finding is not kept comes again.
      if (file !== undefined && file.faults.length > 0) await keep({ check, file, decision }, signal);
      return { check, file, decision };
    } catch (thrown) {
      if (!(thrown instanceof RegistrarError)) throw thrown;
      const { code, retryable, message } = thrown;
      const outcome = { kind: "failed", code, retryable, reason: message } as const;
      return { check, file: undefined, decision: { outcome } };
    }
  }

  async function keep(
    { check, file, decision }: DecidedCheck & { file: InspectedFile },
    signal: AbortSignal,
  ) {
    const heldBack = "outcome" in decision && decision.outcome.kind === "unfit";
    const finding = findingOf(check, file, heldBack, ports.clock.now());
    const key = findingKey(check.dataset, finding);
    const object = { key, body: `${JSON.stringify(finding)}\n`, contentType: "application/json" };
    await ports.findings.put(check.object.bucket, object, signal);
  }

  /** Every check by itself, however many of one partition there are: each has a message that wants an outcome. */
  async function register(decided: readonly DecidedCheck[], deadlines: Deadlines) {
    const wanted = decided.flatMap(({ check, decision }) =>
      "register" in decision ? [{ check, object: decision.register }] : [],
    );
    const datasets = [...new Set(wanted.map(({ check }) => check.dataset))];
    const arrivals = wanted.map(({ check, object }) => ({ message: check.message, arrivals: [object] }));
    const plan = planArrivals(arrivals, { datasets, bucket: wanted[0]?.object.bucket });
    const report = await registrar.apply(plan, deadlines);
    const outcomes: ClaimOutcomes<PlannedCheck> = new Map();
    for (const { check, decision } of decided)
      if ("outcome" in decision) outcomes.set(check, decision.outcome);
    for (const [index, { check }] of wanted.entries()) outcomes.set(check, report.results[index]!.outcome);
    return { report, outcomes };
  }

  async function decideAll(plan: GuardPlan, deadlines: Deadlines) {
    const checks = plan.messages.flatMap(({ records }) =>
      records.flatMap((record) => ("claim" in record ? [record.claim] : [])),
    );
    const tables = new Map<Dataset, Promise<Table>>();
    const tableOf = (dataset: Dataset) => {
      const { database, table } = dataset;
      const known =
        tables.get(dataset) ?? ports.catalog.table(databaseName(database, stage), table, deadlines.catalog);
      tables.set(dataset, known);
      return known;
    };
    const decided = await inParallel(checks, FILES_AT_ONCE, (check) =>
      decideOne(check, tableOf, deadlines.catalog),
    );
    return { decided, tablesRead: tables.size, ...(await register(decided, deadlines)) };
  }

  return {
    async apply(plan, deadlines) {
      const working = decideAll(plan, deadlines);
      const outcomes = working.then((work) => work.outcomes);
      const results: readonly MessageResult[] = await completeBatch(
        plan.messages,
        outcomes,
        ports.parking,
        deadlines.parking,
      );
      const { decided, tablesRead, report } = await working;
      const files = decided.flatMap(({ file }) => file ?? []);
      return {
        ...report,
        results,
        glueCalls: report.glueCalls + tablesRead,
        filesRead: files.length,
        unfitFiles: files.filter((file) => brokenBy(file).length > 0).length,
      };
    },
  };
}
