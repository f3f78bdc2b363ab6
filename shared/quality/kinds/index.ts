/** Every kind of rows that there is. */

import { type BarRows, bars } from "./bars.ts";
import { type FeatureRows, features } from "./features.ts";
import type { Kind, RowKind } from "./kind.ts";
import { type TradeRows, trades } from "./trades.ts";

/** What a dataset declares of its rows: columns by their roles. */
export type DeclaredRows = TradeRows | BarRows | FeatureRows;

export const KINDS: { readonly [Name in RowKind]: Kind } = { trades, bars, features };

export const EVERY_KIND = Object.keys(KINDS) as readonly RowKind[];

export function kindOf(rows: DeclaredRows): Kind {
  return KINDS[rows.kind];
}

/** Columns that tell a row from all others. */
export function keysOf(rows: DeclaredRows): readonly [symbol: string, other: string] {
  return [rows.symbol, kindOf(rows).identity(rows)];
}

/** The dataset that the rows are made from, if it is declared. */
export function originOf(rows: DeclaredRows): string | undefined {
  return "from" in rows ? rows.from : undefined;
}

/** Are they of the kind that such rows are made from? */
export function areMadeFrom(rows: DeclaredRows, origin: DeclaredRows): boolean {
  return kindOf(rows).madeFrom === origin.kind;
}
