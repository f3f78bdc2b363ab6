import { DAY_MS, dayNumber, yearOfNumber } from "./day-number.ts";

/** A time of day on a wall: "09:30", and "24:00" for the end of the day. */
export const WALL_TIME = /^(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/;

const MINUTE_MS = 60_000;
/** Between two looks for a change of clocks. Those of the zones used here lie months apart. */
const STRIDE_MS = 28 * DAY_MS;

/** Minutes since midnight of a time that WALL_TIME accepts. */
export function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

/** The wall clock of one place: between its times and instants (milliseconds since 1970, UTC). */
export interface WallClock {
  /** An IANA name, as in America/New_York. */
  readonly zone: string;
  /** Minutes that the clock is ahead of UTC at an instant; New York is at -300 in winter. */
  offsetAt(instant: number): number;
  /**
   * The instant of a time of day. A time that the clocks skip in spring counts on from before the change (02:30 is
   * 03:30), one that they show twice in autumn is the first of the two.
   */
  instantOf(day: number, minute: number): number;
  /** The number of the day that the clock's calendar shows at an instant. */
  dayAt(instant: number): number;
}

const CLOCKS = new Map<string, WallClock>();

/** The clock of a zone. The rules come with Node, in its ICU data. */
export function wallClockOf(zone: string): WallClock {
  let clock = CLOCKS.get(zone);
  if (clock === undefined) {
    clock = createWallClock(zone);
    CLOCKS.set(zone, clock);
  }
  return clock;
}

/** Remembers the changes of every year it was asked about: asking Intl for each session takes a hundred times as long. */
function createWallClock(zone: string): WallClock {
  const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
  const years = new Map<number, readonly Change[]>();

  function changesOf(year: number): readonly Change[] {
    let changes = years.get(year);
    if (changes === undefined) {
      changes = findChanges(format, dayNumber(year, 1, 1) * DAY_MS, dayNumber(year + 1, 1, 1) * DAY_MS);
      years.set(year, changes);
    }
    return changes;
  }

  function offsetAt(instant: number): number {
    const changes = changesOf(yearOfNumber(Math.floor(instant / DAY_MS)));
    return changes.findLast(({ from }) => from <= instant)!.offset;
  }

  return {
    zone,
    offsetAt,
    instantOf(day, minute) {
      const wall = day * DAY_MS + minute * MINUTE_MS;
      // No clock is a day off, so the offset of a day before is the one from before a change on this day.
      const before = wall - offsetAt(wall - DAY_MS) * MINUTE_MS;
      const after = wall - offsetAt(wall + DAY_MS) * MINUTE_MS;
      if (before === after || offsetAt(before) === offsetAt(wall - DAY_MS)) return before;
      return offsetAt(after) === offsetAt(wall + DAY_MS) ? after : before;
    },
    dayAt: (instant) => Math.floor((instant + offsetAt(instant) * MINUTE_MS) / DAY_MS),
  };
}

interface Change {
  /** The first instant at which the offset holds. */
  readonly from: number;
  readonly offset: number;
}

function findChanges(format: Intl.DateTimeFormat, start: number, end: number): Change[] {
  const changes: Change[] = [{ from: start, offset: readOffset(format, start) }];
  for (let left = start; left < end; left += STRIDE_MS) {
    const right = Math.min(left + STRIDE_MS, end - MINUTE_MS);
    const { offset } = changes.at(-1)!;
    if (readOffset(format, right) === offset) continue;
    const from = firstMinute(left, right, (instant) => readOffset(format, instant) !== offset);
    changes.push({ from, offset: readOffset(format, from) });
  }
  return changes;
}

/** The first whole minute after `left`, at most `right`, from which on it is true, by halving. */
function firstMinute(left: number, right: number, isTrue: (instant: number) => boolean): number {
  let [low, high] = [left / MINUTE_MS, right / MINUTE_MS];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isTrue(middle * MINUTE_MS)) high = middle;
    else low = middle;
  }
  return high * MINUTE_MS;
}

/** Minutes, out of a text that ends in "GMT-05:00" or "GMT". */
function readOffset(format: Intl.DateTimeFormat, instant: number): number {
  const match = /GMT(?:([+-])(\d\d):(\d\d))?$/.exec(format.format(instant))!;
  const minutes = Number(match[2] ?? 0) * 60 + Number(match[3] ?? 0);
  return match[1] === "-" ? -minutes : minutes;
}
