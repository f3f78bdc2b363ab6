/**
 * Partitions asked of Glue, by batches: created, or read. What is refused for one partition's sake is asked in halves.
 * And what Glue said of a partition, as the outcome of each claim on it.
 */
import {
  type Catalog,
  type NewPartition,
  PARTITIONS_PER_CREATE,
  PARTITIONS_PER_READ,
  type StoredPartition,
  type Table,
} from "../catalog/port.ts";
import { identityOf, sameLocation } from "../datasets/placing.ts";
import type { ClaimOutcomes } from "../events/batch.ts";
import type { Outcome } from "../events/outcome.ts";
import { CatalogError } from "../runtime/errors.ts";
import { chunked, halves, inParallel } from "../runtime/parallel.ts";
import { quoted } from "../runtime/text.ts";
import type { KnownPartitions } from "./memory.ts";
import type { Claim, PlannedPartition } from "./plan.ts";
import type { KeyOrderMapper } from "./table-mismatch.ts";

/** Creates of one table at a time: enough to hide latency, few enough not to meet Glue's throttle. */
const CREATES_AT_ONCE = 4;

/** Reads of one table at a time. */
const READS_AT_ONCE = 4;

export interface GlueTools {
  readonly catalog: Catalog;
  readonly signal: AbortSignal;
}

export interface CreateAttempt {
  readonly partition: PlannedPartition;
  readonly request: NewPartition;
}

/** What a create said of an attempt. */
export interface CreateResult {
  readonly attempt: CreateAttempt;
  readonly result: "created" | "exists" | CatalogError;
}

/** What a read said of an attempt. */
export type ReadResult = StoredPartition | "absent" | CatalogError;

/** The preferred claim is tried. */
export function attempt(
  partition: PlannedPartition,
  inTableOrder: KeyOrderMapper,
  registeredAt: string,
): CreateAttempt {
  const { location, earliest } = partition.claims[0]!;
  return {
    partition,
    request: { values: inTableOrder(partition.values), location, provenance: earliest, registeredAt },
  };
}

export async function createPartitions(
  table: Table,
  attempts: CreateAttempt[],
  tools: GlueTools,
): Promise<CreateResult[]> {
  const chunks = chunked(attempts, PARTITIONS_PER_CREATE);
  const tried = await inParallel(chunks, CREATES_AT_ONCE, (chunk) => createChunk(table, chunk, tools));
  return tried.flat();
}

async function createChunk(
  table: Table,
  attempts: readonly CreateAttempt[],
  tools: GlueTools,
): Promise<CreateResult[]> {
  const requests = attempts.map(({ request }) => request);
  try {
    const refusals = await tools.catalog.createPartitions(table, requests, tools.signal);
    const refused = new Map(refusals.map(({ values, error }) => [JSON.stringify(values), error]));
    return attempts.map((attempt) => {
      const error = refused.get(JSON.stringify(attempt.request.values));
      return { attempt, result: error === "already exists" ? "exists" : (error ?? "created") };
    });
  } catch (error) {
    if (!(error instanceof CatalogError)) throw error;
    if (error.blame === "call" || attempts.length === 1) {
      return attempts.map((attempt) => ({ attempt, result: error }));
    }
    // One partition made Glue refuse them all, or they are too much for one call: halve until it stands alone. Nothing
    // of the batch was created. One half after the other, so that many bad ones do not turn into as many calls at once.
    const [first, second] = halves(attempts);
    return [...(await createChunk(table, first, tools)), ...(await createChunk(table, second, tools))];
  }
}

export function needsReading({ result }: CreateResult): boolean {
  return result === "exists" || isUnknown(result);
}

export function isUnknown(result: CreateResult["result"]): boolean {
  return result instanceof CatalogError && result.effect === "unknown";
}

export async function readPartitions(
  table: Table,
  attempts: readonly CreateAttempt[],
  tools: GlueTools,
): Promise<Map<CreateAttempt, ReadResult>> {
  const results = new Map<CreateAttempt, ReadResult>();
  const chunks = chunked(attempts, PARTITIONS_PER_READ);
  await inParallel(chunks, READS_AT_ONCE, (chunk) => readChunk(table, chunk, results, tools));
  return results;
}

async function readChunk(
  table: Table,
  attempts: readonly CreateAttempt[],
  results: Map<CreateAttempt, ReadResult>,
  tools: GlueTools,
): Promise<void> {
  const values = attempts.map(({ request }) => request.values);
  try {
    const stored = await tools.catalog.readPartitions(table, values, tools.signal);
    const found = new Map(stored.map((partition) => [identityOf(partition.values), partition]));
    for (const one of attempts) results.set(one, found.get(identityOf(one.request.values)) ?? "absent");
  } catch (error) {
    if (!(error instanceof CatalogError)) throw error;
    if (error.blame === "call" || attempts.length === 1) {
      for (const one of attempts) results.set(one, error);
    } else for (const half of halves(attempts)) await readChunk(table, half, results, tools);
  }
}

/** Resolves what was tried to create, now that Glue has said what it holds where that was unclear. */
export function resolveTried(
  outcomes: ClaimOutcomes<Claim>,
  table: Table,
  { attempt, result }: CreateResult,
  read: ReadResult | undefined,
  known: KnownPartitions,
): void {
  const { partition, request } = attempt;
  if (result === "created") resolveExisting(outcomes, table, attempt, request, true);
  else if (read === undefined || read === "absent" || read instanceof CatalogError) {
    resolveAll(outcomes, partition.claims, refusal(table, request, result, read));
    return;
  } else resolveExisting(outcomes, table, attempt, read, isStampedBy(read, request));
  known.add(partition.identity);
}

/** Resolves the claims on a partition that exists: they agree with its Location, or are in conflict with it. */
export function resolveExisting(
  outcomes: ClaimOutcomes<Claim>,
  table: Table,
  { partition, request }: CreateAttempt,
  stored: Pick<StoredPartition, "location">,
  isOurs: boolean,
): void {
  for (const claim of partition.claims) {
    if (!sameLocation(claim.location, stored.location)) {
      outcomes.set(claim, conflict(table, request, claim, stored.location));
    } else outcomes.set(claim, isOurs && claim === partition.claims[0] ? REGISTERED : ALREADY_THERE);
  }
}

const REGISTERED: Outcome = { kind: "registered" };
const ALREADY_THERE: Outcome = { kind: "already there" };

/** Was this partition made by this very attempt? Then its answer was lost, or the SDK asked twice. */
function isStampedBy(stored: StoredPartition, request: NewPartition): boolean {
  return stored.registeredAt === request.registeredAt && stored.registeredFor === request.provenance.key;
}

function refusal(
  table: Table,
  { values }: NewPartition,
  result: "exists" | CatalogError,
  read: "absent" | CatalogError | undefined,
): Outcome {
  if (read instanceof CatalogError) return failed(read);
  if (result === "exists") {
    const message = `${nameOf(table, values)} existed and was gone when read`;
    return { kind: "failed", code: "VANISHED", retryable: true, reason: message };
  }
  if (result.blame === "item") {
    return { kind: "rejected", code: result.code, reason: `${nameOf(table, values)}: ${result.message}` };
  }
  return failed(result);
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

export function resolveAll(outcomes: ClaimOutcomes<Claim>, claims: readonly Claim[], outcome: Outcome): void {
  for (const claim of claims) outcomes.set(claim, outcome);
}
