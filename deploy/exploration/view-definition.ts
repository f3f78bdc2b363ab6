import { splitAtTopLevel } from "../../shared/datasets/hive-type.ts";

/** A view as Athena keeps it: a query, and what its columns are. */
export interface View {
  /** The Glue database, of the stage. */
  readonly database: string;
  readonly name: string;
  /** One SELECT without a semicolon. */
  readonly sql: string;
  /** In order, with Hive's types, as Glue has them. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/** Hive's name of a simple type → Trino's, where they differ. https://docs.aws.amazon.com/athena/latest/ug/data-types.html */
const TRINO: Readonly<Record<string, string>> = {
  string: "varchar",
  int: "integer",
  float: "real",
  binary: "varbinary",
  timestamp: "timestamp(3)",
};

/** `array<struct<bid:float>>` → `array(row(bid real))`: a column's type as Athena compares it with a view's query. */
export function trinoType(hive: string): string {
  const [, kind, inner] = /^(array|map|struct)<(.*)>$/.exec(hive) ?? [];
  if (kind === undefined) return TRINO[hive] ?? hive;
  const parts = splitAtTopLevel(inner!);
  if (kind !== "struct") return `${kind}(${parts.map(trinoType).join(", ")})`;
  const fields = parts.map((part) => {
    const colon = part.indexOf(":");
    return `${part.slice(0, colon)} ${trinoType(part.slice(colon + 1))}`;
  });
  return `row(${fields.join(", ")})`;
}
