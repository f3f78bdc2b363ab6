/** The bounds that an API reference puts on the members of a request: what the SDK's schemas leave out. */

import type { Json } from "./service.ts";

export type Bounds = readonly [least: number, most: number];

/** What the API reference says about one member. */
export interface Limit {
  /** Characters of a string, entries of a list. */
  readonly length?: Bounds;
  readonly value?: Bounds;
  /** Anchored: AWS matches the whole value. */
  readonly pattern?: RegExp;
  readonly oneOf?: readonly string[];
  /** AWS has this member and the emulator does not: it is refused by name rather than ignored. */
  readonly offered?: false;
}

/**
 * Limits by `<structure>.<member>`, the names as in the API reference; `*.<member>` holds in any structure that
 * has no entry of its own. The entries of a list are `<structure>.<member>.member`, a map's `.key` and `.value`.
 */
export type Limits = Readonly<Record<string, Limit>>;

/** One bound, worded as AWS words its violation. */
export interface Rule {
  readonly says: string;
  holds(value: Json): boolean;
}

const known = new WeakMap<Limit, readonly Rule[]>();

/** Made once for each limit: a batch of wide partitions compares tens of thousands of members. */
export function rules(limit: Limit | undefined): readonly Rule[] {
  if (limit === undefined) return [];
  const made = known.get(limit) ?? rulesOf(limit);
  known.set(limit, made);
  return made;
}

function rulesOf(limit: Limit): Rule[] {
  const { length, value, pattern, oneOf } = limit;
  return [
    ...(length ? bounds("length", length, lengthOf) : []),
    ...(value ? bounds("value", value, Number) : []),
    ...(pattern
      ? [rule(`satisfy regular expression pattern: ${unanchored(pattern)}`, (text) => pattern.test(text))]
      : []),
    ...(oneOf ? [rule(`satisfy enum value set: [${oneOf.join(", ")}]`, (text) => oneOf.includes(text))] : []),
  ];
}

const bounds = (what: string, [least, most]: Bounds, measure: (value: Json) => number): Rule[] => [
  {
    says: `Member must have ${what} less than or equal to ${most}`,
    holds: (value) => measure(value) <= most,
  },
  {
    says: `Member must have ${what} greater than or equal to ${least}`,
    holds: (value) => measure(value) >= least,
  },
];

const rule = (says: string, holds: (text: string) => boolean): Rule => ({
  says: `Member must ${says}`,
  holds: (value) => typeof value !== "string" || holds(value),
});

/** A string counts in code points, as AWS's models do, not in UTF-16 units. */
function lengthOf(value: Json): number {
  if (typeof value === "string") return value.length - (value.match(/[\u{10000}-\u{10FFFF}]/gu)?.length ?? 0);
  return Array.isArray(value) ? value.length : 0;
}

const unanchored = (pattern: RegExp) => pattern.source.replace(/^\^|\$$/g, "");
