import {
  type Catalog,
  type NewPartition,
  PARTITIONS_PER_CREATE,
  PARTITIONS_PER_READ,
  type StoredPartition,
  type Table,
} from "../catalog/port.ts";
import type { Dataset } from "../datasets/dataset.ts";
import { identityOf, sameLocation } from "../datasets/partition.ts";
import type { ClaimOutcomes } from "../events/batch-results.ts";
import type { Outcome } from "../events/outcome.ts";
import { CatalogError } from "../runtime/errors.ts";
import { chunked, halves, inParallel } from "../runtime/parallel.ts";
import { quoted } from "../runtime/text.ts";
import type { KnownPartitions } from "./known-partitions.ts";
import type { Claim, PlannedPartition, TablePlan } from "./plan.ts";
import { type KeyOrderMapper, keyOrderMapper, replacement, usableTable } from "./table-mismatch.ts";

/** Creates of one table at a time: enough to hide latency, few enough not to meet Glue's throttle. */
const CREATES_AT_ONCE = 4;
/** A create whose effect was unknown and that turns out not to have happened is tried once more. */
const ROUNDS = 2;

/** Reads of one table at a time. */
const READS_AT_ONCE = 4;

export interface RegistrationTools {
  readonly catalog: Catalog;
  readonly known: KnownPartitions;
  /** The table as it was within the last minute: enough to look at partitions. */
  recentTable(): Promise<Table>;
  /** The table as this invocation has seen it: what a new partition inherits. */
  currentTable(): Promise<Table>;
  /** The table as it is now. */
  latestTable(): Promise<Table>;
  /** ISO 8601. Stamps what is created, and recognises it when the answer was lost. */
  readonly registeredAt: string;
  readonly signal: AbortSignal;
}

/**
 * Registers the partitions of one table. Those that Glue was seen to hold are read, ⌈known/1,000⌉ calls. The others,
 * and those that turn out to be gone, are created, ⌈new/100⌉ calls, and read only if Glue says that some exist
 * already, or if a call broke and its effect is unknown.
 *
 * Every claim gets an outcome. Each "already there" rests on what Glue answered in this invocation, never on memory:
 * its message is deleted, and if somebody had dropped the partition, no later message might come.
 */
export async function registerPartitions(
  { dataset, partitions }: TablePlan,
  tools: RegistrationTools,
): Promise<ClaimOutcomes<Claim>> {
  const settlement: ClaimOutcomes<Claim> = new Map();
  const [known, unknown]: [PlannedPartition[], PlannedPartition[]] = [[], []];
  for (const partition of partitions) (tools.known.has(partition.identity) ? known : unknown).push(partition);
  const task = { dataset, tools, settlement };
  // Creating comes first in this line: it reads the table, and looking makes do with that.
  const [, gone] = await Promise.all([createAll(unknown, task), lookAtAll(known, task)]);
  await createAll(gone, task);
  await confirm([...unknown, ...gone], task);
  return settlement;
}

/** The partitions of one table, under way. */
interface Task {
  readonly dataset: Dataset;
  readonly tools: RegistrationTools;
  readonly settlement: ClaimOutcomes<Claim>;
}

/** Settles the partitions that exist, or that nobody can read now. Answers those that are gone. */
async function lookAtAll(
  partitions: readonly PlannedPartition[],
  { dataset, tools, settlement }: Task,
): Promise<PlannedPartition[]> {
  if (partitions.length === 0) return [];
  const table = await usableTable(tools.recentTable(), dataset);
  if (table instanceof CatalogError) {
    for (const { claims } of partitions) settleAll(settlement, claims, failed(table));
    return [];
  }
  const inTableOrder = keyOrderMapper(table, dataset);
  const attempts = partitions.map((partition) => attempt(partition, inTableOrder, tools.registeredAt));
  const held = await read(table, attempts, tools);
  const gone: PlannedPartition[] = [];
  for (const one of attempts) {
    const found = held.get(one)!;
    if (found instanceof CatalogError) settleAll(settlement, one.partition.claims, failed(found));
    else if (found !== "absent") settle(settlement, table, one, found, false);
    else {
      tools.known.forget(one.partition.identity);
      gone.push(one.partition);
    }
  }
  return gone;
}

