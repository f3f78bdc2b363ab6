/** DuckDB's names of types as Trino's: `INTEGER[]` is array(integer). */

import { splitAtCommas } from "./types.ts";

const NAMES: Readonly<Record<string, string>> = {
  FLOAT: "real",
  HUGEINT: "bigint",
  BLOB: "varbinary",
  TIMESTAMP: "timestamp(3)",
  "TIMESTAMP WITH TIME ZONE": "timestamp(3) with time zone",
  '"NULL"': "unknown",
};

export function typeText(type: string): string {
  if (type.endsWith("[]")) return `array(${typeText(type.slice(0, -2))})`;
  const [, kind, inner = ""] = /^(MAP|STRUCT)\((.*)\)$/s.exec(type) ?? [];
  if (kind === undefined) return NAMES[type] ?? type.toLowerCase();
  const parts = splitAtCommas(inner).map((part) => part.trim());
  if (kind === "MAP") return `map(${parts.map(typeText).join(", ")})`;
  return `row(${parts.map(fieldText).join(", ")})`;
}

/** `name TYPE` or `"a name" TYPE` */
function fieldText(field: string): string {
  const [, name = "", type = ""] = /^("(?:[^"]|"")*"|\S+) (.*)$/s.exec(field) ?? [];
  return `${name} ${typeText(type)}`;
}
