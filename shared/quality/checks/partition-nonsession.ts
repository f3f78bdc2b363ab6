import { type Facts, type HeldPartitions, positionOfDay, todayOf } from "../facts.ts";
import type { Found, OfDay } from "../finding.ts";
import { named, SAMPLES, since } from "../samples.ts";
import { registeredOf, reviewed, unreviewed } from "../sessions.ts";
import { defineCheck } from "./check.ts";

export const partitionNonsession = defineCheck({
  id: "partition.nonsession",
  dimension: "quality",
  unit: "partitions",
  thresholds: { warn: 0, fail: null },
  passesWhen: "no partition lies on a day without a session",
  problem: "partitions lie on days without a session",
  about: ["table"],
  metadata: (facts) => [nonsession(facts)],
});

function nonsession(facts: Facts): Found & OfDay {
  const { window } = facts;
  const held = registeredOf(facts);
  if (!("value" in held)) return { day: null, ...held };
  if (window.problem !== undefined) return { day: null, ...unreviewed(window.problem) };
  return onDaysWithoutSession(facts, held.value);
}

function onDaysWithoutSession(facts: Facts, { listed }: HeldPartitions): Found & OfDay {
  const { calendar, dataset } = facts;
  const position = positionOfDay(dataset);
  const today = todayOf(facts);
  const offending = listed.flatMap(({ values }) => {
    const day = values[position]!;
    // What lies in the future, or is no day and refused by the calendar, is partition.format's.
    if (day > today) return [];
    const on = reviewed(() => calendar.on(day));
    return "value" in on && on.value.kind === "closed" ? [{ values, reason: on.value.reason }] : [];
  });
  const days = [...new Map(offending.map(({ values, reason }) => [values[position]!, reason]))];
  const shown = days.map(([day, reason]) => `${day} (${reason})`).join(", ");
  return {
    day: null,
    value: offending.length,
    message:
      offending.length === 0
        ? `no partition of ${dataset.name}${since(facts.span)} lies on a day without a session`
        : `${offending.length} of ${listed.length} partitions of ${dataset.name} on days without a session: ${shown}`,
    samples: offending.slice(0, SAMPLES).map(({ values, reason }) => ({ ...named(facts, values), reason })),
  };
}
