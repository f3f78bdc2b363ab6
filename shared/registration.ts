import type { Dataset } from "./dataset.ts";
import type { Settlement } from "./ending.ts";
import { CatalogError } from "./errors.ts";
import type { KnownPartitions } from "./known.ts";
import type { Outcome } from "./outcome.ts";
import { chunked, inParallel } from "./parallel.ts";
import { sameLocation } from "./partition.ts";
import type { Claim, PlannedPartition, TablePlan } from "./plan.ts";
import {
  type Catalog,
  type NewPartition,
  PARTITIONS_PER_CREATE,
  PARTITIONS_PER_READ,
  type StoredPartition,
  type Table,
} from "./ports.ts";
import { quoted } from "./text.ts";

/** Creates of one table at a time: enough to hide latency, few enough not to meet Glue's throttle. */
const CREATES_AT_ONCE = 4;
/** A create whose effect was unknown and that turns out not to have happened is tried once more. */
const ROUNDS = 2;

export interface RegistrationTools {
  readonly catalog: Catalog;
  readonly known: KnownPartitions;
  /** ISO 8601. Stamps what is created, and recognises it when the answer was lost. */
  readonly registeredAt: string;
  readonly signal: AbortSignal;
}

/**
 * Registers the partitions of one table: ⌈new/100⌉ creates, and a read only if Glue says that some exist already, or
 * if a call broke so that nobody knows. Every claim gets an outcome.
 */
export async function registerPartitions(
  { dataset, partitions }: TablePlan,
  table: Table,
  tools: RegistrationTools,
): Promise<Settlement<Claim>> {
  const settlement: Settlement<Claim> = new Map();
  const problem = unfitness(table, dataset);
  if (problem !== undefined) {
    for (const { claims } of partitions) settleAll(settlement, claims, failed(problem));
    return settlement;
  }
  const arrange = arrangement(table, dataset);
  let pending: Attempt[] = [];
  for (const partition of partitions) {
    const isKnown = ({ location }: Claim) => tools.known.has(table, partition.values, location);
    if (partition.claims.every(isKnown)) settleAll(settlement, partition.claims, { kind: "already there" });
    else pending.push(attempt(partition, arrange, tools.registeredAt));
  }
  for (let round = 1; pending.length > 0; round++) {
    const tried = await create(table, pending, tools);
    const held = await read(table, tried.filter(needsReading), tools);
    const isLost = (one: Tried) => isUnknown(one.verdict) && held.get(one.attempt) === "absent";
    const again = round < ROUNDS && !tools.signal.aborted ? tried.filter(isLost) : [];
    for (const one of tried) {
      if (!again.includes(one)) settle(settlement, table, one, held.get(one.attempt), tools);
    }
    pending = again.map((one) => one.attempt);
  }
  return settlement;
}

type Arrange = (values: readonly string[]) => string[];

/** Brings values from the dataset's key order into the table's. */
export function arrangement(table: Table, dataset: Dataset): Arrange {
  const positions = table.keys.map((name) =>
    dataset.keys.findIndex((key) => key.name === name.toLowerCase()),
  );
  return (values) => positions.map((position) => values[position] ?? "");
}

/** Why nothing can be registered in this table, if so. */
export function unfitness(table: Table, dataset: Dataset): CatalogError | undefined {
  const name = `${table.database}.${table.name}`;
  const expected = dataset.keys.map((key) => key.name);
  const found = table.keys.map((key) => key.toLowerCase());
  if ([...expected].sort().join() !== [...found].sort().join()) {
    const message = `${name} is partitioned by [${found}], dataset ${dataset.name} by [${expected}]`;
    return new CatalogError("TABLE_KEYS_DIFFER", message);
  }
  if (table.projected) {
    const message = `${name} has projection.enabled=true: Athena would ignore what is registered`;
    return new CatalogError("INERT_REGISTRATION", message);
  }
  return undefined;
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
function attempt(partition: PlannedPartition, arrange: Arrange, registeredAt: string): Attempt {
  const { location, earliest } = partition.claims[0]!;
  return {
    partition,
    request: { values: arrange(partition.values), location, provenance: earliest, registeredAt },
  };
}

async function create(table: Table, attempts: Attempt[], tools: RegistrationTools): Promise<Tried[]> {
  const chunks = chunked(attempts, PARTITIONS_PER_CREATE);
  const tried = await inParallel(chunks, CREATES_AT_ONCE, (chunk) => createChunk(table, chunk, tools));
  return tried.flat();
}

async function createChunk(table: Table, attempts: Attempt[], tools: RegistrationTools): Promise<Tried[]> {
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
    // One partition made Glue refuse them all: halve until it stands alone. Nothing of the batch was created. One
    // half after the other, so that many bad ones do not turn into as many calls at once.
    const middle = Math.ceil(attempts.length / 2);
    const first = await createChunk(table, attempts.slice(0, middle), tools);
    return [...first, ...(await createChunk(table, attempts.slice(middle), tools))];
  }
}

function needsReading({ verdict }: Tried): boolean {
  return verdict === "exists" || isUnknown(verdict);
}

function isUnknown(verdict: Tried["verdict"]): boolean {
  return verdict instanceof CatalogError && verdict.effect === "unknown";
}

async function read(table: Table, tried: Tried[], tools: RegistrationTools): Promise<Map<Attempt, Held>> {
  const held = new Map<Attempt, Held>();
  for (const chunk of chunked(tried, PARTITIONS_PER_READ)) {
    const values = chunk.map(({ attempt }) => attempt.request.values);
    try {
      const stored = await tools.catalog.readPartitions(table, values, tools.signal);
      const found = new Map(stored.map((partition) => [JSON.stringify(partition.values), partition]));
      for (const { attempt } of chunk) {
        held.set(attempt, found.get(JSON.stringify(attempt.request.values)) ?? "absent");
      }
    } catch (error) {
      if (!(error instanceof CatalogError)) throw error;
      for (const { attempt } of chunk) held.set(attempt, error);
    }
  }
  return held;
}

function settle(
  settlement: Settlement<Claim>,
  table: Table,
  { attempt, verdict }: Tried,
  held: Held | undefined,
  { known }: RegistrationTools,
): void {
  const { partition, request } = attempt;
  if (verdict !== "created" && (held === undefined || held === "absent" || held instanceof CatalogError)) {
    settleAll(settlement, partition.claims, refusal(table, request, verdict, held));
    return;
  }
  const location = verdict === "created" ? request.location : (held as StoredPartition).location;
  const isOurs = verdict === "created" || isStampedBy(held as StoredPartition, request);
  for (const [rank, claim] of partition.claims.entries()) {
    if (sameLocation(claim.location, location)) {
      known.add(table, partition.values, claim.location);
      settlement.set(claim, { kind: isOurs && rank === 0 ? "registered" : "already there" });
    } else {
      settlement.set(claim, conflict(table, request, claim, location));
    }
  }
}

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

export function settleAll(settlement: Settlement<Claim>, claims: readonly Claim[], outcome: Outcome): void {
  for (const claim of claims) settlement.set(claim, outcome);
}
