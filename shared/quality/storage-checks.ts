import { isCalendarDay } from "../datasets/day.ts";
import { folderOf, identityOf, sameLocation } from "../datasets/partition.ts";
import {
  type Facts,
  type HeldPartition,
  type HeldPartitions,
  isWithin,
  NOTHING_HELD,
  positionOfDay,
  type StoredFolder,
  type Unknown,
} from "./facts.ts";
import type { Finding } from "./finding.ts";
import { named, since } from "./partition-checks.ts";
import { closedMarket, obstacleOf, stateOf } from "./sessions.ts";

/** An object that is younger may still be on its way into Glue: its event waits for a batch, or is tried again. */
const SETTLED_MS = 10 * 60_000;
/** Samples that a finding carries at most. */
const SAMPLES = 20;

/** partition.drift: S3 against Glue, one finding for each session whose folders were listed, and each other day that disagrees. */
export function* drift(facts: Facts): Generator<Finding> {
  const check = "partition.drift";
  const { table, partitions, folders, window, storeSpan } = facts;
  if (!("value" in table)) yield { check, day: null, ...table };
  else if (table.value.projected) yield inertness(facts);
  else if (!("value" in partitions)) yield { check, day: null, ...partitions };
  else if (!("value" in folders)) yield { check, day: null, ...folders };
  else {
    const found = comparisonsByDay(facts, partitions.value, folders.value);
    if (window.problem !== undefined) yield { check, day: null, ...closedMarket(facts) };
    for (const session of window.expected.filter(({ day }) => isWithin(storeSpan, day))) {
      const { day } = session;
      const compared = found.get(day);
      const obstacle = obstacleOf(facts, day, stateOf(facts, partitions.value, session));
      // On neither side: that is partition.present's to judge.
      if (compared === undefined && obstacle !== undefined) yield { check, day, ...obstacle };
      else yield driftOf(facts, day, compared ?? []);
      found.delete(day);
    }
    // Of days without a session only what is wrong is told: a pass would make them look like one.
    for (const [day, compared] of found) {
      if (compared.some(({ verdict }) => verdict !== "agree")) yield driftOf(facts, day, compared);
    }
  }
}

/** Partitions are registered in a table for which Athena computes them: nobody reads what is registered. */
function inertness({ dataset, table, partitions }: Facts): Finding {
  const check = "partition.drift";
  const name = "value" in table ? table.value.name : dataset.table;
  if (dataset.strategy === "project") {
    const message = `${name} has projection.enabled=true: Athena computes its partitions`;
    return { check, day: null, outcome: "skipped", reason: "not_applicable", message };
  }
  const registered = "value" in partitions ? partitions.value.listed.length : 0;
  const message = `${name} has projection.enabled=true: Athena ignores what is registered, ${registered} partitions of the days looked at`;
  return { check, day: null, value: Math.max(1, registered), measured: registered, message };
}

interface Compared {
  readonly values: readonly string[];
  readonly verdict: "agree" | "unregistered" | "phantom" | "location mismatch";
  readonly inS3: string | null;
  readonly inGlue: string | null;
}

function comparisonsByDay(
  facts: Facts,
  { listed }: HeldPartitions,
  folders: readonly StoredFolder[],
): Map<string, Compared[]> {
  const position = positionOfDay(facts.dataset);
  // Of what is no day no folder was listed: it is partition.format's.
  const ours = listed.filter(({ values }) => {
    const day = values[position]!;
    return isCalendarDay(day) && isWithin(facts.storeSpan, day);
  });
  const held = new Map(ours.map((one) => [identityOf(one.values), one]));
  const stored = new Map(folders.map((one) => [identityOf(one.values), one]));
  const compared = [
    ...folders.flatMap((folder) => compareFolder(facts, folder, held.get(identityOf(folder.values)))),
    ...ours.filter(({ values }) => !stored.has(identityOf(values))).map((one) => withoutObjects(facts, one)),
  ];
  const byDay = new Map<string, Compared[]>();
  for (const one of compared) {
    const day = one.values[position]!;
    byDay.set(day, [...(byDay.get(day) ?? []), one]);
  }
  return byDay;
}

