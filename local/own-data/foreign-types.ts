/** Types of Parquet that no type of Glue reads. */
import type { SchemaTree } from "hyparquet";

/**
 * The name of such a type in a column, or in a part of it; undefined if there is none. A crawler has types for them, with
 * which Athena answers HIVE_BAD_DATA. Source: Parquet's LogicalTypes.md.
 */
export function foreignType({ element, children }: SchemaTree): string | undefined {
  const { logical_type: logical, converted_type: converted } = element;
  switch (logical?.type) {
    case "TIME":
    case "UUID":
    case "FLOAT16":
      return logical.type.toLowerCase();
    case "INTEGER":
      if (logical.bitWidth === 64 && !logical.isSigned) return "uint64";
  }
  if (/^TIME_M/.test(converted ?? "")) return "time";
  if (converted === "UINT_64") return "uint64";
  for (const child of children) {
    const type = foreignType(child);
    if (type !== undefined) return type;
  }
  return undefined;
}
