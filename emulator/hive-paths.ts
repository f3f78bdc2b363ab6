/**
 * How partition values stand in paths. Hive writes certain ASCII characters as %XX each, and nothing else.
 * Source: FileUtils.java of Apache Hive (escapePathName, unescapePathName).
 */

// biome-ignore lint/suspicious/noControlCharactersInRegex: Hive escapes control characters
const ESCAPED = /[\u0000-\u001f"#%'*/:=?\\\u007f{[\]^]/g;

/** What Hive writes for NULL and for the empty string. */
export const HIVE_NULL = "__HIVE_DEFAULT_PARTITION__";

export function hiveEscape(value: string): string {
  if (value === "") return HIVE_NULL;
  return value.replace(
    ESCAPED,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}

/** Each %XX becomes the character of that code; a "%" without two hex digits stays. */
export function hiveUnescape(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}