/** Creates partitions, or finds that somebody else has; settles every one. */
async function createAll(
  partitions: readonly PlannedPartition[],
  { dataset, tools, settlement }: Task,
): Promise<void> {
  if (partitions.length === 0) return;
  const table = await usableTable(tools.currentTable(), dataset);
  if (table instanceof CatalogError) {
    for (const { claims } of partitions) settleAll(settlement, claims, failed(table));
    return;
  }
  const inTableOrder = keyOrderMapper(table, dataset);
  let pending = partitions.map((partition) => attempt(partition, inTableOrder, tools.registeredAt));
  for (let round = 1; pending.length > 0; round++) {
    const tried = await create(table, pending, tools);
    const unclear = tried.filter(needsReading).map((one) => one.attempt);
    const held = await read(table, unclear, tools);
    const isLost = (one: Tried) => isUnknown(one.verdict) && held.get(one.attempt) === "absent";
    // What is tried again is settled anew by its next round.
    for (const one of tried) settleTried(settlement, table, one, held.get(one.attempt), tools);
    const again = round < ROUNDS && !tools.signal.aborted ? tried.filter(isLost) : [];
    pending = again.map((one) => one.attempt);
  }
}

/** What was created rests on the order of the table's keys: if that is another one now, all of it comes again. */
async function confirm(partitions: readonly PlannedPartition[], { tools, settlement }: Task): Promise<void> {
  const isOpen = ({ claims }: PlannedPartition) =>
    claims.some((claim) => settlement.get(claim)!.kind !== "failed");
  if (!partitions.some(isOpen)) return;
  const error = await replacement(await tools.currentTable(), tools.latestTable);
  if (error === undefined) return;
  for (const { identity, claims } of partitions) {
    if (error.code === "TABLE_REPLACED") tools.known.forget(identity);
    settleAll(settlement, claims, failed(error));
  }
}

interface Attempt {
  readonly partition: PlannedPartition;
  readonly request: NewPartition;
}

/** What a create said of an attempt. */
interface Tried {
  readonly attempt: Attempt;
  readonly verdict: "created" | "exists" | CatalogError;
}

/** What a read said of an attempt. */
type Held = StoredPartition | "absent" | CatalogError;

/** The preferred claim is tried. */
function attempt(partition: PlannedPartition, inTableOrder: KeyOrderMapper, registeredAt: string): Attempt {
  const { location, earliest } = partition.claims[0]!;
  return {
    partition,
    request: { values: inTableOrder(partition.values), location, provenance: earliest, registeredAt },
  };
}

async function create(table: Table, attempts: Attempt[], tools: RegistrationTools): Promise<Tried[]> {
  const chunks = chunked(attempts, PARTITIONS_PER_CREATE);
  const tried = await inParallel(chunks, CREATES_AT_ONCE, (chunk) => createChunk(table, chunk, tools));
  return tried.flat();
}

async function createChunk(
  table: Table,
  attempts: readonly Attempt[],
  tools: RegistrationTools,
): Promise<Tried[]> {
  const requests = attempts.map(({ request }) => request);
  try {
    const refusals = await tools.catalog.createPartitions(table, requests, tools.signal);
    const refused = new Map(refusals.map(({ values, error }) => [JSON.stringify(values), error]));
    return attempts.map((attempt) => {
      const error = refused.get(JSON.stringify(attempt.request.values));
      return { attempt, verdict: error === "already exists" ? "exists" : (error ?? "created") };
    });
  } catch (error) {
    if (!(error instanceof CatalogError)) throw error;
    if (error.blame === "call" || attempts.length === 1) {
      return attempts.map((attempt) => ({ attempt, verdict: error }));
    }
    // One partition made Glue refuse them all, or they are too much for one call: halve until it stands alone. Nothing
    // of the batch was created. One half after the other, so that many bad ones do not turn into as many calls at once.
    const [first, second] = halves(attempts);
    return [...(await createChunk(table, first, tools)), ...(await createChunk(table, second, tools))];
  }
}

function needsReading({ verdict }: Tried): boolean {
  return verdict === "exists" || isUnknown(verdict);
}

function isUnknown(verdict: Tried["verdict"]): boolean {
  return verdict instanceof CatalogError && verdict.effect === "unknown";
}

