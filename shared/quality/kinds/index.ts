/** Every kind of rows that there is. */

import { type BarRows, bars } from "./bars.ts";
import { type FeatureRows, features } from "./features.ts";
import { type GenericRows, generic } from "./generic.ts";
import type { Kind, MarketKind, RowKind, RowsOf } from "./kind.ts";
import { type TradeRows, trades } from "./trades.ts";

/** What a dataset declares of its rows: columns by their roles. */
export type DeclaredRows = TradeRows | BarRows | FeatureRows | GenericRows;

export const KINDS: { readonly [Name in RowKind]: Kind } = { trades, bars, features, generic };

export const EVERY_KIND = Object.keys(KINDS) as readonly RowKind[];
/** Of these every row is of a symbol at a time. */
export const MARKET_KINDS = EVERY_KIND.filter(
  (name) => "symbol" in KINDS[name].roles,
) as readonly MarketKind[];

export function kindOf(rows: DeclaredRows): Kind {
  return KINDS[rows.kind];
}

/** Is every row of a symbol at a time? */
export function isOfMarket(rows: DeclaredRows): rows is RowsOf<MarketKind> {
  return "symbol" in rows;
}

/** Symbols that no session may lack. */
export function coreOf(rows: DeclaredRows | undefined): readonly string[] {
  return rows !== undefined && isOfMarket(rows) ? rows.core : [];
}

/** Columns that together tell a row from all others. */
export function keysOf(rows: DeclaredRows): readonly string[] {
  return kindOf(rows).keys(rows);
}

/** The dataset that the rows are made from, if it is declared. */
export function originOf(rows: DeclaredRows): string | undefined {
  return "from" in rows ? rows.from : undefined;
}

/** Are they of the kind that such rows are made from? */
export function areMadeFrom(rows: DeclaredRows, origin: DeclaredRows): boolean {
  return kindOf(rows).madeFrom === origin.kind;
}
