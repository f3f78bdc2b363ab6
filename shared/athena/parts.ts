/** A question that can be asked in parts, so that what is wrong with one of them leaves the others their answers. */

import { isOfAPart, isOfItsWords } from "./failures.ts";
import type { Query, QueryOptions, QueryResult, QueryRunner } from "./port.ts";

export interface Divisible<Part> extends Query {
  /** The same question in smaller ones, which answer it together; none if it cannot be divided. */
  parts(): readonly Part[];
  /** The same question in several, none of which has all of its words; none if all of them are ours. */
  reworded?(): readonly Part[];
}

/** A part that needed no further division: its answer, or why there is none. */
export type Piece<Part> =
  | { readonly query: Part; readonly result: QueryResult }
  | { readonly query: Part; readonly error: unknown };

/**
 * Asks as a whole. Only after a failure that one part may have caused alone it asks its parts, which have texts and so
 * tokens of their own: a question of n days in halves, down to single days, is at most 2 (n - 1) queries more.
 */
export async function runInParts<Part extends Divisible<Part>>(
  query: Part,
  engine: QueryRunner,
  options: QueryOptions,
): Promise<readonly Piece<Part>[]> {
  const { sql, database, label } = query;
  try {
    return [{ query, result: await engine.run({ sql, database, label }, options) }];
  } catch (error) {
    const parts = isOfAPart(error) ? query.parts() : isOfItsWords(error) ? (query.reworded?.() ?? []) : [];
    if (parts.length === 0) return [{ query, error }];
    return (await Promise.all(parts.map((part) => runInParts(part, engine, options)))).flat();
  }
}

/** Two lists in the place of one; none if there is nothing to divide. */
export function halves<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  const middle = Math.ceil(items.length / 2);
  return items.length < 2 ? [] : [items.slice(0, middle), items.slice(middle)];
}
