import { dayReaderOf } from "../../datasets/partition-day.ts";
import type { CheckValue, OfDay } from "../finding.ts";
import { named, SAMPLES, since } from "../sample-limits.ts";
import { registeredOf, reviewed, unreviewed } from "../sessions.ts";
import { type CatalogSnapshot, type RegisteredPartitions, todayOf } from "../snapshot.ts";
import { defineCheck } from "./check.ts";

export const partitionNonsession = defineCheck({
  id: "partition.nonsession",
  dimension: "quality",
  unit: "partitions",
  thresholds: { warn: 0, fail: null },
  passesWhen: "no partition lies on a day without a session",
  problem: "partitions lie on days without a session",
  about: ["table"],
  metadata: (snapshot) => [nonsession(snapshot)],
});

function nonsession(snapshot: CatalogSnapshot): CheckValue & OfDay {
  const { window } = snapshot;
  const held = registeredOf(snapshot);
  if (!("value" in held)) return { day: null, ...held };
  if (window.problem !== undefined) return { day: null, ...unreviewed(window.problem) };
  return onDaysWithoutSession(snapshot, held.value);
}

function onDaysWithoutSession(
  snapshot: CatalogSnapshot,
  { listed }: RegisteredPartitions,
): CheckValue & OfDay {
  const { calendar, dataset } = snapshot;
  const off = calendar.period === "day" ? "off" : "without a session";
  const dayOf = dayReaderOf(dataset);
  const today = todayOf(snapshot);
  const offending = listed.flatMap(({ values }) => {
    const day = dayOf(values);
    // What lies in the future, or is no day and refused by the calendar, is partition.format's.
    if (day === undefined || day > today) return [];
    const on = reviewed(() => calendar.on(day));
    return "value" in on && on.value.kind === "closed" ? [{ values, reason: on.value.reason }] : [];
  });
  const days = [...new Map(offending.map(({ values, reason }) => [dayOf(values)!, reason]))];
  const shown = days.map(([day, reason]) => `${day} (${reason})`).join(", ");
  return {
    day: null,
    value: offending.length,
    message:
      offending.length === 0
        ? `no partition of ${dataset.name}${since(snapshot.span)} lies on a day ${off}`
        : `${offending.length} of ${listed.length} partitions of ${dataset.name} on days ${off}: ${shown}`,
    samples: offending
      .slice(0, SAMPLES)
      .map(({ values, reason }) => ({ ...named(snapshot, values), reason })),
  };
}
