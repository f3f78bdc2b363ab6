import { dayOfNumber, numberOfDay } from "../calendar/day-number.ts";
import { lackingSymbols } from "./checks/partition-present.ts";
import { type Facts, type HeldPartitions, NOTHING_HELD, todayOf } from "./facts.ts";
import type { Coverage, Latency } from "./result.ts";
import { partitionsOn, registeredOf, type SessionState, stateOf } from "./sessions.ts";

/**
 * A dataset's cells of the calendar, of the days asked for or from the first expected session until today: by day,
 * and by core symbol where the symbol is a partition key. None if nobody knows which partitions there are.
 */
export function coverageOf(facts: Facts): Coverage[] {
  const { window, days, calendar } = facts;
  const held = knownPartitions(facts);
  if (held === undefined || window.problem !== undefined) return [];
  const { from, to } = days ?? { from: facts.span.from, to: todayOf(facts) };
  const cells: Coverage[] = [];
  for (let number = numberOfDay(from); number <= numberOfDay(to); number++) {
    const day = dayOfNumber(number);
    const session = calendar.session(day);
    if (session === undefined) cells.push(cell(facts, day, null, "closed", null));
    else cells.push(...cellsOf(facts, day, stateOf(facts, held, session)));
  }
  return cells;
}

/** A missing table has no partitions, as an empty one: that is known. */
function knownPartitions(facts: Facts): HeldPartitions | undefined {
  const held = registeredOf(facts);
  if ("value" in held) return held.value;
  return held.outcome === "no_data" ? NOTHING_HELD : undefined;
}

function cellsOf(facts: Facts, day: string, state: SessionState): Coverage[] {
  if (state.kind !== "there") {
    const isMissing = state.kind === "missing";
    return [cell(facts, day, null, isMissing ? "missing" : "not due", isMissing ? 0 : null)];
  }
  const lacking = lackingSymbols(facts, state.partitions);
  const core = facts.dataset.quality.rows?.core ?? [];
  if (lacking === undefined || core.length === 0) return [cell(facts, day, null, "present", null)];
  const share = 1 - lacking.length / core.length;
  return [
    cell(facts, day, null, lacking.length === 0 ? "present" : "partial", share),
    ...core.map((symbol) => {
      const isThere = !lacking.includes(symbol);
      return cell(facts, day, symbol, isThere ? "present" : "missing", isThere ? null : 0);
    }),
  ];
}

function cell(
  { dataset }: Facts,
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
export function latenciesOf(facts: Facts): Latency[] {
  const held = registeredOf(facts);
  if (!("value" in held)) return [];
  return facts.window.expected.flatMap(({ day }) => {
    const seconds = partitionsOn(facts, held.value, day).flatMap(({ latency }) => latency ?? []);
    return seconds.length === 0 ? [] : [{ dataset: facts.dataset.name, day, seconds: Math.max(...seconds) }];
  });
}
