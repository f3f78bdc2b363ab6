/** Pages of a listing. A token names the last entry seen; an entry that is gone since makes it malformed. */

import { malformedToken } from "./errors.ts";

/** Entries in a page unless the request asks for fewer: the most that Athena's listings allow. */
const PAGE = 50;

/** Bounds pages further, to make callers cross them. */
export interface PageBound {
  readonly pageSize: number;
}

export interface PageRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

export interface ListingPage<Entry> {
  readonly entries: readonly Entry[];
  readonly NextToken?: string;
}

export function pageOf<Entry>(
  { pageSize }: PageBound,
  all: readonly Entry[],
  nameOf: (entry: Entry) => string,
  { MaxResults, NextToken }: PageRequest,
): ListingPage<Entry> {
  const from = NextToken === undefined ? 0 : after(all.map(nameOf), NextToken);
  // Some listings allow 0, which can only mean "as many as you like".
  const entries = all.slice(from, from + Math.min(MaxResults || PAGE, pageSize));
  const last = entries.at(-1);
  if (last === undefined || from + entries.length === all.length) return { entries };
  return { entries, NextToken: tokenOf(nameOf(last)) };
}

function after(names: readonly string[], token: string): number {
  const at = names.findIndex((name) => tokenOf(name) === token);
  if (at === -1) throw malformedToken(token);
  return at + 1;
}

const tokenOf = (name: string) => Buffer.from(name).toString("base64url");