async function read(
  table: Table,
  attempts: readonly Attempt[],
  tools: RegistrationTools,
): Promise<Map<Attempt, Held>> {
  const held = new Map<Attempt, Held>();
  const chunks = chunked(attempts, PARTITIONS_PER_READ);
  await inParallel(chunks, READS_AT_ONCE, (chunk) => readChunk(table, chunk, held, tools));
  return held;
}

async function readChunk(
  table: Table,
  attempts: readonly Attempt[],
  held: Map<Attempt, Held>,
  tools: RegistrationTools,
): Promise<void> {
  const values = attempts.map(({ request }) => request.values);
  try {
    const stored = await tools.catalog.readPartitions(table, values, tools.signal);
    const found = new Map(stored.map((partition) => [identityOf(partition.values), partition]));
    for (const one of attempts) held.set(one, found.get(identityOf(one.request.values)) ?? "absent");
  } catch (error) {
    if (!(error instanceof CatalogError)) throw error;
    if (error.blame === "call" || attempts.length === 1) {
      for (const one of attempts) held.set(one, error);
    } else for (const half of halves(attempts)) await readChunk(table, half, held, tools);
  }
}

/** Settles what was tried to create, now that Glue has said what it holds where that was unclear. */
function settleTried(
  settlement: ClaimOutcomes<Claim>,
  table: Table,
  { attempt, verdict }: Tried,
  held: Held | undefined,
  tools: RegistrationTools,
): void {
  const { partition, request } = attempt;
  if (verdict === "created") settle(settlement, table, attempt, request, true);
  else if (held === undefined || held === "absent" || held instanceof CatalogError) {
    settleAll(settlement, partition.claims, refusal(table, request, verdict, held));
    return;
  } else settle(settlement, table, attempt, held, isStampedBy(held, request));
  tools.known.add(partition.identity);
}

/** Settles the claims on a partition that exists: they agree with its Location, or are in conflict with it. */
function settle(
  settlement: ClaimOutcomes<Claim>,
  table: Table,
  { partition, request }: Attempt,
  held: Pick<StoredPartition, "location">,
  isOurs: boolean,
): void {
  for (const [rank, claim] of partition.claims.entries()) {
    if (!sameLocation(claim.location, held.location)) {
      settlement.set(claim, conflict(table, request, claim, held.location));
    } else settlement.set(claim, isOurs && rank === 0 ? REGISTERED : ALREADY_THERE);
  }
}

const REGISTERED: Outcome = { kind: "registered" };
const ALREADY_THERE: Outcome = { kind: "already there" };

/** Was this partition made by this very attempt? Then its answer was lost, or the SDK asked twice. */
function isStampedBy(held: StoredPartition, request: NewPartition): boolean {
  return held.registeredAt === request.registeredAt && held.registeredFor === request.provenance.key;
}

function refusal(
  table: Table,
  { values }: NewPartition,
  verdict: "exists" | CatalogError,
  held: "absent" | CatalogError | undefined,
): Outcome {
  if (held instanceof CatalogError) return failed(held);
  if (verdict === "exists") {
    const message = `${nameOf(table, values)} existed and was gone when read`;
    return { kind: "failed", code: "VANISHED", retryable: true, reason: message };
  }
  if (verdict.blame === "item") {
    return { kind: "rejected", code: verdict.code, reason: `${nameOf(table, values)}: ${verdict.message}` };
  }
  return failed(verdict);
}

function conflict(table: Table, { values }: NewPartition, claim: Claim, location: string): Outcome {
  const reason = `${nameOf(table, values)} points to ${quoted(location)}, this object lies under ${quoted(claim.location)}`;
  return { kind: "conflict", reason };
}

function nameOf(table: Table, values: readonly string[]): string {
  return `partition ${quoted(values)} of ${table.database}.${table.name}`;
}

export function failed({ code, retryable, message }: CatalogError): Outcome {
  return { kind: "failed", code, retryable, reason: message };
}

export function settleAll(
  settlement: ClaimOutcomes<Claim>,
  claims: readonly Claim[],
  outcome: Outcome,
): void {
  for (const claim of claims) settlement.set(claim, outcome);
}
