import type { DeclaredRows } from "./index.ts";
import type { Kind } from "./kind.ts";

/** Rows of any table: orders, clicks, readings. Each field is a promise; what is left out is not checked. */
export interface GenericRows {
  readonly kind: "generic";
  /** Columns that together tell a row from all others: no two rows share them, and none is NULL. */
  readonly key?: readonly string[];
  /** A UTC timestamp: rows lie in the partition of its day, and the newest is near the end of the session. */
  readonly time?: string;
  /** Columns that are never NULL. */
  readonly required?: readonly string[];
  /** All values that there are, by column. */
  readonly accepted?: Readonly<Record<string, readonly (string | number)[]>>;
  /** Least and greatest value, by column; null for no bound. NaN and the infinities are in no range. */
  readonly ranges?: Readonly<Record<string, readonly [least: number | null, greatest: number | null]>>;
}

export const generic: Kind<GenericRows> = {
  name: "generic",
  roles: {
    key: { columns: "comparable", optional: true },
    time: { column: "timestamp", optional: true },
    required: { columns: "any", optional: true },
    accepted: { valuesOf: "identity", optional: true },
    ranges: { boundsOf: "number", optional: true, open: true },
  },
  keys: ({ key = [] }) => key,
};

export function isGeneric(rows: DeclaredRows | undefined): rows is GenericRows {
  return rows?.kind === generic.name;
}
