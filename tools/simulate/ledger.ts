/** What Glue has held, and when: looked at after everything that may have changed it. */
import type { Glue } from "../../emulator/parts.ts";
import type { Timeline } from "./timeline.ts";

/** A partition at a Location, from one moment to another. */
interface Stay {
  readonly location: string;
  readonly from: number;
  /** Undefined while it is there. */
  until: number | undefined;
}

/** A table as it was from one moment to another. */
interface Version {
  readonly keys: readonly string[];
  /** What partitions inherit, as JSON without the Location. */
  readonly descriptor: string;
  readonly from: number;
  until: number | undefined;
}

interface Book {
  seen: number;
  readonly versions: Version[];
  /** By the values by key. */
  readonly stays: Map<string, Stay[]>;
}

export class Ledger {
  readonly #glue: Glue;
  readonly #timeline: Timeline;
  readonly #books = new Map<string, Book>();

  constructor(glue: Glue, timeline: Timeline) {
    this.#glue = glue;
    this.#timeline = timeline;
  }

  /** To be called after each change. */
  observe(): void {
    const now = this.#timeline.now();
    const there = new Set<string>();
    for (const [database, { tables }] of this.#glue.store.databases) {
      for (const [name, { record, version, partitions }] of tables) {
        const identity = `${database}.${name}`;
        there.add(identity);
        const book = this.#bookOf(identity);
        if (book.seen === version) continue;
        book.seen = version;
        const keys = (record.PartitionKeys ?? []).map(({ Name }) => Name ?? "");
        turnTo(book, keys, withoutLocation(record.StorageDescriptor), now);
        const held = new Map(
          [...partitions.values()].map(({ record: { Values, StorageDescriptor } }) => {
            return [byKey(keys, Values), canonical(StorageDescriptor?.Location ?? "")];
          }),
        );
        this.#compare(book, held, now);
      }
    }
    for (const [identity, book] of this.#books) {
      if (there.has(identity) || book.seen === GONE) continue;
      book.seen = GONE;
      endOf(book.versions, now);
      this.#compare(book, new Map(), now);
    }
  }

  /** Was the partition there, at this Location, at some moment since then? */
  held(table: string, values: Readonly<Record<string, string>>, location: string, since: number): boolean {
    const wanted = canonical(location);
    return this.#staysOf(table, values).some((stay) => {
      return stay.location === wanted && (stay.until === undefined || stay.until >= since);
    });
  }

  /** Was it elsewhere at some moment since then? */
  heldElsewhere(table: string, values: Readonly<Record<string, string>>, location: string, since: number) {
    const wanted = canonical(location);
    return this.#staysOf(table, values).some((stay) => {
      return stay.location !== wanted && (stay.until === undefined || stay.until >= since);
    });
  }

  /** How the table was at some moment since then. */
  versions(table: string, since: number): readonly Version[] {
    const { versions } = this.#bookOf(table);
    return versions.filter(({ until }) => until === undefined || until >= since);
  }

  /** Is there a table that partitions of ours can be in? */
  isUsable(table: string): boolean {
    const [database = "", name = ""] = table.split(".");
    const record = this.#glue.store.databases.get(database)?.tables.get(name)?.record;
    return record !== undefined && record.Parameters?.["projection.enabled"] !== "true";
  }

  #staysOf(table: string, values: Readonly<Record<string, string>>): readonly Stay[] {
    const keys = Object.keys(values);
    return this.#bookOf(table).stays.get(byKey(keys, Object.values(values))) ?? [];
  }

  #bookOf(table: string): Book {
    let book = this.#books.get(table);
    if (book === undefined) {
      book = { seen: GONE, versions: [], stays: new Map() };
      this.#books.set(table, book);
    }
    return book;
  }

  #compare({ stays }: Book, held: ReadonlyMap<string, string>, now: number): void {
    for (const [values, all] of stays) {
      const last = all.at(-1)!;
      if (last.until === undefined && held.get(values) !== last.location) last.until = now;
    }
    for (const [values, location] of held) {
      const all = stays.get(values) ?? [];
      stays.set(values, all);
      if (all.at(-1)?.until !== undefined || all.length === 0)
        all.push({ location, from: now, until: undefined });
    }
  }
}

const GONE = -1;

function turnTo({ versions }: Book, keys: readonly string[], descriptor: string, now: number): void {
  const last = versions.at(-1);
  const isSame =
    last?.until === undefined && last?.descriptor === descriptor && last.keys.join() === keys.join();
  if (isSame) return;
  endOf(versions, now);
  versions.push({ keys, descriptor, from: now, until: undefined });
}

function endOf(versions: readonly Version[], now: number): void {
  const last = versions.at(-1);
  if (last !== undefined) last.until ??= now;
}

/** The same whatever the order of the keys. */
function byKey(keys: readonly string[], values: readonly string[]): string {
  return JSON.stringify(keys.map((key, index) => [key, values[index]]).sort());
}

/** Crawlers and people write the same place in other ways. */
export function canonical(location: string): string {
  return location.replace(/^s3[an]:/, "s3:").replace(/\/+$/, "");
}

export function withoutLocation(descriptor: object | undefined): string {
  return JSON.stringify({ ...descriptor, Location: undefined });
}
