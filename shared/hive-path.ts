/**
 * How Hive, Spark and DuckDB write a partition value into a path, and how to read it back.
 * Source: FileUtils.java of Apache Hive (escapePathName, unescapePathName).
 */

// biome-ignore lint/suspicious/noControlCharactersInRegex: Hive escapes control characters
const ESCAPED = /[\u0000-\u001f"#%'*/:=?\\\u007f{[\]^]/g;

/** What Hive writes for NULL and for the empty string. */
export const HIVE_NULL = "__HIVE_DEFAULT_PARTITION__";

export function hiveEscape(value: string): string {
  if (value === "") return HIVE_NULL;
  return value.replace(ESCAPED, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
  });
}

/** Each %XX becomes the character of that code (not a UTF-8 byte); a "%" without two hex digits stays. */
export function hiveUnescape(text: string): string {
  if (!text.includes("%")) return text;
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}
