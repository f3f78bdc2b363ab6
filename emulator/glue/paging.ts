/** Pages of a listing, in the order of creation. A token names the last entry seen, so deletions cost no entry. */

import type { GlueParts } from "./action.ts";
import { invalidInput } from "./errors.ts";
import type { Placed } from "./store.ts";

export interface CatalogPage<Entry> {
  readonly entries: readonly Entry[];
  readonly NextToken?: string;
}

/** A request may ask for smaller pages, never for larger ones. */
export const pageSizeOf = ({ pageSize }: GlueParts, asked: number | undefined) =>
  Math.min(asked ?? pageSize, pageSize);

export function pageOf<Entry extends Placed>(
  all: Iterable<Entry>,
  size: number,
  token: string | undefined,
): CatalogPage<Entry> {
  const after = token === undefined ? 0 : sequenceOf(token);
  const entries: Entry[] = [];
  for (const entry of all) {
    if (entry.sequence <= after) continue;
    if (entries.length === size) return { entries, NextToken: tokenAfter(entries) };
    entries.push(entry);
  }
  return { entries };
}

function tokenAfter(entries: readonly Placed[]): string {
  return Buffer.from(JSON.stringify({ after: entries.at(-1)?.sequence })).toString("base64url");
}

function sequenceOf(token: string): number {
  const text = Buffer.from(token, "base64url").toString();
  const after = /^\{"after":(\d+)\}$/.exec(text)?.[1];
  if (after === undefined) throw invalidInput("The provided NextToken is not valid");
  return Number(after);
}
