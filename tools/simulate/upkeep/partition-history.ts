/** What Glue has held of each partition, since when, and by whom it came and went. */
import type { Glue } from "../../../emulator/parts.ts";
import { canonical } from "../ledger.ts";
import type { Timeline } from "../timeline.ts";
import type { Invocation } from "../world.ts";
import { identityOf } from "./upkeep-datasets.ts";

type Values = Readonly<Record<string, string>>;

export interface PartitionWord {
  readonly Values: readonly string[];
  readonly StorageDescriptor?: {
    readonly Location?: string;
    readonly Columns?: readonly { readonly Name: string; readonly Type: string }[];
  };
  readonly Parameters?: Readonly<Record<string, string>>;
}

/** A partition as it was from one moment to another. */
export interface Version {
  readonly values: Values;
  readonly record: PartitionWord;
  /** Without its last slash, and with s3 as scheme. */
  readonly location: string;
  readonly from: number;
  /** Infinite while it is so. */
  until: number;
  /** Who ended it; undefined is somebody else. */
  endedBy: Invocation | undefined;
}

interface Book {
  /** As Glue counts changes; it differs also of a table that was made anew. */
  seen: number;
  createdAt: number;
  /** By identity of the values. */
  readonly versions: Map<string, Version[]>;
}

const GONE = -1;
const OPEN = Number.POSITIVE_INFINITY;

export class PartitionHistory {
  readonly #glue: Glue;
  readonly #timeline: Timeline;
  readonly #books = new Map<string, Book>();
  /** Whose call is being carried out. */
  actor: Invocation | undefined;

  constructor(glue: Glue, timeline: Timeline) {
    this.#glue = glue;
    this.#timeline = timeline;
  }

  /** To be called after each change. */
  observe(): void {
    const there = new Set<string>();
    for (const [database, { tables }] of this.#glue.store.databases) {
      for (const [name, { record, version, partitions, sequence }] of tables) {
        const table = `${database}.${name}`;
        there.add(table);
        const book = this.#bookOf(table);
        if (book.seen === version) continue;
        if (book.seen < sequence) book.createdAt = this.#timeline.now();
        book.seen = version;
        const keys = (record.PartitionKeys ?? []).map(({ Name }) => Name ?? "");
        const held = new Map<string, [Values, PartitionWord]>();
        for (const { record: partition } of partitions.values()) {
          const values = byKey(keys, partition.Values);
          held.set(identityOf(values), [values, partition as PartitionWord]);
        }
        this.#compare(book, held);
      }
    }
    for (const [table, book] of this.#books) {
      if (there.has(table) || book.seen === GONE) continue;
      book.seen = GONE;
      this.#compare(book, new Map());
    }
  }

  /** All that is held. */
  current(table: string): Version[] {
    const all = [...this.#bookOf(table).versions.values()];
    return all.flatMap((versions) => (versions.at(-1)!.until === OPEN ? [versions.at(-1)!] : []));
  }

  /** All that were held at some moment since then. */
  allSince(table: string, since: number): Version[] {
    const all = [...this.#bookOf(table).versions.values()];
    return all.flatMap((versions) => versions.filter(({ until }) => until >= since));
  }

  /** Every version of a partition, the oldest first. */
  of(table: string, values: Values): readonly Version[] {
    return this.#bookOf(table).versions.get(identityOf(values)) ?? [];
  }

  /** Those that were there at some moment since then. */
  since(table: string, values: Values, since: number): Version[] {
    return this.of(table, values).filter(({ until }) => until >= since);
  }

  holds(table: string, values: Values): Version | undefined {
    const last = this.of(table, values).at(-1);
    return last?.until === OPEN ? last : undefined;
  }

  /** Since when the table is there as it is; undefined if it is not. */
  createdAt(table: string): number | undefined {
    const book = this.#bookOf(table);
    return book.seen === GONE ? undefined : book.createdAt;
  }

  #compare({ versions }: Book, held: ReadonlyMap<string, readonly [Values, PartitionWord]>): void {
    const now = this.#timeline.now();
    for (const [identity, all] of versions) {
      const last = all.at(-1)!;
      if (last.until !== OPEN || held.get(identity)?.[1] === last.record) continue;
      last.until = now;
      last.endedBy = this.actor;
    }
    for (const [identity, [values, record]] of held) {
      const all = versions.get(identity) ?? [];
      versions.set(identity, all);
      if (all.at(-1)?.until === OPEN) continue;
      const location = canonical(record.StorageDescriptor?.Location ?? "");
      all.push({ values, record, location, from: now, until: OPEN, endedBy: undefined });
    }
  }

  #bookOf(table: string): Book {
    let book = this.#books.get(table);
    if (book === undefined) {
      book = { seen: GONE, createdAt: 0, versions: new Map() };
      this.#books.set(table, book);
    }
    return book;
  }
}

export const byKey = (keys: readonly string[], values: readonly string[]): Values =>
  Object.fromEntries(keys.map((key, index) => [key, values[index] ?? ""]));
