/**
 * How partition values stand in paths. Hive and Spark escape certain ASCII characters, one %XX each, and nothing else.
 * Source: FileUtils.java of Apache Hive (escapePathName, unescapePathName). pyarrow, DuckDB and others escape as URIs
 * do (RFC 3986): more of ASCII, and every byte of other characters' UTF-8.
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

/**
 * The value that a folder's name stands for, whoever wrote it. Below %80 all writers agree. Hive writes nothing above,
 * so a run of %80 to %FF is UTF-8 if it is valid as such; if it is not, each is a character, as Hive reads it.
 * Characters stay as they are: a name in Unicode's NFD is another value than its NFC, as it is for Glue and Athena.
 */
export function valueInPath(text: string): string {
  if (!text.includes("%")) return text;
  return hiveUnescape(text.replace(/(?:%[89A-Fa-f][0-9A-Fa-f])+/g, utf8Of));
}

function utf8Of(run: string): string {
  try {
    return decodeURIComponent(run);
  } catch {
    return run;
  }
}

/** As Hive reads: each %XX becomes the character of that code; a "%" without two hex digits stays. */
export function hiveUnescape(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}
