/**
 * Which objects of an include path a crawler leaves out.
 * https://docs.aws.amazon.com/glue/latest/dg/define-crawler.html ("Include and exclude patterns")
 */

import { invalidInput } from "../errors.ts";

/**
 * A test of keys, relative to the include path, that any of the glob patterns matches as a whole. Throws
 * InvalidInputException for a pattern that is none.
 */
export function excludedBy(patterns: readonly string[]): (key: string) => boolean {
  const tests = patterns.map(readPattern);
  return (key) => tests.some((test) => test.test(key));
}

function readPattern(glob: string): RegExp {
  try {
    return globPattern(glob);
  } catch {
    throw invalidInput(`The exclude pattern '${glob}' is not valid`);
  }
}

/** Marker files, folder keys and empty objects hold no data: nothing below a name that begins with "_" or ".". */
export function isData(key: string, size: number): boolean {
  return size > 0 && !key.endsWith("/") && !key.split("/").some((segment) => /^[_.]/.test(segment));
}

/**
 * `*` stays within a folder and `**` does not, `?` is one character, `[a-z]` and `[!a-z]` are sets, `{one,other}` are
 * alternatives, and a backslash makes the next character stand for itself.
 */
function globPattern(glob: string): RegExp {
  const tokens = glob.match(/\\.|\*\*|\[!?[^\]]+\]|[\s\S]/g) ?? [];
  let depth = 0;
  const source = tokens.map((token) => {
    if (token === "{") depth += 1;
    if (token === "}" && depth > 0) {
      depth -= 1;
      return ")";
    }
    if (token === "," && depth > 0) return "|";
    return SPECIAL[token] ?? setOf(token) ?? escaped(token.replace(/^\\(?=.)/, ""));
  });
  return new RegExp(`^${source.join("")}$`, "su");
}

const SPECIAL: Readonly<Record<string, string>> = { "**": ".*", "*": "[^/]*", "?": "[^/]", "{": "(?:" };

function setOf(token: string): string | undefined {
  const [, negated, members] = /^\[(!?)([^\]]+)\]$/.exec(token) ?? [];
  if (members === undefined) return undefined;
  return `[${negated === "!" ? "^" : ""}${members.replace(/[\\^[]/g, "\\$&")}]`;
}

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
