import type { Catalog, StoredPartition, Table } from "../catalog/port.ts";
import type { Dataset } from "../datasets/dataset.ts";
import { guardOf, isGuarded } from "../datasets/guard-mode.ts";
import { type ClaimOutcomes, completeBatch, type Parking } from "../events/batch.ts";
import type { Outcome } from "../events/outcome.ts";
import type { FileCheckQueue } from "../file-checks/port.ts";
import type { LookAsking } from "../look-requests/asking.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Deadlines } from "../runtime/deadlines.ts";
import { CatalogError } from "../runtime/errors.ts";
import { databaseName } from "../runtime/names.ts";
import { type RegisteredTable, requestFileChecks } from "./file-checks.ts";
import {
  attempt,
  type CreateResult,
  createPartitions,
  failed,
  type GlueTools,
  isUnknown,
  needsReading,
  readPartitions,
  resolveAll,
  resolveExisting,
  resolveTried,
} from "./glue-answers.ts";
import { requestLooks } from "./looks.ts";
import { CatalogMemory, type KnownPartitions, type TableReader, Tables } from "./memory.ts";
import type { Claim, PlannedPartition, RegistrationPlan, TablePlan } from "./plan.ts";
import { conflicts, type Report, registrations } from "./report.ts";
import { keyOrderMapper, replacement, usableTable } from "./table-mismatch.ts";

export interface RegistrarPorts {
  readonly catalog: Catalog;
  readonly parking: Parking;
  readonly clock: Clock;
  /** Who reads the files of guarded datasets. Undefined for who has read them: then nothing is held back. */
  readonly fileChecks?: FileCheckQueue | undefined;
  /** Who asks for looks at sessions that were written. Undefined for who finds what was written long ago, and where nothing is promised. */
  readonly looks?: LookAsking | undefined;
}

export interface Registrar {
  /** Carries a plan out. Every message gets exactly one outcome, and what cannot be used is parked. */
  apply(plan: RegistrationPlan, deadlines: Deadlines): Promise<Report>;
}

type CatalogReader = TableReader & { readonly catalog: Catalog };

/** A registrar for one stage. It remembers tables and partitions between calls: make it once per container. */
export function createRegistrar(stage: string, ports: RegistrarPorts): Registrar {
  const tables = new Tables(ports.clock);
  const memory = new CatalogMemory();

  async function registerAll(plans: readonly TablePlan[], reader: CatalogReader, deadlines: Deadlines) {
    const outcomes: ClaimOutcomes<Claim> = new Map();
    const registered = await Promise.all(plans.map((plan) => registerTable(plan, reader, outcomes)));
    const acceptedAt = ports.clock.now();
    await Promise.all([
      ports.fileChecks && requestFileChecks(registered, ports.fileChecks, deadlines.parking),
      ports.looks && requestLooks(registered, ports.looks, deadlines.parking),
    ]);
    return { outcomes, acceptedAt };
  }

  async function registerTable(
    plan: TablePlan,
    reader: CatalogReader,
    outcomes: ClaimOutcomes<Claim>,
  ): Promise<RegisteredTable> {
    const { dataset } = plan;
    const name = { database: databaseName(dataset.database, stage), name: dataset.table };
    const found = new Map<Claim, StoredPartition>();
    await registerPartitions(plan, outcomes, {
      ...reader,
      known: memory.of(name),
      recentTable: () => tables.recent(name, reader),
      currentTable: () => tables.current(name, reader),
      latestTable: () => tables.latest(name, reader),
      registeredAt: new Date(ports.clock.now()).toISOString(),
      holdsBack: ports.fileChecks !== undefined && guardOf(dataset) === "enforce",
      found: isGuarded(dataset) ? found : undefined,
    });
    return { plan, outcomes, found };
  }

  return {
    async apply(plan, deadlines) {
      const catalog = counting(ports.catalog);
      const reader = { catalog, signal: deadlines.catalog };
      const answered = registerAll(plan.tables, reader, deadlines);
      const outcomes = answered.then((answer) => answer.outcomes);
      const results = await completeBatch(plan.messages, outcomes, ports.parking, deadlines.parking);
      const { outcomes: resolved, acceptedAt } = await answered;
      return {
        results,
        registered: registrations(plan, resolved, acceptedAt),
        conflicts: conflicts(plan, resolved),
        glueCalls: catalog.calls(),
      };
    },
  };
}

interface RegistrationTools extends GlueTools {
  readonly known: KnownPartitions;
  /** The table as it was within the last minute: enough to look at partitions. */
  recentTable(): Promise<Table>;
  /** The table as this invocation has seen it: what a new partition inherits. */
  currentTable(): Promise<Table>;
  /** The table as it is now. */
  latestTable(): Promise<Table>;
  /** ISO 8601. Stamps what is created, and recognises it when the answer was lost. */
  readonly registeredAt: string;
  /** Are new partitions left to the guard function, which creates them once a file of theirs was read? */
  readonly holdsBack: boolean;
  /** Takes what Glue was found to hold; undefined if nobody asks. */
  readonly found: Map<Claim, StoredPartition> | undefined;
}

