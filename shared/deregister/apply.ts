import type { Catalog } from "../catalog/port.ts";
import { removalsPerDay } from "../datasets/on-empty.ts";
import {
  type ClaimOutcomes,
  completeBatch,
  type MessageResult,
  mergedOutcomes,
  type Parking,
} from "../events/batch.ts";
import type { Outcome } from "../events/outcome.ts";
import { createRegistrar } from "../register/apply.ts";
import { DeleteBudget } from "../removal/delete-budget.ts";
import type { KeyListing, PartitionRemover } from "../removal/port.ts";
import type { RemovalTools } from "../removal/removal.ts";
import type { SharedLocations } from "../removal/shared-locations.ts";
import { idOfRun, UndoLog } from "../removal/undo-log.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Deadlines } from "../runtime/deadlines.ts";
import type { RecordStore } from "../store/port.ts";
import {
  type ClaimedEntry,
  type DeregisterPlan,
  type DueFolders,
  type FolderClaim,
  nominationsOf,
} from "./plan.ts";
import type { NominationQueue } from "./port.ts";
import { type Removed, removeDue } from "./remove-due.ts";

export interface DeregisterPorts {
  readonly catalog: Catalog;
  readonly shared: SharedLocations;
  readonly remover: PartitionRemover;
  readonly listing: KeyListing;
  readonly records: RecordStore;
  readonly nominations: NominationQueue;
  readonly parking: Parking;
  readonly clock: Clock;
  /** 24 random bits, in hex. */
  readonly random: () => string;
}

/** Where partitions are removed. */
export interface DeregisterStage {
  readonly stage: string;
  readonly bucket: string;
}

/** What a batch of the deregister function came to. */
export interface DeregisterReport {
  /** One per message, in the batch's order. */
  readonly results: readonly MessageResult[];
  /** Folders that were nominated, or nominated again. */
  readonly nominated: number;
  /** Folders that were looked into. */
  readonly examined: number;
  /** Partitions removed. */
  readonly removed: number;
  /** By which `registrar undo` brings them back; undefined if none was. */
  readonly undo: string | undefined;
}

/** Milliseconds that the last chunk, parking and the answer may take. */
const RESERVED = 30_000;

/** Nothing is parked by the registrar within: this function parks its own messages. */
const NO_PARKING: Parking = { park: async () => new Map() };

/** Carries a plan out. A message is done with when its folders were looked into, or are nominated durably. */
export async function deregister(
  plan: DeregisterPlan,
  where: DeregisterStage,
  ports: DeregisterPorts,
  deadlines: Deadlines,
  remaining: number,
): Promise<DeregisterReport> {
  const stopAt = ports.clock.now() + remaining - RESERVED;
  const id = idOfRun(ports.clock.now(), ports.random());
  const undos: UndoLog[] = [];

  async function removeOf(due: DueFolders): Promise<Removed & { readonly due: DueFolders }> {
    const { dataset } = due;
    const tools = toolsFor(due, where, ports, deadlines, id);
    undos.push(tools.undo);
    const registrar = createRegistrar(where.stage, { ...ports, parking: NO_PARKING });
    return {
      due,
      ...(await removeDue(due, { ...where, dataset, ...ports, registrar, tools, deadlines, stopAt })),
    };
  }

  async function work(): Promise<{
    outcomes: ClaimOutcomes<FolderClaim>;
    removed: number;
    nominated: number;
  }> {
    // One dataset after the other: what Glue takes is the account's, and nobody waits for a removal.
    const done: Awaited<ReturnType<typeof removeOf>>[] = [];
    for (const due of plan.due) done.push(await removeOf(due));
    const now = ports.clock.now();
    const left = done.flatMap(({ due, left }) => nominationsOf(due.dataset, left, now, now));
    const entries = [...plan.sent, ...left];
    const unsent = await ports.nominations.send(entries, deadlines.parking);
    return {
      outcomes: mergedOutcomes([...done.map(({ outcomes }) => outcomes), sentOutcomes(entries, unsent)]),
      removed: done.reduce((sum, { partitions }) => sum + partitions, 0),
      nominated: entries.reduce((sum, { claims }) => sum + claims.length, 0),
    };
  }

  const working = work();
  const outcomes = working.then((done) => done.outcomes);
  const results = await completeBatch(plan.messages, outcomes, ports.parking, deadlines.parking);
  const { removed, nominated } = await working;
  const examined = plan.due.reduce((sum, { claims }) => sum + claims.length, 0);
  return { results, nominated, examined, removed, undo: undos.some(({ isUsed }) => isUsed) ? id : undefined };
}

function toolsFor(
  { dataset, claims }: DueFolders,
  { stage, bucket }: DeregisterStage,
  { shared, remover, listing, records, clock }: DeregisterPorts,
  deadlines: Deadlines,
  id: string,
): RemovalTools {
  const callTimeout = () => deadlines.catalog;
  const of = { bucket, stage, dataset: dataset.name };
  const day = new Date(clock.now()).toISOString().slice(0, 10);
  // Read once, when the first of them is found empty.
  let among: Promise<ReadonlySet<string>> | undefined;
  const folders = claims.map(({ folder }) => folder);
  return {
    remover,
    listing,
    budget: new DeleteBudget({ ...of, day }, removalsPerDay(dataset), records, callTimeout),
    undo: new UndoLog({ ...of, id, by: "deregister" }, records, callTimeout),
    sharedAmong: () => {
      among ??= shared.among(folders, dataset, callTimeout);
      return among;
    },
    clock,
    callTimeout,
  };
}

/** What was sent is done with; what could not be sent comes back. */
function sentOutcomes(
  entries: readonly ClaimedEntry[],
  unsent: ReadonlyMap<ClaimedEntry, string>,
): ClaimOutcomes<FolderClaim> {
  const outcomes: ClaimOutcomes<FolderClaim> = new Map();
  for (const entry of entries) {
    const reason = unsent.get(entry);
    const { due } = entry.nomination;
    const outcome: Outcome =
      reason === undefined
        ? { kind: "waiting", reason: `its Location is listed at ${new Date(due).toISOString()}` }
        : { kind: "failed", code: "NOMINATION_NOT_SENT", retryable: true, reason };
    for (const claim of entry.claims) outcomes.set(claim, outcome);
  }
  return outcomes;
}
