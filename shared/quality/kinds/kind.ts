import type { DeclaredRows } from "./index.ts";

export type RowKind = DeclaredRows["kind"];
/** Those whose rows are of a symbol at a time. */
export type MarketKind = Extract<DeclaredRows, MarketRows>["kind"];
export type RowsOf<Kind extends RowKind> = Extract<DeclaredRows, { readonly kind: Kind }>;

/** What the kinds of a market declare. All times are UTC timestamps without a zone; `day` is the session in New York. */
export interface MarketRows {
  readonly symbol: string;
  readonly time: string;
  /** Symbols that every session has to have. */
  readonly core: readonly string[];
}

/** What a column has to be for its role. */
export type RoleType = "text" | "timestamp" | "number" | "identity" | "comparable" | "any";

/**
 * What a field of a declaration holds: a column, a list of columns, bounds by column (`open`: either may be null, for
 * none), all values by column, or a number of bars.
 */
export type ColumnRole =
  | { readonly column: RoleType; readonly optional?: true }
  | { readonly columns: RoleType; readonly optional?: true }
  | { readonly boundsOf: RoleType; readonly optional?: true; readonly open?: true }
  | { readonly valuesOf: RoleType; readonly optional?: true }
  | { readonly bars: "0 or more" };

/** A column whose values are hardly ever NULL. */
export interface ValueColumn {
  readonly name: string;
  /** The column that says by 0 that there is no such value. */
  readonly countedBy?: string | undefined;
}

/**
 * A kind of rows: the roles of its columns, and what of it differs from other kinds. Which checks are made of it, the
 * checks say themselves. Nothing but a descriptor like this one depends on the name of a kind.
 */
export interface Kind<Declared extends DeclaredRows = DeclaredRows> {
  readonly name: Declared["kind"];
  /** Each field of the declaration, but for `kind`, `core` and `from`. */
  readonly roles: Readonly<Record<Exclude<keyof Declared, "kind" | "core" | "from">, ColumnRole>>;
  /**
   * What a five-minute slot of a symbol has. Rows of which it has many are of a moment each, come unevenly, also in the
   * extended hours, and at the very close; one row is of the whole slot, and begins with it. Undefined: rows of no symbol.
   */
  readonly slots?: "many rows" | "one row";
  /** The kind that its rows are made from: `from` names a dataset of it. */
  readonly madeFrom?: RowKind;
  /** The columns that together tell a row from all others; none if nothing does. */
  keys(rows: Declared): readonly string[];
  values?(rows: Declared): readonly ValueColumn[];
  /** Columns of prices, sizes and counts, and what each of them has to be. */
  amounts?(rows: Declared): { readonly columns: readonly string[]; readonly bound: "> 0" | ">= 0" };
  /** Bars at the beginning of a session for which values may be NULL. */
  warmUp?(rows: Declared): number;
}
