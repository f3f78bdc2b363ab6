import { messageOf, RegistrarError } from "../shared/runtime/errors.ts";
import { inParallel } from "../shared/runtime/parallel.ts";
import type { ObjectStore, ObjectWriter } from "../shared/store/port.ts";
import { GRANTS_PREFIX, type GrantRecord, readRecord, recordKey, recordsOf } from "./grant-record.ts";

/** Objects read at a time: as many as the S3 client has sockets by default. */
const READS = 50;

/** The records of a stage's grants, an object each. Other stages may keep theirs in the same bucket. */
export interface GrantRecords {
  /** Throws RegistrarError. */
  write(record: GrantRecord, signal: AbortSignal): Promise<void>;
  /** Of one user, or all; oldest first. Throws RegistrarError when they cannot be listed. */
  all(user: string | undefined, signal: AbortSignal): Promise<FoundRecords>;
  /** Of one session; undefined if there is none. Throws RegistrarError when it cannot be read. */
  one(session: Pick<GrantRecord, "user" | "session">, signal: AbortSignal): Promise<GrantRecord | undefined>;
}

export interface FoundRecords {
  readonly records: readonly GrantRecord[];
  /** What is there and cannot be read, in words. It hides no other record. */
  readonly unreadable: readonly string[];
}

export function grantRecords(
  bucket: string,
  stage: string,
  store: ObjectStore,
  writer: ObjectWriter,
): GrantRecords {
  async function read(key: string, signal: AbortSignal): Promise<readonly GrantRecord[]> {
    const text = await writer.text(bucket, key, signal);
    if (text === undefined) return []; // deleted since it was listed
    const record = readRecord(key, text);
    return record.stage === stage ? [record] : [];
  }

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
      const unreadable: string[] = [];
      const records = await inParallel(keys, READS, async (key) => {
        try {
          return await read(key, signal);
        } catch (thrown) {
          if (!(thrown instanceof RegistrarError)) throw thrown;
          unreadable.push(messageOf(thrown));
          return [];
        }
      });
      return {
        records: records.flat().sort((one, other) => (placeOf(one) < placeOf(other) ? -1 : 1)),
        unreadable: unreadable.sort(),
      };
    },
    async one(session, signal) {
      return (await read(recordKey(session), signal))[0];
    },
  };
}

const placeOf = ({ issuedAt, session }: GrantRecord) => `${issuedAt} ${session}`;
