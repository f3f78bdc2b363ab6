import type { Catalog, Table } from "../catalog/port.ts";
import { locationOfFolder } from "../datasets/dataset-folders.ts";
import { sameLocation } from "../datasets/placing.ts";
import type { Arrival } from "../events/arrivals.ts";
import { keyOrderMapper } from "../register/table-mismatch.ts";
import type { Pointing } from "../removal/port.ts";
import type { Unregistered } from "./join.ts";
import { planListed } from "./listed-plan.ts";
import type { Scope } from "./scope.ts";

/** Folders with data that Glue was not seen to hold, and what Glue says of their values now. */
export interface Comparison {
  readonly missing: readonly Claimed[];
  readonly elsewhere: readonly (Claimed & { readonly held: string })[];
}

export interface Claimed extends Pointing {
  readonly arrival: Arrival;
}

/**
 * Asks Glue for the values of folders, at most PARTITIONS_PER_READ of them: what was registered meanwhile is no drift,
 * and what Glue holds at another Location is not missing. Throws CatalogError.
 */
export async function compareFolders(
  scope: Scope,
  table: Table,
  folders: readonly Unregistered[],
  catalog: Pick<Catalog, "readPartitions">,
  signal: AbortSignal,
): Promise<Comparison> {
  const arrivals = new Map(
    folders.map((folder) => [locationOfFolder(scope, folder.folder), arrivalOf(scope, folder)]),
  );
  const [plan] = planListed([...arrivals.values()], scope).tables;
  const partitions = plan?.partitions ?? [];
  const inTableOrder = keyOrderMapper(table, scope.dataset);
  const asked = partitions.map(({ values }) => inTableOrder(values));
  const stored = await catalog.readPartitions(table, asked, signal);
  const held = new Map(stored.map(({ values, location }) => [JSON.stringify(values), location]));
  const missing: Claimed[] = [];
  const elsewhere: (Claimed & { held: string })[] = [];
  for (const [index, { values, claims }] of partitions.entries()) {
    const found = held.get(JSON.stringify(asked[index]));
    for (const [rank, { location }] of claims.entries()) {
      const claimed = { values, location, arrival: arrivals.get(location)! };
      const target = found ?? claims[0]!.location;
      if (found === undefined && rank === 0) missing.push(claimed);
      else if (!sameLocation(location, target)) elsewhere.push({ ...claimed, held: target });
    }
  }
  return { missing, elsewhere };
}

/** The object that a listing found, as an event would have told of it. */
function arrivalOf({ bucket }: Scope, { object }: Unregistered): Arrival {
  return {
    kind: "created",
    bucket,
    key: object.key,
    size: object.size,
    time: object.modified,
    replayed: true,
  };
}
