import fc from "fast-check";
import { rangesOfDays } from "../../shared/catalog/day-ranges.ts";
import type { ValueRange } from "../../shared/catalog/port.ts";
import type { Dataset, PartitionKey } from "../../shared/datasets/dataset.ts";
import { patternOf, writeDate } from "../../shared/datasets/date-pattern.ts";
import { typeOfKey } from "../../shared/datasets/key-type.ts";
import { problemsOfLayout } from "../../shared/datasets/layout-rules.ts";
import { boundsOf, dayReaderOf, daysBelow, folderOfDay } from "../../shared/datasets/partition-day.ts";
import { depthOf, folderOf, place, placeFolder } from "../../shared/datasets/placing.ts";
import { readArrivals } from "../../shared/events/arrivals.ts";
import { mayHoldWanted, type Scope } from "../../shared/reconcile/scope.ts";
import { law } from "../support/law.ts";
import { layouts } from "../support/layouts.ts";
import { eventBridgeBody, s3Body } from "../support/messages.ts";
import { BUCKET } from "../support/platform.ts";

const dataset = fc.constantFrom(...layouts);
const day = fc
  .integer({ min: Date.parse("2020-02-10"), max: Date.parse("2031-11-20") })
  .map((time) => new Date(time).toISOString().slice(0, 10));
const hour = fc.integer({ min: 0, max: 23 }).map((number) => String(number).padStart(2, "0"));

/** What a folder of S3 can be called that is not hidden. */
const text = fc
  .string({ unit: "binary", minLength: 1, maxLength: 20 })
  .filter((one) => !/\p{Surrogate}|\//u.test(one) && !/^[_.]|\$folder\$$/.test(one));

function valuesOf(keys: readonly PartitionKey[], on: string, at: string, word: string): string[] {
  const [y, M, d] = on.split("-") as [string, string, string];
  return keys.map((key) => (key.kind === "text" ? word : writeDate(patternOf(key), { y, M, d, H: at })));
}

const placed = fc
  .tuple(dataset, day, hour, text)
  .map(([of, on, at, word]) => ({ of, on, values: valuesOf(of.keys, on, at, word) }));

law(
  "an object in the folder of a partition is placed in it, whatever the layout, through every envelope",
  fc.property(placed, fc.constantFrom("part-0.parquet", "x=1/part 1+%41.parquet"), ({ of, values }, file) => {
    const folder = folderOf(of, values);
    const expected = { values, location: `s3://${BUCKET}/${folder}`, inKeyOrder: true };
    return [s3Body(folder + file), eventBridgeBody(folder + file)].every((body) => {
      const [arrival] = readArrivals(body);
      if (arrival?.kind !== "created") return false;
      const placement = place(of, arrival.bucket, arrival.key, arrival.size);
      return JSON.stringify(placement) === JSON.stringify({ kind: "partition", partition: expected });
    });
  }),
);

/** Pieces of paths that are nearly right, and others. */
const piece = fc.oneof(
  fc.constantFrom(
    "/",
    "/",
    "/",
    "-",
    "_",
    "2026",
    "11",
    "20",
    "2026-11-20",
    "20261120",
    "02/30",
    "d=",
    "day=",
  ),
  fc.constantFrom(
    "year=2026",
    "month=11",
    "month=2",
    "hour=24",
    "v1/",
    "data",
    "AAPL",
    "{year}",
    "%2F",
    "٣",
    "\n",
  ),
  fc.string({ unit: "binary", maxLength: 5 }),
);

law(
  "every key is placed somehow, and where it is in a partition, its Location begins the key and its values are that folder's",
  fc.property(dataset, fc.array(piece, { maxLength: 10 }), (of, pieces) => {
    const key = of.prefix + pieces.join("");
    const placement = place(of, BUCKET, key, 1);
    if (placement.kind !== "partition") return true;
    const { values, location } = placement.partition;
    const own = placeFolder(of, BUCKET, folderOf(of, values));
    return (
      `s3://${BUCKET}/${key}`.startsWith(location) &&
      // Without `=` a folder is written in one way only.
      (of.layout === undefined || location === `s3://${BUCKET}/${folderOf(of, values)}`) &&
      own.kind === "partition" &&
      JSON.stringify(own.partition.values) === JSON.stringify(values)
    );
  }),
);

const literal = fc.constantFrom("/", "/", "-", "_", "x", "1", "v1/", "d=", ".");
const placeholder = fc.constantFrom(
  "{a}",
  "{b}",
  "{y}",
  "{m}",
  "{d}",
  "{h}",
  "{m:M}",
  "{d:d}",
  "{d:dd}",
  "{y:yyyy}",
);
const free: Dataset = {
  ...layouts[0]!,
  keys: [
    { name: "a", kind: "text" },
    { name: "y", kind: "year" },
    { name: "m", kind: "month", format: "M" },
    { name: "d", kind: "day-of-month" },
    { name: "h", kind: "hour", format: "H" },
  ],
};

law(
  "a layout that keeps the rules is read back as it was written",
  fc.property(
    fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }),
    fc.array(literal, { minLength: 5, maxLength: 5 }),
    fc.boolean(),
    fc.tuple(day, hour, text),
    (order, between, padded, [on, at, word]) => {
      const names = [
        "{a}",
        "{y}",
        padded ? "{m:MM}" : "{m}",
        padded ? "{d}" : "{d:d}",
        padded ? "{h:HH}" : "{h}",
      ];
      const layout = `${order.map((index, at) => names[index]! + between[at]).join("")}/`.replace("//", "/");
      const of = { ...free, layout };
      if ([...problemsOfLayout(of)].length > 0) return true;
      const values = valuesOf(of.keys, on, at, word);
      const placement = placeFolder({ ...of, keys: of.keys }, BUCKET, folderOf(of, values));
      const isHidden = placement.kind === "ignored"; // a text at the beginning may be ".x"
      return (
        isHidden ||
        (placement.kind === "partition" && placement.partition.values.join("\n") === values.join("\n"))
      );
    },
  ),
);

