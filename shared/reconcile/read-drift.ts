import type { Dataset } from "../datasets/dataset.ts";
import type { CallTimeout } from "../runtime/deadlines.ts";
import { messageOf } from "../runtime/errors.ts";
import type { RecordStore } from "../store/port.ts";
import { type DriftRecord, driftKey, parseDriftRecord } from "./drift-record.ts";

/** The records of a stage's last runs, and what is wrong with those that cannot be read, in words. */
export interface Drift {
  readonly records: readonly DriftRecord[];
  readonly problems: readonly string[];
}

/** Reads the record of each dataset that is reconciled. What cannot be read is told; nothing throws. */
export async function readDrift(
  datasets: readonly Dataset[],
  { stage, bucket }: { readonly stage: string; readonly bucket: string },
  records: Pick<RecordStore, "read">,
  callTimeout: CallTimeout,
): Promise<Drift> {
  const found: DriftRecord[] = [];
  const problems: string[] = [];
  for (const { name, strategy } of datasets) {
    if (strategy !== "register") continue;
    const key = driftKey(stage, name);
    try {
      const text = (await records.read(bucket, key, callTimeout()))?.text;
      if (text !== undefined) found.push(parseDriftRecord(text, key));
    } catch (thrown) {
      problems.push(`the drift of ${name} is not known: ${messageOf(thrown)}`);
    }
  }
  return { records: found, problems };
}
