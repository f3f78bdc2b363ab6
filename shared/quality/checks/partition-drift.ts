import { isCalendarDay } from "../../datasets/day.ts";
import { dayReaderOf } from "../../datasets/partition-day.ts";
import { folderOf, identityOf, sameLocation } from "../../datasets/placing.ts";
import type { CheckValue, OfDay } from "../finding.ts";
import { named, SAMPLES } from "../sample-limits.ts";
import { closedMarket, obstacleOf, stateOf } from "../sessions.ts";
import {
  type CatalogSnapshot,
  isWithin,
  type RegisteredPartition,
  type RegisteredPartitions,
  type StoredFolder,
} from "../snapshot.ts";
import { defineCheck } from "./check.ts";

export const partitionDrift = defineCheck({
  id: "partition.drift",
  dimension: "completeness",
  unit: "partitions",
  thresholds: { warn: 0, fail: 0 },
  passesWhen: "S3 and Glue hold the same partitions, in the same places",
  problem: "S3 and Glue disagree about partitions",
  about: ["session", "table"],
  metadata: drift,
});

/** An object that is younger may still be on its way into Glue: its event waits for a batch, or is tried again. */
const SETTLED_MS = 10 * 60_000;
/** One finding for each session whose folders were listed, and each other day that disagrees. */
function* drift(snapshot: CatalogSnapshot): Generator<CheckValue & OfDay> {
  const { table, partitions, folders, window, storeSpan } = snapshot;
  if (!("value" in table)) yield { day: null, ...table };
  else if (table.value.projected) yield inertness(snapshot);
  else if (!("value" in partitions)) yield { day: null, ...partitions };
  else if (!("value" in folders)) yield { day: null, ...folders };
  else {
    const found = comparisonsByDay(snapshot, partitions.value, folders.value);
    if (window.problem !== undefined) yield { day: null, ...closedMarket(snapshot) };
    for (const session of window.expected.filter(({ day }) => isWithin(storeSpan, day))) {
      const { day } = session;
      const compared = found.get(day);
      const obstacle = obstacleOf(snapshot, day, stateOf(snapshot, partitions.value, session));
      // On neither side: that is partition.present's to judge.
      if (compared === undefined && obstacle !== undefined) yield { day, ...obstacle };
      else yield driftOf(snapshot, day, compared ?? []);
      found.delete(day);
    }
    // Of days without a session only what is wrong is reported: a pass would make them look like one.
    for (const [day, compared] of found) {
      if (compared.some(({ difference }) => difference !== "none")) yield driftOf(snapshot, day, compared);
    }
  }
}

/** Partitions are registered in a table for which Athena computes them: what is registered is never read. */
function inertness({ dataset, table, partitions }: CatalogSnapshot): CheckValue & OfDay {
  const name = "value" in table ? table.value.name : dataset.table;
  if (dataset.strategy === "project") {
    const message = `${name} has projection.enabled=true: Athena computes its partitions`;
    return { day: null, outcome: "skipped", reason: "not_applicable", message };
  }
  const registered = "value" in partitions ? partitions.value.listed.length : 0;
  const message = `${name} has projection.enabled=true: Athena ignores what is registered, ${registered} partitions of the days looked at`;
  return { day: null, value: Math.max(1, registered), measured: registered, message };
}

interface Compared {
  readonly values: readonly string[];
  readonly difference: "none" | "unregistered" | "phantom" | "location mismatch";
  readonly inS3: string | null;
  readonly inGlue: string | null;
}

function comparisonsByDay(
  snapshot: CatalogSnapshot,
  { listed }: RegisteredPartitions,
  folders: readonly StoredFolder[],
): Map<string, Compared[]> {
  const dayOf = dayReaderOf(snapshot.dataset);
  // Of what is no day no folder was listed: it is partition.format's.
  const ours = listed.filter(({ values }) => {
    const day = dayOf(values) ?? "";
    return isCalendarDay(day) && isWithin(snapshot.storeSpan, day);
  });
  const held = new Map(ours.map((one) => [identityOf(one.values), one]));
  const stored = new Map(folders.map((one) => [identityOf(one.values), one]));
  const compared = [
    ...folders.flatMap((folder) => compareFolder(snapshot, folder, held.get(identityOf(folder.values)))),
    ...ours
      .filter(({ values }) => !stored.has(identityOf(values)))
      .map((one) => withoutObjects(snapshot, one)),
  ];
  const byDay = new Map<string, Compared[]>();
  for (const one of compared) {
    const day = dayOf(one.values)!;
    byDay.set(day, [...(byDay.get(day) ?? []), one]);
  }
  return byDay;
}

function compareFolder(
  { now }: CatalogSnapshot,
  { values, locations, since }: StoredFolder,
  held: RegisteredPartition | undefined,
): Compared[] {
  const inS3 = locations.join(" ");
  if (held === undefined) {
    // A run that judges from another time than S3's says nothing of what is young.
    const isSettling = Math.abs(now - since) < SETTLED_MS;
    return isSettling ? [] : [{ values, difference: "unregistered", inS3, inGlue: null }];
  }
  const { location: inGlue } = held;
  const isThere = locations.some((location) => sameLocation(location, inGlue));
  return [{ values, difference: isThere ? "none" : "location mismatch", inS3, inGlue }];
}

/** A partition without a folder of its own: its objects are gone, or it was pointed somewhere else. */
function withoutObjects(
  { dataset, bucket }: CatalogSnapshot,
  { values, location }: RegisteredPartition,
): Compared {
  const isOurs = sameLocation(location, `s3://${bucket}/${folderOf(dataset, values)}`);
  return { values, difference: isOurs ? "phantom" : "location mismatch", inS3: null, inGlue: location };
}

const WORDS = {
  unregistered: "in S3 and not in Glue",
  phantom: "in Glue without objects in S3",
  "location mismatch": "with another location in Glue than in S3",
} as const;

function driftOf(snapshot: CatalogSnapshot, day: string, compared: readonly Compared[]): CheckValue & OfDay {
  const drifted = compared.filter(({ difference }) => difference !== "none");
  const parts = Object.entries(WORDS).flatMap(([difference, words]) => {
    const count = drifted.filter((one) => one.difference === difference).length;
    return count === 0 ? [] : [`${count} ${words}`];
  });
  const { name } = snapshot.dataset;
  return {
    day,
    value: drifted.length,
    measured: compared.length,
    message:
      drifted.length === 0
        ? `S3 and Glue agree on the partitions of ${name} on ${day}: ${compared.length}`
        : `partitions of ${name} on ${day}: ${parts.join(", ")}`,
    samples: drifted.slice(0, SAMPLES).map(({ values, difference, inS3, inGlue }) => ({
      ...named(snapshot, values),
      difference,
      in_s3: inS3,
      in_glue: inGlue,
    })),
  };
}
