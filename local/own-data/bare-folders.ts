/** Folders that are no `name=value`, as `2026/11/20/`: which partition keys they hold, and which template they follow. */
import type { PartitionKey } from "../../shared/datasets/dataset.ts";
import { dayFormatOf, formatOf, isDay } from "./key-kinds.ts";

export interface BareLayout {
  readonly keys: readonly PartitionKey[];
  /** As a dataset declares it: `{day:yyyy/MM/dd}/`. */
  readonly layout: string;
  /** Folders that a file needs above it. */
  readonly depth: number;
  readonly notes: readonly string[];
}

/** Layouts that the folders may have; which one, nothing tells. */
export interface Undecided {
  readonly candidates: readonly string[];
}

/** A part of a template that tells a date: as many folders, and the patterns of its day and hour. */
interface DateFolders {
  readonly at: number;
  readonly length: number;
  /** Of the day, "/" between folders; undefined: year and month only, or less. */
  readonly patterns: readonly string[];
}

/**
 * The layout of files whose folders are `paths`, from the top; undefined if nothing in them is a date. Folders above the
 * date that are alike are part of the template, others are values of a key; folders below it are the partition's own.
 */
export function bareLayoutOf(paths: readonly (readonly string[])[]): BareLayout | Undecided | undefined {
  const depth = Math.min(...paths.map((path) => path.length));
  const columns = Array.from({ length: depth }, (_, at) => [...new Set(paths.map((path) => path[at]!))]);
  const date = dateIn(paths, columns);
  if (date === undefined) return undefined;
  if (date.patterns.length > 1) {
    return { candidates: date.patterns.map((pattern) => `{day:${pattern}}/`) };
  }
  const above = columns.slice(0, date.at);
  const named = above.map((values, at) => (values.length === 1 ? undefined : `part_${at + 1}`));
  const texts = named.filter((name) => name !== undefined);
  const [written] = date.patterns as [string];
  const [pattern = "", beside] = written.split(BESIDE);
  const below = beside === undefined ? hourBelow(columns[date.at + date.length]) : undefined;
  const day: PartitionKey = { name: "day", kind: "day" };
  const hour = below === undefined ? [] : [below];
  const besides: PartitionKey[] = beside === undefined ? [] : [{ name: "hour", kind: "hour" }];
  return {
    keys: [day, ...besides, ...hour, ...texts.map((name): PartitionKey => ({ name, kind: "text" }))],
    layout: [
      ...above.map((values, at) => (named[at] === undefined ? values[0]! : `{${named[at]}}`)),
      (pattern === "yyyy-MM-dd" ? "{day}" : `{day:${pattern}}`) +
        besides.map(({ name }) => `${beside}{${name}}`).join(""),
      ...hour.map(({ name }) => `{${name}}`),
    ]
      .map((folder) => `${folder}/`)
      .join(""),
    depth: date.at + date.length + hour.length,
    notes: texts.map((name) => {
      return `the folders above the day are taken for values of a partition key: give ${name} a name that says what they are`;
    }),
  };
}

/** The hour in the folder of its day, and what stands between them. */
const BESIDE = /(?<=dd)(-?)HH$/;

function dateIn(
  paths: readonly (readonly string[])[],
  columns: readonly (readonly string[])[],
): DateFolders | undefined {
  for (const [at, values] of columns.entries()) {
    const format = dayFormatOf(values);
    if (format !== undefined) return { at, length: 1, patterns: [format] };
    const patterns = threeFolders(columns.slice(at, at + 3)).filter((pattern) =>
      paths.every((path) => isDay(pattern, path.slice(at, at + 3).join("/"))),
    );
    if (patterns.length > 0) return { at, length: 3, patterns };
  }
  return undefined;
}

/** Years come first or last. Without leading zeros if one of month and day has none. */
function threeFolders(columns: readonly (readonly string[])[]): string[] {
  if (columns.length < 3) return [];
  const [first, second, third] = columns as [readonly string[], readonly string[], readonly string[]];
  const isShort = columns.some((values) => values.some((value) => /^\d$/.test(value)));
  const month = (values: readonly string[]) => formatOf([isShort ? "M" : "MM"], values);
  const day = (values: readonly string[]) => formatOf([isShort ? "d" : "dd"], values);
  const isYear = (values: readonly string[]) => formatOf(["yyyy"], values) !== undefined;
  if (isYear(first)) {
    const usual = [month(second), day(third)];
    if (usual.every(Boolean)) return [["yyyy", ...usual].join("/")];
    const other = [day(second), month(third)];
    return other.every(Boolean) ? [["yyyy", ...other].join("/")] : [];
  }
  if (!isYear(third)) return [];
  return [
    [day(first), month(second)],
    [month(first), day(second)],
  ].flatMap((pair) => (pair.every(Boolean) ? [[...pair, "yyyy"].join("/")] : []));
}

function hourBelow(values: readonly string[] | undefined): PartitionKey | undefined {
  const format = values === undefined ? undefined : formatOf(["HH", "H"], values);
  if (format === undefined) return undefined;
  return format === "HH" ? { name: "hour", kind: "hour" } : { name: "hour", kind: "hour", format };
}
