import { type Catalog, PARTITIONS_PER_READ } from "../shared/catalog/port.ts";
import { sameLocation } from "../shared/datasets/placing.ts";
import type { RegistrationPlan } from "../shared/register/plan.ts";
import { keyOrderMapper } from "../shared/register/table-mismatch.ts";
import type { CallTimeout } from "../shared/runtime/deadlines.ts";
import { databaseName } from "../shared/runtime/names.ts";
import { chunked } from "../shared/runtime/parallel.ts";

/** A plan beside what Glue holds. */
export interface PlanComparison {
  readonly absent: readonly { readonly values: readonly string[]; readonly location: string }[];
  readonly present: number;
  readonly conflicting: readonly { readonly location: string; readonly held: string }[];
}

/**
 * What applying a plan would change, by reading only: for a person to see first. `callTimeout` is for one call of Glue, and
 * `onProgress` hears after each how many partitions were compared. Throws CatalogError.
 */
export async function compareWithGlue(
  plan: RegistrationPlan,
  stage: string,
  catalog: Catalog,
  callTimeout: CallTimeout,
  onProgress: (compared: number) => void,
): Promise<PlanComparison> {
  const absent: { values: readonly string[]; location: string }[] = [];
  const conflicting: { location: string; held: string }[] = [];
  let present = 0;
  let compared = 0;
  for (const { dataset, partitions } of plan.tables) {
    const table = await catalog.table(databaseName(dataset.database, stage), dataset.table, callTimeout());
    const inTableOrder = keyOrderMapper(table, dataset);
    for (const chunk of chunked(partitions, PARTITIONS_PER_READ)) {
      const stored = await catalog.readPartitions(
        table,
        chunk.map(({ values }) => inTableOrder(values)),
        callTimeout(),
      );
      const held = new Map(stored.map(({ values, location }) => [JSON.stringify(values), location]));
      for (const { values, claims } of chunk) {
        const location = held.get(JSON.stringify(inTableOrder(values)));
        if (location === undefined) absent.push({ values, location: claims[0]!.location });
        for (const claim of location === undefined ? claims.slice(1) : claims) {
          const target = location ?? claims[0]!.location;
          if (sameLocation(claim.location, target)) present++;
          else conflicting.push({ location: claim.location, held: target });
        }
      }
      compared += chunk.length;
      onProgress(compared);
    }
  }
  return { absent, present, conflicting };
}
