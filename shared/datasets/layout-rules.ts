/** What must hold of the keys that tell a date, and of the folders in which partitions lie. */
import { DAY_FORMATS, type Dataset, type PartitionKey } from "./dataset.ts";
import { type DateKey, FIELD, patternOf, unitsOf, writeDate } from "./date-pattern.ts";
import { PLACEHOLDER, writtenLayout } from "./path-template.ts";
import { didYouMean } from "./suggestion.ts";

/** Formats that each kind of key may have. A year has none to choose from. */
const FORMATS: Readonly<Record<string, readonly string[]>> = {
  day: DAY_FORMATS,
  month: ["MM", "M"],
  "day-of-month": ["dd", "d"],
  hour: ["HH", "H"],
};

export const KEY_KINDS = ["day", "year", "month", "day-of-month", "hour", "text"] as const;

export function* problemsOfFormat(shown: string, key: PartitionKey): Generator<string> {
  const format: unknown = "format" in key ? key.format : undefined;
  const known = FORMATS[key.kind] ?? [];
  if (format !== undefined && !known.includes(format as string)) {
    yield `${shown}: format ${JSON.stringify(format)} is unknown; expected ${known.map((one) => JSON.stringify(one)).join(" or ")}`;
  }
}

/** A part of a date says nothing without what it is a part of. */
export function* problemsOfDateKeys({ keys }: Pick<Dataset, "keys">): Generator<string> {
  const named = (kind: PartitionKey["kind"]) => keys.filter((key) => key.kind === kind);
  const has = (kind: PartitionKey["kind"]) => named(kind).length > 0;
  for (const kind of KEY_KINDS) {
    const names = named(kind).map(({ name }) => JSON.stringify(name));
    if (kind !== "text" && names.length > 1)
      yield `partition keys ${names.join(" and ")} are both of kind "${kind}"`;
  }
  if (has("day")) return;
  const needs = [
    ["month", "year"],
    ["day-of-month", "month"],
    ["hour", "day-of-month"],
  ] as const;
  for (const [kind, larger] of needs) {
    if (has(kind) && !has(larger)) {
      yield `a partition key of kind "${kind}" needs one of kind "${larger}" or "day": they are parts of one date`;
    }
  }
}

export function* problemsOfLayout({ layout, keys, strategy }: Dataset): Generator<string> {
  if (layout === undefined) return;
  const shown = `layout ${JSON.stringify(layout)}`;
  if (!layout.endsWith("/")) yield `${shown} must end with "/": it names the folder of a partition`;
  if (layout.startsWith("/") || layout.includes("//")) yield `${shown} must not have folders without a name`;
  if (!/^[A-Za-z0-9/_.=-]*$/.test(layout.replace(/\{[^{}]*\}/g, ""))) {
    yield `${shown} may hold only {key}, {key:format} and A-Z a-z 0-9 / _ . = -`;
  }
  yield* problemsOfPlaceholders(shown, layout, keys);
  for (const folder of writtenLayout(layout, keys).split("/")) yield* problemsOfFolder(shown, folder);
  if (strategy === "crawl") {
    yield `${shown} is for strategies "register" and "project": a crawler would name such keys partition_0, partition_1 …`;
  }
}

function* problemsOfPlaceholders(
  shown: string,
  layout: string,
  keys: readonly PartitionKey[],
): Generator<string> {
  const found = [...layout.matchAll(PLACEHOLDER)].map(([whole, name = "", format]) => ({
    whole,
    name,
    format,
  }));
  const names = keys.map(({ name }) => name);
  for (const { whole, name, format } of found) {
    const key = keys.find((one) => one.name === name);
    if (key === undefined) yield `${shown}: ${whole} is no partition key${didYouMean(name, names)}`;
    else if (key.kind === "text" && format !== undefined)
      yield `${shown}: ${whole}: a text has no format; write {${name}}`;
    else if (format !== undefined && /[^-_./]/.test(writeDate(format, {}))) {
      yield `${shown}: ${whole}: a format has yyyy, MM, M, dd, d, HH and H, and - _ . / between them`;
    }
  }
  for (const key of keys) {
    const own = found.filter(({ name }) => name === key.name);
    if (own.length === 0)
      yield `${shown} lacks {${key.name}}: a path must tell the value of every partition key`;
    else if (key.kind !== "text") yield* problemsOfUnits(shown, key, own);
    else if (own.length > 1) yield `${shown} has {${key.name}} twice`;
  }
}

/** All that a key's values tell must be in the path, and once: `{day:yyyy}/{day:MM}/{day:dd}/`. */
function* problemsOfUnits(
  shown: string,
  key: DateKey,
  own: readonly { readonly format: string | undefined }[],
): Generator<string> {
  const wanted = unitsOf(patternOf(key));
  const told = own.flatMap(({ format }) => unitsOf(format ?? patternOf(key)));
  if ([...told].sort().join() === [...wanted].sort().join()) return;
  const words = { y: "year", M: "month", d: "day", H: "hour" } as const;
  const each = wanted.map((unit) => words[unit]).join(", ");
  yield `${shown} must tell of {${key.name}} once each: ${each}`;
}

/** `folder` is in the form of `Written`. */
function* problemsOfFolder(shown: string, folder: string): Generator<string> {
  if (/^[_.]/.test(folder)) yield `${shown} has a folder that begins with "_" or ".": Athena passes over it`;
  const pieces = folder.split(FIELD);
  const tokens = pieces.filter((_, at) => at % 3 === 2);
  if (tokens.filter((token) => token === "").length > 1) {
    yield `${shown} has two texts in one folder: nothing tells where the first one ends`;
  }
  for (const [index, token] of tokens.entries()) {
    const [before, after] = [pieces[index * 3]!, pieces[index * 3 + 3]!];
    const touches =
      (before === "" ? index > 0 : /\d$/.test(before)) ||
      (after === "" ? index < tokens.length - 1 : /^\d/.test(after));
    if (token.length === 1 && touches) {
      yield `${shown} has ${token} beside another digit or key: nothing tells where its digits end`;
    }
  }
}

/**
 * What of a layout Athena cannot compute: it writes values into paths as they are, and combines every value of a key with
 * every one of the others.
 * https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html
 */
export function* problemsOfProjectedLayout({
  layout,
  keys,
}: Pick<Dataset, "layout" | "keys">): Generator<string> {
  for (const [whole, name, format] of layout?.matchAll(PLACEHOLDER) ?? []) {
    const key = keys.find((one) => one.name === name);
    if (key === undefined || key.kind === "text" || (format ?? patternOf(key)) === patternOf(key)) continue;
    const advice = DAY_FORMATS.includes(format as (typeof DAY_FORMATS)[number])
      ? `give the key format "${format}", or take strategy "register"`
      : `take strategy "register"`;
    yield `layout: ${whole} of a projected table: Athena writes values into paths as they are (${patternOf(key)}); ${advice}`;
  }
  const day = keys.find((key) => key.kind === "day");
  const told = day === undefined ? [] : unitsOf(patternOf(day));
  const parts = keys.filter(
    (key) => key.kind !== "text" && key.kind !== "day" && told.includes(unitsOf(patternOf(key))[0]!),
  );
  if (parts.length > 0) {
    const names = parts.map(({ name }) => JSON.stringify(name)).join(", ");
    yield `partition keys ${names} of a projected table repeat the day: Athena would compute every day in every other month`;
  }
  for (const key of keys) {
    if (key.kind !== "year" || (key.from !== undefined && key.until !== undefined)) continue;
    yield `partition key ${JSON.stringify(key.name)} of a projected table needs from and until: Athena computes every year between them`;
  }
}