/**
 * Registers the partitions of one table. Those that Glue was seen to hold are read, ⌈known/1,000⌉ calls. The others,
 * and those that turn out to be gone, are created, ⌈new/100⌉ calls, and read only if Glue says that some exist
 * already, or if a call broke and its effect is unknown.
 *
 * Every claim is given its outcome. Each "already there" rests on what Glue answered in this invocation, never on memory:
 * its message is deleted, and if somebody had dropped the partition, no later message might come.
 */
async function registerPartitions(
  { dataset, partitions }: TablePlan,
  outcomes: ClaimOutcomes<Claim>,
  tools: RegistrationTools,
): Promise<void> {
  const task = { dataset, tools, outcomes };
  if (tools.holdsBack) {
    for (const { claims } of await readKnown(partitions, task)) resolveAll(outcomes, claims, HELD_BACK);
    return;
  }
  const [known, unknown]: [PlannedPartition[], PlannedPartition[]] = [[], []];
  for (const partition of partitions) (tools.known.has(partition.identity) ? known : unknown).push(partition);
  // Creating comes first in this line: it reads the table, and reading makes do with that.
  const [, gone] = await Promise.all([createMissing(unknown, task), readKnown(known, task)]);
  await createMissing(gone, task);
  await confirm([...unknown, ...gone], task);
}

const HELD_BACK: Outcome = {
  kind: "waiting",
  reason: "its partition is registered once a file of it was read",
};

/** The partitions of one table, under way. */
interface Task {
  readonly dataset: Dataset;
  readonly tools: RegistrationTools;
  readonly outcomes: ClaimOutcomes<Claim>;
}

/** Resolves the partitions that exist, or that nobody can read now. Answers those that are gone. */
async function readKnown(
  partitions: readonly PlannedPartition[],
  { dataset, tools, outcomes }: Task,
): Promise<PlannedPartition[]> {
  if (partitions.length === 0) return [];
  const table = await usableTable(tools.recentTable(), dataset);
  if (table instanceof CatalogError) {
    for (const { claims } of partitions) resolveAll(outcomes, claims, failed(table));
    return [];
  }
  const inTableOrder = keyOrderMapper(table, dataset);
  const attempts = partitions.map((partition) => attempt(partition, inTableOrder, tools.registeredAt));
  const results = await readPartitions(table, attempts, tools);
  const gone: PlannedPartition[] = [];
  for (const one of attempts) {
    const found = results.get(one)!;
    if (found instanceof CatalogError) resolveAll(outcomes, one.partition.claims, failed(found));
    else if (found !== "absent") {
      resolveExisting(outcomes, table, one, found, false);
      remember(one.partition, found, tools);
    } else {
      tools.known.forget(one.partition.identity);
      gone.push(one.partition);
    }
  }
  return gone;
}

/** A create whose effect was unknown and that turns out not to have happened is tried once more. */
const ROUNDS = 2;

/** Creates partitions, or finds that somebody else has; resolves every one. */
async function createMissing(
  partitions: readonly PlannedPartition[],
  { dataset, tools, outcomes }: Task,
): Promise<void> {
  if (partitions.length === 0) return;
  const table = await usableTable(tools.currentTable(), dataset);
  if (table instanceof CatalogError) {
    for (const { claims } of partitions) resolveAll(outcomes, claims, failed(table));
    return;
  }
  const inTableOrder = keyOrderMapper(table, dataset);
  let pending = partitions.map((partition) => attempt(partition, inTableOrder, tools.registeredAt));
  for (let round = 1; pending.length > 0; round++) {
    const tried = await createPartitions(table, pending, tools);
    const unclear = tried.filter(needsReading).map((one) => one.attempt);
    const reads = await readPartitions(table, unclear, tools);
    const isLost = (one: CreateResult) => isUnknown(one.result) && reads.get(one.attempt) === "absent";
    // What is tried again is resolved anew by its next round.
    for (const one of tried) {
      const found = reads.get(one.attempt);
      resolveTried(outcomes, table, one, found, tools.known);
      if (typeof found === "object" && "values" in found) remember(one.attempt.partition, found, tools);
    }
    const again = round < ROUNDS && !tools.signal.aborted ? tried.filter(isLost) : [];
    pending = again.map((one) => one.attempt);
  }
}

function remember({ claims }: PlannedPartition, stored: StoredPartition, { found }: RegistrationTools): void {
  if (found !== undefined) for (const claim of claims) found.set(claim, stored);
}

/** What was created rests on the order of the table's keys: if that is another one now, all of it comes again. */
async function confirm(partitions: readonly PlannedPartition[], { tools, outcomes }: Task): Promise<void> {
  const isOpen = ({ claims }: PlannedPartition) =>
    claims.some((claim) => outcomes.get(claim)!.kind !== "failed");
  if (!partitions.some(isOpen)) return;
  const error = await replacement(await tools.currentTable(), tools.latestTable);
  if (error === undefined) return;
  for (const { identity, claims } of partitions) {
    if (error.code === "TABLE_REPLACED") tools.known.forget(identity);
    resolveAll(outcomes, claims, failed(error));
  }
}

function counting(catalog: Catalog): Catalog & { calls(): number } {
  let calls = 0;
  const count = <Answer>(answer: Answer): Answer => {
    calls++;
    return answer;
  };
  return {
    table: (...call) => count(catalog.table(...call)),
    createPartitions: (...call) => count(catalog.createPartitions(...call)),
    readPartitions: (...call) => count(catalog.readPartitions(...call)),
    calls: () => calls,
  };
}
