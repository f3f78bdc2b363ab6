/** What Glue said of a partition, as the outcome of each claim on it. */
import type { NewPartition, StoredPartition, Table } from "../catalog/port.ts";
import { sameLocation } from "../datasets/placing.ts";
import type { ClaimOutcomes } from "../events/batch.ts";
import type { Outcome } from "../events/outcome.ts";
import { CatalogError } from "../runtime/errors.ts";
import { quoted } from "../runtime/text.ts";
import type { CreateAttempt, CreateResult, ReadResult } from "./attempts.ts";
import type { KnownPartitions } from "./known-partitions.ts";
import type { Claim } from "./plan.ts";

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
  for (const [rank, claim] of partition.claims.entries()) {
    if (!sameLocation(claim.location, stored.location)) {
      outcomes.set(claim, conflict(table, request, claim, stored.location));
    } else outcomes.set(claim, isOurs && rank === 0 ? REGISTERED : ALREADY_THERE);
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
