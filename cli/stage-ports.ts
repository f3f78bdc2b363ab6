import { glueCatalog } from "../shared/catalog/glue-catalog-adapter.ts";
import type { Catalog, Table } from "../shared/catalog/port.ts";
import type { Dataset } from "../shared/datasets/dataset.ts";
import type { Parking } from "../shared/events/batch.ts";
import { signalAfter } from "../shared/runtime/deadlines.ts";
import { ConfigurationError, RegistrarError } from "../shared/runtime/errors.ts";
import { crawlerName, databaseName } from "../shared/runtime/names.ts";

/** Milliseconds that a command lets AWS take for one step. */
export const STEP_TIMEOUT = 60_000;

/** Parking for commands: the person at the terminal reads the report, so nothing is sent anywhere. */
export const noParking: Parking = { park: async () => new Map() };

/**
 * The bucket a dataset's live table lies in. The table knows; asking the operator would invite a typo that Glue
 * takes without a word.
 */
export async function bucketOfTable(
  dataset: Dataset,
  stage: string,
  catalog: Catalog = glueCatalog(),
): Promise<string> {
  const database = databaseName(dataset.database, stage);
  return bucketOf(await catalog.table(database, dataset.table, signalAfter(STEP_TIMEOUT)));
}

/** The same of a table that was read. */
export function bucketOf({ database, name, location }: Table): string {
  const match = /^s3:\/\/([^/]+)\//.exec(`${location}/`);
  if (match !== null) return match[1]!;
  const message = `${database}.${name} has Location ${JSON.stringify(location)}, expected s3://<bucket>/…`;
  throw new RegistrarError("TABLE_NOT_FOUND", message);
}

/** Refuses to register partitions of datasets whose strategy is another; names every one. */
export function refuseUnregistered(command: string, datasets: Iterable<Dataset>, stage: string): void {
  const problems: string[] = [];
  let code: "USAGE" | "INERT_REGISTRATION" = "USAGE";
  for (const { name, strategy } of datasets) {
    if (strategy === "crawl") {
      const start = `aws glue start-crawler --name ${crawlerName(stage, name)}`;
      problems.push(`the partitions of ${name} are kept by a crawler; start it: ${start}`);
    } else if (strategy === "project") {
      code = "INERT_REGISTRATION";
      problems.push(
        `Athena computes the partitions of ${name} and would ignore registered ones: nothing to do`,
      );
    }
  }
  if (problems.length > 0)
    throw new ConfigurationError(code, `registrar ${command} registers partitions:`, problems);
}
