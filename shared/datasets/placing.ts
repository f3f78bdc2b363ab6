import { quoted } from "../runtime/text.ts";
import { HIDDEN_FOLDER, hiddenFolderIn, type Ignored, isHiddenFolder, notDataFile } from "./data-files.ts";
import type { Dataset, PartitionKey } from "./dataset.ts";
import { isCalendarDay } from "./day.ts";
import { HIVE_NULL, hiveEscape, valueInPath } from "./hive-path.ts";

/** A partition as its objects' path declares it. */
export interface Partition {
  /** In the dataset's key order, unescaped. */
  readonly values: readonly string[];
  /** `s3://bucket/literal/key/of/the/last/partition/segment/`: what Glue's StorageDescriptor.Location holds. */
  readonly location: string;
  /** Do the path's segments come in the table's key order? */
  readonly inKeyOrder: boolean;
}

export type Placement =
  | { readonly kind: "partition"; readonly partition: Partition }
  | Ignored
  | { readonly kind: "unplaceable"; readonly reason: string };

/** Glue API, ValueString: 1 to 1024 characters; LocationString: at most 2056. */
const VALUE_LENGTH = 1024;
const LOCATION_LENGTH = 2056;

/**
 * Where an object of a dataset belongs. `key` starts with the dataset's prefix; `size` is in bytes, undefined when
 * unknown. Total: never throws.
 */
export function place(dataset: Dataset, bucket: string, key: string, size: number | undefined): Placement {
  const end = key.lastIndexOf("/") + 1;
  return placeFile(key.slice(end), size, placePath(dataset, bucket, key.slice(0, end)));
}

/** Where the objects belong that lie side by side: `path` is their key up to the last "/". */
export function placePath(dataset: Dataset, bucket: string, path: string): Placement {
  const end = endOfKeys(dataset, path);
  return hiddenFolderIn(path.slice(end)) ?? placeFolder(dataset, bucket, path.slice(0, end));
}

/** Where one of them belongs: with the others, if it can be data at all. */
export function placeFile(name: string, size: number | undefined, others: Placement): Placement {
  return notDataFile(name, size) ?? others;
}

/** Where the segments end that a dataset's partition keys take of an object's key: what lies below is data. */
export function endOfKeys({ prefix, keys }: Dataset, key: string): number {
  let end = prefix.length;
  for (let left = keys.length; left > 0; left--) {
    const slash = key.indexOf("/", end);
    if (slash < 0) break;
    end = slash + 1;
  }
  return end;
}

/** Where the objects of a folder belong: the part of a key before `endOfKeys`. */
export function placeFolder(dataset: Dataset, bucket: string, folder: string): Placement {
  const segments = folder.slice(dataset.prefix.length).split("/").slice(0, -1);
  if (segments.some(isHiddenFolder)) return HIDDEN_FOLDER;
  const rules = rulesOf(dataset);
  const values: string[] = [];
  const order: number[] = [];
  for (const segment of segments) {
    const equals = segment.indexOf("=");
    const name = segment.slice(0, Math.max(equals, 0)).toLowerCase();
    const index = rules.findIndex((rule) => rule.name === name);
    if (index < 0) return unplaceable(dataset, `found ${quoted(segment)}`);
    if (order.includes(index)) return unplaceable(dataset, `found ${name}= twice`);
    const value = valueInPath(segment.slice(equals + 1));
    const problem = rules[index]!.problem(value);
    if (problem !== undefined) return unplaceable(dataset, `${name} is ${quoted(value)}: ${problem}`);
    values[index] = value;
    order.push(index);
  }
  if (order.length < rules.length) {
    const missing = rules.filter((_, index) => !order.includes(index)).map((rule) => `${rule.name}=`);
    return unplaceable(dataset, `found no ${missing.join(" and no ")}`);
  }
  const location = `s3://${bucket}/${folder}`;
  if (location.length > LOCATION_LENGTH) {
    return unplaceable(
      dataset,
      `the location has ${location.length} characters, Glue takes ${LOCATION_LENGTH}`,
    );
  }
  const inKeyOrder = order.every((index, position) => index === position);
  return { kind: "partition", partition: { values, location, inKeyOrder } };
}

/** Tells the values of a table's partitions apart. The value of an only key does so by itself. */
export function identityOf(values: readonly string[]): string {
  return values.length === 1 ? values[0]! : JSON.stringify(values);
}

/** The folder of a partition as Hive would write it: the inverse of `placeFolder`. */
export function folderOf(dataset: Dataset, values: readonly string[]): string {
  const segments = dataset.keys.map((key, index) => `${key.name}=${hiveEscape(values[index] ?? "")}/`);
  return dataset.prefix + segments.join("");
}

/** The layout a dataset expects, for people: `raw/trades/day=YYYY-MM-DD/symbol=…/`. */
export function layoutOf({ prefix, keys }: Dataset): string {
  return prefix + keys.map((key) => `${key.name}=${key.kind === "day" ? "YYYY-MM-DD" : "…"}/`).join("");
}

/**
 * Locations compare without the trailing slash and with s3a and s3n read as s3, because crawlers, MSCK REPAIR and
 * this registrar write the same place differently.
 */
export function sameLocation(one: string, other: string): boolean {
  return one === other || canonical(one) === canonical(other);
}

function canonical(location: string): string {
  return location.replace(/^s3[an]:\/\//, "s3://").replace(/\/+$/, "");
}

interface KeyRule {
  readonly name: string;
  /** Why the value cannot be one of this key, if so. */
  readonly problem: (value: string) => string | undefined;
}

const compiled = new WeakMap<Dataset, readonly KeyRule[]>();

/** A dataset's key rules; regular expressions are compiled once per dataset. */
function rulesOf(dataset: Dataset): readonly KeyRule[] {
  let rules = compiled.get(dataset);
  if (rules === undefined) {
    rules = dataset.keys.map((key) => ({ name: key.name, problem: problemFinder(key) }));
    compiled.set(dataset, rules);
  }
  return rules;
}

function problemFinder(key: PartitionKey): KeyRule["problem"] {
  const own = key.kind === "day" ? dayProblem(key) : textProblem(key);
  return (value) => {
    if (value === HIVE_NULL || value === "") return "NULL cannot be a partition here";
    if (value.length > VALUE_LENGTH) return `Glue takes at most ${VALUE_LENGTH} characters`;
    return own(value);
  };
}

function dayProblem({
  from,
  until,
}: {
  readonly from?: string;
  readonly until?: string;
}): KeyRule["problem"] {
  return (value) => {
    if (!isCalendarDay(value)) return "expected a calendar day, YYYY-MM-DD";
    if (from !== undefined && value < from) return `expected ${from} or later`;
    if (until !== undefined && value > until) return `expected ${until} or earlier`;
    return undefined;
  };
}

function textProblem({
  pattern,
  values,
}: {
  readonly pattern?: string;
  readonly values?: readonly string[];
}): KeyRule["problem"] {
  const whole = pattern === undefined ? undefined : new RegExp(`^(?:${pattern})$`);
  const known = values === undefined ? undefined : new Set(values);
  return (value) => {
    if (whole !== undefined && !whole.test(value)) return `expected ${pattern}`;
    return known === undefined || known.has(value)
      ? undefined
      : `not among its ${known.size} declared values`;
  };
}

function unplaceable(dataset: Dataset, found: string): Placement {
  return { kind: "unplaceable", reason: `${found}; expected ${layoutOf(dataset)}` };
}