function compareFolder(
  { now }: Facts,
  { values, locations, since }: StoredFolder,
  held: HeldPartition | undefined,
): Compared[] {
  const inS3 = locations.join(" ");
  if (held === undefined) {
    // A run that judges from another time than S3's says nothing of what is young.
    const isSettling = Math.abs(now - since) < SETTLED_MS;
    return isSettling ? [] : [{ values, verdict: "unregistered", inS3, inGlue: null }];
  }
  const { location: inGlue } = held;
  const isThere = locations.some((location) => sameLocation(location, inGlue));
  return [{ values, verdict: isThere ? "agree" : "location mismatch", inS3, inGlue }];
}

/** A partition without a folder of its own: its objects are gone, or it was pointed somewhere else. */
function withoutObjects({ dataset, bucket }: Facts, { values, location }: HeldPartition): Compared {
  const isOurs = sameLocation(location, `s3://${bucket}/${folderOf(dataset, values)}`);
  return { values, verdict: isOurs ? "phantom" : "location mismatch", inS3: null, inGlue: location };
}

const WORDS = {
  unregistered: "in S3 and not in Glue",
  phantom: "in Glue without objects in S3",
  "location mismatch": "with another location in Glue than in S3",
} as const;

function driftOf(facts: Facts, day: string, compared: readonly Compared[]): Finding {
  const drifted = compared.filter(({ verdict }) => verdict !== "agree");
  const parts = Object.entries(WORDS).flatMap(([verdict, words]) => {
    const count = drifted.filter((one) => one.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${words}`];
  });
  const { name } = facts.dataset;
  return {
    check: "partition.drift",
    day,
    value: drifted.length,
    measured: compared.length,
    message:
      drifted.length === 0
        ? `S3 and Glue agree on the partitions of ${name} on ${day}: ${compared.length}`
        : `partitions of ${name} on ${day}: ${parts.join(", ")}`,
    samples: drifted.slice(0, SAMPLES).map(({ values, verdict, inS3, inGlue }) => ({
      ...named(facts, values),
      verdict,
      in_s3: inS3,
      in_glue: inGlue,
    })),
  };
}

/** A partition of more files costs Athena more requests than its rows are worth. */
const MANY_FILES = 200;
/** Fewer files than these cost nothing that merging them would save, however small they are. */
const FEW_FILES = 10;
const MEGABYTE = 1_000_000;

/** files.small: partitions of many files, or of files that are small. */
export function smallFiles(facts: Facts): Finding {
  const check = "files.small";
  const { folders, dataset, storeSpan } = facts;
  if (!("value" in folders)) return { check, day: null, ...folders };
  const { length } = folders.value;
  if (length === 0) return { check, day: null, ...withoutFiles(facts) };
  const small = folders.value.filter(isSmall).sort((one, other) => other.files - one.files);
  const [worst] = small;
  return {
    check,
    day: null,
    value: small.length,
    measured: length,
    message:
      worst === undefined
        ? `all ${length} partitions of ${dataset.name}${since(storeSpan)} are few or large files`
        : `${small.length} of ${length} partitions of ${dataset.name} are many or small files: ` +
          `the worst are ${worst.files} files, ${worst.medianBytes} bytes in the middle`,
    samples: small.slice(0, SAMPLES).map(({ values, files, bytes, medianBytes }) => ({
      ...named(facts, values),
      files,
      bytes,
      median_bytes: medianBytes,
    })),
  };
}

/** Why there are no files: the days have no session, no session is due, or what was due is not there. */
function withoutFiles(facts: Facts): Unknown {
  const { dataset, partitions, storeSpan, window } = facts;
  const held = "value" in partitions ? partitions.value : NOTHING_HELD;
  const looked = window.expected.filter(({ day }) => isWithin(storeSpan, day));
  const states = looked.map((session) => ({ day: session.day, state: stateOf(facts, held, session) }));
  if (states.some(({ state }) => state.kind === "missing" || state.kind === "there")) {
    const message = `${dataset.name} has no objects${since(storeSpan)}`;
    return { outcome: "no_data", reason: "missing_partition", message };
  }
  const last = states.at(-1);
  return (last && obstacleOf(facts, last.day, last.state)) ?? closedMarket(facts);
}

function isSmall({ files, medianBytes }: StoredFolder): boolean {
  return files > MANY_FILES || (files >= FEW_FILES && medianBytes < MEGABYTE);
}
