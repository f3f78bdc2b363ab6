import { areMadeFrom, originOf } from "../kinds/index.ts";
import type { DeclaredDataset } from "../quality.ts";
import type { Maybe } from "../snapshot.ts";
import type { RowSession } from "../windows.ts";
import { isOfSymbols, type MarketTable, type RowTable, rowTableOf } from "./row-table.ts";

/** A dataset that another is computed from. */
export interface Source {
  readonly dataset: DeclaredDataset;
  /** The days of which it has rows to compare with, as far as its partitions tell, or why that is not known. */
  readonly held: Maybe<Pick<ReadonlySet<string>, "has">>;
}

/** A table that another is made from, and which days of it there are. */
export interface OriginTable extends Source {
  readonly table: MarketTable;
}

/** The table that a table's rows are made from, if it is declared and of the kind that such rows are made from. */
export function originIn(sources: readonly Source[], { rows, stage }: RowTable): OriginTable | undefined {
  const source = sources.find(({ dataset }) => dataset.name === originOf(rows));
  const table = source && rowTableOf(source.dataset, stage);
  const isOrigin = table !== undefined && isOfSymbols(table) && areMadeFrom(rows, table.rows);
  return isOrigin ? { ...source!, table } : undefined;
}

/** The sessions of which an origin has rows. */
export function heldSessions({ held }: Source, sessions: readonly RowSession[]): readonly RowSession[] {
  return "value" in held ? sessions.filter(({ session }) => held.value.has(session.day)) : [];
}
