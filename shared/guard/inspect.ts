import { notData } from "../datasets/data-files.ts";
import type { Column } from "../datasets/dataset.ts";
import type { CreatedObject } from "../events/arrivals.ts";
import type { FileFault } from "../file-checks/file-fault.ts";
import type { ObjectStore } from "../store/port.ts";
import { faultsOf } from "./file-faults.ts";
import { readFooter } from "./footer.ts";
import type { PlannedCheck } from "./plan.ts";
import type { FileReader } from "./port.ts";

/** A file that was read. */
export interface InspectedFile {
  readonly object: CreatedObject;
  readonly size: number;
  readonly modified: string;
  readonly faults: readonly FileFault[];
}

export interface InspectionPorts {
  readonly files: FileReader;
  readonly store: Pick<ObjectStore, "objects">;
}

/** Other objects of a partition that are tried if the first is gone: an overwriting job removes them one by one. */
const OTHERS_TRIED = 10;

/**
 * Reads the file of a check. If it is gone and its partition waits, another visible object of the partition stands for
 * it: what is there is what Athena would read. Undefined if there is none. Throws RegistrarError.
 */
export async function inspect(
  { object, partition, holds }: PlannedCheck,
  columns: readonly Column[],
  ports: InspectionPorts,
  signal: AbortSignal,
): Promise<InspectedFile | undefined> {
  const first = await inspectObject(object, columns, ports.files, signal);
  if (first !== undefined || !holds) return first;
  const folder = partition.location.slice(`s3://${object.bucket}/`.length);
  let tried = 0;
  for await (const { key, size, modified } of ports.store.objects(object.bucket, folder, signal)) {
    if (key === object.key || notData(key.slice(folder.length), size) !== undefined) continue;
    if (++tried > OTHERS_TRIED) break;
    const other = { ...object, key, size, time: modified };
    const found = await inspectObject(other, columns, ports.files, signal);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function inspectObject(
  object: CreatedObject,
  columns: readonly Column[],
  files: FileReader,
  signal: AbortSignal,
): Promise<InspectedFile | undefined> {
  const read = await readFooter(object.bucket, object.key, files, signal);
  if (read === undefined) return undefined;
  const { size, modified } = read;
  return { object, size, modified, faults: faultsOf(read, columns) };
}
