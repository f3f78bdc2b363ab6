/**
 * How dates are written in partition values and in paths: by the letters of Java's DateTimeFormatter, which Athena's
 * partition projection has too. Only `yyyy`, `MM`, `M`, `dd`, `d`, `HH` and `H` are letters; all else stands for itself.
 */
import type { PartitionKey } from "./dataset.ts";

export type DateUnit = "y" | "M" | "d" | "H";

/** What is known of a date: a year of four digits, all else of two. */
export type DateParts = { [Unit in DateUnit]?: string };

const TOKEN = /yyyy|MM?|dd?|HH?/g;

/** The patterns of keys that declare none. */
const DEFAULTS = {
  day: "yyyy-MM-dd",
  year: "yyyy",
  month: "MM",
  "day-of-month": "dd",
  hour: "HH",
} as const;

/** A key that tells something of a date. */
export type DateKey = Exclude<PartitionKey, { readonly kind: "text" }>;

export function patternOf(key: DateKey): string {
  return ("format" in key ? key.format : undefined) ?? DEFAULTS[key.kind];
}

export const unitOf = (token: string): DateUnit => token[0] as DateUnit;

/** The units that a pattern tells, in its order. */
export const unitsOf = (pattern: string): DateUnit[] => (pattern.match(TOKEN) ?? []).map(unitOf);

/** Does a value of the key tell an hour? */
export const tellsHour = (key: DateKey): boolean => unitsOf(patternOf(key)).includes("H");

/** A pattern in the form of `Written`: each token as `{0:MM}`, the number its key's. */
export const writtenPattern = (pattern: string, key: number): string =>
  pattern.replace(TOKEN, (token) => `{${key}:${token}}`);

/** Cuts what is written into literal, key, token, literal, key, token … A text of a key has no token. */
export const FIELD = /\{(-?\d+):(\w*)\}/;

/** A name or path whose fields are `{0:yyyy}`, or `{0:}` for a text: all else stands for itself. */
export interface Written {
  readonly whole: RegExp;
  readonly fields: readonly { readonly key: number; readonly token: string }[];
}

export function compile(written: string): Written {
  const fields: { key: number; token: string }[] = [];
  const source = written.split(FIELD).map((piece, at, all) => {
    if (at % 3 === 0) return piece.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
    if (at % 3 === 1) return "";
    fields.push({ key: Number(all[at - 1]), token: piece });
    return `(${CHARACTERS[piece as keyof typeof CHARACTERS]})`;
  });
  return { whole: new RegExp(`^${source.join("")}$`), fields };
}

/** What may stand for a token, as a regular expression. */
const CHARACTERS = {
  "": "[^/]+",
  yyyy: "\\d{4}",
  MM: "0[1-9]|1[0-2]",
  M: "[1-9]|1[0-2]",
  dd: "0[1-9]|[12]\\d|3[01]",
  d: "[1-9]|[12]\\d|3[01]",
  HH: "[01]\\d|2[0-3]",
  H: "1?\\d|2[0-3]",
} as const;

/** What a text tells of each key: a date, or a text; undefined if it is not so written. A month may not be so long. */
export function readFields({ whole, fields }: Written, text: string): (DateParts | string)[] | undefined {
  const found = whole.exec(text);
  if (found === null) return undefined;
  const read: (DateParts | string)[] = [];
  for (const [at, { key, token }] of fields.entries()) {
    const value = found[at + 1]!;
    if (token === "") read[key] = value;
    else read[key] = { ...(read[key] as DateParts), [unitOf(token)]: value.padStart(2, "0") };
  }
  return read;
}

const patterns = new Map<string, Written>();

/** What a text of the pattern tells; undefined of any other text. */
export function readDate(pattern: string, text: string): DateParts | undefined {
  let known = patterns.get(pattern);
  if (known === undefined) {
    known = compile(writtenPattern(pattern, 0));
    patterns.set(pattern, known);
  }
  return readFields(known, text)?.[0] as DateParts | undefined;
}

/** The inverse of readDate. */
export const writeDate = (pattern: string, parts: DateParts): string =>
  pattern.replace(TOKEN, (token) => {
    const digits = parts[unitOf(token)] ?? "";
    return token.length === 1 ? digits.replace(/^0/, "") : digits;
  });

/** A pattern for people: YYYY-MM-DD. */
export const shownPattern = (pattern: string): string =>
  pattern.replace(/[yd]/g, (letter) => letter.toUpperCase());
