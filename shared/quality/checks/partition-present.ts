import type { Session } from "../../calendar/calendar.ts";
import type { CheckValue, OfDay } from "../finding.ts";
import { isOfMarket } from "../kinds/index.ts";
import { closedMarket, obstacleOf, registeredOf, stateOf, unreviewed } from "../sessions.ts";
import type { CatalogSnapshot, RegisteredPartition, RegisteredPartitions } from "../snapshot.ts";
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
function* presence(snapshot: CatalogSnapshot): Generator<CheckValue & OfDay> {
  const { window, days } = snapshot;
  const held = registeredOf(snapshot);
  if (window.problem !== undefined) yield { day: null, ...unreviewed(window.problem) };
  else if (!("value" in held)) yield { day: null, ...held };
  else if (window.expected.length === 0) {
    const day = days !== undefined && days.from === days.to ? days.from : null;
    yield { day, ...closedMarket(snapshot) };
  } else {
    for (const session of window.expected) yield presenceOf(snapshot, held.value, session);
  }
}

function presenceOf(
  snapshot: CatalogSnapshot,
  held: RegisteredPartitions,
  session: Session,
): CheckValue & OfDay {
  const { day } = session;
  const state = stateOf(snapshot, held, session);
  if (state.kind === "there") {
    const lacking = lackingSymbols(snapshot, state.partitions) ?? [];
    const count = state.partitions.length;
    const message =
      `${snapshot.dataset.name} has ${count} partition${count === 1 ? "" : "s"} of ${day}` +
      (lacking.length === 0 ? "" : `; core symbols without one: ${lacking.join(", ")}`);
    return { day, value: 0, message, samples: lacking.map((symbol) => ({ symbol })) };
  }
  const obstacle = obstacleOf(snapshot, day, state)!;
  // That nothing is there is what this check measures; to others it is no data.
  return state.kind === "missing" ? { day, value: 1, message: obstacle.message } : { day, ...obstacle };
}

/** Core symbols without a partition, if symbols are a key of the dataset's; undefined if they are not. */
export function lackingSymbols(
  { dataset }: CatalogSnapshot,
  partitions: readonly RegisteredPartition[],
): string[] | undefined {
  const { rows } = dataset.quality;
  if (rows === undefined || !isOfMarket(rows)) return undefined;
  const position = dataset.keys.findIndex(({ name }) => name === rows.symbol);
  if (position < 0) return undefined;
  const present = new Set(partitions.map(({ values }) => values[position]));
  return rows.core.filter((symbol) => !present.has(symbol));
}