law(
  "the rules about layouts judge any text",
  fc.property(
    fc.array(fc.oneof(literal, placeholder, fc.string({ maxLength: 4 })), { maxLength: 8 }),
    (pieces) => {
      return [...problemsOfLayout({ ...free, layout: pieces.join("") })].every(
        (problem) => problem.length > 0,
      );
    },
  ),
);

law(
  "values tell their day, and every folder above a partition may hold it",
  fc.property(placed, day, day, ({ of, on, values }, one, other) => {
    const [from, until] = [one, other].sort() as [string, string];
    const scope: Scope = { stage: "prod", bucket: BUCKET, dataset: of, from, until };
    const path = folderOf(of, values).slice(of.prefix.length);
    const segments = path.split("/").slice(0, depthOf(of));
    const above = segments.map((_, depth) =>
      segments
        .slice(0, depth)
        .map((segment) => `${segment}/`)
        .join(""),
    );
    return (
      dayReaderOf(of)(values) === on &&
      [...above, path].every((folder) => {
        const days = daysBelow(of, folder);
        return days !== undefined && (days.first ?? "") <= on && on <= (days.last ?? "9");
      }) &&
      (on < from || on > until || [...above, path].every((folder) => mayHoldWanted(scope, folder))) &&
      // The folder of a partition alone tells its day.
      mayHoldWanted(scope, path) === (on >= from && on <= until)
    );
  }),
);

law(
  "the folder of a day, where there is one, holds the partitions of that day and no others",
  fc.property(placed, day, ({ of, on, values }, other) => {
    const folder = folderOfDay(of, other);
    return folder === undefined || folderOf(of, values).startsWith(folder) === (on === other);
  }),
);

law(
  "Glue is asked for all partitions of the days that are wanted",
  fc.property(
    placed,
    fc.option(day, { nil: undefined }),
    fc.option(day, { nil: undefined }),
    ({ of, on, values }, one, other) => {
      const isTurned = one !== undefined && other !== undefined && one > other;
      const [from, to] = isTurned ? [other, one] : [one, other];
      const table = { keys: of.keys.map(({ name }) => name), keyTypes: of.keys.map(typeOfKey) };
      const ranges = rangesOfDays(of, table, { from, to });
      const isIn = ({ key, isNumber, from: low, to: high }: ValueRange) => {
        const compared = (text: string) => (isNumber === true ? Number(text) : text);
        const value = compared(values[of.keys.findIndex(({ name }) => name === key)]!);
        return (
          (low === undefined || value >= compared(low)) && (high === undefined || value <= compared(high))
        );
      };
      const isAnswered = ranges?.some((each) => each.every(isIn)) ?? true;
      const isWanted = (from === undefined || on >= from) && (to === undefined || on <= to);
      const isExact = of.name !== "unpadded";
      return isExact ? isAnswered === isWanted || ranges === undefined : isAnswered || !isWanted;
    },
  ),
);

law(
  "a day outside of the declared ones is no partition",
  fc.property(
    dataset,
    hour,
    fc.constantFrom("2020-02-09", "2031-11-21", "2026-02-30", "2026-13-01"),
    (of, at, on) => {
      const isBounded = boundsOf(of).from !== undefined || !/^20(20|31)/.test(on);
      const placement = placeFolder(of, BUCKET, folderOf(of, valuesOf(of.keys, on, at, "AAPL")));
      return !isBounded || placement.kind === "unplaceable";
    },
  ),
);
