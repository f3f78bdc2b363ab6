/** Which files of a batch are to be read, and that somebody is asked to before their messages are deleted. */
import type { Provenance, StoredPartition } from "../catalog/port.ts";
import { isGuarded, isSampled } from "../datasets/guard-mode.ts";
import type { ClaimOutcomes } from "../events/batch.ts";
import type { OutcomeKind } from "../events/outcome.ts";
import type { FileCheck } from "../file-checks/file-check.ts";
import type { FileCheckQueue } from "../file-checks/port.ts";
import type { Claim, TablePlan } from "./plan.ts";

/** The outcomes of a table's claims, and what Glue was found to hold of them. */
export interface RegisteredTable {
  readonly plan: TablePlan;
  readonly outcomes: ClaimOutcomes<Claim>;
  readonly found: ReadonlyMap<Claim, StoredPartition>;
}

/** The files to be read, each with the claim that may not be done with before that was asked for. */
export function fileChecksOf({ plan, outcomes, found }: RegisteredTable): Map<FileCheck, Claim> {
  const checks = new Map<FileCheck, Claim>();
  const { dataset, partitions } = plan;
  if (!isGuarded(dataset)) return checks;
  for (const claim of partitions.flatMap(({ claims }) => claims)) {
    const { kind } = outcomes.get(claim)!;
    const object = objectToRead(claim, kind, found.get(claim));
    if (object === undefined) continue;
    const { key, time, replayed } = object;
    checks.set({ dataset: dataset.name, key, time, replayed, holds: kind === "waiting" }, claim);
  }
  return checks;
}

/** The first object of a new partition; of a known one none, or one of the sample: the same in any order of arrival. */
function objectToRead(
  { earliest, objects = [] }: Claim,
  kind: OutcomeKind,
  found: StoredPartition | undefined,
): Provenance | undefined {
  if (kind === "waiting" || kind === "registered") return earliest;
  if (kind !== "already there") return undefined;
  const sample = objects
    .filter(({ key }) => isSampled(key))
    .sort((one, other) => (one.key < other.key ? -1 : 1));
  return objects.find((object) => isMadeFor(found, object)) ?? sample[0];
}

/**
 * Is this the object for which the partition was made? It was read, or is about to be: unless the function died
 * between the creation and the request, or the request could not be sent. So it is asked for again, which costs a
 * read, where to forget it would leave the partition's first file unseen. A file that is written anew under its old key
 * has another time, and is none.
 */
function isMadeFor(found: StoredPartition | undefined, { key, time }: Provenance): boolean {
  return found?.registeredFor === key && found.eventTime === time;
}

/** Asks for the files of all tables; a claim whose file nobody could be asked to read comes again. */
export async function requestFileChecks(
  tables: readonly RegisteredTable[],
  queue: FileCheckQueue,
  signal: AbortSignal,
): Promise<void> {
  const requested = tables.map((table) => ({ table, checks: fileChecksOf(table) }));
  const all = requested.flatMap(({ checks }) => [...checks.keys()]);
  if (all.length === 0) return;
  const unsent = await queue.send(all, signal);
  for (const { table, checks } of requested) {
    for (const [check, claim] of checks) {
      const reason = unsent.get(check);
      if (reason === undefined) continue;
      table.outcomes.set(claim, { kind: "failed", code: "FILE_CHECK_NOT_SENT", retryable: true, reason });
    }
  }
}
