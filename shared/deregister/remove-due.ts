import type { Catalog, Table } from "../catalog/port.ts";
import { type DatasetInBucket, folderOfLocation, locationOfFolder } from "../datasets/dataset-folders.ts";
import type { ClaimOutcomes } from "../events/batch.ts";
import type { Outcome } from "../events/outcome.ts";
import type { Registrar } from "../register/apply.ts";
import { planArrivals } from "../register/plan.ts";
import { tableMismatch } from "../register/table-mismatch.ts";
import { foldersWithData } from "../removal/folders-with-data.ts";
import { PARTITIONS_PER_DELETE } from "../removal/port.ts";
import { KEPT, type Removal, type RemovalTools, removePartitions } from "../removal/removal.ts";
import type { Deadlines } from "../runtime/deadlines.ts";
import { RegistrarError } from "../runtime/errors.ts";
import { databaseName } from "../runtime/names.ts";
import { chunked } from "../runtime/parallel.ts";
import type { DueFolders, FolderClaim } from "./plan.ts";

export interface RemoveContext extends DatasetInBucket {
  readonly stage: string;
  readonly catalog: Pick<Catalog, "table">;
  readonly registrar: Registrar;
  readonly tools: RemovalTools;
  readonly deadlines: Deadlines;
  /** Milliseconds since 1970 after which nothing more is begun. */
  readonly stopAt: number;
}

/** What became of a dataset's due folders. */
export interface Removed {
  readonly outcomes: ClaimOutcomes<FolderClaim>;
  /** There was no time for these. */
  readonly left: readonly FolderClaim[];
  readonly partitions: number;
}

/**
 * Looks into folders whose grace period is over, so many at a time as one delete takes, and removes the partitions of
 * those that are empty. What Glue does not hold is listed, too: if this was broken off between a delete and the
 * listing behind it, an object may lie there without a partition, and is registered. Never throws.
 */
export async function removeDue({ dataset, claims }: DueFolders, context: RemoveContext): Promise<Removed> {
  const { stage, catalog, deadlines, tools, stopAt } = context;
  const outcomes: ClaimOutcomes<FolderClaim> = new Map();
  const chunks = chunked(claims, PARTITIONS_PER_DELETE);
  let partitions = 0;
  try {
    const database = databaseName(dataset.database, stage);
    const table = await catalog.table(database, dataset.table, deadlines.catalog);
    const mismatch = tableMismatch(table, dataset);
    if (mismatch !== undefined) throw mismatch;
    while (chunks.length > 0 && tools.clock.now() < stopAt) {
      partitions += await removeChunk(chunks[0]!, table, context, outcomes);
      chunks.shift();
    }
    return { outcomes, left: chunks.flat(), partitions };
  } catch (thrown) {
    const outcome = outcomeOf(thrown);
    for (const claim of claims) if (!outcomes.has(claim)) outcomes.set(claim, outcome);
    return { outcomes, left: [], partitions };
  }
}

/** A table that is gone has no partitions: `sls remove` deletes it, and whoever makes it anew begins with none. */
function outcomeOf(thrown: unknown): Outcome {
  if (!(thrown instanceof RegistrarError)) throw thrown;
  const { code, message, retryable } = thrown;
  return code === "TABLE_NOT_FOUND"
    ? { kind: "kept", reason: message }
    : { kind: "failed", code, retryable, reason: message };
}

async function removeChunk(
  claims: readonly FolderClaim[],
  table: Table,
  context: RemoveContext,
  outcomes: ClaimOutcomes<FolderClaim>,
): Promise<number> {
  const candidates = claims.map(({ values, folder }) => ({
    values,
    location: locationOfFolder(context, folder),
  }));
  const { removed, kept } = await removePartitions(context, table, candidates, context.tools);
  const byFolder = new Map(claims.map((claim) => [claim.folder, claim]));
  const claimAt = (location: string) => byFolder.get(folderOfLocation(context, location) ?? "")!;
  for (const { location } of removed) outcomes.set(claimAt(location), { kind: "removed" });
  const gone: FolderClaim[] = [];
  for (const one of kept) {
    if (one.why === "gone") gone.push(claimAt(one.location));
    else outcomes.set(claimAt(one.location), outcomeOfKept(one));
  }
  for (const [claim, outcome] of await registerPresent(gone, context)) outcomes.set(claim, outcome);
  return removed.length;
}

function outcomeOfKept({ why, reason, location }: Removal["kept"][number]): Outcome {
  if (why === "capped")
    return { kind: "unremovable", code: "REMOVALS_CAPPED", reason: `${location}: ${reason}` };
  if (why === "refused") return { kind: "failed", code: "GLUE_REFUSED", retryable: true, reason };
  return { kind: "kept", reason };
}

/** Registers those that Glue does not hold and S3 has data of. */
async function registerPresent(
  claims: readonly FolderClaim[],
  context: RemoveContext,
): Promise<ClaimOutcomes<FolderClaim>> {
  const { dataset, bucket, tools, registrar, deadlines } = context;
  const folders = claims.map(({ folder }) => folder);
  const found = await foldersWithData(context, folders, tools.listing, tools.callTimeout);
  const outcomes: ClaimOutcomes<FolderClaim> = new Map();
  const claimed = claims.filter((claim) => {
    if (!found.has(claim.folder)) outcomes.set(claim, { kind: "kept", reason: KEPT.gone });
    return found.has(claim.folder);
  });
  if (claimed.length === 0) return outcomes;
  const batch = claimed.map(({ folder, firstSeen }) => {
    const { key, size, modified: time } = found.get(folder)!;
    const arrival = { kind: "created", bucket, key, size, time, replayed: true } as const;
    return { message: { id: key, body: "", firstSeen, replayed: true }, arrivals: [arrival] };
  });
  const { results } = await registrar.apply(planArrivals(batch, { datasets: [dataset], bucket }), deadlines);
  for (const [index, { outcome }] of results.entries()) outcomes.set(claimed[index]!, outcome);
  return outcomes;
}
