import type { Dataset } from "../datasets/dataset.ts";
import { guardOf } from "../datasets/guard-mode.ts";
import { removalsPerDay, removesEmpty } from "../datasets/on-empty.ts";
import type { PartitionRemover } from "../removal/port.ts";
import { idOfRun, UndoLog } from "../removal/undo-log.ts";
import type { CallTimeout } from "../runtime/deadlines.ts";
import { databaseName } from "../runtime/names.ts";
import type { RecordStore } from "../store/port.ts";
import { type Budget, driftKey, driftText } from "./drift-record.ts";
import { KeptCheckpoint } from "./kept-checkpoint.ts";
import { firstDayOf } from "./looked-at.ts";
import { orphanRemovalTools } from "./orphan-removal.ts";
import type { ColumnKeeper } from "./port.ts";
import { type ReconcilePorts, type Reconciliation, reconcile } from "./reconcile.ts";
import type { ReconciledDataset } from "./reconciled-dataset.ts";
import { Repairs } from "./repairs.ts";
import type { DatasetMessage } from "./run-message.ts";
import type { Scope } from "./scope.ts";

/** What one run of a dataset may do; what is beyond waits for the next one. */
export const RUN_BUDGET = {
  /** Calls of Glue and S3: ten million objects, or as many partitions. */
  calls: 20_000,
  /** Partitions registered. More are no drift but a table that was never filled: `registrar backfill`. */
  writes: 10_000,
  /** Invocations. */
  parts: 12,
} as const;

/** Milliseconds that registering a thousand partitions may take. */
const STEP_TIMEOUT = 60_000;
/** Findings of each kind that are kept in words. */
const FINDINGS_KEPT = 20;

export interface DatasetRun {
  readonly message: DatasetMessage;
  readonly dataset: ReconciledDataset;
  /** Of the stage: partitions of others may point at the same Locations. */
  readonly all: readonly Dataset[];
  readonly stage: string;
  readonly bucket: string;
  /** When this invocation stops comparing, milliseconds since 1970. */
  readonly stopAt: number;
  /** 24 random bits, in hex: of the id by which what was removed is found. */
  readonly random: string;
}

export interface DatasetRunPorts extends Omit<ReconcilePorts, "callTimeout"> {
  readonly remover: PartitionRemover;
  readonly records: RecordStore;
  readonly columns: ColumnKeeper;
  readonly callTimeout: CallTimeout;
}

/** What an invocation came to. */
export interface DatasetRunReport {
  readonly found: Reconciliation;
  readonly calls: number;
  readonly undo: string | null;
  /** Why the run could not go on from the checkpoint that is there, and began anew; null if nothing is wrong with it. */
  readonly checkpointDefect: string | null;
  /** "whole": everything was compared. "goes on": there is more to do, and somebody must carry it on. */
  readonly end: "whole" | "goes on" | "elsewhere" | Budget;
}

/**
 * Reconciles one dataset until it is done, the time is up or a budget is spent. Registers what is missing; removes what has
 * no data only of datasets that say so. Leaves a record of the drift, unless it goes on. Throws RegistrarError; what was
 * done by then stays.
 */
export async function runDataset(run: DatasetRun, ports: DatasetRunPorts): Promise<DatasetRunReport> {
  const { message, dataset, stage, bucket } = run;
  const { clock, records, catalog } = ports;
  let calls = 0;
  const callTimeout = () => {
    calls += 1;
    return ports.callTimeout();
  };
  const table = await catalog.table(databaseName(dataset.database, stage), dataset.table, callTimeout());
  const from = firstDayOf(dataset, message.cadence, message.at);
  const scope: Scope = { stage, dataset, bucket, from, until: undefined };
  const id = idOfRun(clock.now(), run.random);
  const undo = new UndoLog(
    { bucket, stage, dataset: dataset.name, id, by: "reconcile" },
    records,
    callTimeout,
  );
  const checkpoint = new KeptCheckpoint(
    { bucket, stage, dataset: dataset.name, run: `${message.cadence} ${message.at} ${table.createdAt}` },
    records,
    callTimeout,
  );
  let repairs: Repairs | undefined;
  let end = "whole" as DatasetRunReport["end"];
  const found = await reconcile(
    scope,
    table,
    { ...ports, callTimeout },
    {
      most: FINDINGS_KEPT,
      isWhole: removesEmpty(dataset),
      onProgress: () => {},
      // All of a table's partitions got their columns at the same time, so that once a week will do.
      columns: message.cadence === "weekly" ? ports.columns : undefined,
      resume: () => checkpoint.read(clock.now()),
      save: async (through, progress) => {
        if (!(await checkpoint.write(through, progress, clock.now()))) end = "elsewhere";
      },
      isOver: () => {
        if (end === "whole") end = endOf(run, clock.now(), calls, repairs);
        return end !== "whole";
      },
      repairs: async (catalogue, earlier) => {
        const tools = { ...ports, callTimeout };
        const perDay = removalsPerDay(dataset);
        const removal = removesEmpty(dataset)
          ? await orphanRemovalTools({ scope, all: run.all, catalogue, undo, perDay }, tools)
          : undefined;
        const leavesMissing = guardOf(dataset) === "enforce";
        const options = { stepTimeout: STEP_TIMEOUT, removal, leavesMissing, most: FINDINGS_KEPT };
        repairs = new Repairs(scope, table, catalog, clock, options, earlier);
        return repairs;
      },
    },
  );
  const checkpointDefect = checkpoint.defect ?? null;
  const report = { found, calls, undo: undo.isUsed ? id : null, checkpointDefect, end };
  const isEnd = end !== "goes on" && end !== "elsewhere";
  if (isEnd) await leaveRecord(run, report, from, { ...ports, callTimeout });
  return report;
}

function endOf(
  { stopAt, message }: DatasetRun,
  now: number,
  calls: number,
  repairs: Repairs | undefined,
): DatasetRunReport["end"] {
  if (calls >= RUN_BUDGET.calls) return "calls";
  if ((repairs?.repaired.registered ?? 0) >= RUN_BUDGET.writes) return "writes";
  if (now < stopAt) return "whole";
  return message.part + 1 < RUN_BUDGET.parts ? "goes on" : "parts";
}

/** Over whatever is there: of two runs of one dataset the later one knows better. */
async function leaveRecord(
  { message, dataset, stage, bucket }: DatasetRun,
  { found, undo, end }: DatasetRunReport,
  from: string | undefined,
  { records, clock, callTimeout }: DatasetRunPorts,
): Promise<void> {
  const key = driftKey(stage, dataset.name);
  const text = driftText({
    dataset: dataset.name,
    cadence: message.cadence,
    scheduled: new Date(message.at).toISOString(),
    ended: new Date(clock.now()).toISOString(),
    from: from ?? null,
    counts: found.counts,
    repaired: found.repaired!,
    findings: found.findings,
    undo,
    stoppedBy: end === "calls" || end === "writes" || end === "parts" ? end : null,
  });
  const earlier = await records.read(bucket, key, callTimeout());
  await records.write(bucket, key, text, earlier?.version ?? "nothing", callTimeout());
}
