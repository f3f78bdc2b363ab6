import { QUALITY_PREFIX } from "../quality/results/table.ts";
import { messageOf, RegistrarError } from "../runtime/errors.ts";
import type { RecordStore } from "../store/port.ts";

/** What the looks of a stage may cost in a day, UTC, whatever is written. */
export interface DailyBudget {
  /** Sessions listed. */
  readonly looks: number;
  /** Bytes that verdicts may scan. */
  readonly bytes: number;
}

/** Each look lists 10,000 objects at most: half a dollar of LIST requests at the very worst, and half a dollar of scans. */
export const DAILY: DailyBudget = { looks: 10_000, bytes: 100_000_000_000 };

/** Bytes: six queries of which Athena bills ten million each. */
const LEAST_BYTES = 100_000_000;
/** A verdict reads its session, the one before it, and what it is compared with. */
const TIMES_READ = 3;
/** Milliseconds after which a verdict may be asked for once more that did not come. */
const GIVEN_UP_MS = 3_600_000;
/** How often the count is read again because somebody else wrote it meanwhile. */
const ROUNDS = 10;
const SCHEMA = 1;

/** Where the count of a day is kept. */
export const LOOKS_PREFIX = `${QUALITY_PREFIX}looks/`;
export const dayCountKey = (day: string) => `${LOOKS_PREFIX}${day}.json`;

/** What a verdict may scan of a session that has so many bytes. */
export const bytesOfVerdict = (bytes: number) => Math.max(LEAST_BYTES, TIMES_READ * bytes);

/** A verdict that was asked for. */
export interface AskedVerdict {
  /** Of what: the version and the time of the last write, or when a write was heard of if it was not listed. */
  readonly written: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly mostBytes: number;
  /** The ids of the messages for which it was. */
  readonly by: readonly string[];
}

/** What was spent on a day. */
export interface DayCount {
  readonly schemaVersion: 1;
  readonly looks: number;
  readonly bytes: number;
  /** The last verdict of each session, by dataset and day. */
  readonly asked: Readonly<Record<string, AskedVerdict>>;
}

/** What somebody takes of a day's budget: pure functions from a count to the next one. */
export interface Taken<Answer> {
  readonly next: DayCount | undefined;
  readonly answer: Answer;
}

export function takeLooks(count: DayCount, wanted: number, daily: DailyBudget): Taken<number> {
  const answer = Math.max(0, Math.min(wanted, daily.looks - count.looks));
  return { next: answer === 0 ? undefined : { ...count, looks: count.looks + answer }, answer };
}

/** "asked already": by other messages, and not long ago. Asked by the same ones, it is asked again as it was. */
export function takeVerdict(
  count: DayCount,
  session: string,
  wanted: AskedVerdict,
  daily: DailyBudget,
): Taken<AskedVerdict | "asked already" | "spent"> {
  const known = count.asked[session];
  if (known?.written === wanted.written && wanted.at - known.at < GIVEN_UP_MS) {
    const isOurs = known.by.some((id) => wanted.by.includes(id));
    return { next: undefined, answer: isOurs ? known : "asked already" };
  }
  const bytes = count.bytes + wanted.mostBytes;
  if (bytes > daily.bytes) return { next: undefined, answer: "spent" };
  return { next: { ...count, bytes, asked: { ...count.asked, [session]: wanted } }, answer: wanted };
}

/** Takes from the budget of a day: the count is raised before anything is done, and only over the version that was read. */
export async function takeFrom<Answer>(
  day: string,
  take: (count: DayCount) => Taken<Answer>,
  { bucket, records }: { readonly bucket: string; readonly records: RecordStore },
  signal: AbortSignal,
): Promise<Answer> {
  const key = dayCountKey(day);
  for (let round = 0; round < ROUNDS; round++) {
    const stored = await records.read(bucket, key, signal);
    const { next, answer } = take(stored === undefined ? NOTHING : parsed(stored.text, key));
    if (next === undefined) return answer;
    const text = `${JSON.stringify(next)}\n`;
    const written = await records.write(bucket, key, text, stored?.version ?? "nothing", signal);
    if (written !== "outdated") return answer;
  }
  const message = `s3://${bucket}/${key} is written by others again and again`;
  throw new RegistrarError("STORE_REFUSED", message, { retryable: true });
}

const NOTHING: DayCount = { schemaVersion: SCHEMA, looks: 0, bytes: 0, asked: {} };

function parsed(text: string, key: string): DayCount {
  try {
    const count = JSON.parse(text) as DayCount;
    const isCount =
      count?.schemaVersion === SCHEMA &&
      Number.isSafeInteger(count.looks) &&
      Number.isSafeInteger(count.bytes) &&
      typeof count.asked === "object" &&
      count.asked !== null;
    if (isCount) return count;
    throw new Error(`it begins ${JSON.stringify(text.slice(0, 80))}`);
  } catch (cause) {
    const message = `${key} is not the count of a day's looks: ${messageOf(cause)}. Delete it to begin the day anew`;
    throw new RegistrarError("RECORD_UNREADABLE", message, { cause });
  }
}
