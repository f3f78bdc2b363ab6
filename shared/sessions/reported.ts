import { calendarOf } from "../calendar/declaration.ts";
import type { ReportedSession } from "../quality/report/session.ts";
import type { RunDocument } from "../quality/result.ts";
import type { ValidatedDataset } from "../quality/snapshot.ts";
import { messageOf, RegistrarError } from "../runtime/errors.ts";
import { inParallel } from "../runtime/parallel.ts";
import type { RecordStore } from "../store/port.ts";
import { type SessionName, sessionRecordKey } from "./keys.ts";
import { PENDING_REASONS, parseSessionRecord, type SessionRecord } from "./session-record.ts";

/** Records read at once. */
const AT_ONCE = 8;

/** The sessions of a run as its page shows them, in the order of datasets and days. */
export function reportedSessions(records: readonly SessionRecord[]): readonly ReportedSession[] {
  return records.map(({ dataset, session, state, reason, verdict, seen }) => ({
    dataset,
    day: session,
    state,
    why: reason === null ? null : PENDING_REASONS[reason],
    version: state === "missing" ? null : (seen?.version ?? verdict?.version ?? null),
    judged: verdict?.asOf ?? null,
    change: seen?.change ?? null,
  }));
}

/** The states that are kept of a run's sessions; why those that are not there could not be read, one sentence each. */
export async function readRecords(
  { sessions }: Pick<RunDocument, "sessions">,
  datasets: readonly ValidatedDataset[],
  bucket: string,
  records: Pick<RecordStore, "read">,
  signalOf: () => AbortSignal,
): Promise<{ readonly records: readonly SessionRecord[]; readonly problems: readonly string[] }> {
  const problems: string[] = [];
  const read = await inParallel(namesOf(sessions, datasets), AT_ONCE, async (name) => {
    const key = sessionRecordKey(name);
    try {
      const stored = await records.read(bucket, key, signalOf());
      return stored && parseSessionRecord(stored.text, key);
    } catch (thrown) {
      if (!(thrown instanceof RegistrarError)) throw thrown;
      problems.push(`${name.dataset} ${name.day}: ${thrown.code}: ${messageOf(thrown)}`);
      return undefined;
    }
  });
  return { records: read.filter((record) => record !== undefined), problems };
}

function namesOf(
  sessions: RunDocument["sessions"],
  datasets: readonly ValidatedDataset[],
): readonly SessionName[] {
  return datasets.flatMap(({ name, quality }) => {
    const { name: calendar } = calendarOf(quality.calendar);
    return sessions
      .filter((session) => session.calendar === calendar)
      .map(({ day }) => ({ dataset: name, day }));
  });
}
