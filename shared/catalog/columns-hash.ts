import { createHash } from "node:crypto";
import type { Column } from "../datasets/dataset.ts";

/** The parameter of a partition that holds the hash of its columns. */
export const COLUMNS_HASH = "registrar.columns";

/** Of how a hash is made. One that is made otherwise begins otherwise, and tells nothing. */
const METHOD = "1:";
/** 64 bits: enough to tell apart what one table has had. */
const HEX_DIGITS = 16;

/**
 * A hash of names and types of columns, in their order: "1:" and 16 hex digits. Partitions carry it in a parameter, so
 * that those with other columns than their table are found without reading columns, of which a table may have hundreds.
 * Hive and Trino know no case in names and types.
 */
export function columnsHash(columns: readonly Column[]): string {
  const text = JSON.stringify(columns.map(({ name, type }) => [name.toLowerCase(), withoutCase(type)]));
  return METHOD + createHash("sha256").update(text).digest("hex").slice(0, HEX_DIGITS);
}

/** Not each other spelling of a type is one here, as "integer": such a partition is read, and found to be the same. */
const withoutCase = (type: string): string => type.toLowerCase().replaceAll(/\s+/g, "");
