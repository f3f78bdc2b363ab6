import { createHash } from "node:crypto";
import type { StoredObject } from "../store/port.ts";
import type { DataVersion } from "./data-version.ts";

/** The objects of a session: their keys below the dataset's prefix, each with a digest of its size and ETag. */
export type ObjectDigests = Readonly<Record<string, string>>;

/** Characters of keys that are kept of a session: some 500 objects. The version tells of any number. */
const MOST_TEXT = 40_000;
/** Keys that a change names. */
const MOST_NAMES = 5;

/** Collects objects that come one by one, as long as they are few enough to be kept. */
export class DigestFold {
  readonly #digests = new Map<string, string>();
  #left = MOST_TEXT;

  add(name: string, { size, etag }: Pick<StoredObject, "size" | "etag">): void {
    this.#left -= name.length;
    if (this.#left < 0) this.#digests.clear();
    else this.#digests.set(name, createHash("sha256").update(`${size}\n${etag}`).digest("hex").slice(0, 12));
  }

  /** Undefined if there were too many. */
  get digests(): ObjectDigests | undefined {
    return this.#left < 0 ? undefined : Object.fromEntries(this.#digests);
  }
}

/** How the objects of a session differ from those that were there before. */
export interface ObjectChange {
  /** The hashes of both versions. */
  readonly from: string;
  readonly to: string;
  /** When it was seen first, ISO 8601. */
  readonly seen: string;
  /** Objects; null if there were too many to be kept. */
  readonly added: number | null;
  readonly replaced: number | null;
  readonly removed: number | null;
  /** Some of them: "+" added, "~" replaced, "-" removed, and the key below the dataset's prefix. */
  readonly names: readonly string[];
}

/** What was there at the last look, and what had changed. */
export interface SeenObjects {
  readonly version: DataVersion;
  /** What changes are told against: the objects that were judged last or, as long as none were, those of the last look. */
  readonly base: { readonly hash: string; readonly objects: ObjectDigests | null };
  /** Null if nothing is known to have changed. It stays when what came of it is judged, until something changes again. */
  readonly change: ObjectChange | null;
}

/** A look at the objects. */
export interface ObjectLook {
  readonly version: DataVersion;
  readonly digests: ObjectDigests | undefined;
  /** Is the last verdict about them, or is there none? */
  readonly isBase: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What is seen now, after what was seen before. Pure. */
export function seenAfter(old: SeenObjects | undefined, look: ObjectLook): SeenObjects {
  const { version, digests, isBase } = look;
  const { hash } = version;
  const objects = digests ?? null;
  if (old === undefined) return { version, base: { hash, objects }, change: null };
  const isKnown = old.change?.to === hash;
  if (old.base.hash === hash) return { version, base: old.base, change: isKnown ? old.change : null };
  const change = isKnown ? old.change : changeOf(old.base, look);
  return { version, base: isBase ? { hash, objects } : old.base, change };
}

function changeOf(base: SeenObjects["base"], { version, digests, now }: ObjectLook): ObjectChange {
  const about = { from: base.hash, to: version.hash, seen: new Date(now).toISOString() };
  if (base.objects === null || digests === undefined) {
    return { ...about, added: null, replaced: null, removed: null, names: [] };
  }
  // Keys come from outside: one may be called "constructor".
  const [before, after] = [new Map(Object.entries(base.objects)), new Map(Object.entries(digests))];
  const keys = [...after.keys()];
  const added = keys.filter((key) => !before.has(key));
  const replaced = keys.filter((key) => before.has(key) && before.get(key) !== after.get(key));
  const removed = [...before.keys()].filter((key) => !after.has(key));
  const names = [
    ...added.map((key) => `+${key}`),
    ...replaced.map((key) => `~${key}`),
    ...removed.map((key) => `-${key}`),
  ];
  return {
    ...about,
    added: added.length,
    replaced: replaced.length,
    removed: removed.length,
    names: names.slice(0, MOST_NAMES),
  };
}

/** Is it what a record keeps? One that somebody changed by hand is seen anew. */
export function isSeenObjects(value: unknown): value is SeenObjects {
  const { version, base, change } = (value ?? {}) as Partial<Record<keyof SeenObjects, unknown>>;
  const hashOf = (of: unknown) => (of as { readonly hash?: unknown } | null | undefined)?.hash;
  const { objects } = (base ?? {}) as { readonly objects?: unknown };
  const { names, seen } = (change ?? {}) as Partial<Record<keyof ObjectChange, unknown>>;
  return (
    typeof hashOf(version) === "string" &&
    typeof hashOf(base) === "string" &&
    (objects === null || typeof objects === "object") &&
    (change === null || (Array.isArray(names) && typeof seen === "string"))
  );
}
