import { dayOfNumber, numberOfDay } from "../calendar/day-number.ts";
import { lackingSymbols } from "./checks/partition-present.ts";
import { coreOf } from "./kinds/index.ts";
import type { Coverage, Latency } from "./result.ts";
import { partitionsOn, registeredOf, type SessionState, stateOf } from "./sessions.ts";
import { type CatalogSnapshot, NOTHING_REGISTERED, type RegisteredPartitions, todayOf } from "./snapshot.ts";

/**
 * A dataset's cells of the calendar, of the days asked for or from the first expected session until today: by day,
 * and by core symbol where the symbol is a partition key. None if it is not known which partitions there are.
 */
export function coverageOf(snapshot: CatalogSnapshot): Coverage[] {
  const { window, days, calendar } = snapshot;
  const held = knownPartitions(snapshot);
  if (held === undefined || window.problem !== undefined) return [];
  const { from, to } = days ?? { from: snapshot.span.from, to: todayOf(snapshot) };
  const cells: Coverage[] = [];
  for (let number = numberOfDay(from); number <= numberOfDay(to); number++) {
    const day = dayOfNumber(number);
    const session = calendar.session(day);
    if (session === undefined) cells.push(cell(snapshot, day, null, "closed", null));
    else cells.push(...cellsOf(snapshot, day, stateOf(snapshot, held, session)));
  }
  return cells;
}

/** A missing table has no partitions, as an empty one: that is known. */
function knownPartitions(snapshot: CatalogSnapshot): RegisteredPartitions | undefined {
  const held = registeredOf(snapshot);
  if ("value" in held) return held.value;
  return held.outcome === "no_data" ? NOTHING_REGISTERED : undefined;
}

function cellsOf(snapshot: CatalogSnapshot, day: string, state: SessionState): Coverage[] {
  if (state.kind === "missing") return [cell(snapshot, day, null, "missing", 0)];
  if (state.kind === "outside") return [cell(snapshot, day, null, "closed", null)];
  if (state.kind !== "there") return [cell(snapshot, day, null, "not due", null)];
  const lacking = lackingSymbols(snapshot, state.partitions);
  const core = coreOf(snapshot.dataset.quality.rows);
  if (lacking === undefined || core.length === 0) return [cell(snapshot, day, null, "present", null)];
  const share = 1 - lacking.length / core.length;
  return [
    cell(snapshot, day, null, lacking.length === 0 ? "present" : "partial", share),
    ...core.map((symbol) => {
      const isThere = !lacking.includes(symbol);
      return cell(snapshot, day, symbol, isThere ? "present" : "missing", isThere ? null : 0);
    }),
  ];
}

function cell(
  { dataset }: CatalogSnapshot,
  day: string,
  symbol: string | null,
  state: Coverage["state"],
  share: number | null,
): Coverage {
  return { dataset: dataset.name, day, symbol, state, share };
}

/**
 * From object to partition, by session: the slowest of its partitions. What was registered by a backfill counts from
 * when its object was written, so its day shows how late it came.
 */
export function latenciesOf(snapshot: CatalogSnapshot): Latency[] {
  const held = registeredOf(snapshot);
  if (!("value" in held)) return [];
  return snapshot.window.expected.flatMap(({ day }) => {
    const seconds = partitionsOn(snapshot, held.value, day).flatMap(({ latency }) => latency ?? []);
    return seconds.length === 0
      ? []
      : [{ dataset: snapshot.dataset.name, day, seconds: Math.max(...seconds) }];
  });
}
