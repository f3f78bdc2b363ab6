import type { Session } from "../../calendar/calendar.ts";
import type { Facts, HeldPartition, HeldPartitions } from "../facts.ts";
import type { Found, OfDay } from "../finding.ts";
import { closedMarket, obstacleOf, registeredOf, stateOf, unreviewed } from "../sessions.ts";
import { defineCheck } from "./check.ts";

export const partitionPresent = defineCheck({
  id: "partition.present",
  dimension: "freshness",
  unit: "sessions",
  thresholds: { warn: 0, fail: 0 },
  passesWhen: "a partition exists for every session that is due",
  problem: "sessions are missing",
  about: ["session", "table"],
  metadata: presence,
});

/** One finding for each expected session. */
function* presence(facts: Facts): Generator<Found & OfDay> {
  const { window, days } = facts;
  const held = registeredOf(facts);
  if (window.problem !== undefined) yield { day: null, ...unreviewed(window.problem) };
  else if (!("value" in held)) yield { day: null, ...held };
  else if (window.expected.length === 0) {
    const day = days !== undefined && days.from === days.to ? days.from : null;
    yield { day, ...closedMarket(facts) };
  } else {
    for (const session of window.expected) yield presenceOf(facts, held.value, session);
  }
}

function presenceOf(facts: Facts, held: HeldPartitions, session: Session): Found & OfDay {
  const { day } = session;
  const state = stateOf(facts, held, session);
  if (state.kind === "there") {
    const lacking = lackingSymbols(facts, state.partitions) ?? [];
    const count = state.partitions.length;
    const message =
      `${facts.dataset.name} has ${count} partition${count === 1 ? "" : "s"} of ${day}` +
      (lacking.length === 0 ? "" : `; core symbols without one: ${lacking.join(", ")}`);
    return { day, value: 0, message, samples: lacking.map((symbol) => ({ symbol })) };
  }
  const obstacle = obstacleOf(facts, day, state)!;
  // That nothing is there is what this check measures; to others it is no data.
  return state.kind === "missing" ? { day, value: 1, message: obstacle.message } : { day, ...obstacle };
}

/** Core symbols without a partition, if symbols are a key of the dataset's; undefined if they are not. */
export function lackingSymbols(
  { dataset }: Facts,
  partitions: readonly HeldPartition[],
): string[] | undefined {
  const { rows } = dataset.quality;
  const position = dataset.keys.findIndex(({ name }) => name === rows?.symbol);
  if (rows === undefined || position < 0) return undefined;
  const present = new Set(partitions.map(({ values }) => values[position]));
  return rows.core.filter((symbol) => !present.has(symbol));
}
