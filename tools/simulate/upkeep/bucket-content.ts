/** What lies in the bucket, and when data lay where. */
import type { Timeline } from "../timeline.ts";

export interface SimulatedObject {
  readonly key: string;
  readonly size: number;
  /** ISO 8601. */
  readonly modified: string;
  readonly etag: string;
  /** Of small objects that are read again. */
  readonly text: string;
}

export interface ListedPage {
  readonly objects: readonly SimulatedObject[];
  readonly folders: readonly string[];
  /** The last key that was looked at, if there is more. */
  readonly next: string | undefined;
}

/** An object that is data, from one moment to another. */
interface Stay {
  readonly key: string;
  readonly from: number;
  /** Infinite while it is there. */
  until: number;
}

/** Paths below a partition's Location that are no data: known here, and not asked of the product. */
const NO_DATA = /(^|\/)[_.]|\.csv$|^$/;

export class BucketContent {
  readonly #timeline: Timeline;
  readonly #objects = new Map<string, SimulatedObject>();
  readonly #stays: Stay[] = [];
  #sorted: readonly string[] | undefined;
  #writes = 0;

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  put(key: string, size: number, text = ""): SimulatedObject {
    const now = this.#timeline.now();
    const modified = new Date(now).toISOString();
    const object = { key, size, modified, etag: `"${++this.#writes}"`, text };
    if (!this.#objects.has(key)) this.#sorted = undefined;
    this.#objects.set(key, object);
    const isData = size > 0 && !NO_DATA.test(key.slice(key.lastIndexOf("=")).replace(/^[^/]*\//, ""));
    // Data that are written over are there all the time.
    if (isData && this.#openStay(key) !== undefined) return object;
    this.#end(key, now);
    if (isData) this.#stays.push({ key, from: now, until: Number.POSITIVE_INFINITY });
    return object;
  }

  delete(key: string): void {
    if (this.#objects.delete(key)) this.#sorted = undefined;
    this.#end(key, this.#timeline.now());
  }

  get(key: string): SimulatedObject | undefined {
    return this.#objects.get(key);
  }

  /** Keys in order that begin with a prefix. */
  keys(prefix: string): string[] {
    this.#sorted ??= [...this.#objects.keys()].sort();
    return this.#sorted.filter((key) => key.startsWith(prefix));
  }

  page(prefix: string, after: string, delimiter: string | undefined, size: number): ListedPage {
    const objects: SimulatedObject[] = [];
    const folders = new Set<string>();
    let last: string | undefined;
    for (const key of this.keys(prefix)) {
      const cut = delimiter === undefined ? -1 : key.indexOf(delimiter, prefix.length);
      const folder = cut < 0 ? undefined : key.slice(0, cut + 1);
      if (key <= after || (folder !== undefined && after.startsWith(folder))) continue;
      if (folder !== undefined && folders.has(folder)) continue;
      if (objects.length + folders.size === size) return { objects, folders: [...folders], next: last };
      if (folder === undefined) objects.push(this.#objects.get(key)!);
      else folders.add(folder);
      last = folder === undefined ? key : `${folder}\u{10FFFF}`;
    }
    return { objects, folders: [...folders], next: undefined };
  }

  /** Is there data below a path? */
  hasData(path: string): boolean {
    return this.#stays.some(({ key, until }) => until === Number.POSITIVE_INFINITY && key.startsWith(path));
  }

  /** Was there none at any moment since then? */
  wasAlwaysEmpty(path: string, since: number): boolean {
    return !this.#stays.some(({ key, until }) => until >= since && key.startsWith(path));
  }

  /** Was there some at each moment since then? */
  wasAlwaysFull(path: string, since: number): boolean {
    let full = since;
    for (const { key, from, until } of this.#stays) {
      // In the order of their beginning.
      if (!key.startsWith(path) || until < full) continue;
      if (from > full || (from === full && full !== since)) return false;
      full = Math.max(full, until);
    }
    return full === Number.POSITIVE_INFINITY;
  }

  #end(key: string, now: number): void {
    const stay = this.#openStay(key);
    if (stay !== undefined) stay.until = now;
  }

  #openStay(key: string): Stay | undefined {
    return this.#stays.find((one) => one.key === key && one.until === Number.POSITIVE_INFINITY);
  }
}
