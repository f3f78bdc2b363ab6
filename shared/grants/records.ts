import { inParallel } from "../parallel.ts";
import type { ObjectStore, ObjectWriter } from "../ports.ts";
import { GRANTS_PREFIX, type GrantRecord, readRecord, recordKey, recordsOf } from "./record.ts";

/** Objects read at a time: as many as the S3 client has sockets by default. */
const READS = 50;

/** The records of grants in a bucket, an object each. Throws RegistrarError. */
export interface GrantRecords {
  write(record: GrantRecord, signal: AbortSignal): Promise<void>;
  /** Of one user, or all; oldest first. */
  all(user: string | undefined, signal: AbortSignal): Promise<readonly GrantRecord[]>;
}

export function grantRecords(bucket: string, store: ObjectStore, writer: ObjectWriter): GrantRecords {
  return {
    write: (record, signal) =>
      writer.put(
        bucket,
        {
          key: recordKey(record),
          body: `${JSON.stringify(record, null, 2)}\n`,
          contentType: "application/json",
        },
        signal,
      ),
    async all(user, signal) {
      const keys: string[] = [];
      const prefix = user === undefined ? GRANTS_PREFIX : recordsOf(user);
      for await (const { key } of store.objects(bucket, prefix, signal)) keys.push(key);
      const records = await inParallel(keys, READS, async (key) => {
        const text = await writer.text(bucket, key, signal);
        return text === undefined ? [] : [readRecord(key, text)]; // deleted since it was listed
      });
      return records.flat().sort((one, other) => (placeOf(one) < placeOf(other) ? -1 : 1));
    },
  };
}

const placeOf = ({ issuedAt, session }: GrantRecord) => `${issuedAt} ${session}`;
