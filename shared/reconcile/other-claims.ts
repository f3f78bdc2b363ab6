import type { Catalog } from "../catalog/port.ts";
import type { Dataset } from "../datasets/dataset.ts";
import { folderOfLocation } from "../datasets/dataset-folders.ts";
import type { PartitionReader } from "../removal/port.ts";
import type { CallTimeout } from "../runtime/deadlines.ts";
import { RegistrarError } from "../runtime/errors.ts";
import { databaseName } from "../runtime/names.ts";
import type { Scope } from "./scope.ts";

/**
 * The folders of a dataset at which partitions of other datasets point: nobody removes what they share. A table that does
 * not exist holds none; projected tables have no partitions.
 */
export async function otherClaims(
  scope: Scope,
  datasets: readonly Dataset[],
  catalog: Pick<Catalog, "table">,
  reader: PartitionReader,
  callTimeout: CallTimeout,
): Promise<ReadonlySet<string>> {
  const claims = new Set<string>();
  for (const { name, database, table, strategy } of datasets) {
    if (name === scope.dataset.name || strategy === "project") continue;
    const found = await tableOrNone(databaseName(database, scope.stage), table, catalog, callTimeout);
    if (found === undefined) continue;
    await reader.read(found, undefined, callTimeout, (page) => {
      for (const { location } of page) {
        const folder = folderOfLocation(scope, location);
        if (folder !== undefined) claims.add(folder);
      }
    });
  }
  return claims;
}

async function tableOrNone(
  database: string,
  table: string,
  catalog: Pick<Catalog, "table">,
  callTimeout: CallTimeout,
) {
  try {
    return await catalog.table(database, table, callTimeout());
  } catch (thrown) {
    if (thrown instanceof RegistrarError && thrown.code === "TABLE_NOT_FOUND") return undefined;
    throw thrown;
  }
}
