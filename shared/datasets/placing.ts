import { quoted } from "../runtime/text.ts";
import { HIDDEN_FOLDER, hiddenFolderIn, type Ignored, isHiddenFolder, notDataFile } from "./data-files.ts";
import type { Dataset } from "./dataset.ts";
import { patternOf, shownPattern } from "./date-pattern.ts";
import { hiveEscape, valueInPath } from "./hive-path.ts";
import { type KeyRules, rulesOf } from "./key-rules.ts";
import { type PathTemplate, pathOfValues, templateOf, valuesOfPath } from "./path-template.ts";

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

/** Glue API, LocationString: at most 2056 characters. */
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
export function endOfKeys(dataset: Dataset, key: string): number {
  let end = dataset.prefix.length;
  for (let left = depthOf(dataset); left > 0; left--) {
    const slash = key.indexOf("/", end);
    if (slash < 0) break;
    end = slash + 1;
  }
  return end;
}

/** How many folders below the prefix make a partition. */
export function depthOf(dataset: Dataset): number {
  return templateOf(dataset)?.depth ?? dataset.keys.length;
}

/** Where the objects of a folder belong: the part of a key before `endOfKeys`. */
export function placeFolder(dataset: Dataset, bucket: string, folder: string): Placement {
  const segments = folder.slice(dataset.prefix.length).split("/").slice(0, -1);
  if (segments.some(isHiddenFolder)) return HIDDEN_FOLDER;
  const rules = rulesOf(dataset);
  const template = templateOf(dataset);
  const read =
    template === undefined
      ? readSegments(segments, rules)
      : readTemplate(folder.slice(dataset.prefix.length), dataset, template, rules);
  if (typeof read === "string") return unplaceable(dataset, read);
  const { values, inKeyOrder } = read;
  const problem = rules.together?.(values);
  if (problem !== undefined) return unplaceable(dataset, problem);
  const location = `s3://${bucket}/${folder}`;
  if (location.length > LOCATION_LENGTH) {
    return unplaceable(
      dataset,
      `the location has ${location.length} characters, Glue takes ${LOCATION_LENGTH}`,
    );
  }
  return { kind: "partition", partition: { values, location, inKeyOrder } };
}

type ReadPath = Pick<Partition, "values" | "inKeyOrder">;

/** The values of `name=value` folders, or what is wrong with one. */
function readSegments(segments: readonly string[], { each }: KeyRules): ReadPath | string {
  const values: string[] = [];
  const order: number[] = [];
  for (const segment of segments) {
    const equals = segment.indexOf("=");
    const name = segment.slice(0, Math.max(equals, 0)).toLowerCase();
    const index = each.findIndex((rule) => rule.name === name);
    if (index < 0) return `found ${quoted(segment)}`;
    if (order.includes(index)) return `found ${name}= twice`;
    const value = valueInPath(segment.slice(equals + 1));
    const problem = each[index]!.problem(value);
    if (problem !== undefined) return `${name} is ${quoted(value)}: ${problem}`;
    values[index] = value;
    order.push(index);
  }
  if (order.length < each.length) {
    const missing = each.filter((_, index) => !order.includes(index)).map((rule) => `${rule.name}=`);
    return `found no ${missing.join(" and no ")}`;
  }
  return { values, inKeyOrder: order.every((index, position) => index === position) };
}

/** The same of folders that a template tells. Their values are not escaped. */
function readTemplate(
  path: string,
  { keys }: Dataset,
  template: PathTemplate,
  { each }: KeyRules,
): ReadPath | string {
  const values = valuesOfPath(template, keys, path);
  if (values === undefined) return `found ${quoted(path)}`;
  for (const [index, { name, problem }] of each.entries()) {
    const wrong = problem(values[index]!);
    if (wrong !== undefined) return `${name} is ${quoted(values[index]!)}: ${wrong}`;
  }
  return { values, inKeyOrder: true };
}

/** Tells the values of a table's partitions apart. The value of an only key does so by itself. */
export function identityOf(values: readonly string[]): string {
  return values.length === 1 ? values[0]! : JSON.stringify(values);
}

/** The folder of a partition as its template has it, or as Hive would write it: the inverse of `placeFolder`. */
export function folderOf(dataset: Dataset, values: readonly string[]): string {
  const template = templateOf(dataset);
  if (template !== undefined) return dataset.prefix + pathOfValues(template, dataset.keys, values);
  const segments = dataset.keys.map((key, index) => `${key.name}=${hiveEscape(values[index] ?? "")}/`);
  return dataset.prefix + segments.join("");
}

/** The layout a dataset expects, for people: `raw/trades/day=YYYY-MM-DD/symbol=…/`, or as it is declared. */
export function layoutOf(dataset: Dataset): string {
  const { prefix, keys } = dataset;
  if (dataset.layout !== undefined) return prefix + dataset.layout;
  const shown = keys.map((key) => `${key.name}=${key.kind === "text" ? "…" : shownPattern(patternOf(key))}/`);
  return prefix + shown.join("");
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

function unplaceable(dataset: Dataset, found: string): Placement {
  return { kind: "unplaceable", reason: `${found}; expected ${layoutOf(dataset)}` };
}
