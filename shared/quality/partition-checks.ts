import type { Session } from "../calendar/calendar.ts";
import type { Dataset } from "../datasets/dataset.ts";
import { folderOf, placeFolder } from "../datasets/partition.ts";
import {
  type Facts,
  type HeldPartition,
  type HeldPartitions,
  positionOfDay,
  type Span,
  todayOf,
} from "./facts.ts";
import type { Finding, Sample } from "./finding.ts";
import { closedMarket, obstacleOf, registeredOf, reviewed, stateOf } from "./sessions.ts";

/** Samples that a finding carries at most. */
const SAMPLES = 20;

/** partition.present: one finding for each expected session. */
export function* presence(facts: Facts): Generator<Finding> {
  const check = "partition.present";
  const { window, days } = facts;
  const held = registeredOf(facts);
  if (window.problem !== undefined) {
    yield { check, day: null, outcome: "skipped", reason: "unreviewed_year", message: window.problem };
  } else if (!("value" in held)) {
    yield { check, day: null, ...held };
  } else if (window.expected.length === 0) {
    const day = days !== undefined && days.from === days.to ? days.from : null;
    yield { check, day, ...closedMarket(facts) };
  } else {
    for (const session of window.expected) yield presenceOf(facts, held.value, session);
  }
}

function presenceOf(facts: Facts, held: HeldPartitions, session: Session): Finding {
  const check = "partition.present";
  const { day } = session;
  const state = stateOf(facts, held, session);
  if (state.kind === "there") {
    const lacking = lackingSymbols(facts, state.partitions) ?? [];
    const count = state.partitions.length;
    const message =
      `${facts.dataset.name} has ${count} partition${count === 1 ? "" : "s"} of ${day}` +
      (lacking.length === 0 ? "" : `; core symbols without one: ${lacking.join(", ")}`);
    return { check, day, value: 0, message, samples: lacking.map((symbol) => ({ symbol })) };
  }
  const obstacle = obstacleOf(facts, day, state)!;
  // That nothing is there is what this check measures; to others it is no data.
  return state.kind === "missing"
    ? { check, day, value: 1, message: obstacle.message }
    : { check, day, ...obstacle };
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

/** partition.nonsession, partition.format and partition.schema: one finding each about all partitions read. */
export function* soundness(facts: Facts): Generator<Finding> {
  const { window } = facts;
  const held = registeredOf(facts);
  if (!("value" in held)) {
    for (const check of ["partition.nonsession", "partition.format", "partition.schema"] as const) {
      yield { check, day: null, ...held };
    }
    return;
  }
  const { listed } = held.value;
  if (window.problem === undefined) yield nonsession(facts, listed);
  else {
    const { problem: message } = window;
    yield {
      check: "partition.nonsession",
      day: null,
      outcome: "skipped",
      reason: "unreviewed_year",
      message,
    };
  }
  yield format(facts, listed);
  yield schema(facts, listed);
}

function nonsession(facts: Facts, listed: readonly HeldPartition[]): Finding {
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
    check: "partition.nonsession",
    day: null,
    value: offending.length,
    message:
      offending.length === 0
        ? `no partition of ${dataset.name}${since(facts.span)} lies on a day without a session`
        : `${offending.length} of ${listed.length} partitions of ${dataset.name} on days without a session: ${shown}`,
    samples: offending.slice(0, SAMPLES).map(({ values, reason }) => ({ ...named(facts, values), reason })),
  };
}

function format(facts: Facts, listed: readonly HeldPartition[]): Finding {
  const { dataset } = facts;
  const offending = listed.flatMap(({ values }) => {
    const problem = problemOfValues(facts, values);
    return problem === undefined ? [] : [{ values, problem }];
  });
  return {
    check: "partition.format",
    day: null,
    value: offending.length,
    message:
      offending.length === 0
        ? `all ${listed.length} partitions of ${dataset.name}${since(facts.span)} have values that its keys allow`
        : `${offending.length} of ${listed.length} partitions of ${dataset.name} have impossible values: ` +
          `${offending[0]!.problem}`,
    samples: offending.slice(0, SAMPLES).map(({ values, problem }) => ({ ...named(facts, values), problem })),
  };
}

/** Why a partition of these values cannot be one, by the rules by which objects are placed. */
function problemOfValues(facts: Facts, values: readonly string[]): string | undefined {
  const { dataset, bucket } = facts;
  const placement = placeFolder(dataset, bucket, folderOf(dataset, values));
  if (placement.kind !== "partition") return placement.reason;
  const day = values[positionOfDay(dataset)]!;
  const today = todayOf(facts);
  return day > today ? `${day} is in the future: today is ${today}` : undefined;
}

/** A grade: 0, as their table; 1, other in ways that queries bear; 2, queries fail or read other values. */
function schema(facts: Facts, listed: readonly HeldPartition[]): Finding {
  const isBroken = ({ deviations }: HeldPartition) => deviations.some(({ breaks }) => breaks);
  const offending = listed.filter(({ deviations }) => deviations.length > 0);
  const broken = offending.filter(isBroken);
  const worstFirst = [...broken, ...offending.filter((one) => !isBroken(one))];
  const { name } = facts.dataset;
  const differs = ({ deviations }: HeldPartition) =>
    deviations
      .toSorted((one, other) => Number(other.breaks) - Number(one.breaks))
      .map(({ what }) => what)
      .join(", ");
  return {
    check: "partition.schema",
    day: null,
    value: broken.length > 0 ? 2 : offending.length > 0 ? 1 : 0,
    measured: offending.length,
    message:
      offending.length === 0
        ? `all ${listed.length} partitions of ${name}${since(facts.span)} have the columns and the SerDe of their table`
        : `${offending.length} of ${listed.length} partitions of ${name} differ from their table: ` +
          `${differs(worstFirst[0]!)}${broken.length === 0 ? "" : `; ${consequenceOf(broken.length, facts.dataset)}`}`,
    samples: worstFirst
      .slice(0, SAMPLES)
      .map((one) => ({ ...named(facts, one.values), differs: differs(one) })),
  };
}

function consequenceOf(partitions: number, dataset: Dataset): string {
  return `queries of ${partitions} of them fail or read other values: if the files hold the table's types, ${repairOf(dataset)}`;
}

/** A new partition copies its table's descriptor; a crawl gives the table's to those in the folders that it looks at. */
function repairOf({ strategy, crawl }: Dataset): string {
  if (strategy !== "crawl") return "delete these partitions in Glue, then run registrar backfill";
  return crawl?.newFoldersOnly === true ? "let its crawler crawl all folders once" : "run its crawler";
}

/** The days looked at, as the end of a phrase. */
export function since({ from, to }: Span): string {
  return to === undefined ? ` since ${from}` : ` from ${from} to ${to}`;
}

/** Values by the names of their keys. */
export function named({ dataset }: Pick<Facts, "dataset">, values: readonly string[]): Sample {
  return Object.fromEntries(dataset.keys.map(({ name }, index) => [name, values[index] ?? null]));
}
