/**
 * S3 keys as paths on disk, and back. Any key is legal in S3, a path is not: every segment is percent-encoded down to
 * characters that no shell, file system or DuckDB glob takes for anything but themselves, and what a path cannot say
 * is said with marks that encoding never produces (a `%` is always followed by two hexadecimal digits otherwise).
 */
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";

/** Stands for an empty segment: `a//b`, and the end of a folder key `a/`. */
const EMPTY = "%-empty";
/** The segment goes on in the next directory: file systems take 255 bytes a name, S3 takes 1024 a key. */
const MORE = "%-more";
/** The plain name is taken by its opposite: on S3 `a` and `a/b` live side by side, on disk they do not. */
const ALSO = "%-also";

/** Leaves room for the marks below the 255 bytes of a name. */
const NAME_BYTES = 200;

/** Names below `root` where the object of a new key goes: directories first, its file last. */
export function freePath(root: string, key: string): string {
  const names = namesOf(key);
  let path = root;
  for (const [at, name] of names.entries()) {
    const isFile = at === names.length - 1;
    path = join(path, name);
    while (isFile ? existsSync(path) : isTakenByFile(path)) path += ALSO;
  }
  return path;
}

function isTakenByFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function namesOf(key: string): string[] {
  return key.split("/").flatMap((segment) => {
    const encoded = encodeSegment(segment);
    const names: string[] = [];
    for (let from = 0; from < encoded.length; from += NAME_BYTES) {
      const goesOn = from + NAME_BYTES < encoded.length;
      names.push(encoded.slice(from, from + NAME_BYTES) + (goesOn ? MORE : ""));
    }
    return names;
  });
}

function encodeSegment(segment: string): string {
  if (segment === "") return EMPTY;
  // "." and ".." would leave the folder; as "%2E" they are names like any other.
  if (/^\.+$/.test(segment)) return segment.replaceAll(".", "%2E");
  return [...Buffer.from(segment, "utf8")].map(encodeByte).join("");
}

function encodeByte(byte: number): string {
  const character = String.fromCharCode(byte);
  return /[A-Za-z0-9._=+@,-]/.test(character)
    ? character
    : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
}

/** The key whose object lies in the file of these names below the root of its bucket. */
export function keyOf(names: readonly string[]): string {
  const joined = names.map((name) => name.replaceAll(ALSO, "")).join("/");
  return decodeURIComponent(joined.replaceAll(`${MORE}/`, "").replaceAll(EMPTY, ""));
}

/** The order in which S3 lists keys: by UTF-8 bytes. UTF-16 agrees but for what lies beyond the surrogates. */
export function compareKeys(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) {
    const difference = utf8Rank(left.charCodeAt(at)) - utf8Rank(right.charCodeAt(at));
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function utf8Rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
