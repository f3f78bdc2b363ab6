/** Where partitions lie whose folders are not `name=value`, as a dataset's `layout` says: `{year}/{month}/{day}/`. */
import type { Dataset, PartitionKey } from "./dataset.ts";
import {
  compile,
  type DateParts,
  FIELD,
  patternOf,
  readDate,
  readFields,
  type Written,
  writeDate,
  writtenPattern,
} from "./date-pattern.ts";

export interface PathTemplate extends Written {
  /** The layout in the form of `Written`, by the positions of the dataset's keys. */
  readonly path: string;
  /** How many folders make a partition. */
  readonly depth: number;
}

/** `{name}` and `{name:format}` in a layout. */
export const PLACEHOLDER = /\{([^{}:]*)(?::([^{}]*))?\}/g;

/** A layout in the form of `Written`; of a name that is no key's the position is -1. */
export function writtenLayout(layout: string, keys: readonly PartitionKey[]): string {
  return layout.replace(PLACEHOLDER, (_, name: string, format: string | undefined) => {
    const at = keys.findIndex((one) => one.name === name);
    const key = keys[at];
    return key === undefined || key.kind === "text"
      ? `{${at}:}`
      : writtenPattern(format ?? patternOf(key), at);
  });
}

const templates = new WeakMap<Pick<Dataset, "keys">, PathTemplate>();

/** Undefined where folders are `name=value`, as Hive writes them. */
export function templateOf(dataset: Pick<Dataset, "keys" | "layout">): PathTemplate | undefined {
  if (dataset.layout === undefined) return undefined;
  let template = templates.get(dataset);
  if (template === undefined) {
    const path = writtenLayout(dataset.layout, dataset.keys);
    template = { ...compile(path), path, depth: path.split("/").length - 1 };
    templates.set(dataset, template);
  }
  return template;
}

/** The values of a path below the dataset's prefix, in the order of its keys; undefined if it is another path. */
export function valuesOfPath(
  template: PathTemplate,
  keys: readonly PartitionKey[],
  path: string,
): string[] | undefined {
  const read = readFields(template, path);
  return (
    read &&
    keys.map((key, at) =>
      key.kind === "text" ? (read[at] as string) : writeDate(patternOf(key), read[at] as DateParts),
    )
  );
}

/** The inverse of `valuesOfPath`. Values that no path has come out as they are. */
export function pathOfValues(
  { path }: PathTemplate,
  keys: readonly PartitionKey[],
  values: readonly string[],
): string {
  const dates = keys.map((key, at) =>
    key.kind === "text" ? undefined : readDate(patternOf(key), values[at] ?? ""),
  );
  return path.replace(new RegExp(FIELD, "g"), (_, key: number, token: string) => {
    const date = dates[key];
    return date === undefined ? (values[key] ?? "") : writeDate(token, date);
  });
}
