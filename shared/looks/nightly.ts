import { calendarOf } from "../calendar/declaration.ts";
import type { LookEntry } from "../look-requests/port.ts";
import type { ValidatedDataset } from "../quality/snapshot.ts";
import { SESSIONS_BACK } from "../quality/windows.ts";
import { RegistrarError } from "../runtime/errors.ts";
import { inParallel } from "../runtime/parallel.ts";
import { SESSIONS_PREFIX, type SessionName, sessionRecordKey } from "../sessions/keys.ts";
import { parseSessionRecord, type SessionRecord } from "../sessions/session-record.ts";
import { isWithdrawable, wantsVerdict } from "../sessions/wanting.ts";
import type { ObjectStore, RecordStore } from "../store/port.ts";

/** Older records were looked at in a night before, and had then nothing left to do. Milliseconds. */
const WRITTEN_WITHIN = 4 * 86_400_000;
const READS_AT_ONCE = 16;

export interface NightlyPorts {
  readonly store: Pick<ObjectStore, "objects">;
  readonly records: RecordStore;
}

/**
 * Requests for every session that may have changed without an event, or of which something is left to do: the newest
 * sessions of each dataset that were judged, and those whose state was not told or that wait for a verdict.
 */
export async function nightlyRequests(
  datasets: readonly ValidatedDataset[],
  bucket: string,
  now: number,
  { store, records }: NightlyPorts,
  signal: AbortSignal,
): Promise<readonly LookEntry[]> {
  const asked: LookEntry[] = [];
  for (const dataset of datasets) {
    const recent = recentDays(dataset, now);
    const names: SessionName[] = [];
    for await (const { key, modified } of store.objects(
      bucket,
      `${SESSIONS_PREFIX}${dataset.name}/`,
      signal,
    )) {
      const day = /\/(\d{4}-\d\d-\d\d)\.json$/.exec(key)?.[1];
      const isYoung = now - Date.parse(modified) < WRITTEN_WITHIN;
      if (day !== undefined && (isYoung || recent.has(day))) names.push({ dataset: dataset.name, day });
    }
    const found = await inParallel(names, READS_AT_ONCE, async (name) => {
      const isLeft = await isLeftToDo(name, recent, bucket, records, signal);
      return isLeft ? [entryOf(name, now)] : [];
    });
    asked.push(...found.flat());
  }
  return asked;
}

const entryOf = (name: SessionName, now: number): LookEntry => ({
  request: { ...name, purpose: "verdict", since: now, written: undefined },
  delay: 0,
});

/** Without a calendar that knows the days there are none. */
function recentDays({ quality }: ValidatedDataset, now: number): ReadonlySet<string> {
  const calendar = calendarOf(quality.calendar);
  try {
    const last = calendar.lastClosed(now).day;
    return new Set(calendar.lastN(last, SESSIONS_BACK).map(({ day }) => day));
  } catch (thrown) {
    if (thrown instanceof RegistrarError) return new Set();
    throw thrown;
  }
}

/** A record that cannot be read is left to its own message, which says so. */
async function isLeftToDo(
  name: SessionName,
  recent: ReadonlySet<string>,
  bucket: string,
  records: RecordStore,
  signal: AbortSignal,
): Promise<boolean> {
  const key = sessionRecordKey(name);
  const stored = await records.read(bucket, key, signal);
  if (stored === undefined) return false;
  let record: SessionRecord;
  try {
    record = parseSessionRecord(stored.text, key);
  } catch (thrown) {
    if (thrown instanceof RegistrarError) return true;
    throw thrown;
  }
  const isOpen = record.untold.length > 0 || (isWithdrawable(record) && wantsVerdict(record));
  return isOpen || (recent.has(name.day) && isWithdrawable(record));
}
